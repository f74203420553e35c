"""Which findings the unit's conversations can tell, and which tools answer them: the matching as a table (DEL-02)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from deliveries.models import Tool
from deliveries.rules import answers_to, match
from diagnostics.services.use import carried_in


@dataclass
class KnownFinding:
    """A gap that a conversation can find, in the client's words."""

    code: str
    text: str
    theme: str
    conversations: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Answered:
    """A finding with the tools that answer it, the first to be proposed first; `off`: the unit switched it off."""

    finding: KnownFinding
    tools: Sequence[tuple[Tool, str]]
    off: Sequence[tuple[Tool, str]]


@dataclass(frozen=True)
class Proposed:
    """A tool that the rule proposes, for which finding and why."""

    tool: Tool
    finding: KnownFinding
    why: str


def known_findings(unit_id: UUID | None) -> list[KnownFinding]:
    """The findings of the conversations that the unit's phones carry, in their order, each once."""
    found: dict[str, KnownFinding] = {}
    for version in carried_in(unit_id):
        definition = version.definition
        themes = {theme["key"]: theme["name"] for theme in definition.get("themes", ())}
        for question in definition.get("questions", ()):
            for told in (option["finding"] for option in question.get("options") or () if option["finding"]):
                theme = themes.get(question["theme"], question["theme"])
                known = found.setdefault(told["code"], KnownFinding(told["code"], told["text"], theme))
                if definition["title"] not in known.conversations:
                    known.conversations.append(definition["title"])
    return list(found.values())


def matching_table(unit_id: UUID | None) -> list[Answered]:
    """Finding → tools → why, as phones will propose them."""
    tools = list(Tool.objects.known_in(unit_id))
    rows = [_plain(tool) for tool in tools]
    by_key = {tool.key: tool for tool in tools}
    table = []
    for finding in known_findings(unit_id):
        answers = [(by_key[row["key"]], why) for row, why in answers_to(finding.code, rows)]
        on = [answer for answer in answers if answer[0].is_on]  # type: ignore[attr-defined]  # annotated by known_in
        table.append(Answered(finding, on, [answer for answer in answers if answer not in on]))
    return table


def proposals(codes: Sequence[str], unit_id: UUID | None) -> list[Proposed]:
    """What a phone would propose for these findings, the most useful named first: at most three tools."""
    known = {finding.code: finding for finding in known_findings(unit_id)}
    told = [{"code": code, "rank": rank} for rank, code in enumerate(dict.fromkeys(codes), start=1) if code in known]
    tools = {tool.key: tool for tool in Tool.objects.offered_in(unit_id)}
    found = match(told, [_plain(tool) for tool in tools.values()])
    return [Proposed(tools[each["tool"]], known[each["finding"]], each["why"]) for each in found]


def _plain(tool: Tool) -> Mapping[str, Any]:
    return {"key": tool.key, "answers": tool.answers}
