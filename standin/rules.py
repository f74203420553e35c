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
REQUIRED = ("referencia", "cpf", "tipo_solucao", "categoria", "codigo_acao", "modalidade", "inicio", "fim", "agente")


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
    missing = [error(name, "OBRIGATORIO", "Campo obrigatório") for name in REQUIRED if not body.get(name)]
    if missing:
        return missing
    errors = document_errors("cpf", body["cpf"])
    if not errors and ledger.client(body["cpf"]) is None:
        errors.append(error("cpf", "PF-NAO-CADASTRADA", "Pessoa física não cadastrada"))
    if body["tipo_solucao"] not in SOLUTION_TYPES:
        errors.append(error("tipo_solucao", "TIPO-DESCONHECIDO", "Tipo de solução desconhecido"))
    return errors + _action_errors(body, ledger) + _business_errors(body, ledger)


def _action_errors(body: dict[str, Any], ledger: Ledger) -> Errors:
    match = ACTION_CODE.fullmatch(str(body["codigo_acao"]))
    if not match or ledger.is_closed(body["codigo_acao"]):
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
    if isinstance(body["cpf"], str) and not ledger.is_linked(body["cpf"], body["cnpj"]):
        return [error("cpf", "SEM-VINCULO", "Pessoa física sem vínculo com a pessoa jurídica")]
    return []
