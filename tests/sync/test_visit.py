"""PUT /api/visits/<id>/: a visit from a phone becomes rows, once."""

from __future__ import annotations

import gzip
import hashlib
import uuid
from datetime import UTC, datetime

import pytest
from django.db import OperationalError
from django.test import Client

from clients.models import BusinessPerson
from common.models import AuditEntry, Job
from deliveries.models import JourneyEntry, Referral, Tool
from deliveries.services.toolbox import switch_tool
from diagnostics.models import Diagnosis, Finding
from privacy.models import Consent
from sync.enums import SubmissionState
from sync.models import Device, Submission
from sync.services import receive as receiving
from tests.documents import raw, visit_document
from tests.sync.conftest import PHONE, delivery
from visits.enums import StopState, VisitState
from visits.models import Appointment, Route, Stop, Visit

pytestmark = pytest.mark.usefixtures("on_that_day")  # a visit of two months ago would be flagged for its clock


def test_it_works(cast, put, whole):
    document = whole()
    response = put(document)
    assert response.status_code == 201
    assert response["Cache-Control"] == "no-store"
    receipt = response.json()
    submission = Submission.objects.get()
    assert receipt == {
        "id": document["id"],
        "sha256": hashlib.sha256(raw(document)).hexdigest(),
        "received_at": submission.received_at.isoformat(),
        "state": "received",
        "epoch": "1",
    }
    assert bytes(submission.body) == raw(document)
    visit = Visit.objects.get()
    assert (str(visit.pk), visit.agent, visit.business) == (document["id"], cast.rosangela, cast.mercearia)
    assert (visit.region, visit.territory, visit.state) == (cast.cariri, cast.piraja, VisitState.RECEIVED)
    assert visit.started_at == datetime(2026, 11, 20, 13, tzinfo=UTC)
    assert (visit.latitude, visit.accuracy_m, visit.flags) == (-7.2131, 12.0, [])
    assert visit.timings == {"notice": 40, "conversation": 600}


def test_every_part_has_its_row(put, whole, cast):
    document = whole()
    assert put(document).status_code == 201
    visit = Visit.objects.get()
    assert (visit.person.name, visit.person.cpf, visit.person.phone) == (
        "José Wilson Pereira",
        "52998224725",
        "88999990000",
    )
    assert BusinessPerson.objects.get().role == "owner"
    consent = Consent.objects.get()
    assert (consent.visit, consent.person, consent.agent, consent.signature) == (
        visit,
        visit.person,
        cast.rosangela,
        "M10 20L30 40",
    )
    assert set(consent.events.values_list("state", flat=True)) == {"given"}
    assert JourneyEntry.objects.get().destination == "cursos"
    assert Referral.objects.get().need == "Um freezer"
    promise = Appointment.objects.get()
    assert (promise.business, promise.agent, promise.state) == (cast.mercearia, cast.rosangela, "open")
    assert AuditEntry.objects.get(verb="visit.received").subject_id == document["id"]
    assert Job.objects.get(kind="attendance.build").subject_id == visit.pk
    device = Device.objects.get()
    assert (str(device.pk), device.user, device.last_sent_at) == (PHONE, cast.rosangela, visit.received_at)


def test_the_server_scores_again(put, whole):
    document = whole()
    put(document)
    diagnosis, result = Diagnosis.objects.get(), document["diagnosis"]["result"]
    assert diagnosis.themes == result["themes"]
    assert diagnosis.answers == document["diagnosis"]["answers"]
    assert list(Finding.objects.values_list("code", flat=True)) == [found["code"] for found in result["findings"]]
    assert not diagnosis.differs_from_phone


def test_another_result_on_the_phone_is_flagged_and_ours_counts(put, whole):
    document = whole()
    document["diagnosis"]["result"]["themes"][0]["score"] = 99
    put(document)
    diagnosis = Diagnosis.objects.get()
    assert diagnosis.differs_from_phone
    assert diagnosis.themes[0]["score"] != 99
    assert Visit.objects.get().flags == ["score_differs"]


def test_deliveries_keep_their_tool_and_findings(put, whole):
    document = whole()
    put(document)
    left = Visit.objects.get().deliveries
    guidance, tool = left.get(tool__isnull=True), left.get(tool__isnull=False)
    assert guidance.guidance.startswith("Como separar")
    assert (tool.tool.key, tool.findings) == ("fluxo-de-caixa", document["deliveries"][1]["findings"])
    assert (tool.opinion, tool.proposed) == ("", None)  # a phone of an earlier version does not say


