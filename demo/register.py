"""The demo's register: files in the published format, with the rows that an import has to leave out, and positions."""

from __future__ import annotations

import math
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from unicodedata import combining, normalize

from agents.models import Municipality
from clients.services.register_lines import join
from demo import names
from demo.places import METRES_PER_DEGREE, STREETS, TOWNS, Bairro, Town

FORTALEZA = "1389"
MONTH = "D61114"
Row = list[str]


@dataclass
class Register:
    """Rows of each file, and the point of each establishment."""

    establishments: list[Row] = field(default_factory=list)
    companies: list[Row] = field(default_factory=list)
    simples: list[Row] = field(default_factory=list)
    points: list[tuple[str, float, float]] = field(default_factory=list)


@dataclass(frozen=True)
class Door:
    """Where an establishment is."""

    bairro: Bairro
    street: tuple[str, str]
    number: int
    latitude: float
    longitude: float


def write_register(folder: Path, *, businesses: int, random: Random) -> Path:
    """Write the zipped files and the positions; answers the path of the positions."""
    register = invent(businesses=businesses, random=random)
    folder.mkdir(parents=True, exist_ok=True)
    half = len(register.establishments) // 2
    _zip(folder / "Estabelecimentos0.zip", f"K3241.K03200Y0.{MONTH}.ESTABELE", register.establishments[:half])
    _zip(folder / "Estabelecimentos1.zip", f"K3241.K03200Y1.{MONTH}.ESTABELE", register.establishments[half:])
    _zip(folder / "Empresas0.zip", f"K3241.K03200Y0.{MONTH}.EMPRECSV", register.companies)
    _zip(folder / "Simples.zip", f"F.K03200$W.SIMPLES.CSV.{MONTH}", register.simples)
    _zip(folder / "Cnaes.zip", f"F.K03200$Z.{MONTH}.CNAECSV", [[a.cnae, a.description] for a in names.ACTIVITIES])
    places = Municipality.objects.filter(uf="CE").values_list("register_code", "name")
    _zip(folder / "Municipios.zip", f"F.K03200$Z.{MONTH}.MUNICCSV", [[code, plain(name)] for code, name in places])
    positions = folder / "posicoes.csv"
    lines = (f"{cnpj};{latitude:.6f};{longitude:.6f}\n" for cnpj, latitude, longitude in register.points)
    positions.write_text("cnpj;latitude;longitude\n" + "".join(lines), encoding="utf-8")
    return positions


def _zip(path: Path, member: str, rows: Iterable[Row]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(member, (2026, 11, 14, 8, 0, 0)), b"".join(join(row) for row in rows))


