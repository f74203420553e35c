"""Small register folders as the federal revenue service publishes them."""

from __future__ import annotations

import zipfile
from pathlib import Path

from clients.services.register_lines import join

JUAZEIRO, CRATO, SOBRAL = "1447", "1385", "1559"


def establishment(cnpj: str = "11222333000181", **columns: str) -> list[str]:
    """A row of Estabelecimentos; `columns` by position, e.g. c5="08"."""
    row = [
        cnpj[:8], cnpj[8:12], cnpj[12:], "1", "MERCEARIA SAO JOSE", "02", "20150310", "00", "", "", "20150310",
        "4712100", "4729699,5611203", "RUA", "DO LIMOEIRO", "418", "", "PIRAJA", "63034130", "CE", JUAZEIRO,
        "88", "35110000", "", "", "", "", "CONTATO@EXEMPLO.COM.BR", "", "",
    ]  # fmt: skip
    for name, value in columns.items():
        row[int(name[1:])] = value
    return row


def company(root: str = "11222333", name: str = "MERCEARIA SAO JOSE LTDA", porte: str = "01") -> list[str]:
    """A row of Empresas."""
    return [root, name, "2062", "49", "10000,00", porte, ""]


def simples(root: str = "11222333", mei: str = "N", excluded_on: str = "00000000") -> list[str]:
    """A row of Simples."""
    return [root, "S", "20150310", "00000000", mei, "20150310" if mei == "S" else "00000000", excluded_on]


def write_folder(
    folder: Path,
    establishments: list[list[str]] | None = None,
    companies: list[list[str]] | None = None,
    options: list[list[str]] | None = None,
) -> Path:
    """A folder with the three files (one grocery when nothing else is asked for), Estabelecimentos as a zip."""
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(folder / "Estabelecimentos0.zip", "w") as archive:
        archive.writestr("K3241.K03200Y0.D61114.ESTABELE", lines(establishments or [establishment()]))
    (folder / "K3241.K03200Y0.D61114.EMPRECSV").write_bytes(lines(companies or [company()]))
    (folder / "F.K03200$W.SIMPLES.CSV.D61114").write_bytes(lines(options or [simples()]))
    return folder


def lines(rows: list[list[str]]) -> bytes:
    """Rows as bytes."""
    return b"".join(join(row) for row in rows)
