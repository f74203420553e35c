"""The draw, the rubric and the signals as pure functions."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews import rules
from reviews.rules import Candidate, Conduct, draw, frame_sha256, sample_size, signals
from reviews.services import rubric

START = datetime(2026, 11, 16, 8, tzinfo=UTC)


@st.composite
def frames(draw_value) -> list[Candidate]:
    """A week: up to 60 visits of up to 8 agents, some of them new."""
    agents = [(f"agent-{n}", draw_value(st.booleans())) for n in range(draw_value(st.integers(1, 8)))]
    frame = []
    for n in range(draw_value(st.integers(1, 60))):
        agent, is_new = draw_value(st.sampled_from(agents))
        frame.append(Candidate(f"visit-{n:03}", agent, START + timedelta(hours=n), draw_value(st.booleans()), is_new))
    return frame


SEEDS = st.integers(min_value=0, max_value=9_999)
SIZES = st.none() | st.integers(min_value=1, max_value=70)


@given(frames(), SEEDS, SIZES, st.randoms(use_true_random=False))
def test_the_same_frame_and_seed_draw_the_same_visits(frame, seed: int, size: int | None, dice: random.Random):
    shuffled = frame[:]
    dice.shuffle(shuffled)

    assert draw(frame, seed=seed, size=size) == draw(shuffled, seed=seed, size=size)
    assert frame_sha256(c.id for c in frame) == frame_sha256(c.id for c in shuffled)


@given(frames(), SEEDS, SIZES)
def test_a_draw_can_be_repeated_with_the_number_drawn(frame, seed: int, size: int | None):
    first = draw(frame, seed=seed, size=size)

    assert draw(frame, seed=seed, size=len(first)) == first


@given(frames(), SEEDS, SIZES)
def test_every_agent_is_in_it_once_and_new_ones_twice(frame, seed: int, size: int | None):
    by_id = {visit.id: visit for visit in frame}
    drawn = [by_id[each.id] for each in draw(frame, seed=seed, size=size)]

    assert len({visit.id for visit in drawn}) == len(drawn)
    for agent in {visit.agent for visit in frame}:
        made = [visit for visit in frame if visit.agent == agent]
        least = min(len(made), 2 if made[0].is_new_agent else 1)
        assert sum(visit.agent == agent for visit in drawn) >= least


@given(frames(), SEEDS)
def test_every_visit_says_why_it_was_drawn(frame, seed: int):
    reasons = {rules.EVERY_AGENT, rules.NEW_AGENT, rules.NOT_ATTENDED, rules.AT_RANDOM}

    assert {each.because for each in draw(frame, seed=seed)} <= reasons


def test_the_size_is_15_percent_between_all_agents_and_24():
    def week(visits: int, agents: int, *, new: bool = False) -> list[Candidate]:
        return [Candidate(str(n), str(n % agents), START, True, new) for n in range(visits)]

    assert sample_size(week(100, 5)) == 15
    assert sample_size(week(1000, 5)) == 24
    assert sample_size(week(40, 30)) == 30
    assert sample_size(week(40, 5, new=True)) == 10
    assert sample_size(week(2, 1, new=True)) == 2
    assert draw([], seed=1) == []


def test_the_rubric_has_examples_for_1_3_and_5():
    assert rubric().version == 1
    assert len(rubric().criteria) == 5
    assert all(set(criterion.examples) == {"1", "3", "5"} for criterion in rubric().criteria)
    assert [c.key for c in rubric().for_visit(is_attended=False)] == ["record"]


@given(st.dictionaries(st.sampled_from(["notice", "match", "oops"]), st.text(max_size=3)))
def test_only_marks_of_1_to_5_are_kept(raw: dict[str, str]):
    cleaned = rules.clean_marks(raw, rubric().criteria)

    assert set(cleaned) <= {"notice", "match"}
    assert all(1 <= mark <= 5 for mark in cleaned.values())


@pytest.mark.parametrize(
    ("conduct", "codes"),
    [
        (Conduct(is_attended=True, minutes=22, distance_m=24), []),
        (Conduct(is_attended=True, minutes=4), ["short"]),
        (Conduct(is_attended=False, minutes=4), []),
        (Conduct(is_attended=True, minutes=121), ["long"]),
        (Conduct(is_attended=True, minutes=22, distance_m=301), ["far"]),
        (Conduct(is_attended=True, minutes=22, position_is_missing=True), ["no_position"]),
        (Conduct(is_attended=True, minutes=22, timings={"a": 3, "b": 5, "c": 0}), ["fast"]),
        (Conduct(is_attended=True, minutes=22, flags=["clock_skew", "brand_new"]), ["clock_skew", "brand_new"]),
    ],
)
def test_signals_of_a_visit(conduct: Conduct, codes: list[str]):
    assert [signal.code for signal in signals(conduct)] == codes


@pytest.mark.parametrize(("answered", "told"), [({"no_map"}, False), ({"no_cash"}, True), (set(), True)])
def test_a_delivery_that_misses_the_biggest_gap(answered: set[str], told: bool):
    conduct = Conduct(
        is_attended=True, minutes=22, findings=[("no_map", "Não aparece no mapa"), ("no_cash", "Sem caixa")],
        answered_findings=frozenset(answered), deliveries=1,
    )  # fmt: skip

    assert [signal.where for signal in signals(conduct)] == (["delivery"] if told else [])
