"""Publishing the privacy notice that comes with the product (LGPD art. 9)."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

from django.db import transaction

from agents.models import Unit
from common import audit
from common.problems import Problem, PublishedContentError, UnusableContentError
from common.remember import forget_all
from privacy.models import Notice

FILE = Path(__file__).resolve().parent.parent / "data" / "notice.json"
LINES = ("title", "intro", "what", "why", "who", "rights", "source")


def load_notices(*, file: Path = FILE, unit: Unit | None = None, **placeholders: str) -> bool:
    """Publish the notice of the file and say whether it was new; without a unit it is the national default.

    `placeholders` (controller, dpo, retention_attendance, retention_position) replace the file's own. A published text
    never changes, since consents refer to it: a file that differs from its published version is refused.
    """
    text = json.loads(file.read_text(encoding="utf-8"))
    content = filled(text["content"], {**text["placeholders"], **placeholders})
    problems = content_problems(content)
    if problems:
        raise UnusableContentError(file.name, problems)
    return _publish(file.name, text["version"], content, unit)


@transaction.atomic
def _publish(file: str, version: int, content: dict[str, Any], unit: Unit | None) -> bool:
    latest = Notice.objects.filter(unit=unit).order_by("-version").first()
    if latest and version <= latest.version:
        if not Notice.objects.filter(unit=unit, version=version, sha256=fingerprint(content)).exists():
            raise PublishedContentError(file, version, latest.version)
        return False
    notice = Notice.objects.create(unit=unit, version=version, content=content, sha256=fingerprint(content))
    audit.record("publish_notice", notice, by=None, version=version, sha256=notice.sha256)
    transaction.on_commit(forget_all)
    return True


def fingerprint(content: dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON (sorted keys, no blanks, UTF-8): what a consent names as the text it answers."""
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def filled(value: Any, placeholders: dict[str, str]) -> Any:
    """The content with `{controller}` and the like replaced, wherever they stand."""
    if isinstance(value, dict):
        return {key: filled(each, placeholders) for key, each in value.items()}
    if isinstance(value, list):
        return [filled(each, placeholders) for each in value]
    if isinstance(value, str):
        for name, text in placeholders.items():
            value = value.replace("{" + name + "}", text)
    return value


def content_problems(content: dict[str, Any]) -> list[Problem]:
    """What the screen and the law need and the content has not."""
    problems = [Problem("line_missing", f"Falta “{line}”.", line) for line in LINES if not content.get(line)]
    purposes = content.get("purposes") or []
    keys = [purpose.get("key") for purpose in purposes]
    if len(keys) != len(set(keys)):
        problems.append(Problem("purpose_repeated", "Cada finalidade tem a sua chave.", "purposes"))
    for purpose in purposes:
        if not all(purpose.get(part) for part in ("key", "text", "basis")) or "needs_consent" not in purpose:
            problems.append(Problem("purpose_incomplete", "A finalidade diz chave, texto e base legal.", "purposes"))
    if re.search(r"\{\w+\}", json.dumps(content, ensure_ascii=False)):
        problems.append(Problem("placeholder_open", "Sobrou um espaço entre chaves sem preencher.", "full"))
    return problems
