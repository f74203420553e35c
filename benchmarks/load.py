"""A cheap load generator: one thread, keep-alive connections, requests that were written down beforehand."""

from __future__ import annotations

import gc
import selectors
import socket
import time
from dataclasses import dataclass, field


@dataclass
class Outcome:
    """What came back: seconds per request and the ids whose receipt arrived."""

    seconds: list[float] = field(default_factory=list)
    accepted: list[str] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    elapsed: float = 0.0


class Line:
    """One connection; a request is under way on it most of the time."""

    def __init__(self, address: tuple[str, int]) -> None:
        self.socket = socket.create_connection(address)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.key = ""
        self.sent_at = 0.0
        self.buffer = b""

    def send(self, key: str, request: bytes) -> None:
        """Send the next request."""
        self.key, self.buffer, self.sent_at = key, b"", time.perf_counter()
        self.socket.sendall(request)

    def receive(self) -> bytes | None:
        """The whole response once it is there."""
        part = self.socket.recv(65536)
        if not part:
            raise ConnectionError("the server closed the connection")
        self.buffer += part
        head, separator, body = self.buffer.partition(b"\r\n\r\n")
        if not separator:
            return None
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        return self.buffer if len(body) >= length else None


def drive(address: tuple[str, int], requests: list[tuple[str, bytes]], concurrency: int) -> Outcome:
    """Send all requests over `concurrency` connections, each as soon as its connection is free."""
    outcome, selector, queue = Outcome(), selectors.DefaultSelector(), iter(requests)
    gc.disable()
    started = time.perf_counter()
    for _ in range(min(concurrency, len(requests))):
        line = Line(address)
        selector.register(line.socket, selectors.EVENT_READ, line)
        line.send(*next(queue))
    while selector.get_map():
        for key, _ in selector.select():
            line = key.data
            response = line.receive()
            if response is None:
                continue
            _note(outcome, line, response)
            following = next(queue, None)
            if following:
                line.send(*following)
            else:
                selector.unregister(line.socket)
                line.socket.close()
    outcome.elapsed = time.perf_counter() - started
    gc.enable()
    return outcome


def _note(outcome: Outcome, line: Line, response: bytes) -> None:
    outcome.seconds.append(time.perf_counter() - line.sent_at)
    status = response[9:12]
    if status in (b"200", b"201"):
        outcome.accepted.append(line.key)
    else:
        outcome.refused.append((line.key, response.decode(errors="replace")))
