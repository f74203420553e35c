"""The privacy desk: handing the link over, withdrawals by voice, requests with their term, the unit's notice."""

from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import unquote

import pytest
from django.urls import reverse
from django.utils import timezone

from clients.models import Person
from common.models import AuditEntry
from common.problems import RefusedError
from privacy.enums import EventChannel
from privacy.models import ConsentEvent, Notice, NoticeDraft, SubjectRequest
from privacy.services import notices as notice_verbs
from privacy.services.links import token_of
from privacy.services.notices import load_notices
from privacy.services.requests import ask
from sync.services.content import notice_in
from tests.portal.test_receipt import words
from tests.privacy.people import said

pytestmark = pytest.mark.django_db


@pytest.fixture
def consent(cast):
    return said(cast, at=timezone.now(), whatsapp="given", nps_contact="refused")


def visit_page(consent, name: str = "visit") -> str:
    return reverse(f"privacy:{name}", args=[consent.visit_id])


# --- the client's side


def test_the_agent_hands_the_link_over(cast, consent, sign_in):
    page = sign_in(cast.rosangela).get(visit_page(consent))
    text = unquote(page.content.decode())
    assert "https://wa.me/?text=" in text
    assert "/c/" in text
    picture = sign_in(cast.rosangela).get(visit_page(consent, "qr"))
    assert picture["Content-Type"] == "image/svg+xml"
    assert b"<path" in picture.content


def test_without_a_yes_to_whatsapp_it_is_not_offered(cast, sign_in):
    refused = said(cast, at=timezone.now(), whatsapp="refused")
    assert "wa.me" not in sign_in(cast.rosangela).get(visit_page(refused)).content.decode()


def test_nor_when_the_yes_is_over_and_no_night_has_written_it_down(cast, sign_in):
    over = said(cast, at=timezone.now() - timedelta(days=3 * 365), whatsapp="given")
    assert "wa.me" not in sign_in(cast.rosangela).get(visit_page(over)).content.decode()


@pytest.mark.parametrize(("who", "channel"), [("rosangela", "agent"), ("marta", "programme")])
def test_a_yes_is_taken_back_by_voice(cast, consent, sign_in, who: str, channel: str):
    response = sign_in(getattr(cast, who)).post(visit_page(consent, "withdrawal"), {"purpose": "whatsapp"}, follow=True)

    event = ConsentEvent.objects.get(state="withdrawn")
    assert (event.channel, event.noted_by, event.proof) == (channel, getattr(cast, who), "spoken")
    assert "Retirado" in words(response)


def test_the_programmes_contact_finds_who_calls(cast, consent, sign_in):
    for typed in ("529.982.247-25", "(88) 99999-0000", "wilson"):
        found = sign_in(cast.marta).post(reverse("privacy:people"), {"words": typed})
        assert "José Wilson Pereira" in words(found), typed
    assert "José" not in words(sign_in(cast.paulo).post(reverse("privacy:people"), {"words": "wilson"}))
    assert "wilson" not in str(AuditEntry.objects.filter(verb="people searched").values_list("details", flat=True))


# --- requests


def test_a_request_comes_with_its_term(cast, consent, sign_in):
    sign_in(cast.rosangela).post(visit_page(consent, "visit_request"), {"kind": "deletion", "message": "Apague tudo"})

    asked = SubjectRequest.objects.get()
    assert (asked.channel, asked.noted_by) == (EventChannel.AGENT, cast.rosangela)
    inbox = words(sign_in(cast.marta).get(reverse("privacy:requests")))
    assert f"Até {asked.due_on:%d/%m/%Y}" in inbox
    SubjectRequest.objects.update(due_on=timezone.localdate() - timedelta(days=2))
    assert "Passou do prazo" in words(sign_in(cast.marta).get(reverse("privacy:requests")))


def answer(client, asked, **body: str):
    body = {"decision": "done", "answer": "Feito, obrigada."} | body
    return client.post(reverse("privacy:request_answer", args=[asked.pk]), body)


def test_a_correction_waits_for_a_person(cast, consent, sign_in):
    asked = ask(
        visit=consent.visit, kind="correction", channel=EventChannel.LINK, now=timezone.now(),
        corrections={"name": "José W. Pereira", "cpf": "11144477735"},
    )  # fmt: skip
    assert answer(sign_in(cast.marta), asked).status_code == 302

    person = Person.objects.get()
    assert (person.name, person.cpf) == ("José W. Pereira", "52998224725")  # a CPF is not corrected by a form
    assert AuditEntry.objects.filter(verb="request.answered", actor_id=cast.marta.pk).exists()


