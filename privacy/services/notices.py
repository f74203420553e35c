"""The privacy notice (LGPD art. 9): publishing the one that comes with the product, and what a unit writes instead."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from agents.enums import Role
from agents.models import Unit, User
from common import audit
from common.problems import Problem, PublishedContentError, RefusedError, UnusableContentError
from common.remember import forget_all
from privacy.models import Notice, NoticeDraft
from privacy.rules import reading_seconds

FILE = Path(__file__).resolve().parent.parent / "data" / "notice.json"
HALF_A_MINUTE = 30
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
        parts = ("key", "text", "basis", "data", "retention", "more")
        if not all(purpose.get(part) for part in parts) or not {"needs_consent", "shares"} <= purpose.keys():
            told = "Cada finalidade diz chave, texto, base legal, dados, com quem, por quanto tempo e um “saiba mais”."
            problems.append(Problem("purpose_incomplete", told, "purposes"))
    if (seconds := reading_seconds(content)) > HALF_A_MINUTE:
        problems.append(
            Problem("too_long", f"A tela leva uns {seconds} s de leitura. O cliente tem 30 s: corte.", "what")
        )
    if not (content.get("controller") or {}).get("name"):
        problems.append(Problem("no_controller", "Falta dizer quem responde pelos dados.", "controller_name"))
    if re.search(r"\{\w+\}", json.dumps(content, ensure_ascii=False)):
        problems.append(Problem("placeholder_open", "Sobrou um espaço entre chaves sem preencher.", "full"))
    return problems


def draft_of(by: User) -> dict[str, Any]:
    """What the unit is writing; at first, the text in force."""
    draft = NoticeDraft.objects.filter(unit=by.unit_id).first()
    if draft:
        return dict(draft.content)
    in_force = Notice.objects.of_unit(by.unit_id).first()
    return dict(in_force.content) if in_force else {}


@transaction.atomic
def save_draft(*, by: User, content: dict[str, Any]) -> NoticeDraft:
    """Keep what was written, unfinished as it may be. Parts that the editor does not show stay."""
    unit = _unit_of(by)
    whole = draft_of(by) | content
    draft, _ = NoticeDraft.objects.update_or_create(
        unit=unit, defaults={"content": whole, "edited_by": by, "edited_at": timezone.now()}
    )
    audit.record("notice draft saved", draft, by=by)
    return draft


@transaction.atomic
def publish_draft(*, by: User) -> Notice:
    """Publish the unit's draft as its next version; a text that lacks something, or says nothing new, is refused."""
    unit = _unit_of(by)
    draft = NoticeDraft.objects.select_for_update().filter(unit=unit).first()
    if draft is None:
        raise RefusedError(Problem("no_draft", "Escreva e guarde o rascunho antes de publicar.", "title"))
    if problems := content_problems(draft.content):
        raise RefusedError(*problems)
    latest = Notice.objects.filter(unit=unit).order_by("-version").first()
    digest = fingerprint(draft.content)
    if latest and latest.sha256 == digest:
        raise RefusedError(Problem("same", "Este texto já é o publicado.", "title"))
    notice = Notice.objects.create(
        unit=unit, version=latest.version + 1 if latest else 1, content=draft.content, sha256=digest, published_by=by
    )
    draft.delete()
    audit.record("publish_notice", notice, by=by, version=notice.version, sha256=digest)
    transaction.on_commit(forget_all)
    return notice


def _unit_of(by: User) -> Unit:
    if by.unit is None or by.role != Role.STATE_ADMIN:
        raise PermissionDenied("Quem escreve o aviso é a administração da unidade.")
    return by.unit
