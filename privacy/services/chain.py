"""The chain of what people said: where it stands, and the words that come after the visit (LGPD art. 8 §5).

A withdrawal takes effect in the same transaction. Apps above tell here what ends when a purpose is withdrawn
(`on_withdrawal`), since what is below may not call what is above.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from agents.models import User
from clients.models import Person
from common import audit
from common.dates import known_zone, today_in
from common.ids import made_at
from common.problems import Problem, RefusedError
from privacy import rules
from privacy.enums import ConsentState, EventChannel, Proof
from privacy.models import Consent, ConsentEvent, Notice
from privacy.querysets import ConsentEventQuerySet
from privacy.rules import Word
from privacy.services.retention import is_anonymous
from visits.enums import Channel
from visits.models import Visit
from visits.services.record import cancel_promises

WHATSAPP = "whatsapp"  # the purpose: being written to

Ending = Callable[[uuid.UUID], None]

_endings: dict[str, list[Ending]] = {}


def on_withdrawal(purpose: str) -> Callable[[Ending], Ending]:
    """Register what ends for a person (by id) who takes back a yes, or whose yes is over."""

    def register(ending: Ending) -> Ending:
        _endings.setdefault(purpose, []).append(ending)
        return ending

    return register


@dataclass(frozen=True)
class Standing:
    """One purpose as the person sees it: what was asked, the last word, until when it counts."""

    key: str
    purpose: dict[str, Any]
    state: str
    label: str
    since: datetime | None
    until: date | None

    @property
    def needs_consent(self) -> bool:
        """Whether it rests on the person's yes."""
        return bool(self.purpose.get("needs_consent"))

    @property
    def is_given(self) -> bool:
        """Whether the yes stands; whether its term is over as well, `may` asks (the night writes that down)."""
        return self.state == ConsentState.GIVEN


def _words_of(events: ConsentEventQuerySet) -> list[Word]:
    """Events as plain values, their days those of the place, each with the term of its own notice."""
    return [_word(each) for each in events.select_related("consent__notice", "consent__visit")]


def _word(event: ConsentEvent) -> Word:
    zone = known_zone(event.timezone or event.consent.visit.timezone)
    happened_at, noted_at = event.happened_at.astimezone(zone), made_at(event.pk).astimezone(zone)
    return Word(event.purpose, event.state, happened_at, noted_at, event.valid_months)


def standings(consent: Consent) -> list[Standing]:
    """Every purpose of the notice that was answered, with the person's last word on it."""
    last = rules.standing(_words_of(ConsentEvent.objects.of_whom(consent)))
    return [_standing(purpose, last.get(purpose["key"])) for purpose in consent.notice.content.get("purposes", ())]


def _standing(purpose: dict[str, Any], word: Word | None) -> Standing:
    """One purpose with the last word on it."""
    if word is None:
        return Standing(purpose["key"], purpose, state="", label="Sem resposta", since=None, until=None)
    is_given = word.state == ConsentState.GIVEN
    return Standing(
        purpose["key"], purpose, state=word.state, label=ConsentState(word.state).label, since=word.counts_from,
        until=word.runs_out_on if is_given else None,
    )  # fmt: skip


def may(person: Person | None, purpose: str, *, on: date) -> bool:
    """Whether the person's last word allows a purpose on a day. Whatever contacts a client asks here first."""
    if person is None:
        return False
    events = ConsentEvent.objects.filter(consent__person=person, purpose=purpose)
    return rules.may(_words_of(events), purpose, on=on)


def refused_at(businesses: Collection[uuid.UUID], purpose: str, *, on: date) -> dict[uuid.UUID, str]:
    """The businesses where a purpose was answered and no yes stands on a day, each with the state of the last word."""
    events = ConsentEvent.objects.filter(consent__visit__business__in=businesses, purpose=purpose)
    found = list(events.select_related("consent__visit").order_by())
    notices = Notice.objects.in_bulk({event.consent.notice_id for event in found})  # few texts, many answers
    said: defaultdict[uuid.UUID, list[Word]] = defaultdict(list)
    for event in found:
        event.consent.notice = notices[event.consent.notice_id]
        said[event.consent.visit.business_id].append(_word(event))
    refused = {}
    for business_id, words in said.items():
        last = rules.standing(words)[purpose]
        if not rules.may(words, purpose, on=on):
            refused[business_id] = ConsentState.EXPIRED if last.state == ConsentState.GIVEN else last.state
    return refused


