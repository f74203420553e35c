"""What a healthy SAS answers, and the tests' side door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

from standin.faults import MODES, Fault
from standin.ledger import Ledger
from standin.rules import attendance_errors, document_errors, error

if TYPE_CHECKING:
    from standin.server import StandIn

PAGE = 500  # attendances in one page of a day's list


@dataclass(frozen=True)
class Answer:
    """Status, body (JSON unless it is text) and extra headers."""

    status: int
    body: Any
    headers: tuple[tuple[str, str], ...] = ()


def respond(ledger: Ledger, method: str, address: str, body: Any, *, mode: str = "ok") -> Answer:
    """What a healthy SAS answers (`mode` may make it forgetful or careless with letters)."""
    parts = urlsplit(address)
    path = [unquote(part) for part in parts.path.strip("/").split("/")]
    match method, path:
        case "GET", ["atendimentos"]:
            return _listed(ledger, parse_qs(parts.query))
        case "GET", ["clientes", "pf" | "pj", document]:
            found = ledger.client(document)
            return Answer(200, found) if found else Answer(404, {"erro": "Não encontrado"})
        case "POST", _ if not isinstance(body, dict):
            return Answer(400, {"erro": "JSON inválido"})
        case "POST", ["clientes", "pf" | "pj" as kind]:
            return _put_client(ledger, kind, body, strip=mode == "strip_letters")
        case "POST", ["vinculos"]:
            return _put_link(ledger, body)
        case "POST", ["atendimentos"]:
            return put_attendance(ledger, body, forgetful=mode == "forgetful")
    return Answer(404, {"erro": "Rota desconhecida"})


def _listed(ledger: Ledger, query: dict[str, list[str]]) -> Answer:
    """By our reference; or a day of a unit, a page at a time, after a number."""
    if "referencia" in query:
        return Answer(200, ledger.attendances(query["referencia"][0], shown_only=True))
    if "dia" in query and "unidade" in query:
        after = query.get("depois", [""])[0]
        return Answer(200, ledger.of_day(query["dia"][0], query["unidade"][0], after=after)[:PAGE])
    return Answer(400, {"erros": [error("referencia", "OBRIGATORIO", "Diga a referência, ou dia e unidade")]})


def _put_client(ledger: Ledger, kind: str, body: dict[str, Any], *, strip: bool) -> Answer:
    document, name = ("cpf", "nome") if kind == "pf" else ("cnpj", "razao_social")
    errors = document_errors(document, body.get(document))
    if not body.get(name):
        errors.append(error(name, "OBRIGATORIO", "Campo obrigatório"))
    if errors:
        return Answer(422, {"erros": errors})
    kept = ledger.put_client(body[document], kind, body)
    if strip:
        kept = kept | {document: "".join(char for char in body[document] if char.isdigit())}
    return Answer(200, kept)


def _put_link(ledger: Ledger, body: dict[str, Any]) -> Answer:
    errors = document_errors("cpf", body.get("cpf")) + document_errors("cnpj", body.get("cnpj"))
    for field in ("cpf", "cnpj"):
        if not errors and ledger.client(body[field]) is None:
            errors.append(error(field, "NAO-CADASTRADO", "Cadastre antes a pessoa e a empresa"))
    if errors:
        return Answer(422, {"erros": errors})
    ledger.link(body["cpf"], body["cnpj"], str(body.get("papel", "")))
    return Answer(200, {"situacao": "vinculado"})


def put_attendance(ledger: Ledger, body: dict[str, Any], *, forgetful: bool = False) -> Answer:
    """Register an attendance, a correction or a cancellation: one reference, one number."""
    earlier = ledger.attendances(str(body.get("referencia")))
    if earlier and not forgetful:
        numbers = {"numero": earlier[0]["numero"], "referencia": earlier[0]["referencia"]}
        return Answer(409, {"erro": "Referência já registrada", **numbers})
    errors = attendance_errors(body, ledger)
    if errors:
        return Answer(422, {"erros": errors})
    return Answer(201, {"numero": ledger.put_attendance(body), "referencia": body["referencia"]})


def control(server: StandIn, method: str, path: str, body: Any) -> Answer:
    """The tests' side door: order faults, close actions and months, merge clients, read the ledger."""
    ledger = server.ledger
    match method, path.removeprefix("/_controle/"):
        case "POST", "falhas" if isinstance(body, dict) and body.get("modo") in MODES:
            fault = Fault(
                body.get("metodo", "POST"), body.get("rota", "/atendimentos"), body["modo"],
                int(body.get("vezes", 1)), float(body.get("segundos", 5)),
            )  # fmt: skip
            server.faults.add(fault)
            return Answer(200, {"aceita": fault.mode})
        case "GET", "falhas":
            return Answer(200, {"falhas": server.faults.used()})
        case "DELETE", "falhas":
            server.faults.clear()
            return Answer(200, {})
        case "GET", "livro":
            return Answer(200, {"atendimentos": ledger.attendances(), "pedidos": ledger.requests()})
        case "POST", name if isinstance(body, dict):
            return _arranged(ledger, name, body)
    return Answer(400, {"erro": "Comando desconhecido", "modos": sorted(MODES)})


def _arranged(ledger: Ledger, name: str, body: dict[str, Any]) -> Answer:
    """What the national system's own people do."""
    match name:
        case "acoes-fechadas":
            ledger.close_action(str(body.get("codigo")))
        case "meses-fechados":
            ledger.close_month(str(body.get("mes")))
        case "unificacoes":
            ledger.merge_client(str(body.get("documento")), str(body.get("codigo_atual")))
        case "demora":
            ledger.delay = timedelta(seconds=float(body.get("segundos", 0)))
        case "exclusoes":
            ledger.lose(str(body.get("referencia")))
        case _:
            return Answer(400, {"erro": "Comando desconhecido", "modos": sorted(MODES)})
    return Answer(200, {})
