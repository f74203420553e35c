"""The fixed cast: one unit with two regions, somebody in every role, a neighbour and a stranger for each refusal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from agents.enums import HiringModel, Role
from agents.models import Assignment, Municipality, Region, Territory, Unit, User
from clients.enums import PositionSource, RegisterStatus, Size
from clients.models import Business

PASSWORD = "uma-senha-bem-comprida"
SINCE = date(2026, 1, 5)


@dataclass
class Cast:
    """Everybody and every place, by name."""

    unit: Unit
    cariri: Region
    norte: Region
    juazeiro: Municipality
    crato: Municipality
    sobral: Municipality
    piraja: Territory
    centro_crato: Territory
    centro_sobral: Territory
    rosangela: User  # agent in Pirajá, Juazeiro
    davi: User  # agent in Crato: same region, other territory
    sofia: User  # agent in Sobral: another region
    carlos: User  # credit agent of Cariri
    celia: User  # credit agent of Sobral
    teresa: User  # tutor of Cariri
    tiago: User  # tutor of Sobral
    marta: User  # manager of Cariri
    paulo: User  # manager of Sobral
    ana: User  # state administrator of Ceará
    bento: User  # state administrator of another state
    nelson: User  # national observer
    mercearia: Business  # ME in Pirajá
    salao: Business  # MEI in Pirajá
    padaria: Business  # EPP in Crato
    oficina: Business  # ME in Sobral
    fechada: Business  # inactive, in Pirajá

    @property
    def people(self) -> list[User]:
        """Everybody with a login."""
        return [value for value in vars(self).values() if isinstance(value, User)]


def assemble() -> Cast:
    """Put the cast on the stage (inside a test's database)."""
    unit = Unit.objects.create(uf="CE", name="Sebrae/CE", timezone="America/Fortaleza")
    other_unit = Unit.objects.create(uf="PE", name="Sebrae/PE", timezone="America/Recife")
    cariri = Region.objects.create(unit=unit, name="Regional Cariri")
    norte = Region.objects.create(unit=unit, name="Regional Norte")
    juazeiro = _place("2307304", "1447", "Juazeiro do Norte", cariri, -7.213, -39.315)
    crato = _place("2304202", "1385", "Crato", cariri, -7.234, -39.409)
    sobral = _place("2312908", "1559", "Sobral", norte, -3.689, -40.348)
    piraja = _territory(cariri, "Pirajá", juazeiro, bairros=["PIRAJA"])
    centro_crato = _territory(cariri, "Centro do Crato", crato)
    centro_sobral = _territory(norte, "Centro de Sobral", sobral)
    people = _people(unit, other_unit, cariri, norte)
    for name, territory in (("rosangela", piraja), ("davi", centro_crato), ("sofia", centro_sobral)):
        Assignment.objects.create(agent=people[name], territory=territory, starts_on=SINCE)
    businesses = {
        "mercearia": _business("11222333000181", "Mercearia São José", Size.ME, juazeiro, piraja),
        "salao": _business("12ABC34501DE35", "Salão Divina Beleza", Size.MEI, juazeiro, piraja),
        "padaria": _business("11444777000161", "Padaria Pão da Hora", Size.EPP, crato, centro_crato),
        "oficina": _business("A87HBZHB000161", "Oficina do Tião", Size.ME, sobral, centro_sobral),
        "fechada": _business(
            "SEBRAE01000155", "Armarinho Antigo", Size.ME, juazeiro, piraja, status=RegisterStatus.CLOSED
        ),
    }
    return Cast(
        unit=unit, cariri=cariri, norte=norte, juazeiro=juazeiro, crato=crato, sobral=sobral,
        piraja=piraja, centro_crato=centro_crato, centro_sobral=centro_sobral, **people, **businesses,
    )  # fmt: skip


def _place(ibge: str, register: str, name: str, region: Region, latitude: float, longitude: float) -> Municipality:
    fields = {"name": name, "uf": "CE", "latitude": latitude, "longitude": longitude, "region": region}
    place, _ = Municipality.objects.update_or_create(ibge_code=ibge, register_code=register, defaults=fields)
    return place


def _territory(region: Region, name: str, municipality: Municipality, bairros: list[str] | None = None) -> Territory:
    territory = Territory.objects.create(region=region, name=name, bairros=bairros or [])
    territory.municipalities.add(municipality)
    return territory


def _business(
    cnpj: str, name: str, size: str, municipality: Municipality, territory: Territory, *, status: str = "02"
) -> Business:
    business = Business.objects.create(
        cnpj=cnpj, legal_name=name.upper(), trade_name=name, size=size, status=status, municipality=municipality,
        street="Rua do Limoeiro", number="418", bairro="Pirajá", bairro_key="PIRAJA", cep="63034130",
        phone="8835110000", cnae="4712100",
        latitude=municipality.latitude, longitude=municipality.longitude, position_source=PositionSource.ADDRESS,
    )  # fmt: skip
    business.territories.add(territory)
    return business


def _people(unit: Unit, other_unit: Unit, cariri: Region, norte: Region) -> dict[str, User]:
    def person(key: str, name: str, role: str, place: Unit | None, region: Region | None = None) -> User:
        hired = HiringModel.SGF if role in (Role.AGENT, Role.CREDIT_AGENT) else ""
        return User.objects.create_user(
            f"{key}@rota.test", PASSWORD, name=name, role=role, unit=place, region=region, hiring_model=hired
        )

    return {
        "rosangela": person("rosangela", "Rosângela Alves", Role.AGENT, unit, cariri),
        "davi": person("davi", "Davi Cordeiro", Role.AGENT, unit, cariri),
        "sofia": person("sofia", "Sofia Prado", Role.AGENT, unit, norte),
        "carlos": person("carlos", "Carlos Brito", Role.CREDIT_AGENT, unit, cariri),
        "celia": person("celia", "Célia Nunes", Role.CREDIT_AGENT, unit, norte),
        "teresa": person("teresa", "Teresa Rocha", Role.TUTOR, unit, cariri),
        "tiago": person("tiago", "Tiago Melo", Role.TUTOR, unit, norte),
        "marta": person("marta", "Marta Lucena", Role.REGIONAL_MANAGER, unit, cariri),
        "paulo": person("paulo", "Paulo Reis", Role.REGIONAL_MANAGER, unit, norte),
        "ana": person("ana", "Ana Castro", Role.STATE_ADMIN, unit),
        "bento": person("bento", "Bento Lira", Role.STATE_ADMIN, other_unit),
        "nelson": person("nelson", "Nelson Dias", Role.NATIONAL_OBSERVER, None),
    }
