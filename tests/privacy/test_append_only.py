"""The database refuses to change or delete what was published and what was answered."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import DatabaseError, transaction

from clients.models import Person
from privacy.enums import ConsentState
from privacy.models import Consent, ConsentEvent, Notice
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