def invent(*, businesses: int, random: Random) -> Register:
    """A register with so many businesses of the target public in the demo's towns, and noise around them."""
    register = Register()
    codes = dict(Municipality.objects.values_list("ibge_code", "register_code"))
    points = {place.pk: place for place in Municipality.objects.filter(pk__in=[town.ibge for town in TOWNS])}
    whole = sum(town.share for town in TOWNS)
    counts = [businesses * town.share // whole for town in TOWNS]
    counts[0] += businesses - sum(counts)
    for town, count in zip(TOWNS, counts, strict=True):
        for _ in range(count):
            door = _door(town, points[town.ibge], random)
            kind = random.choices(["mei", "01", "03"], [60, 31, 9])[0]
            _add(register, door, codes[town.ibge], kind, random)
        _add_noise(register, town, points[town.ibge], codes[town.ibge], count // 8, random)
    random.shuffle(register.establishments)
    return register


def _add_noise(register: Register, town: Town, point: Municipality, code: str, count: int, random: Random) -> None:
    """What an import has to leave out: closed ones, other sizes, another municipality, wrong check digits."""
    for _ in range(count):
        door = _door(town, point, random)
        case = random.choice(["closed", "closed", "05", "elsewhere", "bad digits"])
        row = _add(register, door, code, "05" if case == "05" else "01", random, is_noise=True)
        if case == "closed":
            row[5] = random.choice(["08", "08", "04", "03"])
        elif case == "elsewhere":
            row[20], row[19] = ("7107", "SP") if random.random() < 0.3 else (FORTALEZA, "CE")
            row[18] = "1310100" if row[19] == "SP" else row[18]  # the zero that some rows lose
        elif case == "bad digits":
            row[2] = f"{(int(row[2]) + 7) % 100:02d}"


def _add(register: Register, door: Door, code: str, kind: str, random: Random, *, is_noise: bool = False) -> Row:
    """One business in all its files; answers its row of Estabelecimentos."""
    has_letters = random.random() < 0.04
    cnpj = names.cnpj(random, with_letters=has_letters)
    activity = random.choices(names.ACTIVITIES, [each.share for each in names.ACTIVITIES])[0]
    owner, opened = names.person(random), _opened(has_letters, random)
    sign = random.choice(activity.signs).format(_sign_name(owner, random)) if random.random() < 0.82 else ""
    row = [
        cnpj[:8], cnpj[8:12], cnpj[12:], "1", plain(sign), "02", opened, "00", "", "", opened, activity.cnae,
        ",".join(other.cnae for other in random.sample(names.ACTIVITIES, random.choice([0, 0, 1, 2]))),
        door.street[0], door.street[1], str(door.number) if random.random() < 0.93 else "S/N", "",
        door.bairro.name, door.bairro.cep + f"{random.randrange(10, 990):03d}", "CE", code,
        "88", f"9{random.randrange(80000000, 99999999)}", "", "", "", "", _email(owner, random), "", "",
    ]  # fmt: skip
    register.establishments.append(row)
    porte = kind if kind in ("01", "03", "05") else "01"
    nature = "2135" if kind == "mei" or random.random() < 0.4 else "2062"
    capital = f"{random.randrange(1, 80) * 1000},00"
    register.companies.append(
        [cnpj[:8], plain(_legal_name(kind, owner, cnpj, activity, random)), nature, "50", capital, porte, ""]
    )
    if kind == "mei" or random.random() < 0.5:
        mei = ["S", opened, "00000000"] if kind == "mei" else ["N", "00000000", "00000000"]
        register.simples.append([cnpj[:8], "S", opened, "00000000", *mei])
    if not is_noise and random.random() < 0.94:
        register.points.append((cnpj, door.latitude, door.longitude))
    return row


def _legal_name(kind: str, owner: str, cnpj: str, activity: names.Activity, random: Random) -> str:
    """MEIs bear the owner's name: after the CNPJ's root since 2021, before the CPF in older ones."""
    if kind == "mei":
        if random.random() < 0.4:
            return f"{owner} {names.cpf(random)}"
        return f"{cnpj[:2]}.{cnpj[2:5]}.{cnpj[5:8]} {owner}"
    ending = {"01": "LTDA", "03": "LTDA", "05": "S/A"}[kind]
    return f"{' '.join(owner.split()[-2:])} {activity.legal_word} {ending}"


def _sign_name(owner: str, random: Random) -> str:
    return random.choice(names.SIGN_NAMES) if random.random() < 0.55 else names.nickname(owner)


def _opened(has_letters: bool, random: Random) -> str:
    """Letters came in July 2026; before that, mostly the last fifteen years."""
    if has_letters:
        return f"2026{random.randrange(7, 11):02d}{random.randrange(1, 29):02d}"
    year = 2025 - min(int(random.expovariate(1 / 6)), 35)
    return f"{year}{random.randrange(1, 13):02d}{random.randrange(1, 29):02d}"


def _email(owner: str, random: Random) -> str:
    if random.random() < 0.4:
        return ""
    first, *_, last = plain(owner).split()
    return f"{first}.{last}{random.randrange(10, 99)}@EXEMPLO.COM.BR"


def _door(town: Town, point: Municipality, random: Random) -> Door:
    """A number on a street of a bairro: streets run in a grid, a little turned, a block every 90 metres."""
    bairro = random.choices(town.bairros, [each.share for each in town.bairros])[0]
    key = sum(map(ord, town.ibge + bairro.name))
    column, along = random.randrange(6), random.uniform(-330, 330)
    street = STREETS[(key + column * 5) % len(STREETS)]
    across = (column - 2.5) * 92 + random.choice([-6, 6])
    east, north = (across, along) if column % 2 else (along, across)
    turn = (key % 40 - 20) * math.pi / 180
    east, north = east * math.cos(turn) - north * math.sin(turn), east * math.sin(turn) + north * math.cos(turn)
    latitude, longitude = offset(point, bairro.east + east, bairro.north + north)
    return Door(bairro, street, 100 + int(along + 330), latitude, longitude)


def offset(point: Municipality, east: float, north: float) -> tuple[float, float]:
    """The point so many metres east and north of a municipality's own."""
    latitude, longitude = point.latitude or 0.0, point.longitude or 0.0
    degree_east = METRES_PER_DEGREE * math.cos(math.radians(latitude))
    return latitude + north / METRES_PER_DEGREE, longitude + east / degree_east


def plain(text: str) -> str:
    """As the register writes: upper case, no accents."""
    return "".join(c for c in normalize("NFKD", text.upper()) if not combining(c))
