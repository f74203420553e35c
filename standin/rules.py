"""What the national system refuses: each check returns a list of `{campo, codigo, mensagem}` (empty: all is well)."""

from __future__ import annotations

import re
from typing import Any

from standin.ledger import Ledger

Errors = list[dict[str, str]]

SOLUTION_TYPES = frozenset(
    {
        "EVT-PAL",
        "EVT-SEM",
        "EVT-MIS",
        "EVT-ENC",
        "CON-ORI",
        "CON-INF",
        "CAP-CUR",
        "CAP-OFI",
        "CAP-AUT",
        "CAP-JOG",
        "CAP-MAT",
        "INT-CON",
        "INT-ASS",
        "OPO-FEI",
        "OPO-VIT",
        "OPO-ROD",
        "ACE-FER",
        "ACE-FOR",
        "ACE-REG",
    }
)  # ACE-FAM is registered by Sebrae Nacional only
ACTION_CODE = re.compile(r"[A-Z]{2}-(\d{4})-\d{4}-\d{2}")  # unit, plan year, project, action
REQUIRED = ("referencia", "codigo_acao", "modalidade", "inicio", "fim", "agente")
KINDS = frozenset({"attendance", "information", "no_show", "improper_contact", "active_campaign", "enrolment"})
WITH_SOLUTION = frozenset({"attendance", "information"})
UNNAMED = frozenset({"no_show", "improper_contact", "active_campaign"})  # nobody was attended
OPERATIONS = frozenset({"INCLUSAO", "CORRECAO", "CANCELAMENTO"})


def error(field: str, code: str, message: str) -> dict[str, str]:
    """One refusal."""
    return {"campo": field, "codigo": code, "mensagem": message}


def document_errors(field: str, value: Any) -> Errors:
    """CPF and CNPJ are text with their check digits; a number has already lost zeros or letters."""
    if not isinstance(value, str):
        return [error(field, "DOC-TEXTO", "Documento deve ser texto")]
    shape = r"\d{11}" if field == "cpf" else r"[0-9A-Z]{12}\d{2}"
    if not re.fullmatch(shape, value, re.ASCII) or not _digits_match(value):
        return [error(field, "DOC-INVALIDO", f"{field.upper()} inválido")]
    return []


def _digits_match(document: str) -> bool:
    """Modulo 11 over ASCII − 48, for CPF and for CNPJ with or without letters."""
    size, longest = len(document) - 2, 11 if len(document) == 11 else 9
    for end in (size, size + 1):
        weights = (2 + place % (longest - 1) for place in range(end))
        total = sum((ord(char) - 48) * weight for char, weight in zip(reversed(document[:end]), weights, strict=True))
        if ord(document[end]) - 48 != (0 if total % 11 < 2 else 11 - total % 11):
            return False
    return True


def attendance_errors(body: dict[str, Any], ledger: Ledger) -> Errors:
    """Everything that keeps an attendance from being registered."""
    missing = [error(name, "OBRIGATORIO", "Campo obrigatório") for name in required(body) if not body.get(name)]
    if missing:
        return missing
    errors = _kind_errors(body) + _person_errors(body, ledger)
    if body.get("tipo_solucao") and body["tipo_solucao"] not in SOLUTION_TYPES:
        errors.append(error("tipo_solucao", "TIPO-DESCONHECIDO", "Tipo de solução desconhecido"))
    errors += _action_errors(body, ledger) + _business_errors(body, ledger)
    return errors + _month_errors(body, ledger) + _first_errors(body, ledger)


def required(body: dict[str, Any]) -> list[str]:
    """What a record of this kind cannot go without."""
    names = list(REQUIRED)
    kind = body.get("especie", "attendance")
    if kind in WITH_SOLUTION:
        names += ["tipo_solucao", "categoria"]
    if kind not in UNNAMED and body.get("tipo_solucao") != "CAP-MAT":
        names.append("cpf")
    if body.get("operacao", "INCLUSAO") != "INCLUSAO":
        names += ["referencia_original", "motivo"]
    return names


