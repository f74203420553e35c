"""Statements of the hot path store what the ORM would store, on both databases."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from django.db import IntegrityError, connection, transaction

from agents.models import Assignment, Municipality
from common import sql
from common.models import AuditEntry
from sync.models import Submission

pytestmark = pytest.mark.django_db

NASTY = ["O'Brien", 'aspas "duplas"', "barra \\ invertida", "%s %b %%", "'; DROP TABLE x; --", "😀‮", "$1 {} :x", ""]


def entry(**fields: object) -> AuditEntry:
    return AuditEntry(**{"verb": "test", "subject_type": "t", "subject_id": "1"} | fields)


@pytest.mark.parametrize("text", NASTY)
def test_any_text_comes_back_as_it_went(text):
    row = entry(verb=text[:60], details={"text": text, "list": [1, 2.5, None, True]})
    with sql.together():
        sql.insert(row)
    stored = AuditEntry.objects.get()
    assert (stored.pk, stored.verb, stored.details) == (row.pk, text[:60], row.details)


@pytest.mark.parametrize("body", [b"", b"\x00\xff'\\", "não é só %s".encode(), bytes(range(256))])
def test_any_bytes_come_back_as_they_went(cast, body):
    with sql.together():
        sql.insert(Submission(sent_by_id=cast.rosangela.pk, body=body, sha256="0" * 64, state="quarantined"))
    assert bytes(Submission.objects.get().body) == body


def test_moments_keep_their_instant():
    there = datetime(2026, 11, 20, 23, 30, 15, 123456, tzinfo=timezone(timedelta(hours=-3)))
    with sql.together():
        sql.insert(entry(happened_at=there, actor_id=uuid.uuid4()))
    assert AuditEntry.objects.get().happened_at == there


def test_days_and_nothing(cast):
    sql.insert(Assignment(agent=cast.davi, territory=cast.piraja, starts_on=date(2026, 2, 3), ends_on=None))
    stored = Assignment.objects.get(agent=cast.davi, territory=cast.piraja)
    assert (stored.starts_on, stored.ends_on) == (date(2026, 2, 3), None)


def test_numbers(cast):
    with sql.together():
        sql.run(
            "UPDATE agents_municipality SET latitude = %s, population = %s WHERE ibge_code = %s",
            -7.25,
            -3 + 5,
            "2304202",
        )
    crato = Municipality.objects.get(pk="2304202")
    assert (crato.latitude, crato.population) == (-7.25, 2)


def test_many_rows_at_once():
    columns = ("id", "happened_at", "actor_id", "verb", "subject_type", "subject_id", "details")
    now = datetime(2026, 1, 1, tzinfo=UTC)
    sql.insert_rows(AuditEntry, columns, [(uuid.uuid4(), now, None, f"v{n}", "t", "1", {}) for n in range(60)])
    sql.insert_rows(AuditEntry, columns, [])
    assert AuditEntry.objects.count() == 60


def test_conflicts_can_be_passed_over():
    row = entry()
    sql.insert(row)
    with sql.together():
        sql.add(AuditEntry, on_conflict="DO NOTHING", id=row.pk, verb="other", subject_type="t", subject_id="1")
    assert AuditEntry.objects.get().verb == "test"


def test_a_row_from_values_has_the_models_defaults():
    with sql.together():
        pk = sql.add(AuditEntry, verb="test", subject_type="t", subject_id="1")
    row = AuditEntry.objects.get()
    assert (row.pk, row.actor_id, row.details) == (pk, None, {})
    assert row.happened_at is not None
    with pytest.raises(TypeError, match="no colour"):
        sql.add(AuditEntry, verb="test", colour="blue")


def test_several_questions_in_one_journey(cast):
    first, second = sql.ask(
        sql.Question("SELECT name FROM agents_region WHERE id = %s", (cast.cariri.pk,)),
        sql.Question("SELECT id FROM agents_unit WHERE uf = %s", ("CE",)),
    )
    assert first == [("Regional Cariri",)]
    assert sql.as_uuid(second[0][0]) == cast.unit.pk


def send(*rows: AuditEntry, fails: str = "") -> None:
    """Insert rows in one message, inside a transaction that may fail before or after the message is sent."""
    with transaction.atomic():
        with sql.together():
            for row in rows:
                sql.insert(row)
            if fails == "before":
                raise ZeroDivisionError
        if fails == "after":
            raise ZeroDivisionError


def test_an_error_is_djangos_and_undoes_everything():
    row = entry()
    with pytest.raises(IntegrityError):
        send(entry(), row, row)
    assert not AuditEntry.objects.exists()


def test_what_was_collected_is_dropped_when_the_block_fails():
    with pytest.raises(ZeroDivisionError):
        send(entry(), fails="before")
    sql.insert(entry())
    assert AuditEntry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_message_that_comes_first_is_part_of_the_transaction():
    with pytest.raises(ZeroDivisionError):
        send(entry(), fails="after")
    assert not AuditEntry.objects.exists()


def test_one_statement_for_all_that_come(cast):
    crato, juazeiro = "2304202", "2307304"
    with sql.together():
        for code in (crato, juazeiro):
            sql.run_for(code, "UPDATE agents_municipality SET population = %s WHERE ibge_code IN %s", 7)
    sql.run_for(juazeiro, "UPDATE agents_municipality SET population = %s WHERE ibge_code IN %s", 8)
    assert dict(Municipality.objects.filter(pk__in=[crato, juazeiro]).values_list("pk", "population")) == {
        crato: 7,
        juazeiro: 8,
    }


@pytest.mark.parametrize("names", [[], ["Regional Cariri"], ["a,b", '{"', "O'x\\", "Regional Cariri", "NULL"]])
def test_a_list_of_any_texts(cast, names):
    (rows,) = sql.ask(sql.Question("SELECT name FROM agents_region WHERE name IN %s", (names,)))
    assert rows == [("Regional Cariri",)] * ("Regional Cariri" in names)


def test_moments_come_back_with_their_zone():
    at = datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC)
    sql.insert(entry(happened_at=at))
    (((found,),),) = sql.ask(sql.Question("SELECT happened_at FROM common_auditentry", ()))
    assert sql.as_moment(found) == at


@pytest.mark.django_db(transaction=True)
def test_after_an_error_the_connection_is_of_use():
    row = entry()
    with pytest.raises(IntegrityError):
        send(row, row)
    send(entry())
    assert AuditEntry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_behind_a_pooler_nothing_is_prepared(monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)
    with transaction.atomic(), sql.together():
        sql.insert(entry(verb="%s of 100%%"))
    assert AuditEntry.objects.get().verb == "%s of 100%%"
