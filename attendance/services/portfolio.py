"""A unit's own solutions: put one in, change what it says from a day on, end it (PRG-13, PRG-15).

What a record was made with is never rewritten: a change makes another row, from a day after the last attendance that
used the old one. Only while none has may a row be put right in place.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, Q

from agents.models import Unit, User
from attendance.models import AttendanceRecord, Solution
from attendance.rules.naming import CODE
from attendance.services.again import decide_again
from attendance.services.reference import rule_sets
from common import audit
from common.problems import Problem, RefusedError

NATIONALS_ALONE = frozenset({"ACE-FAM"})  # SOL-26


@dataclass(frozen=True)
class SolutionTerms:
    """What a solution says."""

    name: str
    portfolio: str
    sas_code: str
    collection: str
    year: int | None
    minimum_attendance: int | None


SAID = tuple(field.name for field in fields(SolutionTerms))


def offered_types() -> list[tuple[str, str]]:
    """Types of solution that have an item in a portfolio, by proposition (SOL-39)."""
    types = rule_sets()[-1].types.values()
    named = [each for each in types if each.counting_event != "none" and each.code not in NATIONALS_ALONE]
    return [(each.code, f"{each.proposition}: {each.name}") for each in named]


def code_problem(code: str, *, but: Solution | None = None) -> Problem | None:
    """What stands against a SAS code: its shape, or another solution that has it (PRG-15)."""
    if not code:
        return None
    if not CODE.fullmatch(code):
        text = "O código do SAS só tem letras maiúsculas, números, ponto, barra e hífen. Confira no SAS."
        return Problem("code", text, "sas_code")
    others = Solution.objects.exclude(pk=but.pk) if but else Solution.objects.all()
    taken = others.filter(sas_code=code, ends_on=None).first()
    return Problem("taken", f"Este código já é de “{taken.name}”.", "sas_code") if taken else None


@transaction.atomic
def add_solution(unit: Unit, *, solution_type: str, terms: SolutionTerms, by: User) -> Solution:
    """Put a solution into the unit's portfolio."""
    _check(terms)
    made = Solution.objects.create(unit=unit, solution_type=solution_type, **asdict(terms))
    audit.record("solution added", made, by=by, **asdict(terms))
    return made


@transaction.atomic
def change_solution(solution: Solution, *, terms: SolutionTerms, from_on: date, by: User) -> Solution:
    """What a solution says from a day on; answers the row that holds from then."""
    held = Solution.objects.select_for_update(of=("self",)).select_related("unit").get(pk=solution.pk)
    _check(terms, but=held)
    _check_day(held, from_on)
    before = {name: getattr(held, name) for name in SAID}
    if last_used(held) is None:
        Solution.objects.filter(pk=held.pk).update(**asdict(terms))
        made = Solution.objects.get(pk=held.pk)
    else:
        Solution.objects.filter(pk=held.pk).update(ends_on=from_on - timedelta(days=1))
        made = Solution.objects.create(
            unit=held.unit, solution_type=held.solution_type, starts_on=from_on, replaces=held, **asdict(terms)
        )
    audit.record("solution changed", made, by=by, from_on=from_on.isoformat(), before=before, **asdict(terms))
    if held.unit:
        decide_again(held.unit)
    return made


@transaction.atomic
def end_solution(solution: Solution, *, on: date, by: User) -> Solution:
    """The last day of a solution; what was done with it until then stays."""
    held = Solution.objects.select_for_update(of=("self",)).get(pk=solution.pk)
    _check_day(held, on + timedelta(days=1))
    held.ends_on = on
    held.save(update_fields=["ends_on"])
    audit.record("solution ended", held, by=by, on=on.isoformat())
    return held


def used_by(solution: Solution) -> Any:
    """Attendances made with a solution, or tied to it (CAT-06)."""
    return AttendanceRecord.objects.filter(Q(solution=solution) | Q(tied_to=solution))


def last_used(solution: Solution) -> date | None:
    """The day of the last attendance that it was used in."""
    days = used_by(solution).order_by().aggregate(contact=Max("contact__talked_on"), visit=Max("visit__visited_on"))
    return max((day for day in days.values() if day), default=None)


def _check(terms: SolutionTerms, *, but: Solution | None = None) -> None:
    problem = code_problem(terms.sas_code, but=but)
    if problem:
        raise RefusedError(problem)


def _check_day(solution: Solution, from_on: date) -> None:
    """A change begins after what was done with the old words, and within the time of the row."""
    if solution.ends_on is not None:
        raise RefusedError(Problem("ended", "Esta solução já terminou. Mude a que vale agora, ou inclua outra."))
    last = last_used(solution)
    if last and from_on <= last:
        text = f"Já há atendimento com esta solução em {last:%d/%m/%Y}, e ele não muda. Escolha um dia depois."
        raise RefusedError(Problem("used", text, "from_on"))
    if solution.starts_on and from_on <= solution.starts_on and last:
        raise RefusedError(Problem("before", f"Ela vale desde {solution.starts_on:%d/%m/%Y}.", "from_on"))
