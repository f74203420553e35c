"""A wrong CPF or CNPJ of a refused record, put right before the record is sent again under the same reference.

A CPF is one person (SOL-04). While SAS has nothing of somebody, the number we wrote down may simply be wrong, and is
replaced. Once SAS has registered something for a number, the number is right for its owner: then whoever was attended
is somebody else, and only this visit or contact moves to them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from agents.models import User
from attendance.models import AttendanceRecord, Exchange
from attendance.rules.answers import Answer, Verdict, read_lookup
from attendance.services.cause import siblings
from attendance.services.http import ATTENDANCES
from clients.enums import BusinessSource
from clients.models import Business, Person
from clients.services import businesses, people
from common.problems import Problem, RefusedError
from privacy.services.consents import move_consents
from visits.services.record import move_visit


@dataclass(frozen=True)
class Documents:
    """What a person typed; empty: as it is. A name says that somebody else was attended."""

    cpf: str = ""
    name: str = ""
    cnpj: str = ""


ARRIVED = Problem(
    "may_have_arrived",
    "O SAS pode já ter este registro com o documento antigo, porque a resposta se perdeu. Reenvie sem mudar: o sistema "
    "pergunta antes. Se estiver lá, faça uma correção; se não, volte aqui.",
)


def can_correct(record: AttendanceRecord) -> bool:
    """Only what goes to SAS for the first time; a correction says itself who was attended."""
    return record.operation == "register"


def put_right(record: AttendanceRecord, documents: Documents, *, by: User) -> None:
    """Write down the right numbers, on the record too. Inside the transaction that sends it again."""
    if not (documents.cpf or documents.cnpj):
        return
    if not can_correct(record) or may_have_arrived(record):
        raise RefusedError(ARRIVED)
    if documents.cpf and record.person:
        _correct_person(record, record.person, documents, by=by)
    if documents.cnpj and record.business:
        record.business = _right_business(record.business, documents.cnpj, by=by)
        if record.person:
            people.link_as(record.person, business=record.business, like=record.cause.business)
    record.save(update_fields=["person", "business"])


def may_have_arrived(record: AttendanceRecord) -> bool:
    """Whether SAS may hold the attendance already: its request went out, and neither answer nor look-up said no."""
    said = list(record.exchanges.filter(path=ATTENDANCES).order_by("sent_at"))
    posts = [place for place, one in enumerate(said) if one.method == "POST"]
    if not posts:
        return False
    last = said[posts[-1]]
    is_refused = (last.status is not None and 400 <= last.status < 500) or '"erro' in last.response
    return not is_refused and not any(_says_absent(one, record) for one in said[posts[-1] + 1 :])


def _says_absent(said: Exchange, record: AttendanceRecord) -> bool:
    try:
        body = json.loads(said.response)
    except ValueError:
        return False
    return read_lookup(Answer(True, said.status, body), str(record.pk)).verdict is Verdict.NOT_NOW


def _correct_person(record: AttendanceRecord, noted: Person, documents: Documents, *, by: User) -> None:
    """The number was wrong, or somebody else was attended."""
    holder = Person.objects.filter(cpf=documents.cpf).first()
    if holder == noted:
        return
    if holder is None and not documents.name:
        if noted.attendance_records.registered().exists():
            text = "O SAS já tem atendimentos com o CPF anotado, de outra pessoa. Escreva o nome de quem foi atendido."
            raise RefusedError(Problem("other_person", text, "name"))
        people.replace_cpf(noted, cpf=documents.cpf, by=by)
        return
    to = holder or people.write_down(name=documents.name, cpf=documents.cpf, by=by)
    if record.cause.business:
        people.link_as(to, business=record.cause.business, like=record.cause.business, who=noted)
    _move_cause(record, noted, to, by=by)
    if not _is_used(noted):
        people.fold(double=noted, into=to, by=by)


def _move_cause(record: AttendanceRecord, noted: Person, to: Person, *, by: User) -> None:
    """The visit or contact, what was said in it and its records on their way are somebody else's."""
    move_visit(record.cause, to=to, by=by)
    if record.visit_id:
        move_consents(double=noted, to=to, visit_id=record.visit_id)
    siblings(record).needing_attention().filter(person=noted).update(person=to)
    record.person = to


def _is_used(person: Person) -> bool:
    """Whether anything else is known of somebody, so that they stay."""
    ties = (person.visits, person.contacts, person.consents, person.requests, person.attendance_records)
    return any(tie.exists() for tie in ties)


def _right_business(noted: Business, cnpj: str, *, by: User) -> Business:
    """The business of that number, if we know it; else the one told at the door gets the number that it has."""
    if noted.cnpj == cnpj:
        return noted
    holder = Business.objects.filter(cnpj=cnpj).first()
    if holder is None:
        if noted.source != BusinessSource.SWEEP or noted.attendance_records.registered().exists():
            text = "Este CNPJ não está no cadastro. Confira o número; sem ele, escolha “Nenhum, só no CPF da pessoa”."
            raise RefusedError(Problem("unknown_business", text, "cnpj"))
        businesses.replace_cnpj(noted, cnpj=cnpj, by=by)
        return noted
    if not Business.objects.visible_to(by).filter(pk=holder.pk).exists():
        raise RefusedError(Problem("elsewhere", "Este CNPJ é de um negócio de outro lugar. Confira o número.", "cnpj"))
    if not holder.is_active:
        text = "Este negócio está inativo. Escolha “Nenhum, só no CPF da pessoa” (CAT-11)."
        raise RefusedError(Problem("inactive", text, "cnpj"))
    return holder
