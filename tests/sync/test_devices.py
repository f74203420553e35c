"""/aparelhos/: the phones of one's people, in words, and switching one off."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from common.models import AuditEntry
from sync.models import Device, Loss
from tests.sync.conftest import NOON

pytestmark = pytest.mark.usefixtures("on_that_day")


def phone(user, *, hours: float = 1, **fields) -> Device:
    """Somebody's phone, last heard from some hours ago."""
    return Device.objects.create(
        pk=uuid.uuid4(), user=user, last_seen_at=NOON - timedelta(hours=hours), app_version="abc123", **fields
    )


def rows(client, query: str = "") -> list[str]:
    """The list as text, line by line."""
    page = BeautifulSoup(client.get(f"/aparelhos/{query}").content, "html.parser")
    return [" ".join(row.get_text(" ").split()) for row in page.select("tbody tr")]


def test_it_works(cast, sign_in):
    phone(cast.rosangela, is_kept=True)
    (row,) = rows(sign_in(cast.marta))
    assert "Rosângela Alves" in row
    assert "há 1 h" in row
    assert "Nada" in row
    assert "Garantido" in row
    assert "abc123" in row
    assert "mais de" not in row


def test_marks_in_words_and_puts_what_needs_somebody_first(cast, sign_in):
    phone(cast.rosangela)
    phone(cast.davi, hours=30)
    waiting = phone(cast.davi, hours=2, unsent=2, oldest_unsent_at=NOON - timedelta(hours=52), is_kept=False)
    Loss.objects.create(lost_id=uuid.uuid4(), device=waiting, user=cast.davi, unsent=4)
    late, silent, fine = rows(sign_in(cast.marta))
    assert "2 , a mais antiga há 52 h Parada há mais de 48 h" in late
    assert "Sem garantia Perdeu os dados 1 vez" in late
    assert "Sem contato há mais de 24 h" in silent
    assert "Rosângela" in fine


def test_only_ones_own_people(cast, sign_in):
    phone(cast.rosangela)
    phone(cast.sofia)
    assert len(rows(sign_in(cast.marta))) == 1
    assert len(rows(sign_in(cast.ana))) == 2
    assert rows(sign_in(cast.bento)) == []


def test_the_tabs(cast, sign_in):
    off = phone(cast.rosangela, revoked_at=NOON, revoked_by=cast.marta)
    phone(cast.rosangela, hours=24 * 40)
    phone(cast.rosangela, hours=24 * 40, unsent=1)
    marta = sign_in(cast.marta)
    assert len(rows(marta)) == 1
    assert str(off.pk)[:8] in rows(marta, "?situacao=desligados")[0]
    assert "há 40 dias" in rows(marta, "?situacao=antigos")[0]
    assert len(rows(marta, "?situacao=x")) == 1


def test_one_phone_says_what_was_lost(cast, sign_in):
    found = phone(cast.rosangela, sequence=41, is_kept=False)
    Loss.objects.create(lost_id=uuid.uuid4(), device=found, user=cast.rosangela, unsent=3, noticed_at=NOON)
    page = sign_in(cast.marta).get(f"/aparelhos/{found.pk}/").content.decode()
    assert "3 visitas que ainda não tinham sido enviadas podem ter se perdido" in page
    assert "41" in page


def test_switching_off_and_on_again(cast, sign_in):
    found, marta = phone(cast.rosangela, unsent=2), sign_in(cast.marta)
    page = marta.post(f"/aparelhos/{found.pk}/desligamento/", follow=True).content.decode()
    assert "Aparelho desligado" in page
    found.refresh_from_db()
    assert (found.revoked_at, found.revoked_by) == (NOON, cast.marta)
    marta.post(f"/aparelhos/{found.pk}/desligamento/")
    assert AuditEntry.objects.filter(verb="device.revoked", actor_id=cast.marta.pk).count() == 1
    marta.post(f"/aparelhos/{found.pk}/religamento/")
    found.refresh_from_db()
    assert found.revoked_at is None
    assert AuditEntry.objects.filter(verb="device.reinstated").count() == 1


@pytest.mark.parametrize("who", ["paulo", "bento"])
def test_refuses_a_manager_of_another_place(cast, sign_in, who):
    found, client = phone(cast.rosangela), sign_in(getattr(cast, who))
    assert client.get(f"/aparelhos/{found.pk}/").status_code == 404
    assert client.post(f"/aparelhos/{found.pk}/desligamento/").status_code == 404
    found.refresh_from_db()
    assert found.revoked_at is None
