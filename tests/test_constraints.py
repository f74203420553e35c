"""Each invariant that the database states, broken on purpose: an update or a copied row that it must refuse.

A new constraint needs a row in `BROKEN_BY` (checks) or an example in `examples` (unique ones), or the suite fails.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction

from agents.models import Unit
from attendance.models import Action, AttendanceRecord, Batch, ClosedMonth, Destination, Reconciliation, Solution
from common.models import Job
from deliveries.models import Delivery, Tool, ToolUse
from diagnostics.models import Diagnosis, Finding, Instrument, InstrumentUse, InstrumentVersion
from privacy.models import Consent, Notice, SubjectRequest
from sync.models import Blob, Submission
from tests import world as worlds
from visits.models import Appointment, Contact, Photo, Visit

OURS = {
    "common",
    "agents",
    "clients",
    "visits",
    "privacy",
    "diagnostics",
    "deliveries",
    "attendance",
    "reviews",
    "sync",
    "portal",
}
LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)

BROKEN_BY: dict[str, dict[str, Any]] = {
    "assignment_ends_after_start": {"ends_on": date(2001, 1, 1)},
    "user_agents_have_a_hiring_model": {"hiring_model": "scholarship"},
    "user_has_the_place_of_their_role": {"region": None, "role": "tutor", "hiring_model": ""},
    "invitation_accepted_by_and_at_together": {"accepted_at": LONG_AGO},
    "business_cnpj_shape": {"cnpj": "12abc34501de35"},
    "business_position_whole_or_absent": {"latitude": None},
    "person_cpf_shape": {"cpf": "5299822472X"},
    "route_published_has_a_moment": {"state": "published", "published_at": None},
    "stop_position_starts_at_one": {"position": 0},
    "stop_fixed_has_a_promised_hour": {"is_fixed": True, "promised_at": None},
    "visit_finishes_after_start": {"finished_at": LONG_AGO},
    "visit_registered_has_a_moment": {"state": "registered", "registered_at": None},
    "photo_ready_has_its_file": {"state": "ready"},
    "photo_failed_says_why": {"state": "failed"},
    "blob_never_longer_than_said": {"size": 99},
    "blob_complete_is_whole": {"completed_at": LONG_AGO},
    "appointment_kept_in_a_visit": {"state": "kept"},
    "consent_signature_is_there": {"proof": "signature", "signature": ""},
    "subject_request_closed_with_an_answer": {"state": "done"},
    "paper_made_has_its_file": {"made_at": LONG_AGO, "file": ""},
    "link_sent_or_dropped": {"sent_at": LONG_AGO, "dropped_because": "x"},
    "code_sent_has_its_digest": {"sent_at": LONG_AGO, "digest": ""},
    "finding_rank_starts_at_one": {"rank": 0},
    "instrument_default_is_active": {"is_active": False},
    "delivery_is_a_tool_or_guidance": {"guidance": ""},
    "tool_broken_link_says_why_and_since_when": {"link_state": "broken", "link_problem": ""},
    "referral_aligned_before_it_goes_on": {"state": "aligned", "aligned_by": None, "aligned_at": None},
    "referral_taken_by_somebody": {"state": "taken", "taken_by": None},
    "referral_declined_with_a_reason": {"state": "declined"},
    "action_ends_after_start": {"starts_on": date(2026, 5, 2), "ends_on": date(2026, 5, 1)},
    "action_name_follows_its_pattern": {"name": "Visitas a pequenos negócios"},
    "record_registered_has_its_number": {"state": "registered", "sas_number": "", "registered_at": None},
    "record_information_never_counts": {"solution_type": "CON-INF", "counts": True},
    "record_fampe_is_never_ours": {"solution_type": "ACE-FAM"},
    "record_has_one_cause": {"visit": None},
    "record_only_attendance_counts": {"kind": "improper_contact", "solution_type": "", "counts": True},
    "record_solution_has_its_type": {"solution_type": ""},
    "record_names_who_was_attended": {"person": None},
    "record_corrects_or_cancels_with_a_reason": {"corrects": models.F("pk"), "because": ""},
    "record_competence_is_a_month": {"competence": date(2026, 11, 2)},
    "impediment_has_one_cause": {"visit": None},
    "solution_attendance_is_a_share": {"minimum_attendance": 101},
    "solution_ends_after_start": {"starts_on": date(2026, 2, 1), "ends_on": date(2026, 1, 1)},
    "destination_open_says_why_and_until_when": {"opened_at": LONG_AGO},
    "destination_file_has_unit_and_format": {"file_format": "csv"},
    "batch_numbers_begin_with_one": {"number": 0},
    "contact_ends_after_start": {"ended_at": LONG_AGO},
    "contact_is_with_somebody": {"business": None},
    "contact_improper_says_why": {"kind": "improper"},
    "contact_registered_has_a_moment": {"state": "registered", "registered_at": None},
    "review_decided_has_a_moment": {"verdict": "approved", "decided_at": None},
    "review_returned_says_why": {"verdict": "returned", "decided_at": LONG_AGO, "feedback": ""},
    "device_revoked_by_somebody": {"revoked_at": LONG_AGO, "revoked_by": None},
    "submission_settled_by_somebody_who_says_how": {"state": "conflict", "settled_at": LONG_AGO},
    "submission_accepted_needs_no_settlement": {
        "state": "accepted",
        "settled_at": LONG_AGO,
        "settled_by": models.F("sent_by"),
        "settlement": "x",
    },
}

ON_A_COPY = {"consent_signature_is_there"}  # what was answered is never updated: a copied row breaks the rule

FITTING: dict[str, dict[str, Any]] = {  # rows on which no other rule speaks first
    "user_agents_have_a_hiring_model": {"role": "agent"},
    "user_has_the_place_of_their_role": {"role": "agent"},
    "referral_taken_by_somebody": {"state": "aligned"},
    "photo_ready_has_its_file": {"state": "waiting"},
    "record_has_one_cause": {"contact": None},
}


def constraints(kind: type) -> Iterator[tuple[type[models.Model], Any]]:
    """All constraints of a kind on our own models."""
    for model in apps.get_models():
        if model._meta.app_label in OURS:
            yield from ((model, each) for each in model._meta.constraints if isinstance(each, kind))


CHECKS = [pytest.param(model, each, id=each.name) for model, each in constraints(models.CheckConstraint)]
UNIQUE = [pytest.param(model, each, id=each.name) for model, each in constraints(models.UniqueConstraint)]


@pytest.fixture
def examples(db: None) -> None:
    """At least one row of each model that has constraints, with and without a unit where that matters."""
    cast = worlds.build().cast
    visit = Visit.objects.filter(agent=cast.rosangela).first()
    assert visit
    moment = visit.started_at
    _tools(cast.unit)
    _photos(visit)
    for unit in (None, cast.unit):
        Notice.objects.create(unit=unit, version=9, content={}, sha256="0" * 64)
        instrument = Instrument.objects.create(unit=unit, key="x", name="X")
    version = InstrumentVersion.objects.create(instrument=instrument, number=1, definition={})
    InstrumentUse.objects.create(unit=cast.unit, instrument=instrument, is_default=True)
    diagnosis = Diagnosis.objects.create(visit=visit, version=version, answers={}, themes=[])
    Finding.objects.create(diagnosis=diagnosis, code="x", theme="x", text="x", rank=1)
    Delivery.objects.create(visit=visit, guidance="x", handover="together")
    Consent.objects.create(
        visit=visit, notice=Notice.objects.first(), capacity="owner", agent=cast.rosangela, proof="spoken",
        answered_at=moment,
    )  # fmt: skip
    SubjectRequest.objects.create(kind="copy", region=cast.cariri, channel="link", due_on=date(2026, 12, 1))
    Appointment.objects.create(
        business=visit.business, agent=cast.rosangela, promised_in=visit, due_at=moment, purpose="x"
    )
    record = AttendanceRecord.objects.get(agent=cast.rosangela, sequence=1)
    Action.objects.create(
        unit=cast.unit, plan_year=2026, agent_kind="credit", name="Agente de Crédito - x", replaces=record.action
    )
    record.pk, record.visit, record.contact = uuid.uuid4(), None, Contact.objects.filter(agent=cast.rosangela).get()
    record.save(force_insert=True)
    Solution.objects.create(name="X", solution_type="CAP-CUR", portfolio="network", sas_code="X1")
    ClosedMonth.objects.create(unit=cast.unit, month=date(2026, 10, 1))
    sas = Destination.objects.create(name="x")
    batch = Batch.objects.create(destination=sas, number=1, file_format="csv", sha256="0" * 64, lines_count=1)
    batch.lines.create(record=record, line=1)
    Reconciliation.objects.create(unit=cast.unit, happened_on=date(2026, 11, 20)).differences.create(kind="missing")
    visit.business.links.create(person=visit.person, role="owner")
    AttendanceRecord.objects.filter(pk=AttendanceRecord.objects.first().pk).update(sas_number="SAS-1")
    Submission.objects.create(visit_id=visit.pk, sent_by=cast.rosangela, body=b"", sha256="0" * 64, state="accepted")
    Job.objects.create(kind="x", subject_id=uuid.uuid4())


def _photos(visit: Visit) -> None:
    Photo.objects.create(visit=visit, position=1, sha256="0" * 64, taken_at=visit.started_at, what="facade")
    Blob.objects.create(user=visit.agent, sha256="0" * 64, total=9)


def _tools(unit: Unit) -> None:
    for whose in (None, unit):
        tool = Tool.objects.create(unit=whose, key="x", name="X", theme="x", summary="x")
    ToolUse.objects.create(unit=unit, tool=tool)


def refused(act: Any) -> str:
    """What the database said to it."""
    with pytest.raises(IntegrityError) as said, transaction.atomic():
        act()
    return str(said.value)


@pytest.mark.parametrize(("model", "constraint"), CHECKS)
def test_a_row_that_breaks_the_rule_is_refused(examples: None, model: type[models.Model], constraint: Any) -> None:
    rows = model._default_manager.filter(**FITTING.get(constraint.name, {}))
    row, broken = rows.first(), BROKEN_BY[constraint.name]

    if constraint.name in ON_A_COPY:
        row.pk = uuid.uuid4()
        vars(row).update(broken)
        message = refused(lambda: row.save(force_insert=True))
    else:
        message = refused(lambda: rows.filter(pk=row.pk).update(**broken))

    assert constraint.name in message


@pytest.mark.parametrize(("model", "constraint"), UNIQUE)
def test_a_second_row_with_the_same_is_refused(examples: None, model: type[models.Model], constraint: Any) -> None:
    rows = model._default_manager.all()
    if constraint.condition:
        rows = rows.filter(constraint.condition)
    fields = set(constraint.fields)
    row = rows.filter(**{f"{name}__isnull": False for name in fields}).first()
    assert row, f"`examples` has no {model.__name__} that {constraint.name} speaks of"
    row.pk = uuid.uuid4()

    refused(lambda: model._base_manager.bulk_create([row]))  # not save(), which may refuse on its own
