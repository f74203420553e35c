"""Which tools answer the gaps (DEL-02), and what keeps a visit from being finished (PRM-06).

The phone runs the twins static/js/rules/match.js and closing.js over tests/shared_cases/{match,closing}.json.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from clients.rules import cpf_problem
from common.problems import Problem
from diagnostics.rules import missing_answers, score

AT_MOST = 3  # tools offered at the door
OUTCOMES = frozenset({"attended", "come_back", "owner_away", "closed", "refused", "moved", "not_found"})
MODES = frozenset({"digital", "in_person", "assisted", "self_service"})
_MOMENT = re.compile(
    r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?"
    r"(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])"
)

Document = Mapping[str, Any]

# --- which tools answer the gaps (DEL-02)


def match(findings: Iterable[Mapping[str, Any]], tools: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Up to three tools, each once: `{tool, finding, why}`, by finding rank, then by the tools' order.

    Every finding gets its first free tool before any finding gets a second one, so that three gaps are answered rather
    than one gap three times.
    """
    ranked = sorted(findings, key=lambda finding: finding["rank"])
    taken: set[str] = set()
    chosen: list[tuple[int, int, dict[str, str]]] = []
    for _ in range(AT_MOST):
        for position, finding in enumerate(ranked):
            found = _first_answer(finding["code"], tools, taken) if len(chosen) < AT_MOST else None
            if found:
                order, offer = found
                taken.add(offer["tool"])
                chosen.append((position, order, offer))
    return [offer for _, _, offer in sorted(chosen, key=lambda each: each[:2])]


def _first_answer(code: str, tools: Sequence[Mapping[str, Any]], taken: set[str]) -> tuple[int, dict[str, str]] | None:
    for order, tool in enumerate(tools):
        if tool["key"] in taken:
            continue
        for answer in tool.get("answers") or ():
            if answer["finding"] == code:
                return order, {"tool": tool["key"], "finding": code, "why": answer["why"]}
    return None


def answers_to(code: str, tools: Iterable[Mapping[str, Any]]) -> list[tuple[Mapping[str, Any], str]]:
    """Every tool that answers a finding, in the tools' order, each with why: the rule as a table."""
    return [
        (tool, answer["why"]) for tool in tools for answer in tool.get("answers") or () if answer["finding"] == code
    ]


def is_own_choice(tool: str | None, proposed: Iterable[str] | None, because: str) -> bool:
    """Whether the agent chose something else than what was proposed; old phones tell only the reason."""
    return _said(because) or (proposed is not None and tool not in set(proposed))


# --- addresses of tools (DEL-11)

GONE = frozenset({404, 410})
NOT_FOR_ROBOTS = frozenset({401, 402, 403, 405, 406, 429, 451, 999})  # somebody is at home and does not let us in
PATIENCE = 3  # looks in a row that found nothing before an address counts as broken


@dataclass(frozen=True)
class Looked:
    """What an address said: the last status, or why none came. `is_hopeless`: no later look can find anything."""

    status: int = 0
    failure: str = ""
    is_hopeless: bool = False


def link_verdict(looked: Looked, failures: int) -> tuple[str, str, int]:
    """State of an address, why in words, and failures in a row: one bad day of a site is no reason to drop it."""
    if looked.status and (looked.status < 400 or looked.status in NOT_FOR_ROBOTS):
        return "works", "", 0
    if looked.status in GONE:
        return "broken", f"A página não existe mais (resposta {looked.status}).", failures + 1
    why = looked.failure or f"O site respondeu com erro ({looked.status})."
    is_broken = looked.is_hopeless or failures + 1 >= PATIENCE
    return "broken" if is_broken else "failing", why, failures + 1


