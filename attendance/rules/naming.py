"""What an action may be called and how its SAS codes look (PRG-12, PRG-15, PRG-22, PRG-23)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from attendance.enums import ACTION_PREFIX, AgentKind
from common.problems import Problem

CODE = re.compile(r"[A-Z0-9](?:[A-Z0-9./-]{0,18}[A-Z0-9])?", re.ASCII)
EXAMPLE = {AgentKind.GUIDANCE: "Visitas no Cariri", AgentKind.CREDIT: "Finanças e crédito no Cariri"}
_DASHES = str.maketrans("\u2010\u2011\u2012\u2013\u2014\u2212", "------")


def name_problem(name: str, kind: AgentKind) -> Problem | None:
    """What keeps a name from following its pattern, with the name as it would be right where that can be told."""
    prefix = ACTION_PREFIX[kind]
    if name.startswith(prefix) and name.removeprefix(prefix).strip():
        return None
    rest = _after(prefix, name) or EXAMPLE[kind]
    text = (
        f"O nome de uma ação de {kind.label.lower()} começa com “{prefix}”, com essas letras, espaço, hífen e espaço, "
        f"e depois diz qual ação é. Escreva, por exemplo, “{prefix}{rest}”."
    )
    return Problem("pattern", text, "name")


def _after(prefix: str, name: str) -> str:
    """What somebody wrote behind a beginning that is nearly right: other letters, another dash, no spaces."""
    plain = " ".join(name.translate(_DASHES).split())
    wanted = prefix.strip(" -")
    if not plain.casefold().startswith(wanted.casefold()):
        return ""
    return plain[len(wanted) :].strip(" -")


def code_problems(codes: Mapping[str, str]) -> list[Problem]:
    """Both codes or none; as SAS writes them."""
    if any(codes.values()) and not all(codes.values()):
        missing = next(where for where, code in codes.items() if not code)
        return [Problem("half", "Escreva os dois códigos do SAS, o do projeto e o da ação.", missing)]
    text = "Os códigos do SAS só têm letras maiúsculas, números, ponto, barra e hífen. Confira no SAS."
    return [Problem("code", text, where) for where, code in codes.items() if code and not CODE.fullmatch(code)]


def untied(codes: Mapping[str, str]) -> Problem | None:
    """The second look, right before a record leaves (PRG-15): a code that is missing, or not written as SAS does."""
    for of_what, code in codes.items():
        if not CODE.fullmatch(code):
            text = f"O código do SAS {of_what} falta ou está errado. Corrija no cadastro e reenvie o registro."
            return Problem("untied", text, of_what)
    return None
