"""What of a spreadsheet fits no definition, cell by cell and in the writer's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec

from diagnostics.checks.shape import FindingShape, InstrumentShape, LevelShape, OptionShape, QuestionShape, ThemeShape
from diagnostics.services.workbook import Row
from diagnostics.services.xlsform_sheets import Reading

Json = dict[str, Any]


class Cell(NamedTuple):
    """The column that a field comes from, and what to say of one that does not fit."""

    column: str
    rule: str
    absent: str = ""


_NAME = "tem letras sem acento, números e _, começa com letra e vai até 40"
TOLD: Mapping[type[msgspec.Struct], Mapping[str, Cell]] = {
    QuestionShape: {
        "key": Cell("name", f"O nome {_NAME}."),
        "text": Cell("label", "O texto da pergunta vai até 240 letras.", "Falta o texto da pergunta (label)."),
        "help": Cell("hint", "A dica vai até 240 letras."),
        "weight": Cell("weight", "O peso vai de 1 a 10."),
        "constraint_message": Cell("constraint_message", "A mensagem vai até 240 letras."),
    },
    ThemeShape: {
        "key": Cell("name", f"O nome do grupo {_NAME}.", "Falta o nome do grupo (name)."),
        "name": Cell("label", "O nome do tema vai até 240 letras.", "Falta o nome do tema (label)."),
    },
    OptionShape: {
        "key": Cell(
            "name", "O nome da opção tem letras sem acento, números, _, - e ponto, até 40.",
            "Falta o nome da opção (name).",
        ),
        "text": Cell("label", "O texto da opção vai até 240 letras.", "Falta o texto da opção (label)."),
        "points": Cell("points", "Os pontos vão de 0 a 4."),
    },
    FindingShape: {
        "code": Cell("finding", f"O código do ponto achado {_NAME}."),
        "text": Cell("finding_text", "O texto do ponto achado vai até 240 letras."),
    },
    LevelShape: {
        "from": Cell("from", "O nível começa entre 0 e 100."),
        "name": Cell("name", "O nome do nível vai até 60 letras.", "Falta o nome do nível (name)."),
        "meaning": Cell("meaning", "O significado vai até 240 letras."),
    },
    InstrumentShape: {
        "title": Cell("form_title", "O título vai até 240 letras."),
        "minutes": Cell("minutes", "A conversa leva de 1 a 120 minutos."),
    },
}  # fmt: skip
MANY = {
    "questions": "A conversa tem de 1 a 200 perguntas.",
    "themes": "A conversa tem até 30 temas (grupos).",
    "levels": "O resultado tem até 10 níveis.",
}


def check(shape: type[msgspec.Struct], value: Json, row: Row, reading: Reading) -> None:
    """Name each cell of a row whose value the shape does not take."""
    told = TOLD[shape]
    for each in msgspec.structs.fields(shape):
        name = each.encode_name
        if name in told and name in value and not _fits(value[name], each.type):
            cell = told[name]
            is_absent = value[name] == "" and cell.absent
            reading.wrong("does_not_fit", cell.absent if is_absent else cell.rule, row.at(cell.column))


def check_counts(definition: Json, reading: Reading) -> None:
    """Name what there is too much of; the parts themselves fit already."""
    for each in msgspec.structs.fields(InstrumentShape):
        if each.name in MANY and not _fits(definition[each.name], each.type):
            where = "levels" if each.name == "levels" else "survey"
            reading.wrong("too_many", MANY[each.name], where)


def _fits(value: Any, kind: Any) -> bool:
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError:
        return False
    return True
