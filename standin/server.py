"""The HTTP side: routes, faults, answers."""

from __future__ import annotations

import json
import select
import threading
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from standin.faults import AFTER_COMMIT, BEFORE_COMMIT, MODES, Fault, Faults
from standin.ledger import Ledger
from standin.rules import attendance_errors, document_errors, error

LONGEST_SILENCE_S = 120.0
HTML = "<html><body><h1>Serviço indisponível</h1></body></html>"


@dataclass(frozen=True)
class Answer:
    """Status, body (JSON unless it is text) and extra headers."""

    status: int
    body: Any
    headers: tuple[tuple[str, str], ...] = ()


class StandIn(ThreadingHTTPServer):
    """The server, its ledger and its faults."""

    daemon_threads = True

    def __init__(self, address: tuple[str, int], ledger: Ledger, key: str) -> None:
        super().__init__(address, Handler)
        self.ledger = ledger
        self.faults = Faults()
        self.key = key
        self.stopping = threading.Event()


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    server: StandIn
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Reads."""
        self._serve("GET")

    def do_POST(self) -> None:
        """Writes and control."""
        self._serve("POST")

    def do_DELETE(self) -> None:
        """Withdraw faults."""
        self._serve("DELETE")

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: addresses hold documents."""

    def _serve(self, method: str) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = urlsplit(self.path).path
        if path.startswith("/_controle/"):
            self._answer(control(self.server, method, path, _parsed(raw)))
            return
        route = "/" + "/".join(path.strip("/").split("/")[:2]) if path.startswith("/clientes") else path
        fault = self.server.faults.take(method, route)
        answer = self._work(method, raw, fault)
        self.server.ledger.note(method, route, fault.mode, answer.status if answer else 0)
        if answer is None:
            self.close_connection = True
        else:
            self._answer(answer, cut=fault.mode == "truncated")

    def _work(self, method: str, raw: bytes, fault: Fault) -> Answer | None:
        """The answer, spoiled as ordered; None: the connection is closed without one."""
        if self.headers.get("x-req") != self.server.key:
            return Answer(401, {"erro": "Chave inválida"})
        if fault.mode in BEFORE_COMMIT:
            return self._refuse(fault)
        if fault.mode == "slow":
            self.server.stopping.wait(fault.seconds)
        answer = respond(self.server.ledger, method, self.path, _parsed(raw), forgetful=fault.mode == "forgetful")
        return self._spoil(fault, answer) if fault.mode in AFTER_COMMIT else answer

    def _refuse(self, fault: Fault) -> Answer | None:
        if fault.mode in ("close_before_commit", "hang"):
            self._say_nothing(0 if fault.mode == "close_before_commit" else LONGEST_SILENCE_S)
            return None
        return {
            "error_in_200": Answer(200, {"erro": "Não foi possível gravar", "codigo": 99}),
            "empty_200": Answer(200, []),
            "404": Answer(404, {"erro": "Não encontrado"}),
            "409": Answer(409, {"erro": "Duplicado", "numero": "SAS-9999999", "referencia": "de-outro-registro"}),
            "429": Answer(429, {"erro": "Muitos pedidos"}, (("Retry-After", str(int(fault.seconds))),)),
            "html_500": Answer(500, HTML),
            "maintenance": Answer(503, HTML, (("Retry-After", str(int(fault.seconds))),)),
        }[fault.mode]

    def _spoil(self, fault: Fault, answer: Answer) -> Answer | None:
        if fault.mode in ("timeout_after_commit", "close_after_commit"):
            self._say_nothing(0 if fault.mode == "close_after_commit" else LONGEST_SILENCE_S)
            return None
        return Answer(200, HTML) if fault.mode == "html_200" else answer

    def _say_nothing(self, seconds: float) -> None:
        """Wait until the client gives up, the server ends or the time is over."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and not self.server.stopping.is_set():
            if select.select([self.connection], [], [], 0.1)[0]:
                return

    def _answer(self, answer: Answer, *, cut: bool = False) -> None:
        is_text = isinstance(answer.body, str)
        body = (answer.body if is_text else json.dumps(answer.body, ensure_ascii=False)).encode()
        self.send_response(answer.status)
        self.send_header("Content-Type", "text/html" if is_text else "application/json")
        self.send_header("Content-Length", str(len(body)))
        for name, value in answer.headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if cut else body)
        if cut:
            self.close_connection = True


def _parsed(raw: bytes) -> Any:
    try:
        return json.loads(raw) if raw else None
    except ValueError:
        return None


def respond(ledger: Ledger, method: str, address: str, body: Any, *, forgetful: bool = False) -> Answer:
    """What a healthy SAS answers."""
    parts = urlsplit(address)
    path = [unquote(part) for part in parts.path.strip("/").split("/")]
    match method, path:
        case "GET", ["atendimentos"]:
            reference = parse_qs(parts.query).get("referencia", [""])[0]
            return Answer(200, ledger.attendances(reference))
        case "GET", ["clientes", "pf" | "pj", document]:
            found = ledger.client(document)
            return Answer(200, found) if found else Answer(404, {"erro": "Não encontrado"})
        case "POST", _ if not isinstance(body, dict):
            return Answer(400, {"erro": "JSON inválido"})
        case "POST", ["clientes", "pf" | "pj" as kind]:
            return _put_client(ledger, kind, body)
        case "POST", ["vinculos"]:
            return _put_link(ledger, body)
        case "POST", ["atendimentos"]:
            return _put_attendance(ledger, body, forgetful=forgetful)
    return Answer(404, {"erro": "Rota desconhecida"})


def _put_client(ledger: Ledger, kind: str, body: dict[str, Any]) -> Answer:
    document, name = ("cpf", "nome") if kind == "pf" else ("cnpj", "razao_social")
    errors = document_errors(document, body.get(document))
    if not body.get(name):
        errors.append(error(name, "OBRIGATORIO", "Campo obrigatório"))
    if errors:
        return Answer(422, {"erros": errors})
    return Answer(200, ledger.put_client(body[document], kind, body))


def _put_link(ledger: Ledger, body: dict[str, Any]) -> Answer:
    errors = document_errors("cpf", body.get("cpf")) + document_errors("cnpj", body.get("cnpj"))
    for field in ("cpf", "cnpj"):
        if not errors and ledger.client(body[field]) is None:
            errors.append(error(field, "NAO-CADASTRADO", "Cadastre antes a pessoa e a empresa"))
    if errors:
        return Answer(422, {"erros": errors})
    ledger.link(body["cpf"], body["cnpj"], str(body.get("papel", "")))
    return Answer(200, {"situacao": "vinculado"})


def _put_attendance(ledger: Ledger, body: dict[str, Any], *, forgetful: bool) -> Answer:
    earlier = ledger.attendances(str(body.get("referencia")))
    if earlier and not forgetful:
        numbers = {"numero": earlier[0]["numero"], "referencia": earlier[0]["referencia"]}
        return Answer(409, {"erro": "Referência já registrada", **numbers})
    errors = attendance_errors(body, ledger)
    if errors:
        return Answer(422, {"erros": errors})
    return Answer(201, {"numero": ledger.put_attendance(body), "referencia": body["referencia"]})


def control(server: StandIn, method: str, path: str, body: Any) -> Answer:
    """The tests' side door: order faults, close an action, read the ledger."""
    match method, path.removeprefix("/_controle/"):
        case "POST", "falhas" if isinstance(body, dict) and body.get("modo") in MODES:
            fault = Fault(
                body.get("metodo", "POST"), body.get("rota", "/atendimentos"), body["modo"],
                int(body.get("vezes", 1)), float(body.get("segundos", 5)),
            )  # fmt: skip
            server.faults.add(fault)
            return Answer(200, {"aceita": fault.mode})
        case "DELETE", "falhas":
            server.faults.clear()
            return Answer(200, {})
        case "POST", "acoes-fechadas" if isinstance(body, dict):
            server.ledger.close_action(str(body.get("codigo")))
            return Answer(200, {})
        case "GET", "livro":
            return Answer(200, {"atendimentos": server.ledger.attendances(), "pedidos": server.ledger.requests()})
    return Answer(400, {"erro": "Comando desconhecido", "modos": sorted(MODES)})
