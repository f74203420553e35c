"""Everything held about a person, in their words (LGPD art. 18, I and II): the page and both copies read this."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from attendance.models import AttendanceRecord
from clients.models import Person
from clients.rules import format_cnpj, format_cpf, format_phone
from deliveries.models import Delivery, JourneyEntry, Referral
from deliveries.services.catalogue import journey_name
from diagnostics.models import Diagnosis
from diagnostics.rules import answer_words
from privacy.models import Consent, SubjectRequest
from privacy.services import chain
from visits.models import Appointment, Contact, Photo, Visit

TOLD = "Você contou na visita."
REGISTER = "Cadastro público de empresas da Receita Federal; o que você corrigiu na visita vem de você."


@dataclass(frozen=True)
class Section:
    """One kind of data: where it came from, on which basis it is kept, and what it says."""

    title: str
    source: str
    basis: str
    rows: list[tuple[str, str]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The same for the machine-readable copy (art. 18, V)."""
        content = [{"item": label, "value": value} for label, value in self.rows]
        return {"title": self.title, "source": self.source, "basis": self.basis, "content": content}


ATTENDING = "Orientar você e registrar o atendimento (LGPD, art. 7º, V e IX)"
AGREED = "O que você aceitou (LGPD, art. 7º, I)"
PROVING = "Provar o que você aceitou ou não (LGPD, art. 8º, § 2º)"


def held_about(consent: Consent) -> list[Section]:
    """Every kind of data about the person who answered this notice; empty kinds are left out."""
    person = consent.person
    if person is None:
        return []
    visits = list(
        Visit.objects.filter(person=person).select_related("agent", "business", "region").order_by("started_at")
    )
    ids = [visit.pk for visit in visits]
    sections = [
        Section("Você", TOLD, ATTENDING, list(_person(person))),
        Section("Seus negócios", REGISTER, ATTENDING, list(_businesses(person))),
        Section("Visitas", "Quem visitou você anotou.", ATTENDING, list(_visits(visits))),
        Section("Outros contatos", "Quem falou com você anotou.", ATTENDING, list(_contacts(person))),
        Section("Suas respostas", TOLD, ATTENDING, list(_answers(ids))),
        Section("Resultado da conversa", "Calculado das suas respostas.", ATTENDING, list(_results(ids))),
        Section("O que ficou com você", "Quem visitou você anotou.", ATTENDING, list(_left(ids))),
        Section("O que foi combinado", "Vocês combinaram na visita.", ATTENDING, list(_agreed(ids))),
        Section("Conversa sobre finanças", TOLD, AGREED, list(_needs(ids))),
        Section("Registro no SAS", "Feito a partir da visita.", ATTENDING, list(_records(person))),
        Section("Seus aceites", TOLD, PROVING, list(_said(consent))),
        Section("Seus pedidos", "Você pediu.", "Atender o seu pedido (LGPD, art. 18)", list(_requests(person))),
    ]
    return [section for section in sections if section.rows]


Rows = Iterator[tuple[str, str]]


def _moment(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%d/%m/%Y, %H:%M}" if at else ""


def _person(person: Person) -> Rows:
    yield "Nome", person.name
    yield "CPF", format_cpf(person.cpf) if person.cpf else "Não informado"
    yield "Telefone", format_phone(person.phone) or "Não guardamos"
    yield "E-mail", person.email or "Não guardamos"
    yield "Conhecemos você desde", _moment(person.first_seen_at)


def _businesses(person: Person) -> Rows:
    for link in person.links.select_related("business__municipality"):
        business = link.business
        place = ", ".join(part for part in (business.address, business.municipality.name) if part)
        yield business.name, f"CNPJ {format_cnpj(business.cnpj)}. {place}. Você: {link.get_role_display().lower()}."


def _visits(visits: list[Visit]) -> Rows:
    photos = Counter(Photo.objects.filter(visit__in=visits).values_list("visit_id", flat=True))
    for visit in visits:
        where = "; o lugar ficou anotado" if visit.latitude is not None else ""
        count = photos[visit.pk]
        seen = f"; {count} {'foto' if count == 1 else 'fotos'} do lugar" if count else ""
        said = f" Anotação: {visit.notes}" if visit.notes else ""
        what = f"{visit.business}, com {visit.agent}: {visit.get_outcome_display().lower()}{where}{seen}.{said}"
        yield _moment(visit.started_at), what


