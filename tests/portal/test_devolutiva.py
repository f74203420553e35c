"""What the client's link opens first: the result, what was left, what was agreed; and what a bare link keeps back."""

from __future__ import annotations

from datetime import timedelta

import icalendar
import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from deliveries.models import Delivery, Tool
from privacy.enums import EventChannel
from privacy.services import chain
from privacy.services.erasure import erase
from privacy.services.links import token_of
from tests.portal.talks import GAP, GUIDANCE, NEED, PURPOSE, earlier, talk
from tests.privacy.people import AT, CPF, said
from visits.models import Appointment

NOW = AT + timedelta(days=2)


@pytest.fixture(autouse=True)
def _two_days_later():
    with time_machine.travel(NOW):
        yield


def at(consent, name: str = "devolutiva") -> str:
    return reverse(f"portal:{name}", args=[token_of(consent.visit_id, NOW)])


def page(consent, client: Client) -> BeautifulSoup:
    response = client.get(at(consent))
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def words(soup: BeautifulSoup) -> str:
    return soup.get_text(" ", strip=True)


def confirm(consent, client: Client) -> None:
    answer = client.post(f"{at(consent, 'confirmation')}?para=devolutiva", {"digits": "4725"})
    assert answer.url == at(consent)


def test_it_works(cast, client: Client):
    text = words(page(talk(cast), client))

    assert "José, este é o resultado do seu negócio" in text
    assert "Vendas vai bem. Finanças pede cuidado." in text
    assert GAP["text"] in text
    assert "Fluxo de Caixa" in text
    assert "em 10 minutos por dia, você vê o que sobra." in text
    assert text.index("Anote hoje.") < text.index("Anote sempre.") < text.index("Olhe na sexta.")
    assert "Rosângela volta em 04/12/2026, às 10:05" in text  # the visit's own time zone
    assert "Cursos, oficinas e palestras, presencial" in text
    assert "0800 570 0800" in text


def test_the_picture_is_told_in_words(cast, client: Client):
    pictures = page(talk(cast), client).select('svg[role="img"]')
    assert [picture["aria-label"] for picture in pictures] == [
        "Finanças: Pede cuidado, 1 de 4",
        "Presença digital: Em construção, 2 de 4",
        "Vendas: Forte, 4 de 4",
    ]
    assert [len(picture.select(".on")) for picture in pictures] == [1, 2, 4]


def test_progress_towards_last_time(cast, client: Client):
    earlier(cast, {"financas": 10, "vendas": 50, "digital": 50})
    soup = page(talk(cast), client)

    text = words(soup)
    assert "Desde 22/08/2026, avançou em Finanças e Vendas." in text
    assert "Avançou: antes, Em construção" in text  # Vendas
    assert "Como da outra vez" in text  # Presença digital
    assert len(soup.select("svg.has-before circle")) == 3


def test_a_bare_link_keeps_back_what_somebody_typed(cast, client: Client):
    consent = talk(cast)
    html = client.get(at(consent)).content.decode()

    for typed in (GUIDANCE, PURPOSE, NEED, "Fica tudo junto", "crédito e finanças"):
        assert typed not in html
    for personal in ("Wilson", CPF, "99999", str(consent.person_id)):
        assert personal not in html
    assert "Há mais nesta página, só para você" in html
    assert "Orientação de Rosângela" in html  # that there was one


def test_a_need_of_money_is_no_gap_for_everybody(cast, client: Client):
    consent = talk(cast)
    consent.visit.diagnosis.findings.create(
        code="precisa_de_dinheiro", theme="financas", text="Precisa de dinheiro.", rank=2
    )
    assert "Precisa de dinheiro." not in words(page(consent, client))
    confirm(consent, client)
    assert "Precisa de dinheiro." in words(page(consent, client))


def test_the_person_sees_all_of_it(cast, client: Client):
    consent = talk(cast)
    confirm(consent, client)

    text = words(page(consent, client))
    for typed in (GUIDANCE, PURPOSE, NEED, "Você disse: “Fica tudo junto”", "espera a gestão local"):
        assert typed in text
    assert "Aqui não se oferece nem se promete crédito." in text
    assert "Há mais nesta página" not in text


def test_a_withdrawn_yes_takes_the_credit_need_off_the_page(cast, client: Client):
    """(F55)"""
    consent = talk(cast)
    confirm(consent, client)
    chain.withdraw(consent=consent, purposes=["credit_sharing"], channel=EventChannel.LINK, now=NOW)
    assert NEED not in words(page(consent, client))


def test_a_promise_by_whatsapp_goes_with_its_yes(cast, client: Client):
    consent = talk(cast)
    Appointment.objects.update(channel="whatsapp")
    assert "Rosângela chama você no WhatsApp" in words(page(consent, client))
    chain.withdraw(consent=consent, purposes=["whatsapp"], channel=EventChannel.LINK, now=NOW)
    assert "Rosângela chama você" not in words(page(consent, client))
    assert client.get(at(consent, "calendar")).status_code == 404


def test_no_way_to_an_address_that_leads_nowhere(cast, client: Client):
    consent = talk(cast)
    assert page(consent, client).select_one('a[href="https://ferramentas.example/caixa"]')
    Tool.objects.update(link_state="broken", link_checked_at=NOW, link_problem="Não abre.")
    soup = page(consent, client)
    assert "ferramentas.example" not in str(soup)
    assert "Anote hoje." in words(soup)  # how to begin stays


def test_a_visit_without_a_conversation(cast, client: Client):
    consent = said(cast)
    text = words(page(consent, client))
    assert "José, isto ficou da visita" in text
    assert "Por isso não há resultado aqui" in text
    assert "não ficou nenhuma ferramenta" in text


def test_who_refused_finds_nothing_of_the_talk(cast, client: Client):
    consent = said(cast)
    type(consent).objects.filter(pk=consent.pk).update(person=None)
    Delivery.objects.create(visit=consent.visit, guidance=GUIDANCE, handover="together")
    text = words(page(consent, client))
    assert "Não guardamos o seu nome nem o que você contou" in text
    assert "O que ficou com você" not in text


def test_who_was_erased_finds_nothing_of_the_talk(cast, client: Client):
    consent = talk(cast)
    erase(person=consent.person, by=cast.marta)
    text = words(page(consent, client))
    assert "Não guardamos o seu nome" in text
    assert "Finanças" not in text


def test_the_promise_for_the_own_calendar(cast, client: Client):
    consent = talk(cast)
    answer = client.get(at(consent, "calendar"))

    entry = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")[0]
    assert entry["SUMMARY"] == "Rosângela volta"
    assert entry.decoded("DTSTART") == Appointment.objects.get().due_at
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    assert b"Jos" not in answer.content


def test_a_promise_that_passed_is_no_promise_any_more(cast, client: Client):
    consent = talk(cast)
    Appointment.objects.update(due_at=NOW - timedelta(days=1))
    text = words(page(consent, client))
    assert "Era para acontecer: Rosângela volta" in text
    assert "Pôr na agenda" not in text
    assert client.get(at(consent, "calendar")).status_code == 404


def test_the_receipt_and_the_rights_are_one_tap_away(cast, client: Client):
    consent = talk(cast)
    links = {link["href"] for link in page(consent, client).select("a[href]")}
    assert {at(consent, "receipt"), at(consent, "held")} <= links
    assert f'href="{at(consent)}"' in client.get(at(consent, "receipt")).content.decode()
