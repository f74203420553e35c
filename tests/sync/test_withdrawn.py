"""A yes that was taken back by the link, while the phone that wrote it down again was away (LGPD art. 8 §5)."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from clients.models import Person
from deliveries.models import Referral
from privacy.enums import EventChannel
from privacy.models import Consent, ConsentEvent
from privacy.services import chain
from sync.services.day import build_day
from tests.documents import CONTACT
from visits.models import Appointment, Route, Stop

BEFORE = {"started_at": "2026-11-20T09:00:00Z", "finished_at": "2026-11-20T09:20:00Z"}


def withdraw(*purposes: str) -> None:
    chain.withdraw(consent=Consent.objects.get(), purposes=purposes, channel=EventChannel.LINK, now=timezone.now())


def test_what_comes_late_does_not_undo_it(put, whole, answered):
    """F55: the phone was offline when the client took the yes back."""
    put(whole(consent=answered(whatsapp="given", credit_sharing="given"), credit=None, contact=None))
    withdraw("whatsapp", "credit_sharing")

    again = answered(whatsapp="given", credit_sharing="given")
    promised = CONTACT | {"channel": "whatsapp"}
    response = put(whole(id=str(uuid.uuid4()), consent=again, contact=promised, sequence=2, **BEFORE))

    assert response.status_code == 201
    assert ConsentEvent.objects.filter(purpose="whatsapp").count() == 3  # both words and the withdrawal stay
    assert not chain.may(Person.objects.get(), "whatsapp", on=timezone.now().date())
    assert not Referral.objects.exists()
    assert not Appointment.objects.exists()


@pytest.mark.parametrize("seconds", [2, 3000])
def test_nor_when_it_was_taken_back_within_the_hour(cast, put, whole, answered, seconds):
    """F55: said at the door, taken back by the link of the last visit before the phone found a signal."""
    put(whole(consent=answered(whatsapp="given", credit_sharing="given"), credit=None, contact=None))
    said_at = timezone.now()
    with time_machine.travel(said_at + timedelta(seconds=seconds), tick=False):
        withdraw("whatsapp", "credit_sharing")
        again = answered(whatsapp="given", credit_sharing="given") | {"answered_at": said_at.isoformat()}
        put(whole(id=str(uuid.uuid4()), consent=again, sequence=2))
    assert not Referral.objects.exists()


def test_the_next_day_bundle_says_so(cast, put, whole, answered):
    put(whole(consent=answered(whatsapp="given", nps_contact="refused", credit_sharing="refused", marketing="refused")))
    now = timezone.now()
    route = Route.objects.create(
        agent=cast.rosangela, territory=cast.piraja, scheduled_on=chain.today_in("America/Fortaleza", now),
        starts_at=now, state="published", published_at=now,
    )  # fmt: skip
    Stop.objects.create(route=route, business=cast.mercearia, position=1, arrives_at=now)
    assert _of_the_grocery(cast)["people"][0]["phone"]

    withdraw("whatsapp")

    business = _of_the_grocery(cast)
    assert business["people"][0]["phone"] == ""
    assert [flag["code"] for flag in business["flags"]] == ["no_whatsapp"]


def _of_the_grocery(cast) -> dict:
    return build_day(by=cast.rosangela, at=timezone.now())["businesses"][0]
