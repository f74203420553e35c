"""Kept documents: what happened to each in people's words, reading one again, and a person's decision about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db import transaction
from django.utils import timezone

from agents.models import User
from common import audit
from deliveries.services.catalogue import tool_names
from diagnostics.services.diagnoses import published_version
from sync.enums import SubmissionState
from sync.models import Submission
from sync.querysets import SubmissionQuerySet
from sync.services.facts import Difference, Glossary, as_document, differences, facts, named_fields
from sync.services.reading import Unreadable
from sync.services.receive import CONFLICT, Receipt, reason_of, receive_kept
from sync.services.sealed import legible
from visits.models import Visit

PER_PAGE = 25


@dataclass(frozen=True)
class Story:
    """What happened to a document and what to do about it."""

    what: str
    todo: str


AGAIN = "Peça que a pessoa toque em Tentar de novo, em Envios, no celular. Se repetir, chame o suporte técnico."
MENDED = "Chame o suporte técnico. Depois da correção, toque em Tentar de novo: a visita entra com a data da chegada."
STORIES = {
    "conflict": Story(
        "Já havia outra visita com o mesmo número, com outro conteúdo. A primeira vale; esta cópia ficou guardada.",
        "Compare as duas. Se falta algo na primeira, combine com quem visitou. Depois escreva o que decidiu.",
    ),
    "not_json": Story("O que chegou não dá para ler.", AGAIN),
    "gzip": Story("O documento chegou pela metade ou estragado.", AGAIN),
    "encoding": Story("O documento chegou compactado de um jeito que não conhecemos.", AGAIN),
    "content_type": Story("O documento chegou sem dizer que era uma visita.", AGAIN),
    "too_large": Story(
        "O documento é grande demais; só o começo está guardado aqui.",
        "Chame o suporte técnico. A visita inteira continua guardada no celular: não apague.",
    ),
    "id_differs": Story("O número de dentro da visita não é o número com que ela chegou.", MENDED),
    "unknown_key": Story(
        "A visita foi fechada com uma chave que este servidor não tem.",
        "Chame o suporte técnico: a chave volta do backup. Depois toque em Tentar de novo. Não apague do celular.",
    ),
    "draft": Story(
        "Rascunho que veio na cópia de um celular: a visita não tinha terminado.",
        "Combine com quem visitou. A visita é feita de novo no celular; depois escreva aqui o que decidiram.",
    ),
    "unsealed": Story(
        "Veio aberta na cópia de um celular. O aplicativo fecha o que grava: qualquer um pode ter escrito isto.",
        "Confirme com quem teria visitado. Se houve visita, é feita de novo no celular; depois escreva o que decidiu.",
    ),
    "sealed": Story("A visita chegou fechada e não abre: os bytes estão estragados.", AGAIN),
    "invalid": Story("Um campo não pôde ser lido", MENDED),
    "clash": Story("Parte desta visita já chegou dentro de outra visita.", MENDED),
    "author": Story(
        "A visita diz que foi feita por outra pessoa, não por quem enviou.",
        "Confirme com as duas pessoas quem fez a visita. Quem fez entra no celular com o próprio usuário e envia.",
    ),
    "unexpected": Story("O sistema não conseguiu gravar esta visita. O erro é nosso, não de quem visitou.", MENDED),
}
UNKNOWN_BUSINESS = Story(
    "O negócio visitado não está no nosso cadastro.",
    "Peça à administração que leia de novo o cadastro federal do município. Depois toque em Tentar de novo.",
)


def story_of(kept: Submission) -> Story:
    """What happened, from the code that was kept with the bytes."""
    if kept.state == SubmissionState.CONFLICT:
        return STORIES["conflict"]
    code, *paths = kept.problem.split("; ")
    if code == "invalid" and paths == ["business.id"]:
        return UNKNOWN_BUSINESS
    story = STORIES.get(code, STORIES["unexpected"])
    if code == "invalid":
        fields = named_fields(paths)
        return Story(f"{story.what}: {fields}." if fields else f"{story.what}.", story.todo)
    return story


@dataclass(frozen=True)
class Row:
    """One kept document in the list; `visit` is the one that has its number, if the reader may see it."""

    kept: Submission
    story: Story
    visit: Visit | None


def page_of(found: SubmissionQuerySet, *, number: str, user: Any) -> tuple[Page[Submission], list[Row]]:
    """A page of kept documents, newest first, without their bytes."""
    listed = found.defer("body").select_related("sent_by", "settled_by").order_by("-received_at", "pk")
    page = Paginator(listed, PER_PAGE).get_page(number)
    ids = [kept.visit_id for kept in page]
    visits = Visit.objects.visible_to(user).select_related("business").in_bulk([pk for pk in ids if pk])
    return page, [Row(kept, story_of(kept), visits.get(kept.visit_id) if kept.visit_id else None) for kept in page]


@dataclass(frozen=True)
class Look:
    """A kept document opened: its facts, or its differences from the accepted one."""

    story: Story
    accepted: Submission | None
    facts: dict[str, str]
    differences: list[Difference]


def look_at(kept: Submission, *, user: Any) -> Look:
    """Everything readable about a kept document; the accepted one is compared only if `user` may see it too."""
    accepted = Submission.objects.visible_to(user).accepted_for(kept.visit_id)
    document = _theirs(as_document(legible(bytes(kept.body))), kept, user)
    first = as_document(legible(bytes(accepted.body))) if accepted else {}
    glossary = _glossary(kept.sent_by, [document, first])
    found = differences(first, document, glossary) if accepted else []
    return Look(story_of(kept), accepted, facts(document, glossary), found)


def _theirs(document: dict[str, Any], kept: Submission, user: Any) -> dict[str, Any]:
    """The document, unless it says that somebody whom `user` may not see made it.

    Anybody can hand in a sealed copy of another's visit under any name; only the server opens it, and not for them.
    """
    author = document.get("agent_id") or document.get("userId")  # of a visit; of a draft
    if author in (None, str(kept.sent_by_id)):
        return document
    try:
        is_seen = User.objects.visible_to(user).filter(pk=UUID(str(author))).exists()
    except ValueError:
        return document  # not a person's number, so nobody else's
    return document if is_seen else {}


def _glossary(agent: User, documents: list[dict[str, Any]]) -> Glossary:
    """Names of the tools and questions that the agent's unit works with."""
    questions: dict[str, tuple[str, dict[str, str]]] = {}
    for document in documents:
        said = document.get("diagnosis")
        key, number = (said.get("instrument"), said.get("version")) if isinstance(said, dict) else (None, None)
        if isinstance(key, str) and type(number) is int and 0 < number <= 1_000_000 and "\0" not in key:
            version = published_version(agent.unit_id, key, number)
            for question in version.definition["questions"] if version else []:
                options = {option["key"]: option["text"] for option in question.get("options", [])}
                questions[question["key"]] = (question["text"], options)
    return Glossary(tool_names(agent.unit_id), questions)


