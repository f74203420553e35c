"""What a unit does with the catalogue, and what its phones carry then (DEL-04)."""

from __future__ import annotations

import pytest

from common.models import AuditEntry, Job
from deliveries.models import Tool, ToolUse
from deliveries.services import toolbox
from deliveries.services.catalogue import tool_names
from deliveries.services.findings import known_findings, matching_table, proposals
from deliveries.services.links import KIND
from diagnostics.services.instruments import load_instruments
from sync.services.content import tools_in

OWN = {
    "name": "Caderno de fiado", "theme": "Finanças", "function": "Cobrar o fiado", "provider": "Sebrae/CE", "url": "",
    "summary": "Folha para anotar quem deve.", "audience": "Mercearias", "steps": ["Anote.", "Some.", "Cobre."],
    "minutes": 10, "answers": [{"finding": "caixa_sem_anotar", "why": "o fiado não fica anotado."}],
}  # fmt: skip


@pytest.fixture
def annex(cast) -> dict[str, Tool]:
    answers = [{"finding": "caixa_sem_anotar", "why": "anota o caixa."}]
    return {
        key: Tool.objects.create(key=key, name=key, theme="x", summary="x", order=order, answers=answers)
        for order, key in enumerate(("um", "dois", "tres"), start=1)
    }


def carried(unit) -> list[str]:
    return [row["key"] for row in tools_in(unit.pk)]


def test_it_works(cast, annex):
    own = toolbox.add_tool(unit=cast.unit, content=OWN, by=cast.ana)
    assert (own.unit, own.key) == (cast.unit, "caderno-de-fiado")
    assert AuditEntry.objects.get(verb="tool.added").actor_id == cast.ana.pk
    assert not Job.objects.filter(kind=KIND).exists()  # it has no address


def test_an_own_tool_comes_first_and_only_in_its_unit(cast, annex, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        toolbox.add_tool(unit=cast.unit, content=OWN, by=cast.ana)
    assert carried(cast.unit) == ["caderno-de-fiado", "um", "dois", "tres"]
    assert carried(cast.bento.unit) == ["um", "dois", "tres"]


def test_a_tool_of_the_annex_is_off_for_one_unit_only(cast, annex, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        toolbox.switch_tool(annex["dois"], unit=cast.unit, on=False, by=cast.ana)
    assert carried(cast.unit) == ["um", "tres"]
    assert carried(cast.bento.unit) == ["um", "dois", "tres"]
    annex["dois"].refresh_from_db()
    assert annex["dois"].is_active  # the annex's own row is as it was
    with django_capture_on_commit_callbacks(execute=True):
        toolbox.switch_tool(annex["dois"], unit=cast.unit, on=True, by=cast.ana)
    assert carried(cast.unit) == ["um", "dois", "tres"]
    assert AuditEntry.objects.filter(verb="tool.switched").count() == 2


@pytest.mark.parametrize(
    ("beside", "order"),
    [
        ({}, ["tres", "um", "dois"]),
        ({"before": "dois"}, ["um", "tres", "dois"]),
        ({"after": "um"}, ["um", "tres", "dois"]),
    ],
)
def test_the_order_is_the_units(cast, annex, beside, order, django_capture_on_commit_callbacks):
    where = {side: annex[key] for side, key in beside.items()}
    with django_capture_on_commit_callbacks(execute=True):
        toolbox.place_tool(annex["tres"], unit=cast.unit, by=cast.ana, **where)
    assert carried(cast.unit) == order
    assert carried(cast.bento.unit) == ["um", "dois", "tres"]
    toolbox.place_tool(annex["tres"], unit=cast.unit, after=annex["dois"], by=cast.ana)
    assert ToolUse.objects.filter(unit=cast.unit).count() == 3


def test_placing_keeps_what_is_off(cast, annex):
    toolbox.switch_tool(annex["um"], unit=cast.unit, on=False, by=cast.ana)
    toolbox.place_tool(annex["tres"], unit=cast.unit, by=cast.ana)
    assert carried(cast.unit) == ["tres", "dois"]


def test_an_adapted_copy_takes_the_place_of_the_annexs(cast, annex, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        copy = toolbox.adapt_tool(annex["dois"], unit=cast.unit, by=cast.ana)
    assert (copy.key, copy.unit, copy.answers) == ("dois-ce", cast.unit, annex["dois"].answers)
    assert carried(cast.unit) == ["um", "dois-ce", "tres"]


def test_keys_are_never_used_twice(cast, annex):
    keys = [toolbox.add_tool(unit=cast.unit, content=OWN | {"name": "Um"}, by=cast.ana).key for _ in range(2)]
    assert keys == ["um-ce", "um-ce-2"]


def test_of_two_tools_with_one_key_the_units_own_gives_the_name(cast, annex):
    """A later annex may bring a key that a unit has; the name is never that of another unit."""
    for unit, name in ((cast.unit, "O nosso"), (cast.bento.unit, "O dos outros")):
        Tool.objects.create(unit=unit, key="um", name=name, theme="x", summary="x")
    assert tool_names(cast.unit.pk) == {"um": "O nosso", "dois": "dois", "tres": "tres"}
    assert tool_names(None)["um"] == "um"


def test_a_new_address_is_looked_at_and_the_old_verdict_goes(cast):
    own = toolbox.add_tool(unit=cast.unit, content=OWN | {"url": "https://a.example/"}, by=cast.ana)
    assert Job.objects.get(kind=KIND).state == "waiting"
    own.link_state, own.link_problem, own.link_failures = "failing", "x", 2
    assert toolbox.correct_tool(own, content={"url": "https://b.example/", "name": own.name}, by=cast.ana) == ["url"]
    own.refresh_from_db()
    assert (own.link_state, own.link_problem, own.link_failures) == ("unchecked", "", 0)
    assert AuditEntry.objects.get(verb="tool.corrected").details == {"fields": ["url"]}


def test_the_matching_table_is_what_phones_propose(cast, annex):
    load_instruments()
    toolbox.switch_tool(annex["um"], unit=cast.unit, on=False, by=cast.ana)
    row = next(row for row in matching_table(cast.unit.pk) if row.finding.code == "caixa_sem_anotar")
    assert [(tool.key, why) for tool, why in row.tools] == [("dois", "anota o caixa."), ("tres", "anota o caixa.")]
    assert [tool.key for tool, _ in row.off] == ["um"]
    assert row.finding.theme == "Finanças"
    assert len(row.finding.conversations) > 1
    found = proposals(["caixa_sem_anotar", "no-such-finding"], cast.unit.pk)
    assert [(each.tool.key, each.why) for each in found] == [("dois", "anota o caixa."), ("tres", "anota o caixa.")]


def test_findings_are_those_of_the_conversations_that_phones_carry(cast):
    assert known_findings(cast.unit.pk) == []
    load_instruments()
    codes = [finding.code for finding in known_findings(cast.unit.pk)]
    assert "caixa_sem_anotar" in codes
    assert len(codes) == len(set(codes))
