"""What was said to SAS: masked for the screen, whole for whoever has to prove it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from attendance.models import AttendanceRecord, Exchange
from common import audit

SHOWN = 50
TITLES = {
    "/clientes/pf": "Cadastro da pessoa",
    "/clientes/pj": "Cadastro do negócio",
    "/vinculos": "Vínculo da pessoa com o negócio",
    "/atendimentos": "Envio do registro",
}
CPF = re.compile(r"(?<!\d)\d{3}(\d{3})(\d{3})\d{2}(?!\d)")
NAME = re.compile(r'("nome": *")(\S+)[^"]*')


@dataclass(frozen=True)
class Said:
    """One exchange as a person may read it: documents masked."""

    exchange: Exchange
    asked: list[tuple[str, str]]
    answered: str

    @property
    def title(self) -> str:
        """What it was, in a person's words."""
        if self.exchange.method == "GET":
            return "Consulta: já foi registrado?"
        return TITLES.get(self.exchange.path, "Envio ao SAS")


def exchanges_of(record: AttendanceRecord) -> list[Said]:
    """What was said to SAS about a record, newest first."""
    return [
        Said(exchange, [(key, _masked(key, value)) for key, value in (exchange.request or {}).items()], _hide(exchange))
        for exchange in record.exchanges.order_by("-sent_at")[:SHOWN]
    ]


def _masked(key: str, value: Any) -> str:
    if key == "nome":
        return str(value).split(" ")[0] + " …"
    return CPF.sub(r"•••.\1.\2-••", "–" if value is None else str(value))


def _hide(exchange: Exchange) -> str:
    text = NAME.sub(r"\1\2 …", exchange.response)
    return CPF.sub(r"•••.\1.\2-••", text)[:600]


def whole_evidence(record: AttendanceRecord, *, by: audit.Actor) -> list[dict[str, Any]]:
    """Every exchange whole, with personal data, for a proof; that somebody took it is written down."""
    audit.record("attendance evidence taken", record, by=by)
    return [
        {
            "tentativa": said.attempt,
            "metodo": said.method,
            "endereco": said.url,
            "enviado_em": said.sent_at.isoformat(),
            "cabecalhos_enviados": said.request_headers,
            "pedido": said.request,
            "respondido_em": said.answered_at.isoformat() if said.answered_at else None,
            "status": said.status,
            "cabecalhos_recebidos": said.response_headers,
            "resposta": said.response,
            "falha": said.failure,
        }
        for said in record.exchanges.order_by("sent_at")
    ]