def test_what_was_left_stays_when_the_unit_switched_the_tool_off_meanwhile(cast, put, content):
    trello = Tool.objects.get(key="trello")
    switch_tool(trello, unit=cast.unit, on=False, by=cast.ana)
    left = delivery(tool="trello", own_choice_because="O cliente pediu")
    assert put(visit_document(cast, deliveries=[left])).status_code == 201
    assert Visit.objects.get().deliveries.get().tool == trello


def test_deliveries_keep_what_the_client_thought_and_what_was_proposed(cast, put, content):
    left = delivery(tool="trello", own_choice_because="O cliente pediu", opinion="undecided", proposed=["canvas"])
    assert put(visit_document(cast, deliveries=[left])).status_code == 201
    kept = Visit.objects.get().deliveries.get()
    assert (kept.opinion, kept.proposed, kept.own_choice_because) == ("undecided", ["canvas"], "O cliente pediu")


@pytest.mark.parametrize("outcome", ["come_back", "owner_away", "closed", "refused", "moved", "not_found"])
def test_a_door_that_did_not_open_is_a_visit_too(cast, put, outcome):
    document = visit_document(
        cast, outcome=outcome, person=None, deliveries=[], next_step=None, contact=None, credit=None
    )
    assert put(document).status_code == 201
    visit = Visit.objects.get()
    assert (visit.outcome, visit.person, visit.flags) == (outcome, None, [])


def test_the_same_document_again_gets_the_same_receipt(cast, put, whole):
    document = whole()
    first, second = put(document), put(document)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.content == second.content
    assert Visit.objects.count() == Submission.objects.count() == Referral.objects.count() == 1


def test_another_content_under_the_same_id_is_kept_and_refused(cast, put, whole):
    document = whole()
    put(document)
    for _ in range(2):  # sent again and again, it is stored once
        response = put(document | {"notes": "outra coisa"})
    assert response.status_code == 409
    assert response.json()["error"] == "conflict"
    assert Visit.objects.get().notes == ""
    conflict = Submission.objects.get(state=SubmissionState.CONFLICT)
    assert b"outra coisa" in bytes(conflict.body)


def test_another_agent_under_the_same_id_is_a_conflict(cast, put, whole):
    document = whole()
    put(document)
    theirs = document | {"agent_id": str(cast.davi.pk)}
    assert put(theirs, by=cast.davi).status_code == 409
    assert Visit.objects.get().agent == cast.rosangela


def test_the_planned_stop_is_done(cast, put):
    stop = make_stop(cast)
    assert put(visit_document(cast, stop_id=str(stop.pk))).status_code == 201
    stop.refresh_from_db()
    assert stop.state == StopState.DONE
    assert Visit.objects.get().stop == stop


def make_stop(cast, agent=None, business=None) -> Stop:
    route = Route.objects.create(
        agent=agent or cast.rosangela, territory=cast.piraja, scheduled_on="2026-11-20", state="published",
        starts_at="2026-11-20T11:00:00Z", published_at="2026-11-19T11:00:00Z",
    )  # fmt: skip
    return Stop.objects.create(
        route=route, business=business or cast.mercearia, position=1, arrives_at="2026-11-20T12:00:00Z"
    )


@pytest.mark.parametrize("whose", ["nobody", "another agent", "another business"])
def test_a_stop_that_is_not_this_one_is_flagged(cast, put, whose):
    stop = {
        "nobody": lambda: None,
        "another agent": lambda: make_stop(cast, agent=cast.davi),
        "another business": lambda: make_stop(cast, business=cast.salao),
    }[whose]()
    put(visit_document(cast, stop_id=str(stop.pk if stop else uuid.uuid4())))
    visit = Visit.objects.get()
    assert "unknown_stop" in visit.flags
    assert visit.stop is None
    assert not Stop.objects.filter(state=StopState.DONE).exists()


def test_a_later_visit_keeps_the_promise(cast, put):
    put(visit_document(cast))
    later = visit_document(
        cast, started_at="2026-11-21T13:00:00Z", finished_at="2026-11-21T13:10:00Z", visited_on="2026-11-21",
        contact=None,
    )  # fmt: skip
    put(later)
    promise = Appointment.objects.get()
    assert (promise.state, str(promise.kept_in_id)) == ("kept", later["id"])


def test_a_promise_that_arrives_late_is_already_kept(cast, put):
    """F26: documents may arrive in any order."""
    later = visit_document(
        cast, started_at="2026-11-21T13:00:00Z", finished_at="2026-11-21T13:10:00Z", visited_on="2026-11-21",
        contact=None,
    )  # fmt: skip
    put(later)
    put(visit_document(cast))
    assert Appointment.objects.get().kept_in_id == uuid.UUID(later["id"])


