"""Opening a unit in a new installation."""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from agents.enums import Role
from agents.models import Municipality, User


@pytest.fixture
def regions(tmp_path: Path, db: None) -> Path:
    """Two regions over three municipalities."""
    for number, (code, name) in enumerate([("1302603", "Manaus"), ("1303403", "Parintins"), ("1304203", "Tefé")]):
        Municipality.objects.create(ibge_code=code, register_code=f"0{number}25", name=name, uf="AM")
    path = tmp_path / "regions.csv"
    path.write_text("regional;municipio\nManaus;1302603\nInterior;1303403\nInterior;1304203\n", encoding="utf-8")
    return path


def run(regions: Path, uf: str = "AM", email: str = "chefe@exemplo.com") -> str:
    """The command's words."""
    said = StringIO()
    call_command("open_unit", uf, regions=regions, admin_email=email, admin_name="Iara Lima", stdout=said)
    return said.getvalue()


def test_it_works(regions: Path) -> None:
    said = run(regions)

    assert User.objects.get().role == Role.STATE_ADMIN
    assert Municipality.objects.get(name="Tefé").region.name == "Interior"
    link = re.search(r"/conta/senha/nova/\S+", said)
    assert link
    page = Client().get(link.group(), follow=True)
    assert page.status_code == 200
    assert "senha" in page.content.decode().lower()


def test_a_second_administrator_with_the_same_address_is_refused(regions: Path) -> None:
    run(regions)

    with pytest.raises(CommandError, match="já tem conta"):
        run(regions)


@pytest.mark.parametrize("content", ["regiao,cidade\nA,1302603\n", "regional;municipio\nA;9999999\n"])
def test_a_file_that_is_something_else_opens_nothing(regions: Path, content: str) -> None:
    regions.write_text(content, encoding="utf-8")

    with pytest.raises(CommandError, match=r"Linha 2|primeira linha"):
        run(regions)
    assert not User.objects.exists()


def test_an_unknown_state_says_what_to_run_first(regions: Path) -> None:
    with pytest.raises(CommandError, match="load_reference"):
        run(regions, uf="XX")
