"""From the link: seeing everything, a copy, asking for correction or deletion (LGPD art. 18)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from deliveries.models import Delivery, JourneyEntry
from diagnostics.models import Diagnosis
from privacy.models import SubjectRequest
from tests.portal.talks import talk
from tests.portal.test_receipt import NOW, at, words
from tests.privacy.people import said
from visits.models import Contact, Photo


@pytest.fixture
def consent(cast):
    return said(cast, at=NOW, whatsapp="given")


def confirm(client: Client, consent, digits: str = "4725", **more: str):
    return client.post(at(consent, "confirmation"), {"digits": digits} | more)


def test_it_works(consent, client: Client):
    assert client.get(at(consent, "held")).url.startswith(at(consent, "confirmation"))

    assert confirm(client, consent).url == at(consent, "held")

    text = words(client.get(at(consent, "held")))
    for held in (
        "José Wilson Pereira",
        "529.982.247-25",
        "(88) 99999-0000",
        "Mercearia São José",
        "Cadastro público",
        "Pode mandar o resultado",
    ):
        assert held in text


def test_the_copy_says_the_same_for_programmes(consent, client: Client):
    confirm(client, consent)
    copy = client.get(at(consent, "copy_file")).json()
    assert {"item": "Nome", "value": "José Wilson Pereira"} in copy["sections"][0]["content"]
    assert all(section["basis"] and section["source"] for section in copy["sections"])


def test_what_the_client_thought_is_theirs_to_see(consent, client: Client):
    Delivery.objects.create(
        visit=consent.visit, guidance="Separar o caixa", handover="together", opinion="undecided",
        own_choice_because="Já tinha caderno",
    )  # fmt: skip
    confirm(client, consent)
    assert "Separar o caixa. Você achou: ainda não sabe. Por que esta: Já tinha caderno" in words(
        client.get(at(consent, "held"))
    )


def test_what_was_chosen_and_photographed_is_told_in_words(consent, client: Client):
    visit = consent.visit
    JourneyEntry.objects.create(visit=visit, destination="nova_visita", mode="digital", entered_on=visit.visited_on)
    Photo.objects.create(
        visit=visit, position=1, sha256="0" * 64, key="k", iv="i", taken_at=visit.started_at, what="facade"
    )
    confirm(client, consent)
    text = words(client.get(at(consent, "held")))
    assert "Nova visita do agente, pelo celular" in text
    assert "1 foto do lugar" in text


def test_calls_after_the_visit_are_told_too(consent, client: Client):
    visit = consent.visit
    Contact.objects.create(
        agent=visit.agent, region=visit.region, business=visit.business, person=consent.person, kind="guidance",
        channel="phone", started_at=NOW, ended_at=NOW, talked_on=visit.visited_on, subject="Preço de venda",
        notes="Vai anotar as compras.", timezone=visit.timezone,
    )  # fmt: skip
    confirm(client, consent)
    assert "Orientação técnica, Telefone, com Rosângela Alves. Assunto: Preço de venda. Anotação: Vai anotar" in words(
        client.get(at(consent, "held"))
    )


def test_answers_are_told_in_words_with_their_day(cast, consent, client: Client):
    """Also where several options were chosen."""
    talk(cast, consent=consent)
    Diagnosis.objects.update(answers={"dinheiro": ["junto", "_na"]})
    confirm(client, consent)
    on = f"({consent.visit.visited_on:%d/%m/%Y})"
    content = [row for section in client.get(at(consent, "copy_file")).json()["sections"] for row in section["content"]]
    said = {"item": "O dinheiro fica separado?", "value": f"Fica tudo junto, Não sabe ou prefere não dizer {on}"}
    assert said in content
    assert {"item": "Finanças", "value": f"Pede cuidado {on}"} in content


@pytest.mark.parametrize("page", ["held", "copy_file", "requests"])
def test_the_link_alone_is_not_enough(consent, client: Client, page: str):
    assert client.get(at(consent, page)).status_code == 302


def test_refuses_wrong_digits_and_then_waits(consent, client: Client):
    assert [confirm(client, consent, "0000").status_code for _ in range(6)] == [422] * 5 + [429]
    assert confirm(client, consent).status_code == 429  # the right ones too: it may be the seventh guess


def test_guessing_hour_after_hour_comes_to_an_end(consent, client: Client):
    """Four digits are 10,000 guesses: five an hour would find them within the life of a link."""
    for _ in range(3):
        answers = [confirm(client, consent, "0000").status_code for _ in range(5)]
        cache.delete(f"portal:confirm:{consent.person_id}")  # an hour later
    assert answers == [429] * 5
    assert confirm(client, consent).status_code == 429


def test_who_knows_begins_anew(consent, client: Client):
    for _ in range(8):
        confirm(client, consent, "0000")
        cache.delete(f"portal:confirm:{consent.person_id}")
        assert confirm(client, consent).status_code == 302


def test_another_link_of_the_person_gives_no_more_guesses(cast, consent, client: Client):
    other = said(cast, at=NOW - timedelta(hours=2))
    assert [confirm(client, consent, "0000").status_code for _ in range(5)] == [422] * 5
    assert confirm(client, other, "0000").status_code == 429


def test_one_links_confirmation_opens_no_other(cast, consent, client: Client):
    other = said(cast, at=NOW - timedelta(hours=2))
    confirm(client, consent)
    assert client.get(at(other, "held")).status_code == 302


def test_it_lasts_half_an_hour(consent, client: Client):
    confirm(client, consent)
    assert client.cookies["rota-quem"]["max-age"] == 1800
    assert client.cookies["rota-quem"]["path"] == at(consent, "devolutiva")


def test_who_writes_for_longer_than_that_keeps_what_they_wrote(consent, client: Client):
    typed = {"kind": "correction", "name": "José W. Pereira", "message": "Falta o W. no meu nome."}
    lapsed = client.post(at(consent, "requests"), typed)

    assert (lapsed.status_code, SubjectRequest.objects.count()) == (403, 0)
    assert lapsed.context["form"]["kind"].value() == "correction"
    assert 'value="José W. Pereira"' in lapsed.content.decode()
    assert "Falta o W. no meu nome." in words(lapsed)
    assert "O que você escreveu continua aqui." in words(lapsed)
    assert consent.person.phone not in lapsed.content.decode()  # whoever has the link only reads nothing that is held

    confirm(client, consent)
    client.post(at(consent, "requests"), typed)
    assert SubjectRequest.objects.get().message == "Falta o W. no meu nome."


def test_asking_for_a_correction(consent, client: Client):
    confirm(client, consent)
    client.post(
        at(consent, "requests"), {"kind": "correction", "name": "José W. Pereira", "phone": consent.person.phone}
    )

    asked = SubjectRequest.objects.get()
    assert asked.corrections == {"name": "José W. Pereira"}  # only what differs
    assert (asked.region, asked.channel, asked.state) == (consent.visit.region, "link", "open")
    assert asked.due_on - timezone.localdate(NOW, timezone.get_fixed_timezone(-180)) == timedelta(days=15)
    consent.person.refresh_from_db()
    assert consent.person.name == "José Wilson Pereira"  # a person confirms first


def test_twice_is_one_request(consent, client: Client):
    confirm(client, consent)
    for _ in range(2):
        client.post(at(consent, "requests"), {"kind": "deletion"})
    assert SubjectRequest.objects.count() == 1


def test_the_answer_is_read_under_the_link(cast, consent, client: Client):
    SubjectRequest.objects.create(
        kind="question", person=consent.person, region=cast.cariri, visit=consent.visit, channel="link",
        due_on=date(2026, 12, 1), state="done", answer="Já está certo.", answered_at=NOW, answered_by=cast.marta,
    )  # fmt: skip
    confirm(client, consent)
    assert "Já está certo." in words(client.get(at(consent, "requests")))


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"message": "Oi"}, "Escolha o que você quer pedir."),
        ({"kind": "correction", "email": "jose"}, "Ele é assim: nome@exemplo.com."),
        ({"kind": "correction"}, "escreva como é o certo"),
        ({"kind": "question"}, "Escreva a sua pergunta"),
    ],
)
def test_says_what_is_missing(consent, client: Client, body, told):
    confirm(client, consent)
    response = client.post(at(consent, "requests"), body)
    assert (response.status_code, told in words(response)) == (422, True)


def test_an_inbox_cannot_be_flooded(consent, client: Client):
    confirm(client, consent)
    asked = [client.post(at(consent, "requests"), {"kind": "question", "message": f"{n}?"}) for n in range(11)]
    assert [response.status_code for response in asked] == [302] * 10 + [429]
    assert SubjectRequest.objects.count() == 10
