"""What is said to SAS about a record: the same words over HTTP and in files (docs/sas-openapi.yaml)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from attendance.models import AttendanceRecord
from common.dates import known_zone

Announce = Callable[[Callable[[], None]], None]
OPERATIONS = {"register": "INCLUSAO", "correct": "CORRECAO", "cancel": "CANCELAMENTO"}


@dataclass(frozen=True)
class Message:
    """A record ready to go: who must be known first, and the attendance itself under our reference."""

    reference: str
    person: dict[str, Any] | None
    business: dict[str, Any] | None
    link: dict[str, Any] | None
    attendance: dict[str, Any]


def message_of(record: AttendanceRecord) -> Message:
    """Person first, then the business, then their link (SOL-41). Documents are text: CNPJs may hold letters."""
    person, business = record.person, record.business
    link = person.links.filter(business=business).first() if person and business else None
    return Message(
        reference=str(record.pk),
        person={"cpf": person.cpf, "nome": person.name} if person else None,
        business={
            "cnpj": business.cnpj,
            "razao_social": business.legal_name,
            "porte": business.size,
            "situacao": "ATIVA" if business.is_active else "INATIVA",
        }
        if business
        else None,
        link={"cpf": person.cpf, "cnpj": business.cnpj, "papel": link.role if link else ""}
        if person and business
        else None,
        attendance=attendance(record),
    )


def attendance(record: AttendanceRecord) -> dict[str, Any]:
    """The attendance as SAS takes it; the reference is ours, so that a repeated request is recognised."""
    zone = known_zone(record.timezone)
    minutes = max(0, round((record.ends_at - record.starts_at).total_seconds() / 60))
    return {
        "referencia": str(record.pk),
        "origem": "rota-ativa",
        **_operation(record),
        "cpf": record.person.cpf if record.person else None,
        "cnpj": record.business.cnpj if record.business else None,
        "especie": record.kind,
        "situacao_contato": record.detail or None,
        **_solution(record),
        "unidade": record.action.unit.uf,
        "ano": record.action.plan_year,
        "codigo_projeto": record.action.project_code,
        "codigo_acao": record.action.action_code,
        "nome_acao": record.action.name,
        "modalidade": record.get_modality_display(),
        "inicio": record.starts_at.astimezone(zone).isoformat(),
        "fim": record.ends_at.astimezone(zone).isoformat(),
        "minutos": minutes,
        "competencia": record.competence.strftime("%Y-%m"),
        "descricao": record.description,
        "contabiliza": record.counts,
        "agente": str(record.agent_id),
    }


def codes_of(record: AttendanceRecord) -> dict[str, str]:
    """The codes that tie the record to SAS, each with what it is the code of, in a sentence's words."""
    solutions = {"da solução": record.solution, "da solução ligada": record.tied_to}
    return {
        "do projeto": record.action.project_code,
        "da ação": record.action.action_code,
        **{of_what: solution.sas_code for of_what, solution in solutions.items() if solution},
    }


def _operation(record: AttendanceRecord) -> dict[str, Any]:
    """Corrections and cancellations refer to the first record, by our reference and by SAS's number."""
    first = record.first
    return {
        "operacao": OPERATIONS[record.operation],
        "referencia_original": str(first.pk) if first else None,
        "numero_original": first.sas_number if first else None,
        "motivo": record.because or None,
    }


def _solution(record: AttendanceRecord) -> dict[str, Any]:
    solution, tied_to = record.solution, record.tied_to
    return {
        "tipo_solucao": record.solution_type or None,
        "categoria": record.category,
        "codigo_solucao": solution.sas_code if solution else None,
        "portfolio": solution.portfolio if solution else None,
        "codigo_solucao_vinculada": tied_to.sas_code if tied_to else None,
    }
