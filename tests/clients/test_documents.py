"""CNPJ and CPF (domain facts 1.2 to 1.4): the shared cases, and properties over any number and any text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clients.rules import (
    cnpj_problem,
    cpf_problem,
    format_cnpj,
    format_cpf,
    format_phone,
    normalize_cnpj,
    normalize_cpf,
)
from common.problems import Problem
from tests.javascript import ask, shared

CNPJ_CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
DIGITS = "0123456789"


def check_digits(base, top):
    """The standard's own sums, written apart: weights 2, 3 … from the right, back to 2 after `top`."""
    for _ in range(2):
        weights = [2 + position % (top - 1) for position in range(len(base))]
        rest = sum(w * (ord(c) - 48) for w, c in zip(weights, reversed(base), strict=True)) % 11
        base += "0" if rest < 2 else str(11 - rest)
    return base


cnpjs = (
    st.text(CNPJ_CHARACTERS, min_size=12, max_size=12).filter(lambda t: t != "0" * 12).map(lambda t: check_digits(t, 9))
)
cpfs = st.text(DIGITS, min_size=9, max_size=9).map(lambda t: check_digits(t, 11)).filter(lambda t: len(set(t)) > 1)
texts = st.text() | st.text("0123456789ABZabz.-/ *١２\u00a0", max_size=20) | cnpjs | cpfs


@pytest.mark.parametrize("case", shared("cnpj"), ids=lambda case: case["text"] or "-")
def test_cnpj_cases(case):
    problem = cnpj_problem(case["text"])
    assert (problem and {"code": problem.code, "message": problem.message}) == case["problem"]
    assert (normalize_cnpj(case["text"]), format_cnpj(case["text"])) == (case["normalized"], case["formatted"])


@pytest.mark.parametrize("case", shared("cpf"), ids=lambda case: case["text"] or "-")
def test_cpf_cases(case):
    problem = cpf_problem(case["text"])
    assert (problem and {"code": problem.code, "message": problem.message}) == case["problem"]
    assert (normalize_cpf(case["text"]), format_cpf(case["text"])) == (case["normalized"], case["formatted"])


@given(cnpjs)
def test_every_cnpj_with_right_digits_passes_in_every_dress(number):
    for text in (number, number.lower(), format_cnpj(number), f" {format_cnpj(number)}\n"):
        assert cnpj_problem(text) is None
        assert normalize_cnpj(text) == number


@given(cpfs)
def test_every_cpf_with_right_digits_passes_in_every_dress(number):
    for text in (number, format_cpf(number), f" {format_cpf(number)}\n"):
        assert cpf_problem(text) is None
        assert normalize_cpf(text) == number


@given(cnpjs, st.integers(0, 13), st.sampled_from(CNPJ_CHARACTERS))
def test_a_changed_character_is_refused_unless_the_digits_fit_again(number, position, character):
    """Mod 11 does not see every change (6 and A weigh the same), so the standard's own sums decide."""
    changed = number[:position] + character + number[position + 1 :]
    fits = changed == check_digits(changed[:12], 9) and changed != "0" * 14
    assert (cnpj_problem(changed) is None) == fits
    assert not fits or changed == number or position < 12  # a changed check digit never fits


@given(cpfs, st.integers(0, 10), st.sampled_from(DIGITS))
def test_a_changed_digit_is_refused_unless_the_digits_fit_again(number, position, digit):
    changed = number[:position] + digit + number[position + 1 :]
    fits = changed == check_digits(changed[:9], 11) and len(set(changed)) > 1
    assert (cpf_problem(changed) is None) == fits
    assert not fits or changed == number or position < 9


@given(texts)
def test_any_text_gives_nothing_or_a_problem_in_words(text):
    for problem in (cnpj_problem(text), cpf_problem(text)):
        assert problem is None or (isinstance(problem, Problem) and problem.message.endswith("."))


@settings(max_examples=5, deadline=None)
@given(st.lists(texts, min_size=60, max_size=200))
def test_the_phone_says_the_same(batch):
    answers = ask([{"rule": "documents", "text": text} for text in batch])
    for text, answer in zip(batch, answers, strict=True):
        cnpj, cpf = cnpj_problem(text), cpf_problem(text)
        assert answer["cnpj"] == [normalize_cnpj(text), cnpj and cnpj.message]
        assert answer["cpf"] == [normalize_cpf(text), cpf and cpf.message]


@pytest.mark.parametrize(
    ("held", "read"),
    [
        ("88910200020", "(88) 91020-0020"), ("8835210020", "(88) 3521-0020"), ("0800 570 0800", "0800 570 0800"),
        ("+5588910200020", "+5588910200020"), ("", ""),
    ],
)  # fmt: skip
def test_a_telephone_as_one_reads_it(held: str, read: str) -> None:
    assert format_phone(held) == read