def _contacts(person: Person) -> Rows:
    """Calls and whatever else was written down beyond the visits."""
    for contact in Contact.objects.filter(person=person).select_related("agent").order_by("started_at"):
        about = f" Assunto: {contact.subject}." if contact.subject else ""
        failed = f" {contact.get_improper_reason_display()}." if contact.improper_reason else ""
        said = f" Anotação: {contact.notes}" if contact.notes else ""
        how = f"{contact.get_kind_display()}, {contact.get_channel_display()}, com {contact.agent}"
        yield _moment(contact.started_at), f"{how}.{about}{failed}{said}"


def _diagnoses(ids: list[Any]) -> QuerySet[Diagnosis]:
    found = Diagnosis.objects.filter(visit__in=ids).select_related("version", "visit").prefetch_related("findings")
    return found.order_by("visit__started_at")


def _answers(ids: list[Any]) -> Rows:
    for diagnosis in _diagnoses(ids):
        questions = {question["key"]: question for question in diagnosis.version.definition.get("questions", ())}
        for key, answer in diagnosis.answers.items():
            question = questions.get(key, {})
            said = ", ".join(answer_words(question, answer))
            yield question.get("text", key), f"{said} ({diagnosis.visit.visited_on:%d/%m/%Y})"


def _results(ids: list[Any]) -> Rows:
    for diagnosis in _diagnoses(ids):
        names = {theme["key"]: theme["name"] for theme in diagnosis.version.definition.get("themes", ())}
        on = f"{diagnosis.visit.visited_on:%d/%m/%Y}"
        for theme in diagnosis.themes:
            if theme.get("level"):
                yield names.get(theme["theme"], theme["theme"]), f"{theme['level']} ({on})"
        for finding in diagnosis.findings.all():
            yield "Por onde começar", f"{finding.text} ({on})"


def _left(ids: list[Any]) -> Rows:
    for delivery in Delivery.objects.filter(visit__in=ids).select_related("tool"):
        what = delivery.tool.name if delivery.tool else delivery.guidance
        thought = f" Você achou: {delivery.get_opinion_display().lower()}." if delivery.opinion else ""
        because = f" Por que esta: {delivery.own_choice_because}" if delivery.own_choice_because else ""
        yield delivery.get_handover_display(), f"{what}.{thought}{because}" if thought or because else what


def _agreed(ids: list[Any]) -> Rows:
    for promise in Appointment.objects.filter(promised_in__in=ids):
        yield _moment(promise.due_at), f"{promise.purpose} ({promise.get_state_display().lower()})"
    for entry in JourneyEntry.objects.filter(visit__in=ids):
        yield f"{entry.entered_on:%d/%m/%Y}", f"{journey_name(entry.destination)}, {entry.get_mode_display().lower()}"


def _needs(ids: list[Any]) -> Rows:
    for referral in Referral.objects.filter(visit__in=ids):
        yield referral.get_state_display(), referral.need


def _records(person: Person) -> Rows:
    for record in AttendanceRecord.objects.filter(person=person):
        number = f", número {record.sas_number}" if record.sas_number else ""
        yield _moment(record.starts_at), f"{record.description}{number}"


def _said(consent: Consent) -> Rows:
    for event in chain.history(consent):
        yield _moment(event.happened_at), f"{event.get_state_display()}: {event.asked}"


def _requests(person: Person) -> Rows:
    for asked in SubjectRequest.objects.filter(person=person):
        answered = f" Resposta: {asked.answer}" if asked.answer else ""
        yield _moment(asked.asked_at), f"{asked.get_kind_display()}: {asked.get_state_display().lower()}.{answered}"


def copy_json(consent: Consent) -> dict[str, Any]:
    """Everything held, for another programme to read (art. 18, V)."""
    return {
        "format": "Rota Ativa, cópia dos dados da pessoa, versão 1",
        "made_at": timezone.now().isoformat(),
        "language": "pt-BR",
        "sections": [section.as_json() for section in held_about(consent)],
    }
