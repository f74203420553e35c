"""The toolkit of the annex (DEL-04 to DEL-11) and its bond with the instrument (DEL-02)."""

import json

import pytest

from deliveries.models import Tool
from deliveries.services.catalogue import DATA, journeys, load_tools
from diagnostics.services.instruments import DATA as INSTRUMENTS

TOOLS = json.loads((DATA / "toolkit.json").read_text("utf-8"))["tools"]


@pytest.mark.django_db
def test_it_works():
    assert load_tools() == 46
    tool = Tool.objects.get(key="fluxo-de-caixa")
    assert (tool.unit, tool.theme, tool.is_active, len(tool.steps)) == (None, "Finanças", True, 3)
    for each in Tool.objects.all():
        each.full_clean(exclude=["answers"])  # a tool may answer nothing yet


@pytest.mark.django_db
def test_loading_again_changes_nothing(django_assert_num_queries):
    load_tools()
    with django_assert_num_queries(3):  # one read inside a savepoint
        assert load_tools() == 0


@pytest.mark.django_db
def test_a_changed_text_is_corrected_and_a_switched_off_tool_stays_off():
    load_tools()
    Tool.objects.filter(key="trello").update(summary="Texto velho", is_active=False)
    assert load_tools() == 1
    trello = Tool.objects.get(key="trello")
    assert trello.summary.startswith("Quadro no celular")
    assert not trello.is_active


def test_every_row_of_the_annex_is_there_once():
    assert sorted(tool["row"] for tool in TOOLS) == list(range(1, 47))
    assert len({tool["key"] for tool in TOOLS}) == 46


def test_doubtful_tools_come_switched_off_with_the_reason():
    assert {tool["row"] for tool in TOOLS if not tool["is_active"]} == {7, 8, 13}
    assert all(tool["inactive_because"] for tool in TOOLS if not tool["is_active"])


def test_every_finding_of_the_instruments_has_an_active_tool_with_a_why():
    codes = {
        option["finding"]["code"]
        for path in INSTRUMENTS.glob("*.json")
        for question in json.loads(path.read_text("utf-8"))["questions"]
        for option in question["options"]
        if option["finding"]
    }
    answers = [answer for tool in TOOLS if tool["is_active"] for answer in tool["answers"]]
    assert {answer["finding"] for answer in answers} == codes
    assert all(len(answer["why"]) > 30 for answer in answers)


def test_journeys_have_keys_and_names():
    assert {"cursos", "ali", "credito", "consultoria"} <= {journey["key"] for journey in journeys()}
    assert all(journey["name"] for journey in journeys())
