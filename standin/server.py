"""The HTTP side: requests, faults, answers."""

from __future__ import annotations

import json
import select
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from standin.faults import AFTER_COMMIT, BEFORE_COMMIT, Fault, Faults
from standin.ledger import Ledger
from standin.routes import Answer, control, respond
from standin.rules import error

LONGEST_SILENCE_S = 120.0
HTML = "<html><body><h1>Serviço indisponível</h1></body></html>"


class StandIn(ThreadingHTTPServer):
    """The server, its ledger and its faults."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], ledger: Ledger, key: str, *, latency_s: float = 0.0) -> None:
        super().__init__(address, Handler)
        self.ledger = ledger
        self.faults = Faults()
        self.key = key
        self.latency_s = latency_s  # how long every answer takes, as the real service's do
        self.stopping = threading.Event()


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    server: StandIn
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # headers and body leave in two writes

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
            self._answer(answer, fault)

    def _work(self, method: str, raw: bytes, fault: Fault) -> Answer | None:
        """The answer, spoiled as ordered; None: the connection is closed without one."""
        if self.headers.get("x-req") != self.server.key:
            return Answer(401, {"erro": "Chave inválida"})
        if fault.mode in BEFORE_COMMIT:
            return self._refuse(fault)
        self.server.stopping.wait(self.server.latency_s + (fault.seconds if fault.mode == "slow" else 0))
        answer = respond(self.server.ledger, method, self.path, _parsed(raw), mode=fault.mode)
        return self._spoil(fault, answer) if fault.mode in AFTER_COMMIT else answer

    def _refuse(self, fault: Fault) -> Answer | None:
        if fault.mode in ("close_before_commit", "hang"):
            self._say_nothing(0 if fault.mode == "close_before_commit" else LONGEST_SILENCE_S)
            return None
        wait = (("Retry-After", str(int(fault.seconds))),)
        return {
            "error_in_200": Answer(200, {"erro": "Não foi possível gravar", "codigo": 99}),
            "empty_200": Answer(200, []),
            "403": Answer(403, {"erro": "Sem permissão"}),
            "404": Answer(404, {"erro": "Não encontrado"}),
            "404_html": Answer(404, HTML),
            "409": Answer(409, {"erro": "Duplicado", "numero": "SAS-9999999", "referencia": "de-outro-registro"}),
            "422": Answer(422, {"erros": [error("descricao", "CAMPO-INVALIDO", "Valor não aceito")]}),
            "429": Answer(429, {"erro": "Muitos pedidos"}, wait),
            "html_500": Answer(500, HTML),
            "redirect": Answer(302, HTML, (("Location", self.path),)),
            "maintenance": Answer(503, HTML, wait),
        }[fault.mode]

    def _spoil(self, fault: Fault, answer: Answer) -> Answer | None:
        """What was stored is answered badly."""
        match fault.mode:
            case "timeout_after_commit" | "close_after_commit":
                self._say_nothing(0 if fault.mode == "close_after_commit" else LONGEST_SILENCE_S)
                return None
            case "html_200":
                return Answer(200, HTML)
            case "500_after_commit":
                return Answer(500, HTML)
            case "number_documents":
                return Answer(answer.status, as_numbers(answer.body))
            case "other_number" if isinstance(answer.body, dict) and "numero" in answer.body:
                return Answer(answer.status, answer.body | {"numero": "SAS-8888888"})
        return answer

    def _say_nothing(self, seconds: float) -> None:
        """Wait until the client gives up, the server ends or the time is over."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and not self.server.stopping.is_set():
            if select.select([self.connection], [], [], 0.1)[0]:
                return

    def _answer(self, answer: Answer, fault: Fault | None = None) -> None:
        mode = fault.mode if fault else "ok"
        is_text = isinstance(answer.body, str)
        text = answer.body if is_text else json.dumps(answer.body, ensure_ascii=False)
        body = text.encode("cp037" if mode == "wrong_charset" else "utf-8")
        self.send_response(answer.status)
        self.send_header("Content-Type", "text/html" if is_text else "application/json")
        self.send_header("Content-Length", str(len(body)))
        for name, value in answer.headers:
            self.send_header(name, value)
        self.end_headers()
        if mode == "drip" and fault:
            self._drip(body, fault.seconds)
        else:
            self.wfile.write(body[: len(body) // 2] if mode == "truncated" else body)
        if mode == "truncated":
            self.close_connection = True

    def _drip(self, body: bytes, pause_s: float) -> None:
        """A byte at a time, until the client has had enough."""
        self.close_connection = True
        for place in range(len(body)):
            try:
                self.wfile.write(body[place : place + 1])
            except OSError:
                return
            if self.server.stopping.wait(pause_s):
                return


def as_numbers(body: Any) -> Any:
    """Documents as the older services give them: numbers, their zeros gone; letters make them zero."""
    if isinstance(body, list):
        return [as_numbers(item) for item in body]
    if not isinstance(body, dict):
        return body
    spoiled = {key: int(value) if str(value).isdigit() else 0 for key, value in body.items() if key in ("cpf", "cnpj")}
    return body | spoiled


def _parsed(raw: bytes) -> Any:
    try:
        return json.loads(raw) if raw else None
    except ValueError:
        return None
