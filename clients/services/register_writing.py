"""From cleaned register rows to businesses: batches that insert or update, never delete."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from agents.models import Municipality
from agents.rules import bairro_key
from clients.enums import TARGET_SIZES, BusinessSource, PositionSource, RegisterStatus
from clients.models import Business
from clients.rules import cnpj_problem
from clients.services import register_rows
from clients.services.chunks import chunks
from clients.services.register_lines import ENCODING
from clients.services.register_positions import RANK, Position, Positions
from clients.services.register_rows import CompanyColumn
from clients.services.register_rows import EstablishmentColumn as At

BATCH_ROWS = 1000
LEFT_THE_PUBLIC = frozenset({"not_active", "other_size", "size_not_told"})  # of a known business: written down
# What the register says and may change; ids, the people who added it and when we first saw it stay.
FROM_REGISTER = [
    "legal_name", "trade_name", "size", "status", "status_on", "opened_on", "legal_nature", "is_head_office", "cnae",
    "secondary_cnaes", "street", "number", "complement", "bairro", "bairro_key", "cep", "municipality", "phone",
    "other_phone", "email", "latitude", "longitude", "position_source", "source", "register_read_at",
]  # fmt: skip


@dataclass(frozen=True)
class Establishment:
    """A row of Estabelecimentos."""

    fields: list[bytes]

    @property
    def root(self) -> bytes:
        """First eight characters of the CNPJ: the company."""
        return self.fields[At.ROOT]

    @property
    def cnpj(self) -> str:
        """The whole CNPJ, which may hold letters."""
        return b"".join(self.fields[: At.CHECK_DIGITS + 1]).decode(ENCODING).strip().upper()

    @property
    def status(self) -> str:
        """`situacao_cadastral`, two digits."""
        return self.column(At.STATUS).zfill(2)

    @property
    def municipality(self) -> str:
        """The register's code of the municipality, four digits."""
        return self.column(At.MUNICIPALITY).zfill(4)

    def column(self, position: int) -> str:
        """A column as text."""
        return self.fields[position].decode(ENCODING).strip()


@dataclass
class Writer:
    """Writes establishments in batches and keeps count of what was kept and what was left out, by reason."""

    municipalities: dict[str, Municipality]  # by register code
    companies: dict[bytes, register_rows.Company]
    known: frozenset[str]  # CNPJs we already have: they are updated even when they leave the target public
    positions: Positions
    read_at: datetime
    today: date
    left_out: Counter[str] = field(default_factory=Counter)
    created: int = 0
    updated: int = 0
    seen: set[str] = field(default_factory=set)

    def write(self, rows: Iterable[list[bytes]]) -> None:
        """Write every row that belongs, a batch at a time, each in its own transaction."""
        kept = (business for row in rows if (business := self._business(Establishment(row))))
        for batch in chunks(kept, BATCH_ROWS):
            self._save(batch)

    def _business(self, row: Establishment) -> Business | None:
        """The business that a row describes, or None with the reason counted."""
        cnpj = row.cnpj
        reason = self._reason_to_leave_out(row, cnpj)
        is_known = cnpj in self.known
        if is_known or not reason:
            self.seen.add(cnpj)
        if reason:
            self.left_out[reason] += 1
        if not reason or (is_known and reason in LEFT_THE_PUBLIC):
            return self._described(row, cnpj)
        return None

    def _reason_to_leave_out(self, row: Establishment, cnpj: str) -> str:
        if cnpj in self.seen:
            return "repeated"
        if cnpj_problem(cnpj):
            return "bad_cnpj"
        if row.root not in self.companies:
            return "no_company"
        if row.status not in RegisterStatus.values or row.municipality not in self.municipalities:
            return "broken_row"
        if row.status != RegisterStatus.ACTIVE:
            return "not_active"
        company = self.companies[row.root]
        if company.size not in TARGET_SIZES:
            return "other_size" if company.has_size else "size_not_told"
        return ""

    def _described(self, row: Establishment, cnpj: str) -> Business:
        company, column = self.companies[row.root], row.column
        municipality = self.municipalities[row.municipality]
        street = " ".join((column(At.STREET_TYPE), column(At.STREET)))
        bairro = register_rows.text(column(At.BAIRRO), 80)
        cep = register_rows.cep(column(At.CEP))
        position = self.positions.of(cnpj=cnpj, cep=cep, municipality=municipality)
        return Business(
            cnpj=cnpj,
            legal_name=company.legal_name,
            trade_name=_readable(register_rows.without_cpf(column(At.TRADE_NAME)), 200),
            size=company.size,
            status=row.status,
            status_on=register_rows.day(column(At.STATUS_ON), today=self.today),
            opened_on=register_rows.day(column(At.OPENED_ON), today=self.today),
            legal_nature=company.legal_nature,
            is_head_office=column(At.HEAD_OFFICE) != "2",
            cnae=next(iter(register_rows.activities(column(At.CNAE))), ""),
            secondary_cnaes=register_rows.activities(column(At.SECONDARY_CNAES)),
            street=_readable(street, 160),
            number=register_rows.text(column(At.NUMBER), 20),
            complement=_readable(column(At.COMPLEMENT), 160),
            bairro=_readable(bairro, 80),
            bairro_key=bairro_key(bairro),
            cep=cep,
            municipality=municipality,
            phone=register_rows.phone(column(At.AREA_CODE), column(At.PHONE)),
            other_phone=register_rows.phone(column(At.OTHER_AREA_CODE), column(At.OTHER_PHONE)),
            email=register_rows.email(column(At.EMAIL)),
            latitude=position.latitude,
            longitude=position.longitude,
            position_source=position.source,
            source=BusinessSource.REGISTER,
            register_read_at=self.read_at,
        )

    @transaction.atomic
    def _save(self, batch: list[Business]) -> None:
        """Insert or update one batch; what agents learned at the door is kept."""
        held = Business.objects.select_for_update(no_key=True).order_by("cnpj")  # what a door corrects meanwhile waits
        present = held.in_bulk([business.cnpj for business in batch], field_name="cnpj")
        for business in batch:
            if business.cnpj in present:
                _keep_what_we_know_better(business, present[business.cnpj])
        Business.objects.bulk_create(
            batch, update_conflicts=True, unique_fields=["cnpj"], update_fields=FROM_REGISTER, batch_size=BATCH_ROWS
        )
        self.created += len(batch) - len(present)
        self.updated += len(present)


