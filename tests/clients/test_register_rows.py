from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.enums import Size
from clients.services import register_rows

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("published", "kept"),
    [
        ("JOSE WILSON PEREIRA 52998224725", "JOSE WILSON PEREIRA"),
        ("MARIA DO CARMO 529.982.247-25", "MARIA DO CARMO"),
        ("MARIA DO CARMO - 52998224725", "MARIA DO CARMO"),
        ("12.345.678 JOSE WILSON PEREIRA", "12.345.678 JOSE WILSON PEREIRA"),
        ("POSTO 24 HORAS LTDA", "POSTO 24 HORAS LTDA"),
    ],
)
def test_the_cpf_in_an_old_mei_name_is_never_kept(published: str, kept: str) -> None:
    assert register_rows.without_cpf(published) == kept


@given(st.text("ABÇ 0123456789.-", max_size=20), st.integers(10**10, 10**11 - 1))
def test_no_cpf_survives_at_the_end_of_a_name(name: str, cpf: int) -> None:
    assert str(cpf) not in register_rows.without_cpf(f"{name.rstrip('0123456789')} {cpf}")


@pytest.mark.parametrize("absurd", ["", "0", "00000000", "02020101", "41000101", "20231301", "20270101", "2023-1-1"])
def test_an_absurd_date_is_no_date(absurd: str) -> None:
    assert register_rows.day(absurd, today=TODAY) is None


def test_dates_phones_ceps_and_emails_are_cleaned() -> None:
    assert register_rows.day("20150310", today=TODAY) == date(2015, 3, 10)
    assert register_rows.phone("088", "3511-0000") == "8835110000"
    assert register_rows.phone("88", "0") == ""
    assert register_rows.cep("1310100") == "01310100"
    assert register_rows.cep("0") == register_rows.cep("123456789") == register_rows.cep("") == ""
    assert register_rows.email(" Contato@Exemplo.COM ") == "contato@exemplo.com"
    assert register_rows.email("NAO TEM") == ""
    assert register_rows.activities("4729699, 5611203,,99") == ["4729699", "5611203"]


def test_names_become_readable() -> None:
    assert register_rows.readable("MERCEARIA SAO JOSE LTDA") == "Mercearia São José LTDA"
    assert register_rows.readable("RUA DO LIMOEIRO 12A") == "Rua do Limoeiro 12A"


@pytest.mark.parametrize(
    ("porte", "is_mei", "size"),
    [("01", True, Size.MEI), ("01", False, Size.ME), ("03", False, Size.EPP), ("05", False, Size.OTHER)],
)
def test_size_is_derived(porte: str, is_mei: bool, size: Size) -> None:
    assert register_rows.size_of(porte=porte, is_mei=is_mei) is size


@pytest.mark.parametrize(
    ("option", "excluded_on", "is_mei"),
    [(b"S", b"00000000", True), (b"S", b"", True), (b"S", b"20220131", False), (b"N", b"00000000", False)],
)
def test_mei_means_opted_and_not_excluded(option: bytes, excluded_on: bytes, is_mei: bool) -> None:
    row = [b"11222333", b"S", b"20150310", b"00000000", option, b"20150310", excluded_on]
    assert register_rows.is_mei_in_force(row) is is_mei
