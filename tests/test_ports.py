"""Ports and addresses that cannot be: a sentence with the way out, never a traceback."""

from __future__ import annotations

import errno
import socket

import pytest

from config import startup


@pytest.mark.parametrize("asked", ["99999", "0", "-1", "oito mil", "80.5", "٨٠٠٠"])
@pytest.mark.parametrize("name", ["PORT", "SAS_PORT"])
def test_a_port_that_is_none_is_a_clear_sentence(monkeypatch: pytest.MonkeyPatch, name: str, asked: str) -> None:
    monkeypatch.setenv(name, asked)
    with pytest.raises(startup.CannotStart, match=f"{name} deve ser um número de 1 a 65535.*{asked}"):
        startup.sas_port(8000) if name == "SAS_PORT" else startup.port_number(name, 8000)


def test_an_empty_setting_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "")
    assert startup.port_number("PORT", 8000) == 8000


def test_a_port_that_somebody_listens_on_is_told_with_the_next_one() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(startup.CannotStart, match=f"A porta {port} .* já está em uso .*PORT={port + 1} make run"):
            startup.take_port("127.0.0.1", port)


def test_an_address_of_another_machine_is_not_called_a_taken_port() -> None:
    with pytest.raises(startup.CannotStart, match=r"HOST=192\.0\.2\.1 não é um endereço desta máquina"):
        startup.take_port("192.0.2.1", 8000)


def test_a_port_of_the_administrator_is_not_called_a_taken_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(startup, "why_not_there", lambda host, port: errno.EACCES)
    with pytest.raises(startup.CannotStart, match="A porta 80 é reservada ao administrador"):
        startup.take_port("127.0.0.1", 80)
