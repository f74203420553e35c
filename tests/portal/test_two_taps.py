"""Two taps at really the same moment: one code, one PDF, one mail (ADR 30)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from common.models import Job
from portal.enums import PaperKind
from portal.models import Code, Paper, SentLink
from portal.services.codes import ask_for_code
from portal.services.handover import send_by_mail
from portal.services.papers import ask_for_paper
from tests.cast import assemble
from tests.privacy.people import person, said
from tests.together import at_once


@pytest.mark.django_db(transaction=True)
def test_the_second_gets_what_the_first_began() -> None:
    cast, now = assemble(), timezone.now()
    jose = person(cast, email="jose@mercearia.example")
    visit = said(cast, jose, at=now - timedelta(hours=1), whatsapp="given").visit
    for model, verb in (
        (Code, lambda: ask_for_code(visit, "email", now=now)),
        (Paper, lambda: ask_for_paper(visit, PaperKind.RECEIPT, now=now)),
        (SentLink, lambda: send_by_mail(visit, by=cast.rosangela, now=now)),
    ):
        answers = at_once(*[verb] * 4)
        assert {answer.pk for answer in answers} == {model.objects.get().pk}
    assert Job.objects.count() == 3
