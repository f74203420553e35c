"""The demo's people: who they are, where they work, how they are hired. One password for all of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction

from agents.enums import HiringModel, Role
from agents.models import Assignment, Municipality, Region, Territory, Unit, User
from demo.places import AREAS, CARIRI, NORTE, SERTAO, Area, Ground
from demo.register import offset

PASSWORD = "rota-ativa-demo"  # noqa: S105  (of invented people, printed at every start)
DOMAIN = "rota.demo"
DAYS_IN_PROGRAMME = 120
SGF, SGC, TENDER = HiringModel.SGF, HiringModel.SGC, HiringModel.TENDER
REGISTRATION, OWN = HiringModel.REGISTRATION, HiringModel.OWN_STAFF


@dataclass(frozen=True)
class Member:
    """Somebody of the team. `grounds`: positions in the region's list of territories, present one last."""

    key: str
    name: str
    role: Role
    area: Area | None = None
    hired: HiringModel | str = ""
    grounds: tuple[int, ...] = ()

    @property
    def email(self) -> str:
        """The login."""
        return f"{self.key}@{DOMAIN}"


AGENTS = (
    Member("rosangela", "Rosângela Alves", Role.AGENT, CARIRI, SGF, (0,)),
    Member("davi", "Davi Cordeiro", Role.AGENT, CARIRI, SGF, (1,)),
    Member("ivanilde", "Ivanilde Grangeiro", Role.AGENT, CARIRI, SGC, (0, 1)),
    Member("heitor", "Heitor Callou", Role.AGENT, CARIRI, TENDER, (2,)),
    Member("marlucia", "Marlúcia Tavares", Role.AGENT, CARIRI, TENDER, (3,)),
    Member("josue", "Josué Feitosa", Role.AGENT, CARIRI, REGISTRATION, (4,)),
    Member("nadja", "Nadja Esmeraldo", Role.AGENT, CARIRI, SGF, (5,)),
    Member("ticiano", "Ticiano Brito", Role.AGENT, CARIRI, SGC, (6,)),
    Member("gardenia", "Gardênia Landim", Role.AGENT, CARIRI, OWN, (7,)),
    Member("sofia", "Sofia Prado", Role.AGENT, NORTE, SGF, (0,)),
    Member("anchieta", "Anchieta Vasconcelos", Role.AGENT, NORTE, TENDER, (0,)),
    Member("rejane", "Rejane Ximenes", Role.AGENT, NORTE, SGC, (1,)),
    Member("kleber", "Kléber Parente", Role.AGENT, NORTE, REGISTRATION, (2,)),
    Member("mirela", "Mirela Aragão", Role.AGENT, NORTE, SGF, (3,)),
    Member("otavio", "Otávio Mororó", Role.AGENT, NORTE, SGC, (4,)),
    Member("benedita", "Benedita Holanda", Role.AGENT, SERTAO, SGF, (0,)),
    Member("wagner", "Wagner Queiroz", Role.AGENT, SERTAO, TENDER, (1,)),
    Member("lidiane", "Lidiane Pinheiro", Role.AGENT, SERTAO, SGC, (2,)),
    Member("ribamar", "Ribamar Nobre", Role.AGENT, SERTAO, REGISTRATION, (2,)),
    Member("elza", "Elza Cavalcante", Role.AGENT, SERTAO, OWN, (3,)),
)
OTHERS = (
    Member("carlos", "Carlos Brito", Role.CREDIT_AGENT, CARIRI, SGF),
    Member("celia", "Célia Nunes", Role.CREDIT_AGENT, NORTE, SGC),
    Member("dirceu", "Dirceu Maia", Role.CREDIT_AGENT, SERTAO, TENDER),
    Member("teresa", "Teresa Rocha", Role.TUTOR, CARIRI),
    Member("tiago", "Tiago Melo", Role.TUTOR, NORTE),
    Member("telma", "Telma Barreto", Role.TUTOR, SERTAO),
    Member("marta", "Marta Lucena", Role.REGIONAL_MANAGER, CARIRI),
    Member("paulo", "Paulo Reis", Role.REGIONAL_MANAGER, NORTE),
    Member("vera", "Vera Studart", Role.REGIONAL_MANAGER, SERTAO),
    Member("ana", "Ana Castro", Role.STATE_ADMIN),
    Member("nelson", "Nelson Dias", Role.NATIONAL_OBSERVER),
)
SHOWN = ("rosangela", "carlos", "teresa", "marta", "ana", "nelson")  # one of each role, for the console


