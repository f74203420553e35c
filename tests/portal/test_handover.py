"""The team hands the devolutiva over: by code, WhatsApp, e-mail or paper; and what was taken back is kept back."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from common import jobs
from common.models import Job
from portal.models import Paper, SentLink
from portal.services import papers
from portal.services.handover import mail_link
from portal.services.papers import make_paper
from privacy.enums import EventChannel
from privacy.services import chain
from tests.portal.talks import NEED, talk
from tests.portal.test_receipt import words
from tests.privacy.people import person, said, visit

EMAIL = "jose@mercearia.example"


@pytest.fixture
def consent(cast):
    made = talk(cast, at=timezone.now() - timedelta(hours=1))
    type(made.person).objects.update(email=EMAIL)
    return made


def at(consent, name: str = "handover") -> str:
    return reverse(f"handover:{name}", args=[consent.visit_id])


@pytest.mark.parametrize("who", ["rosangela", "marta"])
def test_it_works(cast, consent, sign_in, who: str):
    client = sign_in(getattr(cast, who))
    response = client.get(at(consent))

    text = words(response)
    assert "Vendas vai bem. Finanças pede cuidado." in text
    assert NEED in text  # the team knows it already
    page = BeautifulSoup(response.content, "html.parser")
    whatsapp = page.select_one('a[href^="https://wa.me/"]')["href"]
    assert "/c/" in unquote(whatsapp)
    assert not [word for word in ("José", "88999990000", EMAIL) if word in unquote(whatsapp)]
    assert client.get(page.select_one("img.qr-code")["src"])["Content-Type"] == "image/svg+xml"


def test_from_the_visits_page(cast, consent, sign_in):
    client = sign_in(cast.marta)
    assert at(consent) in client.get(f"/painel/visitas/{consent.visit_id}/").content.decode()
    assert at(consent) in client.get(reverse("privacy:visit", args=[consent.visit_id])).content.decode()


def test_the_paper_is_asked_for_made_and_downloaded(cast, consent, sign_in):
    client = sign_in(cast.rosangela)
    for _ in range(2):
        asked = client.post(at(consent, "sheet_request"), follow=True)
        assert "Preparando o PDF" in words(asked)
    paper = Paper.objects.get()
    waiting = client.get(at(consent, "sheet_state"), headers={"HX-Request": "true"})
    assert "Preparando o PDF" in words(waiting)

    assert jobs.run(Job.objects.get(kind="portal.paper").pk) == jobs.Done()

    assert "Baixar o PDF" in words(client.get(at(consent)))
    made = Paper.objects.get(pk=paper.pk)
    assert make_paper(paper.pk, 2) == jobs.Done()  # a worker that had been given up comes back: it is made already
    assert Paper.objects.get(pk=paper.pk).file.name == made.file.name
    answer = client.get(at(consent, "sheet_file"))
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")
    assert answer["Cache-Control"] == "private, no-store"


def test_a_paper_that_is_dropped_while_it_is_drawn_leaves_no_file(consent, monkeypatch, settings, tmp_path):
    """Its person was erased, say: nothing of them stays on the disk."""
    settings.MEDIA_ROOT = tmp_path
    paper = Paper.objects.create(visit=consent.visit, kind="whole")
    monkeypatch.setattr(papers, "render_paper", lambda *_: str(Paper.objects.all().delete()).encode())

    assert make_paper(paper.pk, 1) == jobs.Done()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_whole_paper_of_the_team_is_not_for_who_only_has_the_link(cast, consent, client):
    paper = Paper.objects.create(visit=consent.visit, kind="whole", made_at=timezone.now(), file="papeis/x.pdf")
    token = chain_token(consent)
    answer = client.get(reverse("portal:paper_file", args=[token, paper.pk]))
    assert answer.url.endswith("?para=devolutiva")
    asked = client.post(reverse("portal:papers", args=[token]), {"kind": "whole"})
    assert asked.url.endswith("?para=devolutiva")


def chain_token(consent) -> str:
    from privacy.services.links import current_address

    return current_address(consent.visit, now=timezone.now()).rstrip("/").rsplit("/", 1)[1]


def test_a_mail_goes_when_the_client_asked_for_it(cast, consent, sign_in):
    client = sign_in(cast.rosangela)
    assert client.post(at(consent, "mail")).status_code == 422  # nobody said that the client asked
    assert not SentLink.objects.exists()

    for _ in range(2):
        client.post(at(consent, "mail"), {"was_asked": "on"})
    job = Job.objects.get(kind="portal.mail")
    assert jobs.run(job.pk) == jobs.Done()

    (sent,) = mail.outbox
    assert sent.to == [EMAIL]
    assert "/c/" in sent.body
    assert "Olá, José!" in sent.body
    assert not [word for word in ("Finanças", NEED, "Wilson", "Fluxo") if word in sent.body + sent.subject]
    assert "Enviado em" in words(client.get(at(consent)))
    assert mail_link(job.subject_id, 2) == jobs.Done()
    assert len(mail.outbox) == 1


def test_a_yes_taken_back_keeps_the_mail_back(cast, consent, sign_in):
    """(F55)"""
    client = sign_in(cast.rosangela)
    client.post(at(consent, "mail"), {"was_asked": "on"})
    chain.withdraw(consent=consent, purposes=["whatsapp"], channel=EventChannel.LINK, now=timezone.now())

    jobs.run(Job.objects.get(kind="portal.mail").pk)

    assert mail.outbox == []
    text = words(client.get(at(consent)))
    assert "Não enviado: A pessoa retirou o aceite de receber o resultado." in text
    assert "wa.me" not in client.get(at(consent)).content.decode()


def test_without_any_yes_there_is_no_address_to_send_to(cast, consent, sign_in):
    client = sign_in(cast.rosangela)
    chain.withdraw(
        consent=consent, purposes=["whatsapp", "credit_sharing"], channel=EventChannel.LINK, now=timezone.now()
    )
    assert "Não há e-mail desta pessoa" in words(client.get(at(consent)))
    refused = client.post(at(consent, "mail"), {"was_asked": "on"}, follow=True)
    assert "Não há e-mail" in words(refused)
    assert not SentLink.objects.exists()


def test_a_mail_server_that_is_away_is_tried_again(consent, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nobody listens there
    sent = SentLink.objects.create(visit=consent.visit, asked_by=consent.agent)
    assert isinstance(mail_link(sent.pk, 1), jobs.Retry)
    assert isinstance(mail_link(sent.pk, 6), jobs.Attention)


def test_nothing_personal_is_in_the_job(cast, consent, sign_in):
    sign_in(cast.rosangela).post(at(consent, "mail"), {"was_asked": "on"})
    job = Job.objects.get(kind="portal.mail")
    assert job.subject_id == SentLink.objects.get().pk
    assert EMAIL not in str(vars(job))


def test_a_visit_without_an_answer_has_no_link(cast, sign_in):
    bare = visit(cast, person(cast))
    response = sign_in(cast.rosangela).get(reverse("handover:handover", args=[bare.pk]))
    assert "ninguém respondeu ao aviso" in words(response)
    assert "/c/" not in response.content.decode()


def test_a_visit_without_a_conversation_says_so(cast, sign_in):
    plain = said(cast, at=timezone.now())
    assert "Sem conversa nesta visita" in words(sign_in(cast.rosangela).get(at(plain)))


def test_nobody_elses_visit(cast, consent, sign_in):
    for who in (cast.davi, cast.paulo):
        assert sign_in(who).post(at(consent, "sheet_request")).status_code == 404
        assert sign_in(who).post(at(consent, "mail"), {"was_asked": "on"}).status_code == 404
    assert not Job.objects.exists()
