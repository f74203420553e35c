"""pyxform's own example forms, as `tools/samples.py` brings them: each is imported whole, or named by sheet and cell.

The older ones (.xls) are refused as they are; saved anew as .xlsx, as the refusal says, they are read like the others.
"""

import io
import json
import re
from collections import Counter
from functools import cache

import openpyxl
import pytest
import xlrd

from diagnostics.services import xlsform_sheets
from diagnostics.services.workbook import read_workbook
from diagnostics.services.xlsform import read_form
from diagnostics.services.xlsform_out import write_form
from tests.javascript import ROOT, samples

FORMS = samples("pyxform", "*.xls*")
PLACE = re.compile(r"(?P<sheet>[^,]+)(, (célula [A-Z]{1,2}\d+|linha \d+))?")
READ = re.compile(  # columns, as their authors wrote them
    r"type|name|list[ _]name|disabled|(label|caption|hint|constraint[ _]message)(::?.+)?|required|relevance|points"
    r"|finding(_text)?|(bind: ?)?(relevant|constraint|jr:constraintMsg)|form_title|form_id|title|id_string|version"
    r"|default_language",
    re.IGNORECASE,
)
SUPPORTED = re.compile(
    r"text|string|int(eger)?|note|(begin|end)[ _]group|select([ _](one|multiple)|(_| )all that apply)( from)?\s+\S+"
    r"( or[ _]other| or specify other)?",
    re.IGNORECASE,
)
IMPORTED = {  # what is in them is within what this product supports
    "badly_named_choices_sheet", "blank_second_row", "extra_sheet_names", "ict_survey_fails", "instance_xmlns_test",
    "settings", "specify_other", "style_settings", "text_and_integer", "yes_or_no_question",
}  # fmt: skip


def saved_as_xlsx(path):
    """An .xls as a person's spreadsheet program saves it in the newer format."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for old in xlrd.open_workbook(path).sheets():
        sheet = made.create_sheet(old.name[:31])
        for row in range(old.nrows):
            sheet.append([value if value != "" else None for value in old.row_values(row)])
    packed = io.BytesIO()
    made.save(packed)
    return packed.getvalue()


@cache
def content(path):
    return path.read_bytes() if path.suffix == ".xlsx" else saved_as_xlsx(path)


@cache
def imported(path):
    return read_form(content(path))


@cache
def workbook(path):
    return read_workbook(content(path))


def short(path):
    return path.stem.partition("-")[2]


each_form = pytest.mark.parametrize("path", FORMS, ids=short)


def test_all_of_them_are_here():
    assert Counter(path.suffix for path in FORMS) == {".xls": 35, ".xlsx": 17}


@each_form
def test_is_imported_or_refused_with_what_and_where(path):
    read = imported(path)
    assert (read.definition is not None) == (short(path) in IMPORTED), read.problems
    assert (read.definition is None) == any(problem.blocks for problem in read.problems)
    sheets = {sheet.name for sheet in workbook(path)} | {"survey"}
    for problem in read.problems:
        place = PLACE.fullmatch(problem.where)
        assert place, problem
        assert place["sheet"] in sheets, problem
        assert re.fullmatch(r"\S.{15,}\.", problem.message, re.DOTALL), problem


@each_form
def test_nothing_in_it_is_left_out_in_silence(path):
    """Each cell with something in it is in the definition, or its column, row, list or sheet is named."""
    read = imported(path)
    named = {problem.where for problem in read.problems}
    kept = json.dumps(read.definition, ensure_ascii=False) if read.definition else None
    for sheet in workbook(path):
        if sheet.name.lower() not in xlsform_sheets.SHEETS:
            assert sheet.name in named or not sheet.rows
            continue
        titles = sheet.header.items()
        unread = [letter for letter, title in titles if not READ.fullmatch(title.strip()) and has_text(sheet, letter)]
        assert {f"{sheet.name}, célula {letter}1" for letter in unread} <= named
        if sheet.name.lower() == "survey":
            assert {row.at("type") for row in sheet.rows if not SUPPORTED.fullmatch(row.get("type"))} <= named
            assert kept is None or all(as_json(row.get("label")) in kept for row in sheet.rows)


def has_text(sheet, letter):
    return any(letter == row.columns.get(name) and text for row in sheet.rows for name, text in row.cells.items())


def test_the_guide_for_who_writes_them_names_all_that_is_read():
    guide = (ROOT / "docs/guias/planilhas.md").read_text("utf-8")
    read = set().union(*xlsform_sheets.SHEETS.values(), {"text", "integer", "select_one", "select_multiple", "note"})
    assert {word for word in read if f"`{word}`" not in guide} == set()
    assert all(f"## Aba {sheet}" in guide or f"`{sheet}`" in guide for sheet in xlsform_sheets.SHEETS)


def as_json(text):
    return json.dumps(text, ensure_ascii=False)[1:-1]


@pytest.mark.parametrize("path", [path for path in FORMS if path.suffix == ".xls"], ids=short)
def test_an_old_format_is_refused_with_the_way_out(path):
    [problem] = read_form(path.read_bytes()).problems
    assert (problem.code, "salve como .xlsx" in problem.message) == ("old_workbook", True)


@pytest.mark.parametrize("path", [path for path in FORMS if short(path) in IMPORTED], ids=short)
def test_what_was_imported_goes_out_and_comes_back_the_same(path):
    definition = imported(path).definition
    again = read_form(write_form(definition))
    assert (again.problems, again.definition["questions"]) == ([], definition["questions"])


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("gps", "survey, célula A2: O tipo “gps” não é aceito."),
        ("calculate", "survey, célula D1: A coluna “calculation” não é aceita aqui."),
        ("search_and_select", "survey, célula D2: “search()” busca as opções fora da planilha"),
        ("simple_loop", "survey, célula A2: O tipo “begin loop over my_columns” não é aceito."),
        ("choice_filter_test", "survey, célula D1: A coluna “choice_filter” não é aceita aqui."),
        ("settings", "settings, célula C1: A coluna “attribute::my_number” não muda o que se pergunta: fica de fora."),
        ("select_one_external", "external_choices: A aba “external_choices” não é lida."),
        ("not_closed_group_test", "survey: Um grupo começou e não terminou"),
        ("duplicate_columns", "survey, célula E1: A coluna “label” aparece duas vezes."),
        ("another_loop", "survey, célula C1: Há mais de uma língua"),
    ],
)
def test_says_in_words_what_it_does_not_support(name, told):
    [path] = [path for path in FORMS if short(path) == name]
    lines = [f"{problem.where}: {problem.message}" for problem in imported(path).problems]
    assert any(line.startswith(told) for line in lines), lines
