"""Puts the cast on the stage of a running product, and tells what is there.

`python -m tests.e2e.stage` reads a scene and its words from each line, `["visit", "0190…"]`, and answers with one. It
stays as long as somebody asks: starting Python and Django costs a second of processor, and tests ask often.
"""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Callable
from datetime import datetime, time, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import django

django.setup()

from django.contrib.sessions.backends.cached_db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connections, transaction
from django.utils import timezone

from agents.models import Region, Territory, User
from attendance.services.reference import open_actions
from clients.models import Business
from common.dates import today_in
from common.models import Job
from common.remember import forget_all
from deliveries.models import Referral
from diagnostics.models import Diagnosis, InstrumentVersion
from diagnostics.rules import score
from privacy.services.chain import history, standings
from privacy.services.links import current_address
from reviews.models import Review, Sample
from reviews.services import decide
from reviews.services.rubric import rubric
from sync.models import Device, Loss, Submission
from sync.services.devices import revoke
from tests.cast import assemble
from tests.privacy.people import person, said
from visits.enums import RouteState
from visits.models import Route, Stop, Visit


@transaction.atomic
def cast() -> dict[str, Any]:
    """The cast, the unit's actions, and Rosângela's route for today: the grocery, then the salon."""
    people = assemble()
    year = today_in(people.unit.timezone).year
    open_actions(people.unit, year, project_code=f"CE-{year}-0001")
    route_for(people.rosangela, people.piraja, [people.mercearia, people.salao], by=people.marta)
    return {}


def route_for(agent: User, territory: Any, businesses: list[Business], *, by: User) -> None:
    """A published route for today."""
    now = timezone.now()
    route = Route.objects.create(
        agent=agent, territory=territory, scheduled_on=today_in("America/Fortaleza"), starts_at=now,
        state=RouteState.PUBLISHED, published_at=now, planned_by=by,
    )  # fmt: skip
    for position, business in enumerate(businesses, start=1):
        Stop.objects.create(
            route=route, business=business, position=position, arrives_at=now + timedelta(minutes=40 * position),
            reason="Primeira visita",
        )  # fmt: skip


def visit(visit_id: str) -> dict[str, Any]:
    """What became of a visit."""
    found = Visit.objects.get(pk=visit_id)
    return {
        "state": found.state,
        "outcome": found.outcome,
        "records": [[record.state, record.solution_type, record.counts] for record in found.attendance_records.all()],
        "deliveries": found.deliveries.count(),
        "submissions": Submission.objects.filter(visit_id=visit_id).count(),
        "jobs": Job.objects.filter(subject_id=visit_id).count(),
    }


def evidence(visit_id: str) -> dict[str, Any]:
    """What the phone told of a visit's place and time."""
    found = Visit.objects.get(pk=visit_id)
    photos = [[photo.state, photo.what, max(photo.width or 0, photo.height or 0)] for photo in found.photos.all()]
    return {
        "channel": found.channel,
        "arrival": "known" if found.latitude is not None else found.position_missing_because,
        "departure": "known" if found.departure_latitude is not None else found.departure_missing_because,
        "proof": found.consent.proof if hasattr(found, "consent") else "",
        "on": str(found.visited_on),
        "zone": found.timezone,
        "flags": found.flags,
        "timings": sorted(found.timings),
        "promise": [str(due.due_at.date()) for due in found.business.appointments.filter(promised_in=found)],
        "photos": photos,
    }


def leases_run_out() -> dict[str, Any]:
    """Two minutes pass for every job that a dead worker held."""
    return {"held": Job.objects.filter(locked_until__isnull=False).update(locked_until=timezone.now())}


def today_for(email: str) -> dict[str, Any]:
    """A fresh route for today: the grocery and the salon again, nothing done yet."""
    agent = User.objects.get(email=email)
    Route.objects.filter(agent=agent).delete()
    businesses = list(Business.objects.filter(cnpj__in=["11222333000181", "12ABC34501DE35"]).order_by("cnpj"))
    route_for(agent, Territory.objects.get(name="Pirajá"), businesses, by=agent)
    return {}


def revoke_phones_of(email: str) -> dict[str, Any]:
    """The manager takes every phone of this person away."""
    phones = Device.objects.filter(user__email=email)
    return {"revoked": [revoke(phone, by=User.objects.get(email="marta@rota.test")) for phone in phones]}


def an_hour_later(email: str) -> dict[str, Any]:
    """The password of every session of this person was typed an hour ago."""
    person = str(User.objects.get(email=email).pk)
    for row in Session.objects.all():
        kept = SessionStore(row.session_key)
        if kept.get("_auth_user_id") == person:
            kept["account_authentication_methods"] = [{"method": "password", "at": timezone.now().timestamp() - 3600}]
            kept.save()
    return {}


def losses() -> dict[str, Any]:
    """The phones whose storage was found empty."""
    return {"lost": [str(loss.lost_id) for loss in Loss.objects.all()]}


STREET = [  # name, CNPJ, street, how far north of the grocery in degrees
    ("Ateliê Linha Fina", "B1CDE34501DE00", "Rua São Pedro", 0.002),
    ("Borracharia Dois Irmãos", "55444333000122", "Rua São Pedro", 0.004),
    ("Doces da Vó Nita", "66555444000133", "Travessa da Paz", 0.006),
]