@dataclass
class Team:
    """The demo's unit with its people and territories, as rows."""

    unit: Unit
    people: dict[str, User]
    territories: dict[tuple[str, int], Territory]

    def in_region(self, role: Role, region_id: object) -> User:
        """Whoever has a role in a region (for managers, tutors and credit agents: the one person)."""
        return next(user for user in self.people.values() if user.role == role and user.region_id == region_id)


@transaction.atomic
def gather(*, now: datetime) -> Team:
    """Make (or find) the unit, its regions, territories, people and who works where."""
    unit, _ = Unit.objects.get_or_create(uf="CE", defaults={"name": "Sebrae/CE", "timezone": "America/Fortaleza"})
    regions = {area.key: _region(unit, area) for area in AREAS}
    territories = {
        (area.key, position): _territory(regions[area.key], ground)
        for area in AREAS
        for position, ground in enumerate(area.grounds)
    }
    _make_accounts(unit, regions, created_at=now - timedelta(days=DAYS_IN_PROGRAMME))
    people = {user.email.partition("@")[0]: user for user in User.objects.filter(email__endswith=f"@{DOMAIN}")}
    for member in AGENTS:
        _assign(people[member.key], [territories[member.area.key, each] for each in member.grounds], now.date())  # type: ignore[union-attr]  # grounds have an area
    return Team(unit, people, territories)


def logins() -> list[tuple[str, str, str]]:
    """(role, e-mail, password) of one demo person per role, of those that exist."""
    by_key = {member.key: member for member in (*AGENTS, *OTHERS)}
    shown = [by_key[key] for key in SHOWN]
    there = set(User.objects.filter(email__in=[m.email for m in shown]).values_list("email", flat=True))
    return [(str(m.role.label), m.email, PASSWORD) for m in shown if m.email in there]


def _make_accounts(unit: Unit, regions: dict[str, Region], *, created_at: datetime) -> None:
    """An account for everybody who has none; the password is hashed once."""
    there = set(User.objects.filter(email__endswith=f"@{DOMAIN}").values_list("email", flat=True))
    password = make_password(PASSWORD)
    User.objects.bulk_create(
        _user(member, unit, regions, password=password, badge=f"CE-{number}", created_at=created_at)
        for number, member in enumerate((*AGENTS, *OTHERS), start=1000)
        if member.email not in there
    )


def _region(unit: Unit, area: Area) -> Region:
    region, _ = Region.objects.get_or_create(unit=unit, name=area.name)
    Municipality.objects.filter(pk__in=[town.ibge for town in area.towns], region=None).update(region=region)
    return region


def _territory(region: Region, ground: Ground) -> Territory:
    middle = Municipality.objects.get(pk=ground.towns[0])
    corners = [offset(middle, east, north) for east, north in ground.ring_m]
    territory, is_new = Territory.objects.get_or_create(
        region=region,
        name=ground.name,
        defaults={
            "bairros": list(ground.bairros),
            "cep_prefixes": list(ground.cep_prefixes),
            "cnae_prefixes": list(ground.cnae_prefixes),
            "polygon": [[longitude, latitude] for latitude, longitude in corners] or None,
        },
    )
    if is_new:
        territory.municipalities.set(Municipality.objects.filter(pk__in=ground.towns))
    return territory


def _user(
    member: Member, unit: Unit, regions: dict[str, Region], *, password: str, badge: str, created_at: datetime
) -> User:
    is_national = member.role == Role.NATIONAL_OBSERVER
    return User(
        email=member.email,
        name=member.name,
        role=member.role,
        unit=None if is_national else unit,
        region=regions[member.area.key] if member.area else None,
        hiring_model=member.hired,
        badge=badge if member.hired else "",
        phone=f"889{badge[-4:]}0{badge[-3:]}",
        password=password,
        created_at=created_at,
    )


def _assign(agent: User, territories: list[Territory], today: date) -> None:
    """Works in the last territory now; whoever has two changed three weeks ago."""
    began, changed = today - timedelta(days=DAYS_IN_PROGRAMME), today - timedelta(days=21)
    if agent.assignments.exists():
        return
    for position, territory in enumerate(territories):
        is_last = position == len(territories) - 1
        Assignment.objects.create(
            agent=agent,
            territory=territory,
            starts_on=began if position == 0 else changed,
            ends_on=None if is_last else changed - timedelta(days=1),
        )
