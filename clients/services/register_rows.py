"""What a row of the register says, cleaned: names without CPFs, dates that can be, addresses as people write them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from agents.rules import bairro_key
from clients.enums import Size
from clients.services.register_lines import ENCODING

CPF_IN_NAME = re.compile(r"[\s-]*(?<!\d)\d{3}\.?\d{3}\.?\d{3}-?\d{2}(?!\d)\s*", re.ASCII)
NOT_TEXT = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
EARLIEST_YEAR = 1850
KEEP_UPPER = frozenset({"LTDA", "ME", "EPP", "MEI", "EIRELI", "SA", "CIA", "BR", "CE", "TV", "II", "III", "IV"})
KEEP_LOWER = frozenset(
    {"a", "as", "o", "os", "e", "da", "das", "de", "do", "dos", "em", "na", "nas", "no", "nos", "com"}
)
# The register publishes no accents; on a sign or a street these words have one.
WORDS_FILE = Path(__file__).resolve().parent.parent / "data" / "accented_words.txt"
ACCENTED = {bairro_key(word): word for word in WORDS_FILE.read_text(encoding="utf-8").split()}


class EstablishmentColumn:
    """Where things stand in a row of Estabelecimentos (the published layout, counted from 0)."""

    ROOT, ORDER, CHECK_DIGITS = 0, 1, 2  # the three parts of the CNPJ
    HEAD_OFFICE, TRADE_NAME = 3, 4
    STATUS, STATUS_ON, OPENED_ON = 5, 6, 10
    CNAE, SECONDARY_CNAES = 11, 12
    STREET_TYPE, STREET, NUMBER, COMPLEMENT, BAIRRO, CEP, MUNICIPALITY = 13, 14, 15, 16, 17, 18, 20
    AREA_CODE, PHONE, OTHER_AREA_CODE, OTHER_PHONE, EMAIL = 21, 22, 23, 24, 27


class CompanyColumn:
    """Where things stand in a row of Empresas."""

    ROOT, NAME, LEGAL_NATURE, PORTE = 0, 1, 2, 5


class SimplesColumn:
    """Where things stand in a row of Simples."""

    ROOT, IS_MEI, MEI_EXCLUDED_ON = 0, 4, 6


@dataclass(frozen=True)
class Company:
    """What the Empresas and Simples files say of a root: name, legal nature, size."""

    legal_name: str
    legal_nature: str
    size: Size
    has_size: bool  # porte 00 tells nothing; 05 tells that it is none of ours


def text(field: bytes | str, limit: int) -> str:
    """A field as one clean line, cut at what the column holds."""
    decoded = field.decode(ENCODING) if isinstance(field, bytes) else field
    return " ".join(NOT_TEXT.sub(" ", decoded).split())[:limit].rstrip()


def without_cpf(name: str) -> str:
    """A company name without the owner's CPF that old MEI names end with (LGPD: never stored)."""
    return " ".join(CPF_IN_NAME.sub(" ", name).split())


def day(field: str, *, today: date) -> date | None:
    """A date written YYYYMMDD. Zeros, absurd years and days to come are no date."""
    if not re.fullmatch(r"[0-9]{8}", field):
        return None
    try:
        found = date(int(field[:4]), int(field[4:6]), int(field[6:]))
    except ValueError:
        return None
    return found if found.year >= EARLIEST_YEAR and found <= today else None


def digits(field: str) -> str:
    """Only the ASCII digits of a field."""
    return re.sub(r"[^0-9]", "", field)


def phone(area: str, number: str) -> str:
    """Area code and number together; empty when there is no usable number."""
    local, code = digits(number).lstrip("0"), digits(area).lstrip("0")
    return (code + local)[:20] if len(local) >= 8 else ""


def cep(field: str) -> str:
    """A CEP with the zeros that some rows lost on the left; empty when it cannot be one."""
    number = digits(field)
    return number.zfill(8) if 0 < len(number) <= 8 and int(number) else ""


def email(field: str) -> str:
    """An e-mail address in lower case, or nothing."""
    address = text(field, 254).lower()
    return address if re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", address) else ""


def activities(field: str) -> list[str]:
    """Secondary CNAEs: seven-digit codes separated by commas."""
    return [code for code in (part.strip() for part in field.split(",")) if re.fullmatch(r"[0-9]{7}", code)]


def readable(shouted: str) -> str:
    """Upper-case text without accents as a sign would have it: "MERCEARIA SAO JOSE" → "Mercearia São José"."""
    words = shouted.split()
    return " ".join(_word(word, is_first=index == 0) for index, word in enumerate(words))


def _word(word: str, *, is_first: bool) -> str:
    upper = word.upper()
    if upper in KEEP_UPPER or any(c.isdigit() for c in upper):
        return upper
    if upper.lower() in KEEP_LOWER and not is_first:
        return upper.lower()
    return ACCENTED.get(upper) or upper[:1] + upper[1:].lower()


def size_of(*, porte: str, is_mei: bool) -> Size:
    """MEI by the Simples flag, then ME and EPP by porte; 00 and 05 are outside the target public (PRM-11)."""
    if is_mei:
        return Size.MEI
    return {"01": Size.ME, "03": Size.EPP}.get(porte, Size.OTHER)


def is_mei_in_force(simples: list[bytes]) -> bool:
    """Whether a row of the Simples file says MEI today: opted, and not excluded."""
    return simples[SimplesColumn.IS_MEI] == b"S" and not simples[SimplesColumn.MEI_EXCLUDED_ON].strip(b"0 ")
