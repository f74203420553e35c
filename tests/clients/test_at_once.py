"""What agents find to be different at a door, at really the same moment as others, or as the register is read."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.db import connection, transaction

from clients.services import register_writing
from clients.services.businesses import CORRECTABLE, correct_business
from clients.services.register_import import import_register
from common import sql
from tests.cast import Cast, assemble
from tests.clients.register_files import write_folder
from tests.together import at_once
from tests.waiting import wait_until


@pytest.mark.django_db(transaction=True)
def test_no_correction_is_forgotten() -> None:
    """The next reading of the register overwrites what is not kept as corrected."""
    cast = assemble()
    at_once(*(partial(found_different, cast, name) for name in CORRECTABLE))
    cast.mercearia.refresh_from_db()
    assert cast.mercearia.corrected_fields == sorted(CORRECTABLE)


@transaction.atomic
def found_different(cast: Cast, name: str) -> None:
    correct_business(business_id=cast.mercearia.pk, changes={name: "63010000"}, by=cast.rosangela)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_what_is_corrected_while_the_register_is_read_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite has one writer at a time; on PostgreSQL the correction waits for the rows that are being written."""
    cast, keep = assemble(), register_writing._keep_what_we_know_better
    agent = Thread(target=lambda: (found_different(cast, "phone"), connection.close()))

    def meanwhile(*businesses: Any) -> None:
        agent.start()
        wait_until(lambda: somebody_waits() or not agent.is_alive())
        keep(*businesses)

    monkeypatch.setattr(register_writing, "_keep_what_we_know_better", meanwhile)
    import_register(folder=write_folder(tmp_path), codes=[cast.juazeiro.pk], accept_vanished=True)
    agent.join()
    cast.mercearia.refresh_from_db()
    assert (cast.mercearia.legal_name, cast.mercearia.phone) == ("Mercearia São José LTDA", "63010000")


def somebody_waits() -> bool:
    """For this transaction. (Not from pg_stat_activity: its first answer is given again until the transaction ends.)"""
    waiting = "SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
    return bool(sql.ask(sql.Question(waiting, ()))[0])