@transaction.atomic
def withdraw(
    *, consent: Consent, purposes: Iterable[str], channel: EventChannel, by: User | None = None, now: datetime
) -> list[str]:
    """Take back what was given; answers the purposes that changed. Twice changes nothing the second time."""
    Consent.objects.select_for_update().get(pk=consent.pk)
    given = {each.key for each in standings(consent) if each.needs_consent and each.is_given}
    taken = [purpose for purpose in dict.fromkeys(purposes) if purpose in given]
    _append(consent, taken, ConsentState.WITHDRAWN, channel=channel, by=by, now=now)
    _end(consent, taken)
    return taken


@transaction.atomic
def give(*, consent: Consent, purpose: str, channel: EventChannel, by: User | None = None, now: datetime) -> bool:
    """Say yes (again) to a purpose of the notice that was answered, as it stands there."""
    Consent.objects.select_for_update().get(pk=consent.pk)
    asked = {each.key: each for each in standings(consent) if each.needs_consent}
    if purpose not in asked:
        raise RefusedError(Problem("unknown_purpose", "Este aceite não existe mais. Abra a página de novo.", "purpose"))
    if asked[purpose].is_given:
        return False
    _append(consent, [purpose], ConsentState.GIVEN, channel=channel, by=by, now=now)
    return True


def _append(
    consent: Consent, purposes: list[str], state: ConsentState, *, channel: EventChannel, by: User | None, now: datetime
) -> None:
    """New links of the chain, each with how it came."""
    proof = {EventChannel.LINK: Proof.CODE, EventChannel.SYSTEM: ""}.get(channel, Proof.SPOKEN)
    for purpose in purposes:
        event = ConsentEvent.objects.create(
            consent=consent, purpose=purpose, state=state, happened_at=now, channel=channel, proof=proof,
            timezone=consent.visit.timezone, noted_by=by,
        )  # fmt: skip
        audit.record(f"consent.{state}", event, by=by, purpose=purpose, channel=str(channel))


def _end(consent: Consent, purposes: Iterable[str]) -> None:
    """What must stop now: promises by WhatsApp, what other apps said, and contact data that serve nothing any more."""
    if consent.person_id is None:
        return
    for purpose in purposes:
        if purpose == WHATSAPP:
            cancel_promises(person_id=consent.person_id, channel=Channel.WHATSAPP)
        for ending in _endings.get(purpose, ()):
            ending(consent.person_id)
    if not any(each.needs_consent and each.is_given for each in standings(consent)):
        Person.objects.filter(pk=consent.person_id).update(phone="", email="")


def withdrawn_since(person_id: uuid.UUID, moment: datetime) -> frozenset[str]:
    """Purposes that a person took back after a moment: what a phone says later about before must not undo it."""
    stopped = (ConsentState.WITHDRAWN, ConsentState.EXPIRED)
    events = ConsentEvent.objects.filter(consent__person=person_id)
    if not events.filter(state__in=stopped, happened_at__gt=moment).exists():
        return frozenset()
    last = rules.standing(_words_of(events)).values()
    return frozenset(word.purpose for word in last if word.state in stopped and word.counts_from > moment)


def expire(*, now: datetime | None = None) -> int:
    """Write down every yes whose term is over (the nightly job); answers how many."""
    now = now or timezone.now()
    done = 0
    for consent in Consent.objects.with_a_yes_before(_youngest_that_may_be_over(now)).iterator(chunk_size=500):
        done += _expire(consent, now=now)
    return done


def _youngest_that_may_be_over(now: datetime) -> datetime:
    """A yes that is younger than the shortest term of any notice cannot be over."""
    contents = Notice.objects.values_list("content", flat=True)
    terms = [one["valid_months"] for each in contents for one in each.get("purposes", ()) if one.get("valid_months")]
    return now - timedelta(days=28 * min(terms, default=1200))


@transaction.atomic
def _expire(consent: Consent, *, now: datetime) -> int:
    today = today_in(consent.visit.timezone, now)
    over = [each.key for each in standings(consent) if each.needs_consent and each.until and each.until < today]
    _append(consent, over, ConsentState.EXPIRED, channel=EventChannel.SYSTEM, by=None, now=now)
    _end(consent, over)
    return len(over)


def history(consent: Consent) -> list[ConsentEvent]:
    """Everything that the person said, oldest first, with where and how."""
    events = ConsentEvent.objects.of_whom(consent).select_related(
        "consent__notice", "consent__agent", "consent__visit__business", "noted_by"
    )
    return sorted(events, key=lambda event: (min(event.happened_at, made_at(event.pk)), event.pk))


def consent_of(visit: Visit) -> Consent | None:
    """The answer that a visit holds, with what its pages show; of somebody who was erased, without the person."""
    found = (
        Consent.objects.filter(visit=visit).select_related("notice", "person", "agent", "visit__region__unit").first()
    )
    if found and found.person and is_anonymous(found.person):
        found.person = None
    return found
