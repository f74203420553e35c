"""The register's files in a folder: which there are, what each is by its name, and reading one row after another."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from clients.services import register_lines

BUFFER_BYTES = 1 << 18
BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)


class RegisterError(Exception):
    """The files cannot be read as the register's. The text says what happened and what to do, in Portuguese."""


ROOT = "[0-9A-Z]{8}"


class Kind(Enum):
    """A kind of register file: the mark in its name, how many columns, its published name, what some columns hold."""

    ESTABLISHMENTS = ("ESTABELE", 30, "Estabelecimentos", {0: ROOT, 1: "[0-9A-Z]{4}", 2: "[0-9]{2}"})
    COMPANIES = ("EMPRE", 7, "Empresas", {0: ROOT, 2: "[0-9]{4}", 5: "[0-9]{0,2}"})
    SIMPLES = ("SIMPLES", 7, "Simples", {0: ROOT, 1: "[SN]?", 4: "[SN]?"})
    CNAES = ("CNAE", 2, "Cnaes", {0: "[0-9]{7}"})

    def __init__(self, mark: str, columns: int, label: str, shape: dict[int, str]) -> None:
        self.mark = mark
        self.columns = columns
        self.label = label
        self.shape = shape


NEEDED = (Kind.ESTABLISHMENTS, Kind.COMPANIES, Kind.SIMPLES)


@dataclass(frozen=True)
class RegisterFile:
    """One file with rows: a plain file, or a member of a zip."""

    path: Path
    kind: Kind
    member: str = ""

    @property
    def name(self) -> str:
        """The name that messages use."""
        return self.path.name

    def rows(self) -> Iterator[bytes]:
        """The file's rows. What is not what it claims to be stops with a `RegisterError`."""
        try:
            with ExitStack() as stack:
                yield from register_lines.rows(self._open(stack))
        except BROKEN_ZIP as error:
            raise broken_zip(self.path) from error
        except OSError as error:
            raise RegisterError(f"Não foi possível ler {self.path}: {error.strerror}.") from error

    def _open(self, stack: ExitStack) -> Iterable[bytes]:
        """The bytes, after a look at the beginning."""
        if self.member:
            archive = stack.enter_context(zipfile.ZipFile(self.path))
            raw: Any = stack.enter_context(archive.open(self.member))
        else:
            raw = stack.enter_context(self.path.open("rb", buffering=0))
        stream: Any = io.BufferedReader(raw, BUFFER_BYTES)
        sample, columns = stream.peek(BUFFER_BYTES), self.kind.columns
        problem = register_lines.sample_problem(sample, columns)
        problem = problem or register_lines.contents_problem(sample, columns, self.kind.shape)
        if problem:
            raise RegisterError(
                f"O arquivo {self.name} {problem}. Baixe de novo o arquivo {self.kind.label} do mês e repita."
            )
        return iter(stream)


def broken_zip(path: Path) -> RegisterError:
    """The words for a zip that does not open or breaks off."""
    return RegisterError(f"O arquivo {path.name} está corrompido ou incompleto. Apague, baixe de novo e repita.")


def find_files(folder: Path) -> dict[Kind, list[RegisterFile]]:
    """The register's files in a folder by kind, in name order. A zip and its extracted file count once."""
    if not folder.is_dir():
        raise RegisterError(f"A pasta {folder} não existe. Confira o caminho da pasta com os arquivos baixados.")
    found: dict[Kind, list[RegisterFile]] = {kind: [] for kind in Kind}
    paths = [path for path in sorted(folder.iterdir()) if path.is_file()]
    plain = {path.name.upper() for path in paths}
    for file in (file for path in paths for file in _files_in(path)):
        if Path(file.member).name.upper() not in plain:  # else it lies extracted beside its zip
            found[file.kind].append(file)
    missing = [kind.label for kind in NEEDED if not found[kind]]
    if missing:
        raise RegisterError(
            f"Faltam arquivos na pasta {folder}: {', '.join(missing)}. Baixe do cadastro aberto do CNPJ "
            "(Estabelecimentos0 a 9, Empresas0 a 9 e Simples, do mesmo mês) para essa pasta e repita."
        )
    return found


def _files_in(path: Path) -> Iterator[RegisterFile]:
    """What a path holds: itself, or the members of a zip. Other files of the register are passed over."""
    if path.suffix.lower() != ".zip":
        kind = kind_of(path.name)
        if kind:
            yield RegisterFile(path, kind)
        return
    outer = kind_of(path.stem)
    try:
        with zipfile.ZipFile(path) as archive:
            members = [info.filename for info in archive.infolist() if not info.is_dir()]
    except BROKEN_ZIP as error:
        if outer:
            raise broken_zip(path) from error
        return
    for member in members:
        kind = kind_of(Path(member).name) or outer
        if kind:
            yield RegisterFile(path, kind, member)


def kind_of(name: str) -> Kind | None:
    """The kind of file that a published name tells, e.g. `K3241.K03200Y0.D61011.ESTABELE` or `Estabelecimentos0`."""
    upper = name.upper()
    return next((kind for kind in Kind if re.search(rf"(^|[^A-Z]){kind.mark}", upper)), None)
