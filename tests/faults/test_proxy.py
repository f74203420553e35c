"""The bad line does what it says: each fault, seen from both ends."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.faults.proxy import FaultProxy

BODY = b"x" * 2_000


class Server(ThreadingHTTPServer):
    """Writes down which bodies arrived whole."""

    got: list[bytes]


class Answering(BaseHTTPRequestHandler):
    def do_PUT(self) -> None:
        content = self.rfile.read(int(self.headers["Content-Length"]))
        if len(content) == int(self.headers["Content-Length"]):
            self.server.got.append(content)
        self.send_response(201)
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"taken")

    def log_message(self, *words: object) -> None:
        return None


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server(("127.0.0.1", 0), Answering)
    running.got = []
    threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True).start()
    yield running
    running.shutdown()
    running.server_close()


@pytest.fixture
def line(server: Server) -> Iterator[FaultProxy]:
    with FaultProxy(server.server_port) as proxy:
        yield proxy


def put(line: FaultProxy, path: str = "/visit", timeout: float = 60) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", line.port, timeout=timeout)
    try:
        connection.request("PUT", path, BODY)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


BROKEN = (OSError, http.client.HTTPException)


def test_without_faults_everything_passes(line: FaultProxy, server: Server) -> None:
    assert put(line) == put(line) == (201, b"taken")
    assert server.got == [BODY, BODY]
    assert line.asked == [("PUT", "/visit")] * 2


@pytest.mark.parametrize(
    ("kind", "arrived"), [("refuse", 0), ("cut_request", 0), ("lose_answer", 1), ("cut_answer", 1)]
)
def test_the_phone_hears_nothing_whole(line: FaultProxy, server: Server, kind: str, arrived: int) -> None:
    line.add(kind, "/visit")
    with pytest.raises(BROKEN):
        put(line)
    line.happened(kind)
    assert len(server.got) == arrived
    assert put(line) == (201, b"taken")  # once only


def test_a_portal_answers_in_the_servers_place(line: FaultProxy, server: Server) -> None:
    line.add("replace", "/visit")
    status, body = put(line)
    assert (status, server.got) == (200, [])
    assert b"Wi-Fi" in body


def test_a_500_after_the_server_has_done_it(line: FaultProxy, server: Server) -> None:
    line.add("replace_after", "/visit", status=500)
    assert put(line)[0] == 500
    assert server.got == [BODY]


def test_a_request_arrives_twice(line: FaultProxy, server: Server) -> None:
    line.add("twice", "/visit")
    assert put(line) == (201, b"taken")
    assert server.got == [BODY, BODY]


def test_only_the_meant_requests_suffer_and_as_often_as_meant(line: FaultProxy) -> None:
    line.add("refuse", "/visit", method="GET")
    line.add("replace", "/visit", status=503, times=2)
    assert [put(line, "/other")[0], put(line)[0], put(line)[0], put(line)[0]] == [201, 503, 503, 201]


def test_late_and_thin_lines_take_their_time(line: FaultProxy) -> None:
    for how in ({"kind": "delay", "seconds": 0.3}, {"kind": "slow", "rate": 5_000}):
        line.add(path="/visit", **how)
        started = time.monotonic()
        assert put(line) == (201, b"taken")
        assert time.monotonic() - started > 0.25


def test_a_hanging_line_is_let_go_when_healed(line: FaultProxy, server: Server) -> None:
    line.add("hang", "/visit", times=None)
    with pytest.raises(TimeoutError):
        put(line, timeout=0.2)
    line.heal()
    assert put(line) == (201, b"taken")
    assert server.got == [BODY]


def test_a_dead_server_is_a_broken_line_and_another_one_takes_over(line: FaultProxy, server: Server) -> None:
    alive, line.upstream = line.upstream, 1
    with pytest.raises(BROKEN):
        put(line)
    line.upstream = alive
    assert put(line) == (201, b"taken")


def test_a_fault_that_nobody_knows_is_refused(line: FaultProxy) -> None:
    with pytest.raises(AttributeError):
        line.add("gremlins")
