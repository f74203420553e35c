"""The client's link: the receipt, taking back, and what a wrong or old link opens."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from jsonschema import Draft202012Validator

from portal.models import Paper
from portal.services.papers import drop_old_papers, make_paper
from privacy.models import ConsentEvent, Notice
from privacy.services.links import close_links, current_address, read_token, token_of
from tests.pdf import read_back
from tests.privacy.people import CPF, person, said

SCHEMA = json.loads((Path(__file__).parent / "receipt.schema.json").read_text(encoding="utf-8"))
NOW = timezone.now()


@pytest.fixture
def consent(cast):
    return said(cast, at=NOW, whatsapp="given", nps_contact="given", marketing="refused")


def at(consent, name: str = "receipt", *arguments) -> str:
    return reverse(f"portal:{name}", args=[token_of(consent.visit_id, NOW), *arguments])


def words(response) -> str:
    return BeautifulSoup(response.content, "html.parser").get_text(" ", strip=True)


def test_it_works(consent, client: Client):
    response = client.get(at(consent))

    text = words(response)
    assert "José, este é o recibo dos seus dados" in text
    assert "Rosângela fala em nome de: Sebrae/CE." in text  # the national text cannot name the unit
    assert text.count("Retirar este aceite") == 2
    assert response["Cache-Control"] == "no-store, private"
    assert (response["X-Robots-Tag"], response["Referrer-Policy"]) == ("noindex, nofollow", "same-origin")


def test_a_units_own_notice_says_how_the_unit_is_called(consent, cast, client: Client):
    content = consent.notice.content | {"controller": {"name": "Sebrae Ceará"}}
    Notice.objects.create(unit=cast.unit, version=99, content=content, sha256="0" * 64)
    again = said(cast, at=NOW, whatsapp="given")

    assert "fala em nome de: Sebrae Ceará." in words(client.get(at(again)))
    assert client.get(at(again, "receipt_file")).json()["party_identification"][0]["name"] == "Sebrae Ceará"


def test_the_address_says_nothing_about_anybody(consent):
    address = at(consent)
    for personal in (CPF, "88999990000", "Wilson", "11222333", consent.visit_id.hex, str(consent.person_id)):
        assert personal not in address


def test_no_document_or_phone_is_on_what_the_link_alone_opens(consent, client: Client):
    for page in ("receipt", "notice", "receipt_file"):
        text = client.get(at(consent, page)).content.decode()
        assert CPF not in text
        assert "529.982" not in text
        assert "99999" not in text


def test_the_json_has_the_fields_of_the_standard(consent, client: Client):
    client.post(at(consent, "choices"), {"state": "withdrawn", "purpose": "whatsapp"})

    receipt = client.get(at(consent, "receipt_file")).json()

    assert [problem.message for problem in Draft202012Validator(SCHEMA).iter_errors(receipt)] == []
    assert [event["event_state"] for event in receipt["events"] if event["purpose"] == "whatsapp"] == [
        "given",
        "withdrawn",
    ]
    assert "José" not in json.dumps(receipt, ensure_ascii=False)


def test_a_yes_is_taken_back_in_one_tap(consent, client: Client):
    """(F55)"""
    response = client.post(at(consent, "choices"), {"state": "withdrawn", "purpose": "whatsapp"}, follow=True)

    assert "Retirado. Vale a partir de agora." in words(response)
    assert ConsentEvent.objects.get(state="withdrawn").channel == "link"


def test_all_at_once_and_one_given_again(consent, client: Client):
    client.post(at(consent, "choices"), {"state": "withdrawn"})
    assert ConsentEvent.objects.filter(state="withdrawn").count() == 2

    client.post(at(consent, "confirmation"), {"digits": "4725"})
    client.post(at(consent, "choices"), {"state": "given", "purpose": "whatsapp"})
    assert "Retirar este aceite" in words(client.get(at(consent)))


def test_whoever_got_the_link_from_others_says_no_yes_for_the_person(consent, client: Client):
    client.post(at(consent, "choices"), {"state": "withdrawn"})
    asked = client.post(at(consent, "choices"), {"state": "given", "purpose": "whatsapp"})
    assert asked.url == f"{at(consent, 'confirmation')}?para=receipt"
    assert not ConsentEvent.objects.filter(state="given", channel="link").exists()


def test_a_yes_is_never_to_everything(consent, client: Client):
    client.post(at(consent, "choices"), {"state": "given"})
    assert ConsentEvent.objects.filter(channel="link").count() == 0


def test_looking_changes_nothing(consent, client: Client):
    before = ConsentEvent.objects.count()
    assert client.get(at(consent, "choices")).status_code == 405
    assert ConsentEvent.objects.count() == before


@pytest.mark.parametrize(
    "spoil", [lambda token: token[:-1], lambda token: "B" + token[1:], lambda token: "x", str.lower]
)
def test_a_spoilt_link_opens_nothing(consent, client: Client, spoil):
    spoilt = reverse("portal:receipt", args=[spoil(token_of(consent.visit_id, NOW))])
    assert client.get(spoilt).status_code == 404


def test_who_guesses_waits(consent, client: Client):
    answers = {client.get(reverse("portal:receipt", args=[f"guess-{number}"])).status_code for number in range(32)}
    assert answers == {404, 429}
    assert client.get(at(consent)).status_code == 200  # a link that is one still opens


def test_a_link_ends(consent, client: Client, settings):
    with time_machine.travel(NOW + timedelta(days=settings.PORTAL_LINK_DAYS + 1)):
        response = client.get(at(consent))
        later = current_address(consent.visit, now=timezone.now())
    assert (response.status_code, "Peça um link novo" in words(response)) == (410, True)
    assert token_of(consent.visit_id, NOW) not in later


def test_a_lost_link_is_closed_and_a_new_one_opens(cast, consent, client: Client):
    close_links(consent.visit, by=cast.marta, now=NOW)
    assert client.get(at(consent)).status_code == 410

    token = current_address(consent.visit, now=NOW).split("/")[-2]
    assert read_token(token).visit_id == consent.visit_id
    assert client.get(reverse("portal:receipt", args=[token])).status_code == 200


def test_the_receipt_as_a_pdf_with_tags(consent, client: Client, tmp_path):
    waiting = client.post(at(consent, "papers"), {"kind": "receipt"})
    paper = Paper.objects.get()
    assert "Preparando o seu PDF" in words(client.get(waiting.url))

    make_paper(paper.pk, 1)

    content = b"".join(client.get(at(consent, "paper_file", paper.pk)).streaming_content)
    text = read_back("pdftotext", "-layout", content, tmp_path)
    assert "José, " in text
    assert "Wilson" not in text  # the link alone shows a first name (ADR 23)
    assert "consentimento" in text
    structure = read_back("pdfinfo", "-struct", content, tmp_path)
    assert all(tag in structure for tag in ("H1", "H2", "Table", "TH"))
    assert drop_old_papers(now=NOW + timedelta(days=2)) == 1


def test_another_links_paper_is_not_mine(cast, consent, client: Client):
    other = said(cast, person(cast, cpf="11144477735", name="Maria"), NOW - timedelta(hours=1))
    paper = Paper.objects.create(visit=other.visit, kind="receipt")
    assert client.get(at(consent, "paper", paper.pk)).status_code == 404
