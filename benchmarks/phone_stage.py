"""What the phone's benchmark needs on the server: one agent, a territory of 3,000 businesses, 200 stops today.

Run by phone.py inside the running product's environment; prints one JSON line.
"""

from __future__ import annotations

import json
import sys
from datetime import date, timedelta
from random import Random

import django

django.setup()

from django.db import transaction
from django.utils import timezone
from stdnum.br import cnpj as cnpj_rules

from agents.models import Assignment, Municipality, Region, Territory, Unit, User
from clients.models import Business
from common.dates import today_in
from visits.models import Route, Stop

BUSINESSES, STOPS = 3000, 200
EMAIL, PASSWORD = "agente@bench.test", "uma-senha-bem-comprida"
KINDS = ["Mercearia", "Salão", "Padaria", "Oficina", "Farmácia", "Armarinho", "Lanchonete", "Papelaria", "Borracharia"]
NAMES = ["São José", "Divina Beleza", "Pão da Hora", "do Tião", "Santa Luzia", "da Conceição", "Bom Preço", "Nova Era"]
STREETS = ["São Pedro", "do Limoeiro", "Padre Cícero", "Santa Luzia", "da Conceição", "Delmiro Gouveia", "das Flores"]
BAIRROS = ["Centro", "Pirajá", "Salesianos", "João Cabral", "Lagoa Seca", "Triângulo"]


@transaction.atomic
def main(stops: int = STOPS) -> dict[str, int]:
    """Set the stage; the same every time."""
    random = Random(20261122)
    unit = Unit.objects.create(uf="CE", name="Sebrae/CE", timezone="America/Fortaleza")
    region = Region.objects.create(unit=unit, name="Regional Cariri")
    fields = {"name": "Juazeiro do Norte", "uf": "CE", "latitude": -7.213, "longitude": -39.315, "region": region}
    place, _ = Municipality.objects.update_or_create(ibge_code="2307304", register_code="1447", defaults=fields)
    territory = Territory.objects.create(region=region, name="Juazeiro")
    territory.municipalities.add(place)
    agent = User.objects.create_user(
        EMAIL, PASSWORD, name="Agente de Medição", role="agent", unit=unit, region=region, hiring_model="sgf"
    )
    Assignment.objects.create(agent=agent, territory=territory, starts_on=date(2026, 1, 1))
    businesses = [business(n, place, random) for n in range(BUSINESSES)]
    Business.objects.bulk_create(businesses)
    links = Business.territories.through
    links.objects.bulk_create(links(business=each, territory=territory) for each in businesses)
    route(agent, territory, businesses[:stops])
    return {"businesses": len(businesses), "stops": stops}


def business(n: int, place: Municipality, random: Random) -> Business:
    """One of three thousand, with a name, a street and a place of its own."""
    name = f"{random.choice(KINDS)} {random.choice(NAMES)} {n}"
    base = f"BENCH{n:07d}"
    bairro = random.choice(BAIRROS)
    return Business(
        cnpj=base + cnpj_rules.calc_check_digits(base), legal_name=f"{name.upper()} LTDA", trade_name=name,
        size=random.choice(["mei", "me", "epp"]), street=f"Rua {random.choice(STREETS)}", number=str(n % 900 + 1),
        bairro=bairro, bairro_key=bairro.upper(), cep="63010000", municipality=place, cnae="4712100",
        phone=f"8898{random.randrange(10**7):07d}",
        latitude=-7.213 + random.uniform(-0.03, 0.03), longitude=-39.315 + random.uniform(-0.03, 0.03),
    )  # fmt: skip


def route(agent: User, territory: Territory, businesses: list[Business]) -> None:
    """Today's stops, published."""
    now = timezone.now()
    today = Route.objects.create(
        agent=agent, territory=territory, scheduled_on=today_in("America/Fortaleza", now), state="published",
        starts_at=now, published_at=now,
    )  # fmt: skip
    Stop.objects.bulk_create(
        Stop(route=today, business=each, position=k, arrives_at=now + timedelta(minutes=2 * k), reason="Nunca visitado")
        for k, each in enumerate(businesses, start=1)
    )


if __name__ == "__main__":
    print(json.dumps(main(*map(int, sys.argv[1:]))))
