"""The web server's own rule: who holds fewer connections takes the next one (ADR 0013)."""

from __future__ import annotations

import socket
from types import SimpleNamespace

import pytest

from config import web


@pytest.mark.parametrize(("held", "hesitates_s"), [(0, 0.0), (3, 0.0006), (500, 0.002)])
def test_a_worker_hesitates_for_each_connection_it_holds(monkeypatch, held, hesitates_s):
    slept: list[float] = []
    monkeypatch.setattr(web, "time", SimpleNamespace(sleep=slept.append))
    worker = object.__new__(web.worker_class)
    worker.nr_conns = held
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        worker.accept(listener)  # the other worker was quicker: nothing is there any more
    assert slept == [pytest.approx(hesitates_s)]
    assert worker.nr_conns == held
