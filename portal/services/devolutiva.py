"""The devolutiva: what a visit found, left and agreed, as its client reads it on the link and on paper.

It has two layers (docs/adr/0029). Whoever holds the link sees a first name, the result in the programme's own words,
the tools and the days. What somebody typed (the client's answers, a guidance, what a promise is for, a need of money)
is for the person alone: on paper that the agent hands over, or after the last four digits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from common.templatetags.look import first_name
from deliveries.enums import ReferralState
from deliveries.models import Delivery, JourneyEntry, Referral
from deliveries.services.catalogue import journey_name
from diagnostics.models import Diagnosis
from diagnostics.rules import DOWN, MOST_USEFUL, SAME, UP, blocks_of, headline, level_of, lowest_first, moved
from diagnostics.services.progress import result_of
from privacy.models import Consent
from visits.enums import AppointmentState, Channel
from visits.models import Appointment, Visit

STEPS = 3
ON_PAPER = 4
CREDIT_JOURNEY, MONEY_NEED = "credito", "precisa_de_dinheiro"  # of our own content
SHAPES = {
    "Finanças": "cash",
    "Mercado e Vendas": "building-store",
    "Compras e vendas pela internet": "device-mobile",
    "Organização": "clipboard-list",
    "Planejamento": "target",
    "Gestão de pessoas": "users",
}
AGREED = {
    Channel.IN_PERSON: "{who} volta",
    Channel.PHONE: "{who} liga para você",
    Channel.WHATSAPP: "{who} chama você no WhatsApp",
    Channel.VIDEO: "Chamada de vídeo com {who}",
}
NEEDS = {
    ReferralState.REQUESTED: "Seu pedido espera a gestão local.",
    ReferralState.ALIGNED: "A gestão local já viu o seu pedido. Um agente de crédito e finanças vai procurar você.",
    ReferralState.TAKEN: "Um agente de crédito e finanças do programa cuida da sua conversa.",
    ReferralState.DECLINED: "A gestão local encerrou este pedido. Quer saber por quê? Ligue para o programa.",
}


@dataclass(frozen=True)
class Theme:
    """One theme: its level in words and in blocks, and what moved since last time."""

    name: str
    level: str
    filled: int
    is_gap: bool
    before: int  # blocks of last time; 0: nothing to compare with
    change: str

    @property
    def words(self) -> str:
        """The picture for who does not see it."""
        return f"{self.name}: {self.level}, {self.filled} de 4{f'. {self.change}' if self.change else ''}"


@dataclass(frozen=True)
class Left:
    """A tool with how to start, or a guidance (its words only for the person)."""

    name: str
    summary: str = ""
    why: str = ""
    steps: tuple[str, ...] = ()
    url: str = ""
    shape: str = "bulb"


@dataclass(frozen=True)
class Promise:
    """What was agreed for a day."""

    what: str
    at: datetime
    purpose: str
    pk: object
    is_past: bool = False  # and nobody wrote down that it was kept


@dataclass(frozen=True)
class Devolutiva:
    """Everything that the page and the paper say."""

    visit: Visit
    consent: Consent
    is_whole: bool
    headline: str = ""
    themes: tuple[Theme, ...] = ()
    meanings: tuple[tuple[str, str], ...] = ()
    before_on: date | None = None
    progress: str = ""
    gaps: tuple[Mapping[str, str], ...] = ()
    left: tuple[Left, ...] = ()
    promise: Promise | None = None
    journey: str = ""
    need: tuple[str, str] | None = None  # where it stands, and the client's words
    has_more: bool = False  # something for the person alone

    @property
    def name(self) -> str:
        """The client's first name, where it is known."""
        return first_name(self.consent.person) if self.consent.person else ""

    @property
    def first_left(self) -> tuple[Left, ...]:
        """What the paper tells with its steps; more would be a third page."""
        return self.left[:ON_PAPER]

    @property
    def other_left(self) -> tuple[Left, ...]:
        """What the paper only names; the page behind its code tells it."""
        return self.left[ON_PAPER:]

    @property
    def has_next(self) -> bool:
        """Whether anything was agreed."""
        return bool(self.promise or self.journey or self.need)