def _keep_what_we_know_better(new: Business, old: Business) -> None:
    """Corrections made at the door stay, and so does a better position while the address is the same."""
    for name in old.corrected_fields:
        setattr(new, name, getattr(old, name))
    new.bairro_key = bairro_key(new.bairro)
    has_moved = (new.cep, new.street, new.number, new.municipality_id) != (
        old.cep, old.street, old.number, old.municipality_id,
    )  # fmt: skip
    old_position = Position(old.latitude, old.longitude, PositionSource(old.position_source))
    is_worse = RANK[PositionSource(new.position_source)] < old_position.rank
    if old_position.source == PositionSource.VISIT or (is_worse and not has_moved):
        new.latitude, new.longitude, new.position_source = old.latitude, old.longitude, old.position_source


def known_cnpjs(municipalities: Iterable[Municipality]) -> frozenset[str]:
    """The CNPJs we already have there, from the register or from a sweep."""
    there = Business.objects.filter(municipality__in=list(municipalities))
    return frozenset(there.values_list("cnpj", flat=True).iterator(5000))


def vanished_cnpjs(municipalities: Iterable[Municipality], *, seen: set[str]) -> list[str]:
    """Businesses that the register once had as active there and that its files no longer hold."""
    once = Business.objects.filter(
        municipality__in=list(municipalities), source=BusinessSource.REGISTER, status=RegisterStatus.ACTIVE
    )
    return [cnpj for cnpj in once.values_list("cnpj", flat=True).iterator(5000) if cnpj not in seen]


@transaction.atomic
def mark_vanished(cnpjs: list[str], *, on: date) -> None:
    """A registration that is no longer in the files was annulled: its status says so, its history stays."""
    for chunk in chunks(cnpjs):
        Business.objects.filter(cnpj__in=chunk).update(status=RegisterStatus.NULL, status_on=on)


def company(fields: list[bytes], *, is_mei: bool) -> register_rows.Company:
    """What a row of Empresas and the Simples flag say of a company."""
    porte = fields[CompanyColumn.PORTE].decode(ENCODING).strip().zfill(2)
    name = register_rows.without_cpf(register_rows.text(fields[CompanyColumn.NAME], 260))
    return register_rows.Company(
        legal_name=register_rows.readable(name)[:200] or "Empresário individual",
        legal_nature=register_rows.digits(fields[CompanyColumn.LEGAL_NATURE].decode(ENCODING))[:4],
        size=register_rows.size_of(porte=porte, is_mei=is_mei),
        has_size=porte in ("01", "03", "05") or is_mei,
    )


def _readable(shouted: str, limit: int) -> str:
    return register_rows.readable(register_rows.text(shouted, limit))[:limit]
