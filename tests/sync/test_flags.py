"""What happened is stored and flagged, never refused (decision 6)."""

from __future__ import annotations

import pytest
import time_machine

from clients.models import Person
from deliveries.models import Referral
from diagnostics.models import Diagnosis, InstrumentVersion
from privacy.models import Consent
from tests.documents import visit_document
from tests.sync.conftest import delivery
from visits.models import Visit

pytestmark = pytest.mark.usefixtures("on_that_day")  # a visit of two months ago is flagged for its clock


def flags_of(response):
    assert response.status_code == 201, response.content
    return Visit.objects.get().flags


def test_nothing_to_flag(put, whole):
    assert flags_of(put(whole())) == []


def test_another_agents_business(cast, put):
    flags = flags_of(put(visit_document(cast, cast.padaria)))
    assert "outside_territory" in flags
    assert Visit.objects.get().region == cast.cariri


def test_another_regions_business_belongs_to_that_region(cast, put):
    flags = flags_of(put(visit_document(cast, cast.oficina)))
    assert "outside_territory" in flags
    assert (Visit.objects.get().region, Visit.objects.get().territory) == (cast.norte, None)


def test_a_territory_that_moved_meanwhile(cast, put, whole):
    """F53: the assignment of the day of the visit counts, not today's."""
    cast.rosangela.assignments.update(ends_on="2026-11-20")
    assert flags_of(put(whole())) == []
    assert Visit.objects.get().territory == cast.piraja


def test_an_assignment_that_was_over(cast, put):
    cast.rosangela.assignments.update(ends_on="2026-11-19")
    assert "outside_territory" in flags_of(put(visit_document(cast)))


def test_no_delivery(cast, put):
    assert "no_delivery" in flags_of(put(visit_document(cast, deliveries=[])))


@time_machine.travel("2026-11-20T13:30:00Z", tick=False)
@pytest.mark.parametrize(
    ("changes", "is_flagged"),
    [
        ({}, False),
        ({"finished_at": "2026-11-20T13:39:00Z"}, False),
        ({"finished_at": "2026-11-20T13:41:00Z"}, True),
        ({"finished_at": "2026-11-20T12:00:00Z"}, True),
        ({"started_at": "2035-01-01T10:00:00Z", "finished_at": "2035-01-01T10:20:00Z"}, True),
        ({"started_at": "2020-01-01T10:00:00Z", "finished_at": "2020-01-01T10:20:00Z"}, True),
        ({"started_at": "2026-10-01T10:00:00Z", "finished_at": "2026-10-01T10:20:00Z"}, False),
    ],
)
def test_a_clock_that_is_wrong(cast, put, changes, is_flagged):
    """F10: stored as the phone claims, and flagged beyond ten minutes or two months."""
    assert ("clock_skew" in flags_of(put(visit_document(cast, **changes)))) is is_flagged


def test_a_clock_that_went_back_during_the_visit(cast, put):
    put(visit_document(cast, finished_at="2026-11-20T12:00:00Z"))
    visit = Visit.objects.get()
    assert visit.finished_at == visit.started_at


@pytest.mark.parametrize(("day", "is_flagged"), [("2026-11-20", False), ("2026-11-21", True)])
def test_a_day_that_is_not_the_one_at_the_door(cast, put, day, is_flagged):
    """F11: 01:30 UTC on the 21st is still the 20th in Fortaleza."""
    late = {"started_at": "2026-11-21T01:30:00Z", "finished_at": "2026-11-21T01:40:00Z", "visited_on": day}
    assert ("date_differs" in flags_of(put(visit_document(cast, **late)))) is is_flagged
    assert str(Visit.objects.get().visited_on) == day


@pytest.mark.parametrize("name", ["Lua/Cratera", "../../etc/passwd", "America"])
def test_a_time_zone_that_is_none(cast, put, name):
    assert "unknown_timezone" in flags_of(put(visit_document(cast, timezone=name)))


def test_an_old_form(put, whole, content):
    """F52: scored by the version that was used."""
    version = InstrumentVersion.objects.get(instrument__key="gestao_basica")
    InstrumentVersion.objects.create(
        instrument=version.instrument, number=3, definition={**content.definition, "number": 3, "questions": []}
    )
    assert flags_of(put(whole())) == ["old_instrument"]
    assert Diagnosis.objects.get().version == version


def test_a_form_that_nobody_published(put, whole):
    document = whole()
    document["diagnosis"]["version"] = 77
    assert flags_of(put(document)) == ["unknown_instrument"]
    assert not Diagnosis.objects.exists()


def test_a_cpf_that_does_not_check(put, whole):
    document = whole()
    document["person"]["cpf"] = "52998224726"
    assert flags_of(put(document)) == ["invalid_document_number"]
    assert Person.objects.get().cpf is None


def test_another_cnpj_than_the_business_has(cast, put):
    business = {"id": str(cast.mercearia.pk), "cnpj": cast.salao.cnpj, "added": None, "changes": {}}
    assert "cnpj_differs" in flags_of(put(visit_document(cast) | {"business": business}))
    assert Visit.objects.get().business == cast.mercearia


def test_a_person_without_consent_is_not_stored(cast, put):
    """I6."""
    assert flags_of(put(visit_document(cast))) == ["person_without_consent"]
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    "changes", [{"notice_sha256": "0" * 64}, {"notice_id": "0b8f4f6e-6a53-4f0c-9f39-3b1f0c9d8e11"}]
)
def test_a_notice_that_is_not_ours_to_the_letter(put, whole, answered, changes):
    flags = flags_of(put(whole(consent=answered() | changes)))
    assert flags == ["person_without_consent", "unknown_notice"]
    assert not Consent.objects.exists()
    assert not Person.objects.exists()


def test_a_refusal_keeps_no_contact_data(put, whole, answered):
    """LGPD art. 6 III: name and CPF serve the attendance; the phone number served what was refused."""
    put(whole(consent=answered(all="refused")))
    person = Person.objects.get()
    assert (person.name, person.cpf, person.phone) == ("José Wilson Pereira", "52998224725", "")
    assert set(Consent.objects.get().events.values_list("state", flat=True)) == {"refused"}


def test_a_credit_need_goes_nowhere_when_that_was_refused(put, whole, answered):
    put(whole(consent=answered(credit_sharing="refused")))
    assert Visit.objects.get().person.phone == "88999990000"
    assert not Referral.objects.exists()


@pytest.mark.parametrize("silent", [{"choices": []}, {"notice_sha256": "0" * 64}])
def test_a_credit_need_goes_nowhere_without_a_yes(put, whole, answered, silent):
    """LGPD art. 8: silence, or an answer to a text that is not ours, is no consent."""
    put(whole(consent=answered() | silent))
    assert Visit.objects.exists()
    assert not Referral.objects.exists()


def test_a_credit_need_goes_nowhere_without_any_answer(put, whole):
    put(whole(consent=None))
    assert Visit.objects.exists()
    assert not Referral.objects.exists()


def test_spoken_consent_needs_no_signature(put, whole, answered):
    assert flags_of(put(whole(consent=answered() | {"proof": "spoken", "signature": ""}))) == []


def test_a_delivery_of_a_tool_that_is_no_longer_offered(put, whole, content):
    from deliveries.models import Tool

    Tool.objects.update(is_active=False)
    assert flags_of(put(whole(deliveries=[delivery(tool="fluxo-de-caixa")]))) == []
