"""The tutor's page: evidence beside rubric, autosave, verdicts."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from common.models import AuditEntry
from reviews.enums import Verdict
from reviews.models import Review, Sample
from reviews.services import rubric
from tests.cast import Cast
from tests.dashboard.world import visit
from tests.queries import queries_of

ALL_MARKS = {criterion.key: "4" for criterion in rubric().criteria}
HTMX = {"HX-Request": "true"}


def address(review: Review, verb: str = "") -> str:
    return f"/tutoria/{review.pk}/{verb}"


def test_it_works(sign_in, cast: Cast, review: Review):
    response = sign_in(cast.teresa).get(address(review))
    text = response.content.decode()

    for words in ("Por que esta visita?", "semente", "22 min", "Anota o que entra e sai do caixa?", "0:41",
                  "Resposta em 3 s", "O maior ponto era: Não aparece no mapa"):  # fmt: skip
        assert words in text, words
    assert len(BeautifulSoup(text, "html.parser").select(".queue > a")) == 6


def test_the_first_page_shows_the_first_open_visit(sign_in, cast: Cast, sample: Sample):
    first, second = sample.reviews.order_by("position")[:2]
    client = sign_in(cast.teresa)
    client.post(address(first, "decisao/"), ALL_MARKS | {"verdict": "approved"})
    page = BeautifulSoup(client.get("/tutoria/").content, "html.parser")

    assert page.select_one(".review-evidence h1").get_text() == str(second.visit.business)
    assert "1 de 6 revistas" in page.select_one(".queue").get_text()
    assert "Aprovada" in page.select_one(".queue > a").get_text()


def test_marks_are_saved_as_they_are_given(sign_in, cast: Cast, review: Review):
    client = sign_in(cast.teresa)
    given = {"notice": "4", "match": "9", "hack": "1", "feedback": " Confira com o dono. "}
    fragment = client.post(address(review, "notas/"), given, headers=HTMX)
    review.refresh_from_db()

    assert review.marks == {"notice": 4}
    assert review.feedback == "Confira com o dono."
    assert "Salvo às 10:45" in fragment.content.decode()


def test_the_saved_fragment_equals_the_fresh_page(sign_in, cast: Cast, review: Review):
    client = sign_in(cast.teresa)
    fragment = client.post(address(review, "notas/"), {"notice": "4"}, headers=HTMX).content.decode()
    page = BeautifulSoup(client.get(address(review)).content, "html.parser")

    assert str(page.select_one("#saved")) == str(BeautifulSoup(fragment, "html.parser").select_one("#saved"))
    assert page.select_one("input[name=notice][checked]")["value"] == "4"


def test_saving_works_without_script(sign_in, cast: Cast, review: Review):
    response = sign_in(cast.teresa).post(address(review, "notas/"), {"notice": "4"})

    assert response["Location"] == address(review)


def test_approving_goes_on_to_the_next(sign_in, cast: Cast, review: Review):
    response = sign_in(cast.teresa).post(address(review, "decisao/"), ALL_MARKS | {"verdict": "approved"}, follow=True)
    review.refresh_from_db()

    assert (review.verdict, review.decided_at is not None) == (Verdict.APPROVED, True)
    assert "Aprovada:" in response.content.decode()
    assert address(review) not in response.redirect_chain[0][0]
    assert AuditEntry.objects.get(verb="review.decided").details == {"verdict": "approved", "rubric_version": 1}


def test_returned_needs_words(sign_in, cast: Cast, review: Review):
    client = sign_in(cast.teresa)
    refused = client.post(address(review, "decisao/"), {"notice": "2", "verdict": "returned", "feedback": "  "})
    review.refresh_from_db()

    assert refused.status_code == 422
    assert "Para devolver, escreva o recado" in refused.content.decode()
    assert (review.verdict, review.marks) == (Verdict.PENDING, {"notice": 2})  # what was given is kept
    client.post(address(review, "decisao/"), {"verdict": "returned", "feedback": "Confira com o dono."})
    review.refresh_from_db()
    assert review.verdict == Verdict.RETURNED


def test_approved_needs_every_mark(sign_in, cast: Cast, review: Review):
    missing = ALL_MARKS | {"verdict": "approved", "match": ""}
    refused = sign_in(cast.teresa).post(address(review, "decisao/"), missing)

    assert "Falta a nota de 1 critério: Entrega responde ao diagnóstico." in refused.content.decode()


def test_a_verdict_is_one_of_two(sign_in, cast: Cast, review: Review):
    assert sign_in(cast.teresa).post(address(review, "decisao/"), {"verdict": "pending"}).status_code == 422


def test_a_decided_review_stays_until_it_is_reopened(sign_in, cast: Cast, review: Review):
    client = sign_in(cast.teresa)
    client.post(address(review, "decisao/"), ALL_MARKS | {"verdict": "approved"})
    client.post(address(review, "notas/"), {"notice": "1"})
    assert client.post(address(review, "decisao/"), {"verdict": "returned", "feedback": "x"}).status_code == 422
    review.refresh_from_db()
    assert (review.verdict, review.marks["notice"]) == (Verdict.APPROVED, 4)

    client.post(address(review, "reabertura/"))
    review.refresh_from_db()
    assert (review.verdict, review.decided_at) == (Verdict.PENDING, None)


def test_what_was_read_is_not_reopened(sign_in, cast: Cast, review: Review):
    client = sign_in(cast.teresa)
    client.post(address(review, "decisao/"), ALL_MARKS | {"verdict": "approved"})
    Review.objects.filter(pk=review.pk).update(read_at=Review.objects.get(pk=review.pk).decided_at)
    response = client.post(address(review, "reabertura/"), follow=True)

    assert "O agente já leu o recado" in response.content.decode()


@pytest.mark.parametrize("verb", ["", "notas/", "decisao/", "reabertura/"])
def test_another_tutors_sample_is_not_there(sign_in, cast: Cast, review: Review, verb: str):
    client = sign_in(cast.tiago)
    method = client.post if verb else client.get

    assert method(address(review, verb)).status_code == 404


@pytest.mark.parametrize("who", ["marta", "rosangela", "nelson", "ana"])
def test_refuses_those_who_are_no_tutors(sign_in, cast: Cast, review: Review, who: str):
    assert sign_in(getattr(cast, who)).get(address(review)).status_code == 403


def test_sends_strangers_to_the_login(client: Client, review: Review):
    assert client.get(address(review)).status_code == 302


def test_without_a_sample_it_says_what_to_do(sign_in, cast: Cast, november):
    visit(cast.rosangela, cast.mercearia, "2026-11-23")
    text = sign_in(cast.teresa).get("/tutoria/").content.decode()

    assert "Nenhuma visita para revisar agora" in text
    assert "Sortear esta semana" in text
    assert "Sortear a semana passada" not in text


def test_it_takes_few_queries_however_large_the_sample(sign_in, cast: Cast, review: Review, sample: Sample):
    client = sign_in(cast.teresa)
    with_six = queries_of(client, address(review))
    sample.reviews.exclude(pk=review.pk).delete()
    assert with_six == queries_of(client, address(review)) <= 20