def test_not_done_changes_nothing(cast, consent, sign_in):
    asked = ask(visit=consent.visit, kind="deletion", channel=EventChannel.LINK, now=timezone.now())
    answer(sign_in(cast.marta), asked, decision="refused", answer="Há um processo em curso.")

    asked.refresh_from_db()
    assert (asked.state, Person.objects.get().name) == ("refused", "José Wilson Pereira")


def test_an_erasure_needs_no_words_and_anything_else_does(cast, consent, sign_in):
    question = ask(visit=consent.visit, kind="question", channel=EventChannel.LINK, now=timezone.now(), message="Já?")
    deletion = ask(visit=consent.visit, kind="deletion", channel=EventChannel.LINK, now=timezone.now())
    marta = sign_in(cast.marta)
    assert answer(marta, question, answer=" ").status_code == 422
    assert "Escreva a resposta" in words(answer(marta, deletion, decision="refused", answer=""))
    assert answer(marta, deletion, answer="").status_code == 302


def test_answered_once(cast, consent, sign_in):
    asked = ask(visit=consent.visit, kind="question", channel=EventChannel.LINK, now=timezone.now(), message="Por quê?")
    answer(sign_in(cast.marta), asked)
    assert answer(sign_in(cast.ana), asked, answer="De novo").status_code == 422


def test_deletion_from_the_inbox(cast, consent, sign_in, client):
    asked = ask(visit=consent.visit, kind="deletion", channel=EventChannel.LINK, now=timezone.now())
    answer(sign_in(cast.marta), asked, answer="Pronto, José Wilson.")

    asked.refresh_from_db()
    assert asked.kept
    assert "Wilson" not in asked.answer
    assert Person.objects.get().name == "Pessoa apagada"
    assert "Prova do aceite" in words(sign_in(cast.marta).get(reverse("privacy:request", args=[asked.pk])))
    told = words(client.get(reverse("portal:receipt", args=[token_of(consent.visit_id, timezone.now())])))
    assert "Seus dados foram apagados" in told
    assert "Wilson" not in told  # nobody's words about the person outlive the person, or stand under a bare link
    assert "Prova do aceite" in told  # the person reads what stays, and why


# --- the unit's notice


def draft_body(client) -> dict[str, str]:
    """What the editor's page would send back unchanged."""
    context = client.get(reverse("privacy:notice_draft")).context
    body = {}
    for form in (context["form"], *context["purposes"], *context["sections"]):
        for field in form:
            value = field.value()
            if value not in (None, False):
                body[field.html_name] = "on" if value is True else str(value)
    for management in (context["purposes"].management_form, context["sections"].management_form):
        body |= {field.html_name: str(field.value()) for field in management}
    return body


def test_a_unit_writes_and_publishes_its_text(cast, sign_in):
    load_notices()
    ana = sign_in(cast.ana)
    body = draft_body(ana) | {"intro": "A visita é de graça, em nome do Sebrae/CE. Anotamos:"}
    assert ana.post(reverse("privacy:notice_draft"), body).status_code == 302
    assert "em nome do Sebrae/CE" in words(ana.get(reverse("privacy:notice_draft")))
    assert notice_in(cast.unit.pk)["version"] == 2  # clients still see the national one

    ana.post(reverse("privacy:notice_publication"))

    own = Notice.objects.get(unit=cast.unit)
    national = Notice.objects.get(unit=None)
    assert (own.version, own.published_by) == (1, cast.ana)
    assert own.content == national.content | {"intro": own.content["intro"]}  # nothing else was lost on the way
    assert not NoticeDraft.objects.exists()
    assert "Versão 1" in words(sign_in(cast.marta).get(reverse("privacy:notices")))


def test_a_text_that_takes_too_long_is_not_published(cast):
    load_notices()
    notice_verbs.save_draft(by=cast.ana, content={"what": "palavra " * 60})
    with pytest.raises(RefusedError, match="30 s"):
        notice_verbs.publish_draft(by=cast.ana)


def test_the_same_text_is_no_new_version(cast):
    load_notices()
    notice_verbs.save_draft(by=cast.ana, content={})
    notice_verbs.publish_draft(by=cast.ana)
    notice_verbs.save_draft(by=cast.ana, content={})
    with pytest.raises(RefusedError, match="já é o publicado"):
        notice_verbs.publish_draft(by=cast.ana)
    assert Notice.objects.filter(unit=cast.unit).count() == 1


def test_the_term_runs_in_the_clients_time(cast, consent):
    late = timezone.datetime(2026, 11, 20, 1, 30, tzinfo=timezone.get_fixed_timezone(0))  # the 19th in Ceará
    asked = ask(visit=consent.visit, kind="copy", channel=EventChannel.LINK, now=late)
    assert asked.due_on == date(2026, 12, 4)
