"""Words after the visit: taken back, given again, over; and what ends with them (LGPD art. 8 §5)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from agents.enums import Role
from deliveries.models import Referral
from privacy.enums import EventChannel
from privacy.models import ConsentEvent, Notice
from privacy.services import chain
from tests.privacy.people import AT, person, said
from visits.models import Appointment, Visit

pytestmark = pytest.mark.django_db

LATER = AT + timedelta(days=2)
YES = {"whatsapp": "given", "credit_sharing": "given", "nps_contact": "refused"}


def withdraw(consent, *purposes: str, now: datetime = LATER, channel=EventChannel.LINK, by=None) -> list[str]:
    return chain.withdraw(consent=consent, purposes=purposes, channel=channel, by=by, now=now)


def states(consent) -> dict[str, str]:
    return {each.key: each.state for each in chain.standings(consent)}


def test_it_works(cast):
    consent = said(cast, **YES)

    assert withdraw(consent, "whatsapp") == ["whatsapp"]

    assert states(consent)["whatsapp"] == "withdrawn"
    event = ConsentEvent.objects.get(state="withdrawn")
    assert (event.channel, event.proof, event.timezone, event.noted_by) == ("link", "code", "America/Fortaleza", None)
    assert ConsentEvent.objects.filter(purpose="whatsapp").count() == 2  # what was said before stays


def test_twice_says_it_once(cast):
    consent = said(cast, **YES)
    withdraw(consent, "whatsapp")

    assert withdraw(consent, "whatsapp") == []


def test_only_what_was_given_and_rests_on_a_yes(cast):
    assert withdraw(said(cast, **YES), "nps_contact", "attendance", "nothing") == []


def test_an_agent_notes_it_by_name(cast):
    withdraw(said(cast, **YES), "whatsapp", channel=EventChannel.AGENT, by=cast.rosangela)

    event = ConsentEvent.objects.get(state="withdrawn")
    assert (event.noted_by, event.proof) == (cast.rosangela, "spoken")


def test_given_again_by_the_link(cast):
    consent = said(cast, **YES)
    withdraw(consent, "whatsapp")

    assert chain.give(consent=consent, purpose="whatsapp", channel=EventChannel.LINK, now=LATER + timedelta(hours=1))
    assert states(consent)["whatsapp"] == "given"


def test_it_counts_for_every_visit_of_the_person(cast):
    first, second = said(cast, **YES), said(cast, at=AT + timedelta(days=1), **YES)

    withdraw(first, "whatsapp")

    assert states(second)["whatsapp"] == "withdrawn"
    assert not chain.may(first.person, "whatsapp", on=LATER.date())


def test_a_phone_that_lives_in_2035_does_not_outlast_it(cast):
    consent = said(cast, at=AT.replace(year=2035), **YES)
    withdraw(consent, "whatsapp", now=datetime.now(tz=AT.tzinfo) + timedelta(seconds=5))

    assert states(consent)["whatsapp"] == "withdrawn"


def test_promises_by_whatsapp_are_off_and_others_stand(cast):
    consent = said(cast, **YES)
    other = said(cast, at=AT + timedelta(hours=1), **YES)
    for each, channel in ((consent, "whatsapp"), (other, "in_person")):
        Appointment.objects.create(
            business=cast.mercearia, agent=cast.rosangela, promised_in=each.visit, due_at=LATER, purpose="x",
            channel=channel,
        )  # fmt: skip

    withdraw(consent, "whatsapp")

    assert dict(Appointment.objects.values_list("channel", "state")) == {"whatsapp": "cancelled", "in_person": "open"}


def test_a_credit_need_leaves_the_queue(cast, sign_in):
    consent = said(cast, **YES)
    Referral.objects.create(visit=consent.visit, need="Freezer", state="aligned", aligned_by=cast.marta, aligned_at=AT)
    assert "Freezer" in sign_in(cast.carlos).get("/credito/").content.decode()

    withdraw(consent, "credit_sharing")

    assert Referral.objects.get().state == "withdrawn"
    assert cast.carlos.role == Role.CREDIT_AGENT
    assert not Referral.objects.visible_to(cast.carlos).exists()


def test_without_any_yes_left_phone_and_email_serve_nothing(cast):
    consent = said(cast, **YES)
    withdraw(consent, "whatsapp")
    assert person(cast).phone

    withdraw(consent, "credit_sharing")

    assert (person(cast).phone, person(cast).email, person(cast).cpf is None) == ("", "", False)


def test_a_phone_in_no_time_zone_does_not_stop_the_night(cast):
    consent = said(cast, **YES)
    Visit.objects.filter(pk=consent.visit_id).update(timezone="Marte/Olimpo")

    assert chain.expire(now=AT.replace(year=2028, month=11, day=23)) == 2


def test_a_yes_is_over_after_its_term(cast):
    consent = said(cast, **YES)
    assert chain.may(consent.person, "whatsapp", on=date(2028, 11, 20))
    assert chain.expire(now=AT.replace(year=2028, month=11, day=20)) == 0

    assert chain.expire(now=AT.replace(year=2028, month=11, day=22)) == 2

    assert states(consent)["whatsapp"] == "expired"
    assert chain.expire(now=AT.replace(year=2028, month=11, day=23)) == 0  # once


def test_what_a_phone_tells_late_does_not_undo_it(cast, sign_in):
    consent = said(cast, **YES)
    withdraw(consent, "whatsapp")

    assert chain.withdrawn_since(consent.person_id, AT) == {"whatsapp"}
    assert chain.withdrawn_since(consent.person_id, LATER + timedelta(minutes=1)) == frozenset()


def test_a_term_ends_with_the_day_of_the_place(cast):
    """Half past ten in the evening there is the next day in London."""
    consent = said(cast, at=datetime(2026, 11, 21, 1, 30, tzinfo=AT.tzinfo), **YES)

    untils = {each.key: each.until for each in chain.standings(consent)}
    assert untils["whatsapp"] == date(2028, 11, 20)


def test_each_yes_has_the_term_of_its_own_notice(cast):
    """An older notice gave half a year; the last word was said to one that gives two."""
    said(cast, **YES)
    newest = Notice.objects.latest("version")
    purposes = [one | {"valid_months": 6} if one["needs_consent"] else one for one in newest.content["purposes"]]
    shorter = Notice.objects.create(version=99, content=newest.content | {"purposes": purposes}, sha256="0" * 64)
    older = said(cast, at=AT - timedelta(days=30), **YES)
    assert older.notice == shorter

    assert chain.expire(now=AT + timedelta(days=300)) == 0
    assert states(older)["whatsapp"] == "given"
