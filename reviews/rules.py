"""Rules of the tutor's work over plain values: drawing the sample, the rubric, the signals worth a look."""

from __future__ import annotations

import hashlib
import json
import math
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from common.problems import Problem
from visits.rules import how_far

SHARE = 0.15  # of the week's visits (domain facts 6: 10 to 20 %)
LARGEST = 24  # what a tutor can read with care in a week
OTHERS_SHARE = 0.1  # of the sample: visits in which nobody was attended
NEW_AGENT_DAYS = 60
FAST_ANSWER_S = 5
SHORT_VISIT_MIN = 6
LONG_VISIT_MIN = 120
FAR_M = 300
MARKS = (1, 2, 3, 4, 5)


# --- the draw


@dataclass(frozen=True)
class Candidate:
    """A visit of the frame, reduced to what the draw needs."""

    id: str
    agent: str
    started_at: datetime
    is_attended: bool
    is_new_agent: bool


@dataclass(frozen=True)
class Drawn:
    """A visit of the sample and why it is there."""

    id: str
    because: str


EVERY_AGENT = "Uma visita de cada agente da semana"
NEW_AGENT = f"Sorteada entre agentes com menos de {NEW_AGENT_DAYS} dias"
NOT_ATTENDED = "Sorteada entre as visitas sem atendimento"
AT_RANDOM = "Sorteada entre as visitas atendidas da semana"


def frame_sha256(ids: Iterable[str]) -> str:
    """Fingerprint of the frame: the same visits give the same hash, in whatever order they come."""
    return hashlib.sha256("\n".join(sorted(ids)).encode()).hexdigest()


def sample_size(frame: Sequence[Candidate]) -> int:
    """15 % of the week, at most 24, but never less than one per agent and two per new agent."""
    agents = {visit.agent: visit.is_new_agent for visit in frame}
    least = sum(2 if is_new else 1 for is_new in agents.values())
    return min(len(frame), max(least, min(math.ceil(len(frame) * SHARE), LARGEST)))


def draw(frame: Sequence[Candidate], *, seed: int, size: int | None = None) -> list[Drawn]:
    """Draw a stratified sample (MON-01). The same frame, seed and size always give the same visits.

    Each agent of the week gives one visit, new agents a second one, a tenth are visits without attendance, the rest
    is drawn from what is left, attended ones first. The draw depends on the seed alone, not on the order of the frame.
    """
    dice = random.Random(seed)  # noqa: S311  # reproducible on purpose
    pool = _Pool(sorted(frame, key=lambda visit: visit.id), dice)
    wanted = min(len(frame), size if size is not None else sample_size(frame))
    agents = sorted({visit.agent for visit in frame})
    new = sorted({visit.agent for visit in frame if visit.is_new_agent})
    for agent in agents:
        pool.take(EVERY_AGENT, _made_by(agent))
    for agent in new:
        pool.take(NEW_AGENT, _made_by(agent))
    others = math.ceil(wanted * OTHERS_SHARE)
    while len(pool.drawn) < wanted and pool.others_drawn < others:
        if not pool.take(NOT_ATTENDED, lambda visit: not visit.is_attended, attended_first=False):
            break
    while len(pool.drawn) < wanted and pool.take(AT_RANDOM, lambda visit: True):
        pass
    return pool.in_order()


def _made_by(agent: str) -> Callable[[Candidate], bool]:
    return lambda visit: visit.agent == agent


class _Pool:
    """What is left to draw from, in a fixed order."""

    def __init__(self, frame: list[Candidate], dice: random.Random) -> None:
        self.left = frame
        self.dice = dice
        self.drawn: dict[str, tuple[Candidate, str]] = {}

    @property
    def others_drawn(self) -> int:
        """Drawn visits in which nobody was attended."""
        return sum(not visit.is_attended for visit, _ in self.drawn.values())

    def take(self, because: str, fits: Callable[[Candidate], bool], *, attended_first: bool = True) -> bool:
        """Draw one visit that fits, an attended one where there is a choice; False when none is left."""
        fitting = [visit for visit in self.left if fits(visit)]
        if attended_first:
            fitting = [visit for visit in fitting if visit.is_attended] or fitting
        if not fitting:
            return False
        chosen = self.dice.choice(fitting)
        self.left.remove(chosen)
        reason = NOT_ATTENDED if because == AT_RANDOM and not chosen.is_attended else because
        self.drawn[chosen.id] = (chosen, reason)
        return True

    def in_order(self) -> list[Drawn]:
        """The sample in the order of the week."""
        visits = sorted(self.drawn.values(), key=lambda drawn: (drawn[0].started_at, drawn[0].id))
        return [Drawn(visit.id, because) for visit, because in visits]


# --- the rubric


@dataclass(frozen=True)
class Criterion:
    """Something the tutor marks from 1 to 5, with examples for 1, 3 and 5."""

    key: str
    title: str
    examples: Mapping[str, str]
    only_attended: bool


@dataclass(frozen=True)
class Rubric:
    """A versioned list of criteria."""

    key: str
    version: int
    label: str
    criteria: tuple[Criterion, ...]

    @classmethod
    def read(cls, text: str) -> Rubric:
        """Read the JSON file."""
        found = json.loads(text)
        criteria = tuple(Criterion(**criterion) for criterion in found["criteria"])
        return cls(found["key"], found["version"], found["label"], criteria)

    def for_visit(self, *, is_attended: bool) -> tuple[Criterion, ...]:
        """Criteria that apply: where nobody was attended, only the record can be judged."""
        return tuple(c for c in self.criteria if is_attended or not c.only_attended)


