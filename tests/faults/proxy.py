"""A bad line between a phone and the server: passes HTTP on, and does to chosen requests what networks do to them.

    with FaultProxy(product.port) as line:
        line.add("lose_answer", "/api/visits/")  # the server has committed, the phone never hears of it (F21)
        page.goto(line.url + "/visita/")
        line.happened("lose_answer")  # waits until it did

One request a connection (`Connection: close` both ways), so that the ends of messages are plain.
"""

from __future__ import annotations

import socket
import struct
import threading
import time
from dataclasses import dataclass
from typing import Any, Self

PORTAL = b"<!doctype html><title>Wi-Fi</title><h1>Bem-vindo ao Wi-Fi da rodoviaria</h1><a href=/>Entrar</a>"
RESET = struct.pack("ii", 1, 0)  # SO_LINGER of no time: the other side gets a reset, not a polite end
AT_ONCE = ("delay", "slow", "hang")  # they take long: told when they begin, the others when they are over


@dataclass
class Fault:
    """What happens to the next `times` requests (None: to all) with this method whose path begins so."""

    kind: str  # the name of a `_method` of Exchange
    path: str = "/"
    method: str = ""
    times: int | None = 1
    seconds: float = 0.0  # delay: before the request goes on; hang: until the line is cut (0: when healed)
    rate: int = 8_000  # slow: bytes a second, each way
    part: float = 0.5  # cut_request, cut_answer: how much of the bytes gets through
    status: int = 200  # replace, replace_after: what the phone hears in the server's place
    body: bytes = PORTAL
    content_type: str = "text/html; charset=utf-8"

    def fits(self, method: str, path: str) -> bool:
        """Whether this request is meant."""
        return self.times != 0 and path.startswith(self.path) and method == (self.method or method)