@transaction.atomic
def busy_day(email: str) -> dict[str, Any]:
    """Four stops, the second out of the way, the last at a promised hour; a fifth business is in the territory."""
    agent, piraja = User.objects.get(email=email), Territory.objects.get(name="Pirajá")
    Route.objects.filter(agent=agent).delete()
    grocery, salon = (Business.objects.get(cnpj=cnpj) for cnpj in ("11222333000181", "12ABC34501DE35"))
    made = [grocery]
    for name, cnpj, street, north in STREET:
        values = {
            "legal_name": name.upper(), "trade_name": name, "size": "mei", "status": "02",
            "street": street, "number": "12", "bairro": "Pirajá", "municipality": grocery.municipality,
            "cnae": grocery.cnae, "phone": "88999990000",
            "latitude": grocery.latitude + north, "longitude": grocery.longitude,
        }  # fmt: skip
        business, _ = Business.objects.update_or_create(cnpj=cnpj, defaults=values)
        business.territories.add(piraja)
        made.append(business)
    route_for(agent, piraja, [made[0], made[3], made[1], salon], by=agent)
    evening = datetime.combine(today_in("America/Fortaleza"), time(23, 50), tzinfo=ZoneInfo("America/Fortaleza"))
    at = min(timezone.now() + timedelta(hours=6), evening)  # today's, also where the tests run in the evening
    Stop.objects.filter(route__agent=agent, business=salon).update(is_fixed=True, promised_at=at, arrives_at=at)
    return {}


@transaction.atomic
def returned(email: str) -> dict[str, Any]:
    """The tutor gives this person's last attended visit back."""
    visit = Visit.objects.filter(agent__email=email, outcome="attended").latest("finished_at")
    monday = visit.visited_on - timedelta(days=visit.visited_on.weekday())
    teresa = User.objects.get(email="teresa@rota.test")
    sample, _ = Sample.objects.get_or_create(
        region=visit.region, tutor=teresa, week_starts_on=monday, defaults={"seed": 1, "frame_size": 1}
    )
    position = sample.reviews.count() + 1
    review = Review.objects.create(sample=sample, visit=visit, position=position, drawn_because="sorteio")
    marks = {criterion.key: "3" for criterion in rubric().criteria}
    words = "Boa conversa. Na próxima, confira o caixa do mês antes de combinar a planilha."
    return {
        "problems": [str(each) for each in decide(review, by=teresa, verdict="returned", marks=marks, feedback=words)]
    }


def walked(email: str) -> dict[str, Any]:
    """What the server knows of the day as it is walked."""
    stops = Stop.objects.filter(route__agent__email=email).order_by("walked_position", "position")
    return {
        "order": [stop.business.trade_name for stop in stops],
        "skipped": {s.business.trade_name: s.skip_reason for s in stops if s.skip_reason},
    }


def client_of_yesterday(cnpj: str, name: str, cpf: str, answer: str) -> dict[str, Any]:
    """Somebody who said yes to everything yesterday and gave this answer throughout the short conversation."""
    business = Business.objects.get(cnpj=cnpj)
    other = Business.objects.filter(cnpj__in=["11222333000181", "12ABC34501DE35"]).exclude(cnpj=cnpj).get()
    people = SimpleNamespace(
        rosangela=User.objects.get(email="rosangela@rota.test"), cariri=Region.objects.get(territories__name="Pirajá"),
        piraja=Territory.objects.get(name="Pirajá"), mercearia=business,
    )  # fmt: skip
    at = timezone.now() - timedelta(days=1)
    consent = said(people, person(people, name=name, cpf=cpf), at, whatsapp="given", credit_sharing="given")
    version = InstrumentVersion.objects.get(instrument__key="conversa_rapida", number=1)
    questions = version.definition["questions"]
    answers = {each["key"]: each["options"][int(answer)]["key"] for each in questions}
    themes = score(version.definition, answers)["themes"]
    Diagnosis.objects.filter(visit__business=business).delete()
    Diagnosis.objects.create(visit=consent.visit, version=version, answers=answers, themes=themes)
    Visit.objects.filter(pk=consent.visit_id).update(visited_on=today_in("America/Fortaleza", at))
    link = current_address(consent.visit, now=timezone.now()).partition("/c/")[2]
    Route.objects.filter(agent=people.rosangela).delete()
    route_for(people.rosangela, people.piraja, [business, other], by=people.rosangela)
    return {"link": f"/c/{link}", "scores": {each["theme"]: each["score"] for each in themes}}


def what_stands(visit_id: str) -> dict[str, Any]:
    """What a visit's client last said, and what is left of what rested on it."""
    found = Visit.objects.get(pk=visit_id)
    last = {each.key: each.state for each in standings(found.consent) if each.needs_consent}
    return {
        "attended": found.outcome == "attended",
        "words": {purpose: last[purpose] for purpose in ("whatsapp", "credit_sharing")},
        "history": [[one.purpose, one.state, one.channel] for one in history(found.consent)],
        "credit": Referral.objects.filter(visit=found).count(),
    }


SCENES: dict[str, Callable[..., dict[str, Any]]] = {
    scene.__name__: scene
    for scene in (
        an_hour_later, busy_day, cast, client_of_yesterday, evidence, leases_run_out, losses, returned,
        revoke_phones_of, today_for, visit, walked, what_stands,
    )
}  # fmt: skip


def play(scene: str, *words: str) -> dict[str, Any]:
    """A scene's answer, or what went wrong in it."""
    forget_all()  # what this process read before may be different now
    try:
        return {"told": SCENES[scene](*words)}
    except Exception:
        return {"failed": traceback.format_exc()}
    finally:
        connections.close_all()  # nobody waits for a lock of ours, and a database that was put back is seen


if __name__ == "__main__":
    answers, sys.stdout = sys.stdout, sys.stderr
    for line in sys.stdin:
        print(json.dumps(play(*json.loads(line))), file=answers, flush=True)
