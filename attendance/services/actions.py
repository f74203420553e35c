"""A unit's actions of the plan year: open one, change what it says from a day on, end it. The past is never rewritten.

What an action says leaves with each record. So what SAS has, or may have, keeps the row that it was sent with: a change
makes another row, from a day on. Only while nothing has left may a row be put right in place.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from agents.models import Unit, User
from attendance.enums import AgentKind, RecordState
from attendance.models import Action, AttendanceRecord
from attendance.querysets import ActionQuerySet, AttendanceRecordQuerySet
from attendance.rules.naming import code_problems, name_problem
from attendance.rules.publics import OF_PARTNERS
from attendance.services.again import decide_again, send_again
from attendance.services.build import SEND
from attendance.services.reference import rule_sets
from common import audit
from common.models import Job
from common.problems import Problem, RefusedError

MOVABLE = (RecordState.WAITING, RecordState.ATTENTION)


@dataclass(frozen=True)
class Terms:
    """What an action says."""

    name: str
    category: str
    project_code: str
    action_code: str


SAID = tuple(field.name for field in fields(Terms))


def categories() -> list[str]:
    """Categories of Anexo I that can hold an agent's attendance (PRG-18, CAT-15)."""
    rows = rule_sets()[-1].rows
    return list(dict.fromkeys(r.category for r in rows if not r.only_management and r.category not in OF_PARTNERS))


def problems_of(terms: Terms, *, kind: AgentKind) -> list[Problem]:
    """What stands against these terms, whoever asks."""
    found = name_problem(terms.name, kind)
    codes = code_problems({"project_code": terms.project_code, "action_code": terms.action_code})
    return ([found] if found else []) + codes


@transaction.atomic
def open_action(unit: Unit, *, plan_year: int, kind: AgentKind, terms: Terms, by: User) -> Action:
    """A new action of the plan year; what waited for one is decided again."""
    _check(terms, unit_id=unit.pk, plan_year=plan_year, kind=kind)
    made = Action.objects.create(unit=unit, plan_year=plan_year, agent_kind=kind, **asdict(terms))
    audit.record("action opened", made, by=by, **asdict(terms))
    decide_again(unit)
    return made


@transaction.atomic
def change_action(action: Action, *, terms: Terms, from_on: date, by: User) -> Action:
    """What the action says from a day on. Answers the row that holds from then: a new one, or the same put right."""
    held = _held(action).select_related("unit").get()
    _check(terms, unit_id=held.unit_id, plan_year=held.plan_year, kind=AgentKind(held.agent_kind), but=held)
    _check_day(held, from_on)
    movable = _held_still(held, from_on)
    before = {name: getattr(held, name) for name in SAID}
    if from_on <= first_day(held):
        _refuse_if_sent(held, terms)
        Action.objects.filter(pk=held.pk).update(**asdict(terms))
        held.refresh_from_db()
        made = held
    else:
        made = _follow(held, terms, from_on)
    movable.filter(category=terms.category).update(action=made)
    audit.record("action changed", made, by=by, from_on=from_on.isoformat(), before=before, **asdict(terms))
    send_again(made)
    decide_again(held.unit)
    return made


@transaction.atomic
def end_action(action: Action, *, on: date, by: User) -> Action:
    """The last day of an action; what happened until then stays in it."""
    held = _held(action).get()
    _check_day(held, on)
    held.ends_on = on
    held.save(update_fields=["ends_on"])
    audit.record("action ended", held, by=by, on=on.isoformat())
    return held


def first_day(action: Action) -> date:
    """The first day on which it holds."""
    return action.starts_on or date(action.plan_year, 1, 1)


def sent_with(action: Action) -> AttendanceRecordQuerySet:
    """Records that SAS has, or may have, with what this action says."""
    return AttendanceRecord.objects.filter(action=action).exclude(state__in=MOVABLE)


def _held(action: Action) -> ActionQuerySet:
    """Nobody else changes it meanwhile; workers may still write records that refer to it (no deadlock with theirs)."""
    return Action.objects.select_for_update(no_key=True, of=("self",)).filter(pk=action.pk)


def _follow(held: Action, terms: Terms, from_on: date) -> Action:
    Action.objects.filter(pk=held.pk).update(ends_on=from_on - timedelta(days=1))
    return Action.objects.create(
        unit_id=held.unit_id, plan_year=held.plan_year, agent_kind=held.agent_kind, starts_on=from_on, replaces=held,
        **asdict(terms),
    )  # fmt: skip


def _check(terms: Terms, *, unit_id: UUID, plan_year: int, kind: AgentKind, but: Action | None = None) -> None:
    problems = problems_of(terms, kind=kind)
    taken = Action.objects.filter(unit_id=unit_id, plan_year=plan_year, name=terms.name, ends_on=None)
    if (taken.exclude(pk=but.pk) if but else taken).exists():
        problems.append(Problem("taken", f"Já há uma ação com este nome em {plan_year}.", "name"))
    if problems:
        raise RefusedError(*problems)


def _check_day(action: Action, day: date) -> None:
    if action.ends_on is not None:
        raise RefusedError(Problem("ended", "Esta ação já terminou. Abra uma nova, ou mude a que vale agora."))
    first, last = first_day(action), date(action.plan_year, 12, 31)
    if not first <= day <= last:
        text = f"Escolha um dia entre {first:%d/%m/%Y} e {last:%d/%m/%Y}, o tempo em que esta ação vale."
        raise RefusedError(Problem("outside", text, "from_on"))


def _held_still(action: Action, from_on: date) -> AttendanceRecordQuerySet:
    """The action's records from a day on that have not left, with nobody at work on them until this is committed."""
    later = Q(visit__visited_on__gte=from_on) | Q(contact__talked_on__gte=from_on)
    found = AttendanceRecord.objects.filter(later, action=action, state__in=MOVABLE)
    ids = list(found.order_by().values_list("pk", flat=True))
    sends = Job.objects.filter(kind=SEND, subject_id__in=ids)
    list(sends.select_for_update().values_list("pk"))  # from here on nobody takes one
    if sends.leased().exists():  # by the database's clock (F39)
        raise RefusedError(Problem("on_its_way", "Há registros desta ação indo para o SAS agora. Tente em um minuto."))
    return AttendanceRecord.objects.filter(pk__in=ids, state__in=MOVABLE)


def _refuse_if_sent(action: Action, terms: Terms) -> None:
    if sent_with(action).exists():
        text = "O SAS já tem registros desta ação, e eles não mudam. Escolha um dia a partir do qual a mudança vale."
        raise RefusedError(Problem("sent", text, "from_on"))
    if terms.category != action.category and action.records.exists():  # what was decided stays within its public
        text = "Já há registros nesta categoria. Encerre esta ação e abra outra com a nova categoria."
        raise RefusedError(Problem("decided", text, "category"))