def _kind_errors(body: dict[str, Any]) -> Errors:
    kind, operation = body.get("especie", "attendance"), body.get("operacao", "INCLUSAO")
    errors = []
    if kind not in KINDS:
        errors.append(error("especie", "ESPECIE-DESCONHECIDA", "Espécie desconhecida"))
    if operation not in OPERATIONS:
        errors.append(error("operacao", "OPERACAO-DESCONHECIDA", "Operação desconhecida"))
    if body.get("contabiliza") and (kind != "attendance" or operation == "CANCELAMENTO"):
        errors.append(error("contabiliza", "NAO-CONTABILIZA", "Este registro não conta como atendimento"))
    return errors


def _person_errors(body: dict[str, Any], ledger: Ledger) -> Errors:
    if body.get("cpf") is None:
        return []
    errors = document_errors("cpf", body["cpf"])
    if errors:
        return errors
    if ledger.client(body["cpf"]) is None:
        return [error("cpf", "PF-NAO-CADASTRADA", "Pessoa física não cadastrada")]
    return _merge_errors("codigo_pf", body.get("codigo_pf"), body["cpf"], ledger)


def _merge_errors(field: str, code: Any, document: str, ledger: Ledger) -> Errors:
    """A client that was folded into another goes by the other's code."""
    current = ledger.current_code(document)
    if not code or code == current:
        return []
    return [error(field, "CLIENTE-UNIFICADO", "Cliente unificado com outro") | {"codigo_atual": current}]


def _month_errors(body: dict[str, Any], ledger: Ledger) -> Errors:
    month = str(body.get("competencia") or body["inicio"])[:7]
    if ledger.is_closed(month=month):
        return [error("competencia", "COMPETENCIA-FECHADA", "Mês de competência fechado")]
    return []


def _first_errors(body: dict[str, Any], ledger: Ledger) -> Errors:
    """What a correction or a cancellation refers to must be there and stand."""
    if body.get("operacao", "INCLUSAO") == "INCLUSAO":
        return []
    reference = str(body["referencia_original"])
    if not ledger.attendances(reference):
        return [error("referencia_original", "REGISTRO-NAO-ENCONTRADO", "O registro original não existe")]
    if ledger.cancelled(reference):
        return [error("referencia_original", "JA-CANCELADO", "O registro original foi cancelado")]
    return []


def _action_errors(body: dict[str, Any], ledger: Ledger) -> Errors:
    match = ACTION_CODE.fullmatch(str(body["codigo_acao"]))
    if not match or ledger.is_closed(action=body["codigo_acao"]):
        return [error("codigo_acao", "ACAO-DESCONHECIDA", "Ação não encontrada")]
    if not str(body["inicio"]).startswith(match.group(1)):
        return [error("codigo_acao", "ACAO-OUTRO-ANO", "Ação não pertence ao ano do atendimento")]
    return []


def _business_errors(body: dict[str, Any], ledger: Ledger) -> Errors:
    if body.get("cnpj") is None:
        return []
    errors = document_errors("cnpj", body["cnpj"])
    if errors:
        return errors
    business = ledger.client(body["cnpj"])
    if business is None:
        return [error("cnpj", "PJ-NAO-CADASTRADA", "Pessoa jurídica não cadastrada")]
    if business.get("situacao") != "ATIVA":
        return [error("cnpj", "PJ-INATIVA", "Pessoa jurídica inativa")]
    cpf = body.get("cpf")
    if isinstance(cpf, str) and not ledger.is_linked(cpf, body["cnpj"]):
        return [error("cpf", "SEM-VINCULO", "Pessoa física sem vínculo com a pessoa jurídica")]
    return _merge_errors("codigo_pj", body.get("codigo_pj"), body["cnpj"], ledger)
