"""Corrections and cancellations: records of their own that refer to the first; competence months."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from attendance.models import AttendanceRecord, ClosedMonth
from attendance.services.competence import competence_of, move_to_open_month
from attendance.services.corrections import cancel
from clients.models import Person
from common.dates import known_zone
from common.models import AuditEntry
from tests.cast import Cast

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]


@pytest.fixture
def registered(record: AttendanceRecord) -> AttendanceRecord:
    """What SAS has accepted."""
    AttendanceRecord.objects.filter(pk=record.pk).update(
        state="registered", sas_number="SAS-1", registered_at=datetime(2026, 11, 20, 14, tzinfo=UTC)
    )
    record.refresh_from_db()
    return record


def told(record: AttendanceRecord, **changes: Any) -> dict[str, Any]:
    return {
        "person": str(record.person_id), "channel": "in_person", "starts": "10:00", "ends": "10:25",
        "with_business": "on", "because": "A hora estava errada.",
    } | changes  # fmt: skip


def test_it_works(registered: AttendanceRecord, cast: Cast, sign_in: SignIn) -> None:
    """The first record stays as it is; the correction says what is so, refers to it and counts in its place."""
    client = sign_in(cast.marta)
    answer = client.post(reverse("attendance:correction", args=[registered.pk]), told(registered))
    made = AttendanceRecord.objects.get(corrects=registered)
    assert answer.headers["Location"] == reverse("attendance:record", args=[made.pk])
    assert (made.operation, made.because, made.made_by) == ("correct", "A hora estava errada.", cast.marta)
    assert (made.starts_at.hour, made.state, made.sas_number) == (13, "waiting", "")  # 10:00 in Fortaleza
    assert registered.ends_at != made.ends_at
    assert list(AttendanceRecord.objects.counted()) == [made]
    assert AuditEntry.objects.filter(verb="attendance corrected").exists()
    page = client.get(reverse("attendance:record", args=[registered.pk])).content.decode()
    assert "vale no lugar deste" in page


def test_nothing_that_a_correction_asks_is_told_to_be_optional(
    registered: AttendanceRecord, cast: Cast, sign_in: SignIn
) -> None:
    """Who is corrected to "nobody" is no longer named in SAS: that is an answer, not a field left out."""
    page = sign_in(cast.marta).get(reverse("attendance:correction", args=[registered.pk])).content.decode()
    assert "Quem foi atendido</label>" in page
    assert "se quiser" not in page


def test_refuses_a_correction_that_says_the_same(registered: AttendanceRecord, cast: Cast, sign_in: SignIn) -> None:
    """Nothing goes to SAS that it has already; the form says what to do instead."""
    url = reverse("attendance:correction", args=[registered.pk])
    zone = known_zone(registered.timezone)
    starts, ends = (f"{at.astimezone(zone):%H:%M}" for at in (registered.starts_at, registered.ends_at))
    answer = sign_in(cast.marta).post(url, told(registered, starts=starts, ends=ends))
    assert (answer.status_code, AttendanceRecord.objects.filter(corrects=registered).exists()) == (422, False)
    assert "igual ao que já está no SAS" in answer.content.decode()


def test_only_information_makes_it_count_no_more(registered: AttendanceRecord, cast: Cast, sign_in: SignIn) -> None:
    """SOL-12: and the rules speak for the correction, too."""
    url = reverse("attendance:correction", args=[registered.pk])
    sign_in(cast.marta).post(url, told(registered, only_information="on"))
    made = AttendanceRecord.objects.get(corrects=registered)
    assert (made.solution_type, made.kind, made.counts) == ("CON-INF", "information", False)
    assert not AttendanceRecord.objects.counted().exists()


def test_a_correction_passes_the_same_gate(registered: AttendanceRecord, cast: Cast, sign_in: SignIn) -> None:
    """SOL-04, PRG-21: nothing that a rule forbids reaches the ledger by way of a correction."""
    nameless = Person.objects.create(name="Sem CPF")
    nameless.links.create(business=registered.business, role="owner")
    url = reverse("attendance:correction", args=[registered.pk])
    page = sign_in(cast.marta).post(url, told(registered, person=str(nameless.pk)))
    assert page.status_code == 422
    assert "Falta o CPF" in page.content.decode()
    assert AttendanceRecord.objects.count() == 1


def test_cancelling(registered: AttendanceRecord, cast: Cast, sign_in: SignIn) -> None:
    """It counts no more, here at once, and the reason is kept."""
    url = reverse("attendance:cancellation", args=[registered.pk])
    sign_in(cast.marta).post(url, {"because": "Visita de teste."})
    made = AttendanceRecord.objects.get(cancels=registered)
    assert (made.operation, made.counts, made.because) == ("cancel", False, "Visita de teste.")
    assert not AttendanceRecord.objects.counted().exists()


@pytest.mark.parametrize("verb", ["cancellation", "correction"])
def test_what_sas_refused_takes_no_place(registered: AttendanceRecord, cast: Cast, sign_in: SignIn, verb: str) -> None:
    """SAS goes on counting the first record, so do we; once the second is sent again, it takes the place."""
    client = sign_in(cast.marta)
    client.post(reverse(f"attendance:{verb}", args=[registered.pk]), told(registered))
    made = AttendanceRecord.objects.exclude(pk=registered.pk).get()
    replaced = [] if verb == "cancellation" else [made]
    assert list(AttendanceRecord.objects.counted()) == replaced
    AttendanceRecord.objects.filter(pk=made.pk).update(state="attention", problem="O SAS recusou.")
    assert list(AttendanceRecord.objects.counted()) == [registered]
    page = client.get(reverse("attendance:record", args=[registered.pk])).content.decode()
    assert "este continua valendo, aqui e no SAS" in page
    client.post(reverse("attendance:resend", args=[made.pk]))
    assert list(AttendanceRecord.objects.counted()) == replaced


def test_once_and_in_a_chain(registered: AttendanceRecord, cast: Cast) -> None:
    cancelled = cancel(registered, because="Engano.", by=cast.marta)
    for again in (registered, cancelled):
        with pytest.raises(PermissionDenied):
            cancel(again, because="De novo.", by=cast.marta)


@pytest.mark.parametrize("who", ["rosangela", "carlos", "teresa"])
def test_only_managers(registered: AttendanceRecord, cast: Cast, who: str) -> None:
    with pytest.raises(PermissionDenied, match="gestão"):
        cancel(registered, because="x", by=getattr(cast, who))


def test_what_sas_does_not_have_is_not_corrected(record: AttendanceRecord, cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in(cast.marta).get(reverse("attendance:correction", args=[record.pk]), follow=True)
    assert "ainda não está no SAS" in answer.content.decode()


def test_a_closed_month_moves_a_correction_to_the_open_one(registered: AttendanceRecord, cast: Cast) -> None:
    """It keeps the reference to the first record, and the day on which it happened."""
    ClosedMonth.objects.create(unit=cast.unit, month=date(2026, 11, 1))
    made = cancel(registered, because="Engano.", by=cast.marta)
    assert (made.competence, made.starts_at, made.first) == (date(2026, 12, 1), registered.starts_at, registered)


def test_sas_tells_that_a_move_to_open_month(record: AttendanceRecord, cast: Cast, settings: Any) -> None:
    """The record goes into the open month; the next ones of the unit know it."""
    AttendanceRecord.objects.filter(pk=record.pk).update(competence=date(2026, 9, 1))
    record.refresh_from_db()
    assert move_to_open_month(record)
    record.refresh_from_db()
    assert record.competence == date(2026, 10, 1)
    assert competence_of(cast.unit, date(2026, 9, 30), today=date(2026, 11, 22)) == date(2026, 10, 1)
    settings.SAS_CLOSING_DAY = 5
    assert competence_of(cast.unit, date(2026, 9, 30), today=date(2026, 11, 22)) == date(2026, 11, 1)