@transaction.atomic
def retry(kept: Submission, *, by: User) -> str:
    """Read the bytes again: "accepted" (now or before), "conflict", "refused", or "closed" when somebody has decided.

    The row is held meanwhile, so that two people who press together make one visit.
    """
    row = Submission.objects.select_for_update(of=("self",)).select_related("sent_by").get(pk=kept.pk)
    if not row.is_retryable:
        return "accepted" if row.state == SubmissionState.ACCEPTED else "closed"
    outcome = _again(row)
    if outcome != "accepted" or row.state == SubmissionState.ACCEPTED:
        audit.record("submission.retried", row, by=by, outcome=outcome)
    return outcome


def _again(row: Submission) -> str:
    """One try with the row held."""
    first = Submission.objects.accepted_for(row.visit_id)
    if first and first.sha256 == row.sha256 and first.sent_by_id == row.sent_by_id:
        return "accepted"  # the phone has sent the same bytes again meanwhile
    outcome = CONFLICT if first else receive_kept(row)
    if isinstance(outcome, Receipt):
        row.refresh_from_db(fields=["state"])
        return "accepted"
    if isinstance(outcome, Unreadable):
        row.problem = reason_of(outcome)
        row.save(update_fields=["problem"])
        return "refused"
    row.state, row.problem = SubmissionState.CONFLICT, outcome.message
    row.save(update_fields=["state", "problem"])
    return "conflict"


@transaction.atomic
def settle(kept: Submission, *, note: str, by: User) -> bool:
    """Write down what a person decided; the bytes stay. False when somebody has decided before, or it is a visit."""
    changed = (
        Submission.objects.kept()
        .filter(pk=kept.pk, settled_at=None)
        .update(settled_at=timezone.now(), settled_by=by, settlement=note)
    )
    if changed:
        audit.record("submission.settled", kept, by=by, state=kept.state)
    return bool(changed)