def test_a_closed_door_keeps_no_promise(cast, put):
    put(visit_document(cast))
    closed = visit_document(
        cast, outcome="closed", person=None, deliveries=[], contact=None, next_step=None,
        started_at="2026-11-21T13:00:00Z", finished_at="2026-11-21T13:10:00Z", visited_on="2026-11-21",
    )  # fmt: skip
    put(closed)
    assert Appointment.objects.get().state == "open"


def test_gzip_is_undone(put, whole):
    document = whole()
    response = put(document, body=gzip.compress(raw(document)), **{"Content-Encoding": "gzip"})
    assert response.status_code == 201
    assert response.json()["sha256"] == hashlib.sha256(raw(document)).hexdigest()
    assert put(document).status_code == 200  # the same document, however it travels


def test_a_tool_that_no_catalogue_holds_stays_as_guidance(cast, put):
    put(visit_document(cast, deliveries=[delivery(tool="ferramenta-antiga"), delivery()]))
    visit = Visit.objects.get()
    assert "unknown_tool" in visit.flags
    assert visit.deliveries.get().guidance == "ferramenta-antiga"  # the empty one is left out


def test_a_stranger_is_sent_to_the_login(cast):
    response = Client().put(f"/api/visits/{uuid.uuid4()}/", "{}", content_type="application/json")
    assert response.status_code == 401
    assert response.json()["error"] == "login"


def test_a_manager_sends_no_visits(cast, put):
    assert put(visit_document(cast), by=cast.marta).status_code == 403


def test_another_authors_document_is_not_stored(cast, put):
    response = put(visit_document(cast), by=cast.davi)
    assert response.status_code == 403
    assert response.json()["error"] == "author"
    assert not Submission.objects.exists()


def test_a_stale_token_is_told_in_json(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.rosangela)
    response = client.put(f"/api/visits/{uuid.uuid4()}/", "{}", content_type="application/json")
    assert response.status_code == 403
    assert response.json()["error"] == "csrf"
    assert not Submission.objects.exists()


def test_a_database_that_is_away_is_a_pause(cast, put, monkeypatch):
    """(F31)"""

    def away(*args, **kwargs):
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(receiving, "look_up", away)
    response = put(visit_document(cast))
    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert not Visit.objects.exists()


def test_a_mistake_of_ours_keeps_the_bytes(cast, put, monkeypatch, caplog):
    def broken(*args, **kwargs):
        raise ZeroDivisionError("José Wilson Pereira")

    monkeypatch.setattr(receiving, "project", broken)
    document = visit_document(cast)
    response = put(document)
    assert response.status_code == 422
    assert response.json()["kept"] is True
    submission = Submission.objects.get()
    assert (submission.state, bytes(submission.body)) == (SubmissionState.QUARANTINED, raw(document))
    assert not Visit.objects.exists()
    assert "ZeroDivisionError" in caplog.text
    assert "José" not in caplog.text


def test_a_quarantined_visit_can_be_sent_again_once_we_are_right(cast, put, monkeypatch):
    document = visit_document(cast)
    with monkeypatch.context() as patch:
        patch.setattr(receiving, "project", lambda *args, **kwargs: 1 / 0)
        assert put(document).status_code == 422
    assert put(document).status_code == 201
    assert Visit.objects.get().pk == uuid.UUID(document["id"])


def test_a_delivery_that_came_in_another_visit(cast, put):
    first, second = visit_document(cast), visit_document(cast)
    second["deliveries"][0]["id"] = first["deliveries"][0]["id"]
    assert put(first).status_code == 201
    response = put(second)
    assert (response.status_code, response.json()["error"]) == (422, "clash")
    assert Visit.objects.get().deliveries.count() == 1
    assert Submission.objects.filter(state=SubmissionState.QUARANTINED).exists()


def test_one_id_for_two_deliveries(cast, put):
    document = visit_document(cast)
    document["deliveries"] *= 2
    response = put(document)
    assert response.status_code == 422
    assert response.json()["fields"][0]["path"] == "deliveries"


def test_a_tool_that_no_catalogue_holds_answers_no_finding(put, whole):
    """SOL-29: merely showing a tool is no attendance, and what nobody knows cannot be checked."""
    document = whole()
    document["deliveries"][-1]["tool"] = "ferramenta-antiga"
    put(document)
    assert Visit.objects.get().deliveries.get(guidance="ferramenta-antiga").findings == []