_TUNNELS = tuple(ipaddress.ip_network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32"))


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet: never this machine, its network, or a way round to them."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            ip = ip.ipv4_mapped
        elif ip.is_site_local or any(ip in net for net in _TUNNELS):
            return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


# --- what keeps a visit from being finished (PRM-06)


def closing_problems(document: Document, definition: Mapping[str, Any] | None) -> list[Problem]:
    """What keeps a visit from being finished, in the order of the visit's sections; warnings have `blocks` false.

    An attended visit needs the notice answered (a refusal is an answer), a person with a name, the conversation, a
    delivery that was explained and answers a finding (PRM-06, DEL-01, DEL-02) and a mode to go on (PRM-02). A client
    who does not want the questions may be attended by active listening (DIA-01): it takes notes and a guidance.
    "Come back" needs a time; every other outcome needs only itself. Parts that are not there yet count as missing.
    """
    problems = [*_times(document)]
    if document.get("outcome") not in OUTCOMES:
        return [Problem("no_outcome", "Diga como foi a visita: toque em uma das opções.", "outcome"), *problems]
    if document["outcome"] == "come_back":
        return [*problems, *_return(document, is_needed=True)]
    if document["outcome"] != "attended":
        return problems
    for section in _SECTIONS:
        problems.extend(section(document, definition))
    return problems


def _times(document: Document) -> Iterable[Problem]:
    started, finished = moment(document.get("started_at")), moment(document.get("finished_at"))
    if started and finished and finished < started:
        yield Problem(
            "finished_before_started",
            "O relógio do aparelho mudou durante a visita. Acerte a data e a hora e conclua de novo.",
            "outcome",
        )


def _notice(document: Document, _: Mapping[str, Any] | None) -> Iterable[Problem]:
    consent = document.get("consent") or {}
    if consent.get("proof") not in ("signature", "spoken"):
        yield Problem("no_notice", "Mostre o aviso de privacidade e anote a resposta.", "notice")
    elif consent["proof"] == "signature" and not _said(consent.get("signature")):
        yield Problem("no_signature", "Falta a assinatura. Peça para assinar ou anote o aceite de viva voz.", "notice")


def _person(document: Document, _: Mapping[str, Any] | None) -> Iterable[Problem]:
    person = document.get("person") or {}
    if not _said(person.get("name")):
        yield Problem("no_person", "Escreva o nome de quem foi atendido.", "person")
    cpf = person.get("cpf") or ""
    if not cpf:  # SOL-04: no attendance is registered without the consumer's identity
        message = "Sem o CPF, a visita fica guardada, mas não é registrada no SAS. Peça o CPF se a pessoa quiser dar."
        yield Problem("no_cpf", message, "person", blocks=False)
    elif problem := cpf_problem(cpf):
        yield Problem("cpf_" + problem.code, problem.message, "person")


def _conversation(document: Document, definition: Mapping[str, Any] | None) -> Iterable[Problem]:
    diagnosis = document.get("diagnosis")
    if diagnosis is None:
        if not _said(document.get("notes")):
            message = "Faça as perguntas ou escreva nas notas o que o cliente contou."
            yield Problem("no_conversation", message, "conversation")
        elif not any(_said(delivery.get("guidance")) for delivery in document.get("deliveries") or ()):
            message = "Sem as perguntas, escreva a orientação que você deu."
            yield Problem("no_guidance", message, "delivery")
        return
    missing = missing_answers(definition, diagnosis.get("answers") or {}) if definition else []
    if missing:
        falta = "Falta 1 resposta" if len(missing) == 1 else f"Faltam {len(missing)} respostas"
        message = f"{falta}. Pergunte ou marque “Não sabe ou prefere não dizer”."
        yield Problem("answers_missing", message, "conversation")


def _delivery(document: Document, definition: Mapping[str, Any] | None) -> Iterable[Problem]:
    deliveries = [each for each in document.get("deliveries") or () if each.get("tool") or _said(each.get("guidance"))]
    if not deliveries:
        yield Problem(
            "no_delivery", "Deixe uma coisa útil com o cliente: uma ferramenta ou uma orientação.", "delivery"
        )
        return
    explained = [each for each in deliveries if each.get("was_explained") is True]
    if not explained:
        yield Problem("not_explained", "Explique ao cliente o que fica com ele e marque que explicou.", "delivery")
        return
    codes = finding_codes(document, definition)
    if codes and not any(_answers_or_was_chosen(each, codes) for each in explained):
        message = "Escolha algo que responda a um ponto da conversa, ou conte por que escolheu outra coisa."
        yield Problem("answers_no_finding", message, "delivery")


def _next_step(document: Document, _: Mapping[str, Any] | None) -> Iterable[Problem]:
    step = document.get("next_step") or {}
    if step.get("mode") not in MODES or not _said(step.get("destination")):
        yield Problem("no_next_step", "Pergunte como o cliente quer continuar e marque a escolha.", "next_step")
    yield from _return(document, is_needed=False)


_SECTIONS: tuple[Callable[[Document, Mapping[str, Any] | None], Iterable[Problem]], ...] = (
    _notice,
    _person,
    _conversation,
    _delivery,
    _next_step,
)


def _return(document: Document, *, is_needed: bool) -> Iterable[Problem]:
    contact = document.get("contact")
    due, started = moment((contact or {}).get("due_at")), moment(document.get("started_at"))
    if due is None and (is_needed or contact is not None):
        yield Problem("no_return", "Combine o dia e a hora de voltar.", "next_step")
    elif due and started and due <= started:
        yield Problem("return_in_the_past", "O dia de voltar já passou. Escolha outro dia e hora.", "next_step")


def finding_codes(document: Document, definition: Mapping[str, Any] | None) -> set[str]:
    """What the conversation told: the codes of its findings."""
    diagnosis = document.get("diagnosis")
    if not diagnosis:
        return set()
    result = score(definition, diagnosis.get("answers") or {}) if definition else diagnosis.get("result") or {}
    return {finding["code"] for finding in result.get("findings") or ()}


def _answers_or_was_chosen(delivery: Mapping[str, Any], codes: set[str]) -> bool:
    return not codes.isdisjoint(delivery.get("findings") or ()) or _said(delivery.get("own_choice_because"))


def _said(value: Any) -> bool:
    return isinstance(value, str) and value.strip(" \t\r\n\u00a0") != ""


def moment(value: Any) -> datetime | None:
    """An ISO 8601 moment with a zone, to the millisecond; anything else is no moment."""
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        return None
    try:
        read = datetime.fromisoformat(value).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return read.replace(microsecond=read.microsecond // 1000 * 1000)