def devolutiva_of(consent: Consent, *, is_whole: bool) -> Devolutiva:
    """Lay the devolutiva of a visit out. Without a person (refused, erased) nothing of the talk is told."""
    visit = consent.visit
    if consent.person is None:
        return Devolutiva(visit, consent, is_whole)
    deliveries = list(Delivery.objects.filter(visit=visit).select_related("tool"))
    deliveries.sort(key=lambda each: (each.tool is None, each.pk))  # as they were chosen, tools first
    promise = Appointment.objects.filter(promised_in=visit).select_related("agent").first()
    entry = JourneyEntry.objects.filter(visit=visit).first()
    need = Referral.objects.filter(visit=visit).exclude(state=ReferralState.WITHDRAWN).first()
    typed = [each.guidance for each in deliveries if each.guidance]
    return Devolutiva(
        visit,
        consent,
        is_whole,
        **_result(visit, is_whole=is_whole),
        left=tuple(_left(each, visit, is_whole=is_whole) for each in deliveries),
        promise=_promise(promise, is_whole=is_whole),
        journey=_journey(entry, is_whole=is_whole),
        need=(NEEDS[ReferralState(need.state)], need.need) if need and is_whole else None,
        has_more=not is_whole and bool(typed or need or (promise and promise.purpose)),
    )


def _result(visit: Visit, *, is_whole: bool) -> dict[str, Any]:
    diagnosis = Diagnosis.objects.filter(visit=visit).select_related("version", "visit").first()
    if diagnosis is None:
        return {}
    levels = diagnosis.version.definition["levels"]
    shown = result_of(diagnosis)
    known = [theme for theme in lowest_first(shown.themes) if theme["score"] is not None]
    meanings = {theme["level"]: theme["meaning"] for theme in known if theme["meaning"]}
    return {
        "headline": headline(shown.themes, levels),
        "themes": tuple(_theme(theme, levels) for theme in known),
        "meanings": tuple(meanings.items()),
        "before_on": shown.before_on,
        "progress": _progress(known, shown.before_on),
        "gaps": tuple(shown.gaps) if is_whole else _plain_gaps(diagnosis),
    }


def _plain_gaps(diagnosis: Diagnosis) -> tuple[dict[str, str], ...]:
    """The most useful gaps without the client's answers, and without the one that tells of a need of money."""
    texts = diagnosis.findings.exclude(code=MONEY_NEED).values_list("text", flat=True)
    return tuple({"text": text, "said": ""} for text in texts[:MOST_USEFUL])


def _theme(theme: Mapping[str, Any], levels: Sequence[Mapping[str, Any]]) -> Theme:
    before = level_of(theme["before"], levels)
    change = {
        UP: f"Avançou: antes, {before}" if before != theme["level"] else "Avançou um pouco",
        SAME: "Como da outra vez",
        DOWN: f"Antes, {before}" if before != theme["level"] else "Um pouco menos que da outra vez",
    }.get(moved(theme["score"], theme["before"]), "")
    return Theme(
        name=theme["name"],
        level=theme["level"],
        filled=blocks_of(theme["level"], levels),
        is_gap=theme["level"] == levels[0]["name"],
        before=blocks_of(before, levels) if change else 0,
        change=change,
    )


def _progress(themes: Sequence[Mapping[str, Any]], before_on: date | None) -> str:
    """One sentence towards last time; nothing where there is nothing to compare."""
    if before_on is None:
        return ""
    ways = {theme["name"]: moved(theme["score"], theme["before"]) for theme in themes}
    better = [name for name, way in ways.items() if way == UP]
    day = f"{before_on:%d/%m/%Y}"
    if better:
        return f"Desde {day}, avançou em {_listed(better)}."
    if DOWN in ways.values():
        return f"Desde {day}, alguns temas pedem que você retome o que já fazia."
    return f"Está como em {day}." if SAME in ways.values() else ""


def _listed(names: Sequence[str]) -> str:
    return " e ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


def _left(delivery: Delivery, visit: Visit, *, is_whole: bool) -> Left:
    tool = delivery.tool
    if tool is None:
        return Left(f"Orientação de {first_name(visit.agent)}", delivery.guidance if is_whole else "")
    whys = {each.get("finding"): each.get("why", "") for each in tool.answers}
    whys |= {} if is_whole else {MONEY_NEED: ""}
    why = next((whys[code] for code in delivery.findings if whys.get(code)), "")
    steps = tuple(tool.steps[:STEPS])
    return Left(tool.name, tool.summary, why, steps, tool.live_url, SHAPES.get(tool.theme, "bulb"))


def _promise(promise: Appointment | None, *, is_whole: bool) -> Promise | None:
    if promise is None or promise.state != AppointmentState.OPEN:
        return None
    what = AGREED[Channel(promise.channel)].format(who=first_name(promise.agent))
    purpose = promise.purpose if is_whole else ""
    return Promise(what, promise.due_at, purpose, promise.pk, is_past=promise.due_at < timezone.now())


def _journey(entry: JourneyEntry | None, *, is_whole: bool) -> str:
    if entry is None or (entry.destination == CREDIT_JOURNEY and not is_whole):
        return ""
    return f"{journey_name(entry.destination)}, {entry.get_mode_display().lower()}"