class Exchange:
    """One request and what becomes of it. Each kind of fault is a method."""

    def __init__(self, phone: socket.socket, request: bytes, proxy: FaultProxy) -> None:
        self.phone, self.request, self.proxy = phone, request, proxy

    def passes(self, fault: Fault | None) -> None:
        """No fault: there and back."""
        self.phone.sendall(self._ask(self.request))

    def delay(self, fault: Fault) -> None:
        """Everything arrives, later."""
        self.proxy.healed.wait(fault.seconds)
        self.passes(fault)

    def slow(self, fault: Fault) -> None:
        """A thin line, there and back (F25)."""
        with self._server() as server:
            self._drip(server, self.request, fault.rate)
            self._drip(self.phone, _until_end(server), fault.rate)

    def hang(self, fault: Fault) -> None:
        """Connected, and nobody answers; the request never arrives (F20)."""
        self.proxy.healed.wait(fault.seconds or None)
        hang_up(self.phone)

    def refuse(self, fault: Fault) -> None:
        """The connection is reset before anything went through."""
        hang_up(self.phone)

    def cut_request(self, fault: Fault) -> None:
        """The line breaks while the phone is still sending (F22, F30)."""
        with self._server() as server:
            server.sendall(self.request[: int(len(self.request) * fault.part)])
            hang_up(server)
        hang_up(self.phone)

    def lose_answer(self, fault: Fault) -> None:
        """The server has done it and answered; the answer is lost (F21)."""
        self._ask(self.request)
        hang_up(self.phone)

    def cut_answer(self, fault: Fault) -> None:
        """The answer breaks off in its body."""
        head, gap, body = self._ask(self.request).partition(b"\r\n\r\n")
        self.phone.sendall(head + gap + body[: int(len(body) * fault.part)])

    def replace(self, fault: Fault) -> None:
        """Somebody else answers, the server hears nothing: a captive portal (F23), a proxy's 502."""
        head = f"HTTP/1.1 {fault.status} X\r\nContent-Type: {fault.content_type}\r\nContent-Length: {len(fault.body)}"
        self.phone.sendall(f"{head}\r\nConnection: close\r\n\r\n".encode() + fault.body)

    def replace_after(self, fault: Fault) -> None:
        """The server has done it, the phone hears something else: a 500 after the commit (F28)."""
        self._ask(self.request)
        self.replace(fault)

    def twice(self, fault: Fault) -> None:
        """A proxy on the way repeats the request at the same time; the phone hears one of the answers (F27)."""
        answers: list[bytes] = []
        asking = [threading.Thread(target=lambda: answers.append(self._ask(self.request))) for _ in range(2)]
        for one in asking:
            one.start()
        for one in asking:
            one.join()
        self.phone.sendall(answers[-1])

    def _server(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.proxy.upstream), timeout=90)

    def _ask(self, request: bytes) -> bytes:
        with self._server() as server:
            server.sendall(request)
            return _until_end(server)

    def _drip(self, line: socket.socket, content: bytes, rate: int) -> None:
        portion = max(1, rate // 20)
        for start in range(0, len(content), portion):
            line.sendall(content[start : start + portion])
            if not self.proxy.healed.is_set():
                time.sleep(portion / rate)


class FaultProxy:
    """Listens on a port of its own and passes on to `upstream` (which may be changed, or be dead)."""

    def __init__(self, upstream: int) -> None:
        self.upstream = upstream
        self.faults: list[Fault] = []
        self.seen: list[tuple[str, str, str]] = []  # method, path, what was done ("" for nothing), when it was over
        self.asked: list[tuple[str, str]] = []  # method, path, in the order in which they came
        self.healed = threading.Event()
        self._news = threading.Condition()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = int(self._listener.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._listen, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *problem: object) -> None:
        self.heal()
        hang_up(self._listener)

    def add(self, kind: str, path: str = "/", **how: Any) -> Fault:
        """Plan a fault; the oldest that fits a request happens to it."""
        fault = Fault(kind, path, **how)
        getattr(Exchange, kind)
        with self._news:
            self.healed.clear()
            self.faults.append(fault)
        return fault

    def heal(self) -> None:
        """No faults any more; what hangs is cut, what waits goes on."""
        with self._news:
            self.faults.clear()
            self.healed.set()

    def instead(self, answers: dict[str, tuple[bytes, str]]) -> None:
        """From now on these paths answer so, all of them at once: no request finds half of the change."""
        fresh = [
            Fault("replace", path, body=body, content_type=kind, times=None) for path, (body, kind) in answers.items()
        ]
        with self._news:
            self.healed.clear()
            self.faults = [fault for fault in self.faults if fault.path not in answers] + fresh

    def count(self, kind: str, path: str = "/") -> int:
        """How often a fault has happened below this path."""
        return sum(done == kind and asked.startswith(path) for _, asked, done in self.seen)

    def happened(self, kind: str, path: str = "/", *, within: float = 60.0) -> None:
        """Wait until a fault has happened below this path."""
        with self._news:
            has_happened = self._news.wait_for(lambda: self.count(kind, path) > 0, within)
        assert has_happened, f"{kind} did not happen at {path}; last requests: {self.seen[-8:]}"

    def _listen(self) -> None:
        while True:
            try:
                phone, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(phone,), daemon=True).start()

    def _serve(self, phone: socket.socket) -> None:
        with phone:
            try:
                phone.settimeout(60)
                request = read_request(phone)
                if request:
                    self._let_happen(Exchange(phone, closing(request), self), request)
            except OSError:
                hang_up(phone)  # the server is away, or the phone is

    def _let_happen(self, exchange: Exchange, request: bytes) -> None:
        method, path = request.decode("latin-1").split(" ", 2)[:2]
        fault = self._take(method, path)
        kind = fault.kind if fault else ""
        if kind in AT_ONCE:
            self._note(method, path, kind)
        try:
            getattr(exchange, kind or "passes")(fault)
        finally:
            if kind not in AT_ONCE:
                self._note(method, path, kind)

    def _take(self, method: str, path: str) -> Fault | None:
        with self._news:
            self.asked.append((method, path))
            fault = next((fault for fault in self.faults if fault.fits(method, path)), None)
            if fault and fault.times:
                fault.times -= 1
            return fault

    def _note(self, method: str, path: str, done: str) -> None:
        with self._news:
            self.seen.append((method, path, done))
            self._news.notify_all()


def read_request(line: socket.socket) -> bytes:
    """A whole request, head and body; empty when the phone hung up."""
    received = b""
    while b"\r\n\r\n" not in received:
        part = line.recv(65536)
        if not part:
            return b""
        received += part
    head = received.partition(b"\r\n\r\n")[0].lower()
    length = int(head.partition(b"\r\ncontent-length:")[2].partition(b"\r\n")[0] or 0)
    while len(received) < len(head) + 4 + length:
        part = line.recv(65536)
        if not part:
            return b""
        received += part
    return received


def closing(request: bytes) -> bytes:
    """The same request, as the last one on its connection."""
    head, _, body = request.partition(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
    return b"\r\n".join([*lines, b"Connection: close"]) + b"\r\n\r\n" + body


def hang_up(line: socket.socket) -> None:
    """Reset a connection, whatever state it is in."""
    try:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        line.shutdown(socket.SHUT_RD)  # wakes a thread that waits on it
    except OSError:
        pass  # over already
    line.close()


def _until_end(line: socket.socket) -> bytes:
    received = b""
    while part := line.recv(65536):
        received += part
    return received
