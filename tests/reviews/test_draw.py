"""Drawing a week's sample."""

from __future__ import annotations

from datetime import date

import pytest

from common.models import AuditEntry
from reviews.models import Sample
from reviews.services import draw_sample, drawn_again
from reviews.tasks import draw_last_week
from tests.cast import Cast
from tests.dashboard.world import NOW, visit
from tests.reviews.conftest import WEEK


def test_it_works(sample: Sample, week, cast: Cast):
    reviews = list(sample.reviews.order_by("position"))

    assert (sample.frame_size, len(reviews)) == (20, 6)
    assert {review.visit.agent for review in reviews} == {cast.rosangela, cast.davi}
    assert all(review.drawn_because.endswith(f", semente {sample.seed}") for review in reviews)
    assert [r.visit.started_at for r in reviews] == sorted(r.visit.started_at for r in reviews)


def test_it_can_be_drawn_again(sample: Sample):
    assert drawn_again(sample) == [str(r.visit_id) for r in sample.reviews.order_by("position")]


def test_what_arrives_later_does_not_change_it(sample: Sample, cast: Cast):
    visit(cast.davi, cast.padaria, "2026-11-20", "17:00", received_at=NOW.replace(hour=23))

    assert drawn_again(sample) is not None


def test_a_visit_that_vanished_is_noticed(sample: Sample, week):
    drawn = set(sample.reviews.values_list("visit_id", flat=True))
    other = next(made for made in week if made.pk not in drawn and made.outcome == "refused")
    other.visited_on = date(2026, 11, 2)
    other.save()

    assert drawn_again(sample) is None


def test_a_second_draw_gives_the_same_sample(sample: Sample, cast: Cast):
    again = draw_sample(region=cast.cariri, tutor=cast.teresa, week_starts_on=WEEK, by=cast.teresa)

    assert again == sample
    assert Sample.objects.count() == 1


def test_an_empty_week_draws_nothing(cast: Cast, november):
    assert draw_sample(region=cast.cariri, tutor=cast.teresa, week_starts_on=WEEK, by=cast.teresa) is None


def test_new_agents_give_a_second_visit(cast: Cast, week):
    cast.davi.created_at = NOW.replace(day=2)
    cast.davi.save()
    drawn = draw_sample(region=cast.cariri, tutor=cast.teresa, week_starts_on=WEEK, by=None, size=1)

    reasons = drawn.reviews.filter(visit__agent=cast.davi).values_list("drawn_because", flat=True)
    assert sum("menos de 60 dias" in reason for reason in reasons) == 1


def test_the_draw_is_audited_without_names(sample: Sample, cast: Cast):
    entry = AuditEntry.objects.get(verb="sample.drawn")

    assert entry.actor_id == cast.teresa.pk
    assert entry.details == {"seed": sample.seed, "frame": 20, "drawn": 6}


def test_beat_draws_last_week_for_every_tutor(cast: Cast, week):
    draw_last_week()
    draw_last_week()

    assert list(Sample.objects.values_list("tutor", "week_starts_on")) == [(cast.teresa.pk, WEEK)]


def test_the_tutor_draws_a_week(sign_in, cast: Cast, week):
    client = sign_in(cast.teresa)
    assert "Sortear a semana passada" in client.get("/tutoria/").content.decode()
    response = client.post("/tutoria/sorteio/", {"semana": "2026-11-16"}, follow=True)

    assert "Amostra sorteada: 3 de 20 visitas." in response.content.decode()


@pytest.mark.parametrize("week_asked", ["2026-11-02", "2026-12-07", "amanhã", ""])
def test_refuses_other_weeks(sign_in, cast: Cast, week, week_asked: str):
    response = sign_in(cast.teresa).post("/tutoria/sorteio/", {"semana": week_asked}, follow=True)

    assert "não pode ser sorteada agora" in response.content.decode()
    assert not Sample.objects.exists()


def test_says_so_when_nothing_has_arrived(sign_in, cast: Cast, november):
    client = sign_in(cast.teresa)
    text = client.get("/tutoria/").content.decode()
    response = client.post("/tutoria/sorteio/", {"semana": "2026-11-16"}, follow=True)

    assert "Ainda não chegou visita nesta semana nem na passada." in text
    assert "Sortear" not in text
    assert "não pode ser sorteada agora" in response.content.decode()


@pytest.mark.parametrize("who", ["marta", "rosangela", "nelson"])
def test_refuses_those_who_are_no_tutors(sign_in, cast: Cast, who: str):
    assert sign_in(getattr(cast, who)).post("/tutoria/sorteio/").status_code == 403
