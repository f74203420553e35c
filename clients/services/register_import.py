"""Import the active target public of some municipalities from the federal register's open files.

The big files are read once, row by row; memory grows with the municipalities asked for, not with the country. Rows of
the target go to a spool file first, so nothing is written before every file has been read to its end.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

from django.db import transaction
from django.utils import timezone

from agents.models import Municipality
from clients.models import Cnae, RegisterImport
from clients.services.register_files import Kind, RegisterError, RegisterFile, find_files
from clients.services.register_lines import ENCODING, root_of, rows, split
from clients.services.register_positions import read_positions
from clients.services.register_rows import Company, CompanyColumn, SimplesColumn, is_mei_in_force, text
from clients.services.register_rows import EstablishmentColumn as At
from clients.services.register_writing import Establishment, Writer, company, known_cnpjs, mark_vanished, vanished_cnpjs
from clients.services.territories import refresh_territories
from common import audit

LEFT_OUT = {
    "other_municipality": "outro município",
    "not_active": "não está ativa",
    "other_size": "outro porte (05)",
    "size_not_told": "porte não informado (00)",
    "bad_cnpj": "CNPJ com dígito verificador errado",
    "no_company": "sem linha no arquivo Empresas",
    "broken_row": "linha quebrada",
    "repeated": "linha repetida",
}
TELL_EVERY_ROWS, TELL_EVERY_S = 20_000, 2.0
VANISHED_FEW, VANISHED_SHARE = 50, 0.2  # more than both: files are missing, not businesses


@dataclass(frozen=True)
class Progress:
    """How far the reading of one file is."""

    file: str
    rows: int
    seconds: float
    is_finished: bool = False

    @property
    def rows_per_s(self) -> int:
        """Reading speed."""
        return round(self.rows / self.seconds) if self.seconds else self.rows


Report = Callable[[Progress], None]


@dataclass
class _Reading:
    """What the first two passes gather."""

    codes: frozenset[bytes]
    known: frozenset[str]
    report: Report
    spool: BinaryIO
    roots: set[bytes] = field(default_factory=set)
    left_out: Counter[str] = field(default_factory=Counter)
    read: int = 0

    def __post_init__(self) -> None:
        self.known_roots = {cnpj[:8].encode(ENCODING) for cnpj in self.known}

    def establishments(self, files: Iterable[RegisterFile]) -> None:
        """Pass 1: spool the active rows of the municipalities, and any row of a business we already have."""
        for file in files:
            broken = read = 0
            for row in _told(file, self.report):
                read += 1
                fields = split(row, Kind.ESTABLISHMENTS.columns)
                if fields is None:
                    broken += 1
                elif self._is_wanted(fields):
                    self.roots.add(fields[At.ROOT])
                    self.spool.write(row.rstrip(b"\r\n") + b"\n")
            if broken * 2 > read:
                raise RegisterError(f"Mais da metade das linhas de {file.name} está quebrada. Baixe o arquivo de novo.")
            self.left_out["broken_row"] += broken
            self.read += read

    def _is_wanted(self, fields: list[bytes]) -> bool:
        if fields[At.ROOT] in self.known_roots and Establishment(fields).cnpj in self.known:
            return True
        if fields[At.MUNICIPALITY].zfill(4) not in self.codes:
            self.left_out["other_municipality"] += 1
            return False
        if fields[At.STATUS].lstrip(b"0") != b"2":
            self.left_out["not_active"] += 1
            return False
        return True

    def companies(self, files: dict[Kind, list[RegisterFile]]) -> dict[bytes, Company]:
        """Pass 2: name, legal nature and size of the companies behind the spooled rows."""
        found = self._of_wanted_roots(files, Kind.SIMPLES)
        mei = {fields[SimplesColumn.ROOT] for fields in found if is_mei_in_force(fields)}
        found = self._of_wanted_roots(files, Kind.COMPANIES)
        root = CompanyColumn.ROOT
        return {fields[root]: company(fields, is_mei=fields[root] in mei) for fields in found}

    def _of_wanted_roots(self, files: dict[Kind, list[RegisterFile]], kind: Kind) -> Iterator[list[bytes]]:
        for file in files[kind]:
            for row in _told(file, self.report):
                self.read += 1
                if root_of(row) not in self.roots:
                    continue
                fields = split(row, kind.columns)
                if fields is None:
                    self.left_out["broken_row"] += 1
                else:
                    yield fields


def import_register(
    *,
    folder: Path,
    codes: list[str],
    positions: Path | None = None,
    accept_vanished: bool = False,
    report: Report = lambda progress: None,
) -> RegisterImport:
    """Read the register's files of a folder for some municipalities (IBGE or register codes).

    Running it again updates and never duplicates; a business that left the target public or the files keeps its row
    and history and gets its new status. What goes wrong is told by a `RegisterError` and kept in the run's row.
    """
    run = RegisterImport.objects.create(municipalities=codes)
    try:
        _import(run, folder=folder, codes=codes, positions=positions, accept_vanished=accept_vanished, report=report)
    except RegisterError as error:
        run.problem = str(error)
        raise
    except BaseException as error:  # Ctrl-C, too: the run's row says that it ended
        run.problem = f"A importação parou no meio ({type(error).__name__}). Rode de novo: nada se duplica."
        raise
    finally:
        run.ended_at = timezone.now()
        run.save()
    return run


def _import(
    run: RegisterImport,
    *,
    folder: Path,
    codes: list[str],
    positions: Path | None,
    accept_vanished: bool,
    report: Report,
) -> None:
    municipalities = find_municipalities(codes)
    run.municipalities = [municipality.pk for municipality in municipalities]
    points, today = read_positions(positions), timezone.localdate(run.started_at)
    files = find_files(folder)
    with TemporaryFile() as spool:
        wanted = frozenset(municipality.register_code.encode() for municipality in municipalities)
        reading = _Reading(wanted, known_cnpjs(municipalities), report, spool)
        reading.establishments(files[Kind.ESTABLISHMENTS])
        companies, activities = reading.companies(files), _activities(files[Kind.CNAES])
        writer = Writer(
            municipalities={place.register_code: place for place in Municipality.objects.all()},
            companies=companies,
            known=reading.known,
            positions=points,
            read_at=run.started_at,
            today=today,
            left_out=reading.left_out,
        )
        spool.seek(0)
        writer.write(fields for row in rows(spool) if (fields := split(row, Kind.ESTABLISHMENTS.columns)))
    _keep_activities(activities)
    run.read, run.created, run.updated = reading.read, writer.created, writer.updated
    run.left_out = {reason: writer.left_out[reason] for reason in LEFT_OUT if writer.left_out[reason]}
    _update_vanished(municipalities, writer.seen, on=today, is_accepted=accept_vanished)
    refresh_territories(municipalities=run.municipalities)
    audit.record("register.imported", run, by=None, created=run.created, updated=run.updated)


def find_municipalities(codes: list[str]) -> list[Municipality]:
    """The municipalities of IBGE codes (7 digits) or register codes (4 digits)."""
    found = []
    for code in codes:
        by_code = {"ibge_code": code} if len(code) == 7 else {"register_code": code.zfill(4)}
        municipality = Municipality.objects.filter(**by_code).first()
        if municipality is None:
            raise RegisterError(
                f"Não há município com o código {code}. Use o código do IBGE (7 dígitos, por exemplo 2307304) ou o do "
                "cadastro (4 dígitos). Se a tabela de municípios está vazia, rode antes: manage.py load_reference."
            )
        found.append(municipality)
    return found


def _update_vanished(municipalities: list[Municipality], seen: set[str], *, on: date, is_accepted: bool) -> None:
    """Businesses that the files no longer hold; a great many of them means that a file is missing."""
    vanished = vanished_cnpjs(municipalities, seen=seen)
    total = len(vanished) + len(seen)
    if len(vanished) > max(VANISHED_FEW, VANISHED_SHARE * total) and not is_accepted:
        raise RegisterError(
            f"{len(vanished)} de {total} negócios já conhecidos não estão mais nos arquivos. Parece que falta algum "
            "dos arquivos Estabelecimentos0 a 9. Os demais foram atualizados; nesses, nada mudou. Complete a pasta e "
            "rode de novo, ou confirme com --accept-vanished."
        )
    mark_vanished(vanished, on=on)


def _activities(files: list[RegisterFile]) -> dict[str, str]:
    """The register's own table of activity codes, where the folder has it."""
    pairs = (split(row, Kind.CNAES.columns) for file in files for row in file.rows())
    return {text(pair[0], 7): text(pair[1], 200) for pair in pairs if pair}


@transaction.atomic
def _keep_activities(found: dict[str, str]) -> None:
    Cnae.objects.bulk_create(
        [Cnae(code=code, description=description) for code, description in found.items() if code],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["description"],
    )


def _told(file: RegisterFile, report: Report) -> Iterator[bytes]:
    """The file's rows, telling how far the reading is now and then."""
    started = told = time.monotonic()
    count = 0
    for row in file.rows():
        yield row
        count += 1
        if count % TELL_EVERY_ROWS == 0 and time.monotonic() - told > TELL_EVERY_S:
            told = time.monotonic()
            report(Progress(file.name, count, told - started))
    report(Progress(file.name, count, time.monotonic() - started, is_finished=True))
