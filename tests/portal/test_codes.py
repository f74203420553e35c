"""Who gave no CPF shows who they are by a code that reaches them; a telephone's digits prove nothing (ADR 30)."""

from __future__ import annotations

import logging
import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from common.jobs import Attention, Done, Retry
from common.models import AuditEntry, Job
from portal.models import Code
from portal.services import codes
from portal.services.codes import KIND, drop_old_codes, send_code
from tests.portal.test_receipt import NOW, at, words
from tests.privacy.people import person, said

EMAIL, PHONE = "josefa.lima@mercado.example", "88988887777"


@pytest.fixture
def josefa(cast):
    """She gave an e-mail and a telephone, and no CPF."""
    return said(cast, person(cast, cpf=None, name="Josefa Lima", email=EMAIL, phone=PHONE), at=NOW)


def ask(client: Client, consent, way: str = "email") -> None:
    client.post(at(consent, "code"), {"way": way})
    for code in Code.objects.filter(sent_at=None):
        assert send_code(code.pk, 1) == Done()


def newest() -> str:
    return re.search(r"\b\d{6}\b", mail.outbox[-1].body).group()


def type_in(client: Client, consent, digits: str):
    return client.post(at(consent, "confirmation"), {"code": digits})


def test_it_works(josefa, client: Client):
    assert client.get(at(josefa, "held")).url.startswith(at(josefa, "confirmation"))
    assert "Mandar por e-mail (j•••@m•••.example)" in words(client.get(at(josefa, "confirmation")))

    ask(client, josefa)

    (message,) = mail.outbox
    assert message.to == [EMAIL]
    assert type_in(client, josefa, newest()).url == at(josefa, "held")
    assert "Josefa Lima" in words(client.get(at(josefa, "held")))
    assert AuditEntry.objects.get(verb="client confirmed").details == {"by_what": "code"}


def test_digits_of_the_telephone_open_nothing(cast, client: Client):
    consent = said(cast, person(cast, cpf=None, name="Josefa Lima", phone=PHONE), at=NOW)
    answer = client.post(at(consent, "confirmation"), {"digits": PHONE[-4:], "code": PHONE[-4:]})
    assert "não dá para confirmar" in words(answer)
    assert "rota-quem" not in client.cookies
    for page in ("held", "copy_file", "requests"):
        assert client.get(at(consent, page)).status_code == 302


def test_neither_page_nor_message_says_who_it_is(josefa, client: Client):
    text = client.get(at(josefa, "confirmation")).content.decode()
    ask(client, josefa)
    for personal in (EMAIL, "josefa", PHONE, "Lima"):
        assert personal not in text
        assert personal not in mail.outbox[0].body + mail.outbox[0].subject
    assert newest() not in str(list(Code.objects.values()))  # only a keyed hash is kept


def test_a_code_is_good_once(josefa, client: Client):
    ask(client, josefa)
    assert type_in(client, josefa, newest()).status_code == 302
    again = type_in(Client(), josefa, newest())
    assert "Mandar por e-mail" in words(again)
    assert "rota-quem" not in again.cookies


def test_a_code_lives_ten_minutes(josefa, client: Client):
    ask(client, josefa)
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert "Mandar por e-mail" in words(type_in(client, josefa, newest()))


def test_the_newest_code_counts(josefa, client: Client, monkeypatch):
    drawn = iter([111_111, 222_222])
    monkeypatch.setattr(codes.secrets, "randbelow", lambda most: next(drawn))
    ask(client, josefa)
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        ask(client, josefa)
        assert len(mail.outbox) == 2
        assert type_in(client, josefa, "111111").status_code == 422
        assert type_in(client, josefa, "222222").status_code == 302


@pytest.mark.parametrize("is_sent_between", [True, False])
def test_two_taps_send_one_code(josefa, client: Client, is_sent_between: bool):
    """One message, and its digits open, whether or not it had left when the second tap came."""
    if not is_sent_between:
        client.post(at(josefa, "code"), {"way": "email"})
    for _ in range(2 if is_sent_between else 1):
        ask(client, josefa)
    assert send_code(Code.objects.get().pk, 2) == Done()  # the same message of the queue, once more
    assert (Code.objects.count(), Job.objects.filter(kind=KIND).count(), len(mail.outbox)) == (1, 1, 1)
    assert type_in(client, josefa, newest()).url == at(josefa, "held")


def test_guessing_comes_to_an_end(josefa, client: Client):
    ask(client, josefa)
    wrong = "000000" if newest() != "000000" else "111111"
    for _ in range(5):
        assert type_in(client, josefa, wrong).status_code == 422
    cache.clear()  # even if the counters were lost, the code knows how often it was tried
    assert "Mandar por e-mail" in words(type_in(client, josefa, newest()))
    assert not Code.objects.filter(used_at__isnull=False).exists()


def test_a_mailbox_cannot_be_flooded(josefa, client: Client):
    for minutes in range(0, 8, 2):
        with time_machine.travel(NOW + timedelta(minutes=minutes)):
            answer = client.post(at(josefa, "code"), {"way": "email"})
    assert answer.status_code == 429
    assert Code.objects.count() == 3


def test_who_has_a_cpf_is_asked_for_it_and_gets_no_code(cast, client: Client):
    consent = said(cast, person(cast, email=EMAIL), at=NOW)
    client.post(at(consent, "code"), {"way": "email"})
    assert Code.objects.count() == 0
    assert "4 últimos números do seu CPF" in words(client.get(at(consent, "confirmation")))


def test_one_links_code_opens_no_other(cast, josefa, client: Client):
    other = said(cast, person(cast, cpf=None, name="Maria", email="maria@mercado.example"), at=NOW - timedelta(hours=2))
    ask(client, josefa)
    ask(client, other)
    assert type_in(client, josefa, newest()).status_code == 422


def test_a_message_is_offered_when_somebody_sends_them(josefa, client: Client, settings, tmp_path, caplog):
    assert "Mandar por mensagem" not in words(client.get(at(josefa, "confirmation")))
    settings.SMS_SENDER, settings.SMS_FILE_PATH = "portal.services.senders.to_file", tmp_path / "sms"
    assert "Mandar por mensagem no celular (final 77)" in words(client.get(at(josefa, "confirmation")))

    with caplog.at_level(logging.DEBUG):
        ask(client, josefa, "sms")

    (message,) = (tmp_path / "sms").iterdir()
    number, text = message.read_text("utf-8").splitlines()
    digits = re.search(r"\b\d{6}\b", text).group()
    assert (number, mail.outbox, message.stat().st_mode & 0o077) == (PHONE, [], 0)
    assert PHONE not in caplog.text
    assert digits not in caplog.text
    assert type_in(client, josefa, digits).status_code == 302


def test_a_server_that_takes_no_mail_is_asked_again_and_then_a_person_is_told(josefa, client: Client, settings):
    settings.EMAIL_BACKEND = "tests.portal.test_codes.Refusing"
    client.post(at(josefa, "code"), {"way": "email"})
    code = Code.objects.get()
    assert send_code(code.pk, 1) == Retry(timedelta(seconds=10), "ConnectionRefusedError")
    assert isinstance(send_code(code.pk, 4), Attention)


class Refusing:
    """A mail server that is away."""

    def __init__(self, **kwargs: object) -> None:
        pass

    def send_messages(self, messages: list[object]) -> int:
        raise ConnectionRefusedError


def test_codes_go_after_a_day(josefa, client: Client):
    ask(client, josefa)
    assert drop_old_codes(now=timezone.now()) == 0
    assert drop_old_codes(now=timezone.now() + timedelta(days=2)) == 1
