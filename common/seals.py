"""A hash chain over the audit trail, so that a change made behind the product's back shows (ASVS 16.4.2, invariant I5).

Entries are sealed some minutes after they were made: by then every transaction that could still bring an older one has
ended, and sealing costs the requests nothing. The last digest goes to the log, which is kept elsewhere: with it a trail
that was cut off at its end shows too.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from common.ids import NO_ID
from common.models import AuditEntry, AuditSeal

logger = logging.getLogger("rota.audit")

SETTLED = timedelta(minutes=10)  # longer than any transaction that writes to the trail
MOST = 5_000  # entries in a seal
START = AuditSeal(number=0, upto=NO_ID, count=0, digest="")


def seal(*, before: datetime | None = None) -> int:
    """Seal the entries made before a moment (default: ten minutes ago); returns how many."""
    before = before or timezone.now() - SETTLED
    sealed = 0
    while count := _seal_some(before):
        sealed += count
    return sealed


def broken() -> Iterator[AuditSeal]:
    """The seals that do not fit the entries that they were put on, the oldest first."""
    previous = START
    for one in AuditSeal.objects.order_by("number").iterator():
        count, digest = _digest(previous.digest, AuditEntry.objects.filter(id__gt=previous.upto, id__lte=one.upto))
        if (one.number, one.count, one.digest) != (previous.number + 1, count, digest):
            yield one
        previous = one


def head() -> AuditSeal:
    """The newest seal; number 0 when there is none."""
    return AuditSeal.objects.order_by("number").last() or START


def _seal_some(before: datetime) -> int:
    """Put one seal. Two at once make the same number, and the database lets one of them through."""
    last = head()
    due = AuditEntry.objects.filter(id__gt=last.upto, happened_at__lte=before).order_by("id")[:MOST]
    ids = list(due.values_list("pk", flat=True))
    if not ids:
        return 0
    count, digest = _digest(last.digest, AuditEntry.objects.filter(id__gt=last.upto, id__lte=ids[-1]))
    try:
        with transaction.atomic():
            made = AuditSeal.objects.create(number=last.number + 1, upto=ids[-1], count=count, digest=digest)
    except IntegrityError:
        return 0
    logger.info("audit seal %d %s", made.number, made.digest)
    return count


def _digest(previous: str, entries: QuerySet[AuditEntry]) -> tuple[int, str]:
    """How many entries there are, and the SHA-256 of the previous digest and all of them."""
    digest = hashlib.sha256(previous.encode())
    count = 0
    for entry in entries.order_by("id").iterator(chunk_size=1_000):
        digest.update(_canonical(entry))
        count += 1
    return count, digest.hexdigest()


def _canonical(entry: AuditEntry) -> bytes:
    """An entry as bytes, the same on every database: JSON without blanks, keys sorted, moments in UTC."""
    fields = [
        entry.pk.hex,
        entry.happened_at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.actor_id.hex if entry.actor_id else None,
        entry.verb,
        entry.subject_type,
        entry.subject_id,
        entry.details,
    ]
    return json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"
