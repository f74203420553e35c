"""The database refuses to change or delete what was published and what was answered."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction

from clients.models import Person
from privacy.enums import ConsentState
from privacy.models import Consent, ConsentEvent, Notice
from tests.javascript import ROOT
from tests.privacy.people import said

pytestmark = pytest.mark.django_db

FORBIDDEN: dict[str, Callable[[], object]] = {
    "an event says something else": lambda: ConsentEvent.objects.update(state=ConsentState.GIVEN),
    "an event is gone": lambda: ConsentEvent.objects.all()._raw_delete("default"),
    "a published text changes": lambda: Notice.objects.update(sha256="1" * 64),
    "a published text is gone": lambda: Notice.objects.all()._raw_delete("default"),
    "an answer is another's proof": lambda: Consent.objects.update(proof="signature", signature="M1 1"),
    "a drawing is redrawn": lambda: Consent.objects.update(signature="M1 1L2 2"),
    "an answer is gone": lambda: Consent.objects.all()._raw_delete("default"),
}


@pytest.mark.parametrize("act", FORBIDDEN.values(), ids=FORBIDDEN)
def test_refuses_when(cast, act):
    said(cast, whatsapp="refused")

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        act()


def test_whose_an_answer_is_may_be_set_right_and_a_drawing_wiped(cast):
    consent = said(cast, whatsapp="given")
    somebody = Person.objects.create(name="Outra")

    assert Consent.objects.filter(pk=consent.pk).update(person=somebody, signature="M0 0") == 1


@pytest.mark.postgresql  # on SQLite whoever has the file owns it
def test_the_role_of_the_application_empties_no_table_and_drops_no_trigger(cast):
    """deploy/papeis.sql, as an operator runs it: triggers stop changes of rows, and only an owner gets past them."""
    said(cast, whatsapp="refused")
    roles = (ROOT / "deploy" / "papeis.sql").read_text("utf-8").replace(':"app"', "rota_of_a_test")
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE rota_of_a_test")
        cursor.execute(roles)
        cursor.execute("SET ROLE rota_of_a_test")
        try:
            for forbidden in (
                "TRUNCATE privacy_consentevent",
                "DROP TABLE privacy_erasure",
                "TRUNCATE common_auditentry",
            ):
                with pytest.raises(DatabaseError, match=r"permission denied|must be owner"), transaction.atomic():
                    cursor.execute(forbidden)
            cursor.execute("SELECT count(*) FROM privacy_consentevent")
            assert cursor.fetchone()[0] == 2
        finally:
            cursor.execute("RESET ROLE")
            cursor.execute("DROP OWNED BY rota_of_a_test")
            cursor.execute("DROP ROLE rota_of_a_test")
