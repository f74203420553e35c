"""Conditions in words: who reads a conversation on screen sees no expression."""

import json

import pytest
from hypothesis import given, settings

from diagnostics.rules.conditions import condition_in_words
from diagnostics.rules.expressions import compile_expression
from diagnostics.services.instruments import DATA
from diagnostics.services.reading import parts_of
from tests.diagnostics.instruments import instruments

HELP = [("nao", "Não"), ("sebrae", "Sim, do Sebrae"), ("outra", "Sim, de outra")]
NET = [("rua", "Na rua"), ("net", "Na rede")]
QUESTIONS = {
    "ajuda": {"key": "ajuda", "kind": "single", "text": "Já teve ajuda?", "options": HELP},
    "gente": {"key": "gente", "kind": "number", "text": "Quantas pessoas?", "options": []},
    "casa": {"key": "casa", "kind": "number", "text": "Quantas da família?", "options": []},
    "onde": {"key": "onde", "kind": "multiple", "text": "Onde vende?", "options": NET},
    "ramo": {"key": "ramo", "kind": "text", "text": "Qual é o ramo de trabalho, nas palavras de quem responde?" * 2,
             "options": []},
}  # fmt: skip
for each in QUESTIONS.values():
    each["options"] = [{"key": key, "text": text} for key, text in each["options"]]
KINDS = {key: question["kind"] for key, question in QUESTIONS.items()}


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("${ajuda} = 'sebrae'", "respondeu “Sim, do Sebrae” a “Já teve ajuda?”"),
        ("${ajuda} != 'nao'", "não respondeu “Não” a “Já teve ajuda?”"),
        ("${ajuda} != ''", "respondeu a “Já teve ajuda?”"),
        ("${ajuda} = ''", "não respondeu a “Já teve ajuda?”"),
        (
            "selected(${ajuda}, 'sebrae') or selected(${ajuda}, 'outra')",
            "respondeu “Sim, do Sebrae” a “Já teve ajuda?” ou respondeu “Sim, de outra” a “Já teve ajuda?”",
        ),
        ("selected(${onde}, 'rua')", "marcou “Na rua” em “Onde vende?”"),
        ("selected(${onde}, 'rua') or selected(${onde}, 'net')", "marcou “Na rua” ou “Na rede” em “Onde vende?”"),
        ("not(selected(${onde}, 'rua'))", "não marcou “Na rua” em “Onde vende?”"),
        ("count-selected(${onde}) >= 2", "o número de opções marcadas em “Onde vende?” é no mínimo 2"),
        ("${gente} > 1", "a resposta a “Quantas pessoas?” é maior que 1"),
        ("1 < ${gente}", "a resposta a “Quantas pessoas?” é maior que 1"),
        ("${gente} <= ${casa}", "a resposta a “Quantas pessoas?” é no máximo a resposta a “Quantas da família?”"),
        ("not(${gente} > 1)", "não é verdade que a resposta a “Quantas pessoas?” é maior que 1"),
        (
            "${gente} = 1 and (${ajuda} = 'nao' or ${casa} != 2)",
            "a resposta a “Quantas pessoas?” é igual a 1; e respondeu “Não” a “Já teve ajuda?” ou a resposta a "
            "“Quantas da família?” é diferente de 2",
        ),
    ],
)
def test_says_it_in_words(expression, words):
    assert condition_in_words(compile_expression(expression, KINDS), QUESTIONS) == words


def test_a_constraint_speaks_of_its_own_answer():
    logic = compile_expression(". <= ${gente}", KINDS, "casa")
    assert condition_in_words(logic, QUESTIONS, "casa") == "a resposta é no máximo a resposta a “Quantas pessoas?”"
    logic = compile_expression("count-selected(.) <= 2", KINDS, "onde")
    assert condition_in_words(logic, QUESTIONS, "onde") == "o número de opções marcadas nesta pergunta é no máximo 2"


def test_a_long_question_is_cut():
    words = condition_in_words(compile_expression("${ramo} != ''", KINDS), QUESTIONS)
    assert (words.endswith("…”"), len(words) < 90) == (True, True)


@pytest.mark.parametrize("path", sorted(DATA.glob("*.json")), ids=lambda path: path.stem)
def test_no_expression_is_shown_of_what_ships(path):
    definition = json.loads(path.read_text("utf-8"))
    said = [line for _, lines in parts_of(definition) for line in lines]
    assert [bool(line.condition) for line in said] == [bool(q["relevant"]) for q in definition["questions"]]
    assert not [
        line for line in said if any(sign in line.condition + line.limit for sign in ("${", "selected(", "_na"))
    ]


@settings(max_examples=25, deadline=None, database=None)
@given(instruments())
def test_any_condition_that_may_be_published_has_words(definition):
    for _, lines in parts_of(definition):
        for line in lines:
            assert not line.question["relevant"] or line.condition.startswith("Só se ")
            assert "${" not in line.condition + line.limit
