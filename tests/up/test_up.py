"""`manage.py up`: starts, restarts what dies, leaves nothing behind, loses nothing."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from config.processes import marked
from tests.e2e.product import ROOT, Product
from tests.waiting import wait_until


def pids(product: Product) -> dict[str, int]:
    """Which child is which process."""
    return json.loads((_var(product) / "run" / "pids.json").read_text())


def _var(product: Product) -> Path:
    return Path(product.env["VAR_DIR"])


def swept_at(product: Product) -> str:
    """When the worker last looked for forgotten jobs, as beat asks it to through the broker every few seconds."""
    with closing(sqlite3.connect(_var(product) / "db.sqlite3")) as database:
        return str(database.execute("SELECT beat_at FROM common_pulse WHERE name = 'sweep'").fetchone())


def another_up(product: Product, **changes: str) -> subprocess.CompletedProcess[str]:
    """What a start that cannot work says."""
    command = [sys.executable, "manage.py", "up"]
    return subprocess.run(command, cwd=ROOT, env=product.env | changes, capture_output=True, text=True, timeout=60)


def test_it_works(first_start: Product) -> None:
    product = first_start
    wait_until(product.answers)  # on a busy machine one answer may take its time
    wait_until(lambda: set(pids(product)) == {"valkey", "sas", "web", "worker", "worker-sas", "beat"})
    assert (_var(product) / "secret_key").stat().st_mode & 0o777 == 0o600
    assert (_var(product) / "run").stat().st_mode & 0o777 == 0o700
    assert product.ledger() == []


def test_a_second_start_on_the_same_data_is_refused(product: Product) -> None:
    said = another_up(product)
    assert said.returncode == 1
    assert "já está rodando com os dados de" in said.stderr
    wait_until(product.answers)  # on a busy machine one answer may take its time
    assert pids(product)["web"]


def test_a_taken_port_is_a_clear_sentence(product: Product, tmp_path: Path) -> None:
    said = another_up(product, VAR_DIR=str(tmp_path / "other"))
    assert said.returncode == 1
    assert f"A porta {product.port} " in said.stderr
    assert "PORT=" in said.stderr
    assert "Traceback" not in said.stderr


def test_a_killed_child_comes_back(product: Product) -> None:
    wait_until(lambda: "beat" in pids(product))
    for name in ("web", "valkey"):
        before = pids(product)[name]
        os.kill(before, signal.SIGKILL)
        wait_until(lambda name=name, before=before: pids(product).get(name, before) != before)
    wait_until(product.answers)
    assert product.process is not None
    assert product.process.poll() is None  # the same start of the product: it was the child that came back


def test_nothing_is_left_or_lost_after_kill_9_of_all(product: Product) -> None:
    product.stage("cast")
    assert product.process is not None
    product.process.kill()
    product.process.wait()
    wait_until(lambda: not marked(_var(product)))
    for notes in (_var(product) / "run").glob("beat-schedule*"):
        notes.write_bytes(b"not a database")
    for log in (_var(product) / "valkey" / "appendonlydir").glob("*.incr.aof"):
        log.write_bytes(log.read_bytes() + b"*3\r\n$3\r\nSE")  # cut off in the middle of a write
    last_sweep = swept_at(product)
    product.start()
    wait_until(lambda: swept_at(product) != last_sweep)  # clock, broker and worker do their work again
    counted = "from agents.models import User; print(User.objects.count())"
    command = [sys.executable, "manage.py", "shell", "-v", "0", "-c", counted]
    done = subprocess.run(command, cwd=ROOT, env=product.env, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "12"
    assert "ATENÇÃO" not in product.log.read_text()


def test_sigterm_ends_everything(product: Product) -> None:
    assert product.process is not None
    product.process.terminate()
    product.process.wait(60)
    assert product.process.returncode == 0
    assert marked(_var(product)) == []