def clean_marks(raw: Mapping[str, str], criteria: Sequence[Criterion]) -> dict[str, int]:
    """Marks of 1 to 5 for known criteria; anything else is left out."""
    found = {c.key: raw.get(c.key, "") for c in criteria}
    return {key: int(text) for key, text in found.items() if text in {str(mark) for mark in MARKS}}


def decision_problems(
    verdict: str, feedback: str, marks: Mapping[str, int], criteria: Sequence[Criterion]
) -> list[Problem]:
    """What keeps a review from being decided (MON-03: a returned visit says why)."""
    if verdict == "returned" and not feedback.strip():
        return [Problem("no_feedback", "Para devolver, escreva o recado: o agente precisa saber o que fazer.")]
    missing = [c for c in criteria if c.key not in marks]
    if verdict == "approved" and missing:
        words = "Falta a nota de 1 critério" if len(missing) == 1 else f"Faltam as notas de {len(missing)} critérios"
        return [Problem("no_marks", f"{words}: {', '.join(c.title for c in missing)}.")]
    if verdict not in {"approved", "returned"}:
        return [Problem("no_verdict", "Escolha Aprovar ou Devolver.")]
    return []


# --- signals


@dataclass(frozen=True)
class Signal:
    """Something in the evidence worth a look, with its reason. `where` is a question, "delivery" or "visit"."""

    code: str
    text: str
    where: str = "visit"
    icon: str = "alert-triangle"


@dataclass(frozen=True)
class Conduct:
    """A visit, reduced to what the signals are computed from."""

    is_attended: bool
    minutes: int
    distance_m: int | None = None
    position_is_missing: bool = False
    timings: Mapping[str, float] = field(default_factory=dict)  # question → seconds
    findings: Sequence[tuple[str, str]] = ()  # (code, text), most useful first
    answered_findings: frozenset[str] = frozenset()
    deliveries: int = 0
    flags: Sequence[str] = ()


FLAG_WORDS = {
    "old_instrument": "Usou uma versão antiga das perguntas",
    "outside_territory": "Fora do território do agente",
    "no_delivery": "Atendida sem entrega",
    "clock_skew": "O relógio do celular estava errado",
    "unknown_instrument": "As perguntas vieram numa versão que não conhecemos",
    "unknown_notice": "O aviso mostrado não é um dos nossos, por isso a pessoa não foi guardada",
    "person_without_consent": "Pessoa sem aceite, por isso não foi guardada",
    "cnpj_differs": "O CNPJ anotado não é o do negócio da lista",
    "unknown_timezone": "O celular disse um fuso horário que não existe",
    "date_differs": "O dia anotado não bate com a hora",
    "score_differs": "O resultado do celular difere do nosso",
    "unknown_stop": "A parada não estava na rota",
    "invalid_document_number": "Um documento não confere",
    "unknown_tool": "Uma ferramenta anotada não está no catálogo",
    "same_day": "Outro agente já tinha visitado este negócio no mesmo dia",
}


def flag_words(code: str) -> str:
    """A flag of the server as a sentence."""
    return FLAG_WORDS.get(code, f"Sinal do servidor: {code.replace('_', ' ')}")


def signals(conduct: Conduct) -> list[Signal]:
    """What to look at, the visit's own first, then by question, then the delivery (domain facts 6)."""
    return [
        *_duration_signals(conduct),
        *_place_signals(conduct),
        *(Signal(code, flag_words(code)) for code in conduct.flags),
        *_answer_signals(conduct),
        *_delivery_signals(conduct),
    ]


def _duration_signals(conduct: Conduct) -> list[Signal]:
    """Attended in a hurry, or open for hours."""
    if conduct.is_attended and conduct.minutes < SHORT_VISIT_MIN:
        return [Signal("short", f"Atendida em {conduct.minutes} min", icon="clock")]
    if conduct.minutes > LONG_VISIT_MIN:
        return [Signal("long", f"Visita aberta por {conduct.minutes} min", icon="clock")]
    return []


def _place_signals(conduct: Conduct) -> list[Signal]:
    """Far from the address, or nowhere."""
    if conduct.distance_m is not None and conduct.distance_m > FAR_M:
        return [Signal("far", f"A {how_far(conduct.distance_m)} do endereço", icon="map-pin")]
    if conduct.position_is_missing:
        return [Signal("no_position", "Sem posição na chegada", icon="map-off")]
    return []


def _answer_signals(conduct: Conduct) -> list[Signal]:
    """Answers that came faster than the question can be read."""
    return [
        Signal("fast", f"Resposta em {round(seconds)} s", where=question, icon="clock")
        for question, seconds in conduct.timings.items()
        if 0 < seconds < FAST_ANSWER_S
    ]


def _delivery_signals(conduct: Conduct) -> list[Signal]:
    """A delivery that does not answer the biggest gap (DEL-02)."""
    if not (conduct.is_attended and conduct.findings and conduct.deliveries):
        return []
    code, text = conduct.findings[0]
    if code in conduct.answered_findings:
        return []
    return [Signal("misses_top", f"O maior ponto era: {text}", where="delivery", icon="box")]
