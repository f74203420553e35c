"""Conversations written in spreadsheets (XLSForm): what is read, and what is named with its cell."""

import io
import json
import zipfile

import pytest
from hypothesis import given, settings
from openpyxl import Workbook

from diagnostics.rules import score, visible_questions
from diagnostics.rules.expressions import ExpressionError, compile_expression
from diagnostics.rules.wording import expression_of
from diagnostics.services.instruments import DATA
from diagnostics.services.xlsform import read_form
from diagnostics.services.xlsform_out import write_form
from tests.diagnostics.instruments import instruments, random_sheets

SURVEY = [
    ["type", "name", "label", "hint", "required", "relevant", "constraint", "constraint_message", "weight"],
    ["begin group", "casa", "A casa", None, None, None, None, None, None],
    ["integer", "gente", "Quantos?", "Todos", "yes", None, ". >= 1 and . <= 99", None, None],
    ["select_one sn", "anota", "Anota?", None, "sim", "${gente} > 1", None, None, 3],
    ["select_multiple onde", "onde", "Onde?", None, None, "${anota} = 'sim'", "count-selected(.) <= 2", "Duas", None],
    ["note", "aviso", "Obrigado", None, None, "selected(${onde}, '1') or not(${gente} < 3)", None, None, None],
    ["end group"] + [None] * 8,
]
CHOICES = [
    ["list_name", "name", "label", "points", "finding", "finding_text"],
    ["sn", "sim", "Sim", 4, None, None],
    ["sn", "nao", "Não", 0, "sem_nota", "Não anota."],
    ["onde", 1, "Caderno", None, None, None],
    ["onde", 2, "Celular", None, None, None],
]
SETTINGS = [["form_title", "form_id", "minutes", "form"], ["Minha conversa", "minha", 5, "estruturada"]]


def book(**sheets):
    made = Workbook()
    made.remove(made.active)
    for name, rows in ({"survey": SURVEY, "choices": CHOICES, "settings": SETTINGS} | sheets).items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    packed = io.BytesIO()
    made.save(packed)
    return packed.getvalue()


def with_cell(sheet, row, column, value):
    """The sound form with one cell changed."""
    rows = [list(each) for each in {"survey": SURVEY, "choices": CHOICES, "settings": SETTINGS}[sheet]]
    rows[row - 1] += [None] * (column + 1 - len(rows[row - 1]))
    rows[row - 1][column] = value
    return book(**{sheet: rows})


def test_it_works():
    read = read_form(book())
    assert read.problems == []
    definition = read.definition
    assert (definition["key"], definition["title"], definition["form"]) == ("minha", "Minha conversa", "structured")
    assert definition["themes"] == [{"key": "casa", "name": "A casa"}]
    gente, anota, onde, aviso = definition["questions"]
    assert (gente["kind"], gente["required"], gente["min"], gente["max"]) == ("number", True, 1, 99)
    assert (anota["weight"], anota["options"][1]["finding"]["code"]) == (3, "sem_nota")
    assert (onde["kind"], [option["key"] for option in onde["options"]]) == ("multiple", ["1", "2"])
    assert (onde["constraint_message"], aviso["kind"]) == ("Duas", "note")
    assert visible_questions(definition, {"gente": 2, "anota": "sim", "onde": ["2"]}) == ["gente", "anota", "onde"]
    assert "aviso" in visible_questions(definition, {"gente": 2, "anota": "sim", "onde": ["1"]})
    assert score(definition, {"gente": 2, "anota": "nao"})["findings"][0]["code"] == "sem_nota"


@pytest.mark.parametrize(
    ("sheet", "row", "column", "value", "where", "words"),
    [
        ("survey", 3, 0, "geopoint", "survey, célula A3", "O tipo “geopoint” não é aceito"),
        ("survey", 3, 0, None, "survey, célula A3", "Falta o tipo"),
        ("survey", 4, 0, "select_one outra", "survey, célula A4", "“outra” não está na aba choices"),
        ("survey", 4, 2, "Anota, ${gente}?", "survey, célula C4", "cita outra resposta, “${gente}”"),
        ("survey", 4, 2, "a" * 241, "survey, célula C4", "até 240 letras"),
        ("survey", 3, 3, "a" * 241, "survey, célula D3", "A dica"),
        ("survey", 2, 1, "a casa", "survey, célula B2", "O nome do grupo"),
        ("survey", 4, 1, None, "survey, célula B4", "Falta o nome"),
        ("survey", 4, 2, None, "survey, célula C4", "Falta o texto"),
        ("survey", 4, 4, "talvez", "survey, célula E4", "yes ou no"),
        ("survey", 4, 5, "${gente} + 1 > 2", "survey, célula F4", "“+”"),
        ("survey", 4, 5, "today() > 3", "survey, célula F4", "today"),
        ("survey", 4, 5, "${onde} = 'x'", "survey, célula F4", "“onde” não é uma pergunta que vem antes"),
        ("survey", 4, 5, "${anota}", "survey, célula F4", "“anota” não é uma pergunta que vem antes"),
        ("survey", 6, 5, "selected(${onde}, '9')", "survey, linha 6", "um valor que a resposta dela não pode ter"),
        ("survey", 4, 8, "muito", "survey, célula I4", "número inteiro"),
        ("survey", 4, 8, 40, "survey, célula I4", "O peso"),
        ("survey", 6, 1, "anota", "survey, linha 6", "aparece 2 vezes"),
        ("survey", 6, 1, "com espaço", "survey, célula B6", "O nome"),
        ("survey", 2, 4, "yes", "survey, célula E2", "grupo não usa"),
        ("survey", 7, 0, None, "survey", "falta end_group"),
        ("survey", 3, 9, "solta", "survey, célula J3", "não tem título"),
        ("choices", 2, 0, None, "choices, célula A2", "Falta o nome da lista"),
        ("choices", 3, 5, None, "choices, célula E3", "código (finding) e texto"),
        ("choices", 2, 3, "cem", "choices, célula D2", "número inteiro"),
        ("choices", 2, 3, 9, "choices, célula D2", "Os pontos vão de 0 a 4"),
        ("choices", 3, 2, None, "choices, célula C3", "Falta o texto da opção"),
        ("choices", 3, 4, "sem nota", "choices, célula E3", "O código do ponto achado"),
        ("choices", 4, 1, "a b", "choices, célula B4", "O nome da opção"),
        ("settings", 2, 2, 400, "settings, célula C2", "de 1 a 120 minutos"),
        ("settings", 2, 3, "oral", "settings, célula D2", "não é uma forma"),
    ],
)
def test_names_what_is_wrong_by_sheet_and_cell(sheet, row, column, value, where, words):
    read = read_form(with_cell(sheet, row, column, value))
    assert read.definition is None
    assert [problem.where for problem in read.problems if words in problem.message] == [where], read.problems


@pytest.mark.parametrize(("row", "column", "value"), [(3, 7, "Diga"), (1, 9, "appearance")])
def test_a_message_with_its_constraint_and_an_empty_column_are_fine(row, column, value):
    read = read_form(with_cell("survey", row, column, value))
    assert (read.problems, read.definition is not None) == ([], True)


def test_a_column_that_is_not_read_is_named_when_something_is_in_it():
    [problem] = read_form(with_column("calculation")).problems
    assert (problem.where, problem.blocks) == ("survey, célula J1", True)


def with_column(title, text="1"):
    return book(survey=[[*SURVEY[0], title], *[[*row, text if row[1] == "anota" else None] for row in SURVEY[1:]]])


@pytest.mark.parametrize(
    "title", ["appearance", "media::image", "image::English (en)", "body::accuracy", "default", "guidance_hint",
              "Notas", "Tutorial notes", "hint::English (en)"],
)  # fmt: skip
def test_a_column_that_changes_no_question_is_left_out_and_named(title):
    read = read_form(with_column(title))
    assert [(problem.where, problem.blocks) for problem in read.problems] == [("survey, célula J1", False)]
    assert "fica de fora" in read.problems[0].message
    assert read.definition == read_form(book()).definition


def test_an_appearance_that_brings_options_from_elsewhere_is_no_mere_look():
    read = read_form(with_column("appearance", "search('frutas')"))
    assert (read.definition, read.problems[0].where) == (None, "survey, célula J4")


def test_a_sheet_that_is_not_read_is_named():
    read = read_form(book(entities=[["a"], ["b"]]))
    assert read.definition
    assert [(problem.where, problem.blocks) for problem in read.problems] == [("entities", False)]


def test_what_a_visit_keeps_of_itself_and_what_is_switched_off_is_left_out_and_named():
    added = [["start", "comeco", *[None] * 8], ["text", "fora", "Não pergunte", *[None] * 6, "yes"]]
    header, *rows = [[*row, None] for row in SURVEY]
    read = read_form(book(survey=[[*header[:-1], "disabled"], *rows, *added]))
    assert [(problem.where, problem.blocks) for problem in read.problems] == [
        ("survey, célula A8", False), ("survey, linha 9", False),
    ]  # fmt: skip
    assert read.definition["questions"] == read_form(book()).definition["questions"]


@pytest.mark.parametrize(
    ("row", "chosen", "asks"), [(4, "sim", False), (4, "other", True), (5, ["1", "other"], True), (5, ["1"], False)]
)
def test_or_other_offers_one_option_more_and_asks_which(row, chosen, asks):
    list_name = SURVEY[row - 1][0]
    definition = read_form(with_cell("survey", row, 0, f"{list_name} or_other")).definition
    key = SURVEY[row - 1][1]
    question = next(each for each in definition["questions"] if each["key"] == key)
    assert question["options"][-1] == {"key": "other", "text": "Outro", "points": None, "finding": None}
    answers = {"gente": 2, "anota": "sim"} | {key: chosen}
    assert (f"{key}_other" in visible_questions(definition, answers)) == asks
    assert read_form(write_form(definition)).definition["questions"] == definition["questions"]


def test_every_mistake_is_told_at_once():
    rows = [*SURVEY[:3], ["text", "ramo", "a" * 300, "b" * 300, None, None, None, None, 77], *SURVEY[3:]]
    wrong = read_form(book(survey=rows)).problems
    assert [problem.where for problem in wrong] == [f"survey, célula {column}4" for column in "CDI"]


def test_a_list_that_no_question_reaches_is_looked_at_when_something_has_to_be_corrected_anyway():
    rows = [[*row] for row in SURVEY]
    rows[3][0] = "select_one sumiu"
    choices = [*CHOICES[:2], ["sn", "nao", None, 9, None, None], *CHOICES[3:]]
    wrong = read_form(book(survey=rows, choices=choices)).problems
    assert {problem.where for problem in wrong} >= {"survey, célula A4", "choices, célula C3", "choices, célula D3"}


def test_what_stands_against_the_import_comes_before_what_is_only_told():
    read = read_form(book(entities=[["a"], ["b"]], survey=[*SURVEY, ["geopoint", "onde_fica", "Onde?", *[None] * 6]]))
    assert [problem.blocks for problem in read.problems] == [True, False]


def test_the_version_of_the_sheet_is_told_not_to_count():
    read = read_form(book(settings=[[*SETTINGS[0], "version"], [*SETTINGS[1], "2021"]]))
    assert read.definition
    assert [problem.blocks for problem in read.problems] == [False]


def in_languages(first, second, *, said="", plain=False):
    """The sound form with its labels in two languages, and in none when `plain`."""
    header = [*SURVEY[0][:2], f"label::{first}", f"label::{second}", *SURVEY[0][4:]]
    rows = [header, *[[*row[:3], "x" if row[2] else None, *row[4:]] for row in SURVEY[1:]]]
    if plain:
        rows = [[*rows[0], "label"], *[[*row, "sem língua" if row[2] else None] for row in rows[1:]]]
    settings = [[*SETTINGS[0], "default_language"], [*SETTINGS[1], said]]
    return read_form(book(survey=rows, settings=settings))


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (in_languages("English (en)", "Français (fr)", said="English (en)"), "Quantos?"),
        (in_languages("English (en)", "Français (fr)", said="Français (fr)"), "x"),
        (in_languages("Português (pt)", "English (en)"), "Quantos?"),
        (in_languages("English (en)", "Português do Brasil"), "x"),
        (in_languages("English (en)", "Français (fr)", plain=True), "sem língua"),
    ],
    ids=["said first", "said second", "ours first", "ours second", "one without a name"],
)
def test_of_several_languages_one_is_read_and_the_others_are_named(read, text):
    assert read.definition["questions"][0]["text"] == text
    assert {problem.code for problem in read.problems} == {"other_language"}


def test_of_several_foreign_languages_somebody_has_to_say_which():
    read = in_languages("English (en)", "Français (fr)")
    assert read.definition is None
    assert {problem.where for problem in read.problems} >= {"survey, célula C1", "survey, célula D1"}


@pytest.mark.parametrize("content", [b"", b"PK", b"<xml/>", b"a,b\n1,2", book()[:2000], b"\0" * 50])
def test_what_is_no_workbook_is_said(content):
    read = read_form(content)
    assert (read.definition, read.problems[0].code) == (None, "not_a_workbook")


def test_a_file_that_declares_entities_is_not_opened():
    packed, source = io.BytesIO(), zipfile.ZipFile(io.BytesIO(book()))
    with zipfile.ZipFile(packed, "w") as copy:
        for part in source.infolist():
            content = source.read(part)
            if part.filename == "xl/workbook.xml":
                content = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]>' + content
            copy.writestr(part, content)
    assert read_form(packed.getvalue()).problems[0].code == "not_a_workbook"


def repacked(**changed):
    """The sound workbook with the content of some parts put in their place."""
    packed, source = io.BytesIO(), zipfile.ZipFile(io.BytesIO(book()))
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as copy:
        for part in source.infolist():
            name = part.filename.rsplit("/", 1)[-1].partition(".")[0]
            copy.writestr(part, changed.get(name, lambda content: content)(source.read(part)))
    return packed.getvalue()


def one_row(cells):
    return lambda content: content[: content.index(b"<row")] + cells + content[content.index(b"</sheetData>") :]


@pytest.mark.parametrize(
    "hostile",
    [
        repacked(
            workbook=lambda old: b'<?xml version="1.0"?>' + b" " * 9_000 + b'<!DOCTYPE x [<!ENTITY a "b">]>' + old
        ),
        repacked(sheet1=one_row(b'<row r="2">' + b"<c/>" * 700_000 + b"</row>")),
        repacked(
            sheet1=one_row(b'<row r="2"><c r="A2" t="inlineStr"><is><t>' + b"a" * 40_000 + b"</t></is></c></row>")
        ),
        repacked().replace(b"\x00\x00\x08\x00", b"\x01\x00\x08\x00"),  # every part says that it is encrypted
    ],
    ids=["entities late", "millions of cells", "a cell of megabytes", "encrypted"],
)
def test_a_hostile_workbook_is_refused_before_it_fills_the_memory(hostile):
    assert len(hostile) < 100_000
    assert read_form(hostile).problems[0].code == "not_a_workbook"


def test_a_damaged_workbook_is_refused_wherever_the_damage_is():
    sound, meant = book(), read_form(book()).definition
    read = [read_form(sound[:at] + bytes([sound[at] ^ 0xFF]) + sound[at + 1 :]) for at in range(0, len(sound), 97)]
    assert {one.problems[0].code for one in read if one.definition != meant} == {"not_a_workbook"}


def test_a_long_list_for_many_questions_is_refused_by_its_name():
    many = [["todas", f"o{number}", "Opção", None, None, None] for number in range(101)]
    rows = [*SURVEY, *[["select_one todas", f"q{number}", "Qual?", *[None] * 6] for number in range(300)]]
    read = read_form(book(survey=rows, choices=[*CHOICES, *many]))
    assert (len(read.problems), {problem.code for problem in read.problems}) == (100, {"list_long"})


def test_groups_in_groups_come_to_an_end():
    head, number = SURVEY[0], SURVEY[2]
    deep = [["begin group", f"g{n}", "G", None, None, "${gente} > 1", None, None, None] for n in range(900)]
    ask = ["text", "ramo", "Qual?", *[None] * 6]
    read = read_form(book(survey=[head, number, *deep, ask, *[["end group", *[None] * 8]] * 900]))
    assert {problem.code for problem in read.problems} == {"groups_deep"}


def test_a_conversation_that_no_phone_should_carry_is_refused():
    long = " and ".join(["${gente} > 1"] * 200)
    rows = [SURVEY[0], SURVEY[2], *[["text", f"q{n}", "Qual?", None, None, long, None, None, None] for n in range(150)]]
    assert [problem.code for problem in read_form(book(survey=rows)).problems] == ["too_big"]


def test_more_sheets_than_anybody_needs_are_refused():
    assert read_form(book(**{f"aba{number}": [] for number in range(18)})).problems[0].code == "too_many_sheets"


@pytest.mark.parametrize("path", sorted(DATA.glob("*.json")), ids=lambda path: path.stem)
def test_what_ships_goes_out_as_a_spreadsheet_and_comes_back_the_same(path):
    definition = json.loads(path.read_text("utf-8"))
    read = read_form(write_form(definition))
    assert read.problems == []
    assert [question["key"] for question in read.definition["questions"]] == [q["key"] for q in definition["questions"]]
    assert write_form(read.definition)
    for answers in random_sheets(definition, seed=7, count=20):
        came, went = score(read.definition, answers), score(definition, answers)
        assert came["findings"] == went["findings"]
        assert sorted(came["themes"], key=str) == sorted(went["themes"], key=str)  # themes come as they are asked


def test_control_characters_that_a_screen_let_in_stay_out_of_the_spreadsheet():
    definition = read_form(book()).definition
    definition["questions"][0]["text"] = "Quan\x0btos?\x00"
    assert read_form(write_form(definition)).definition["questions"][0]["text"] == "Quantos?"


@settings(max_examples=10, deadline=None, database=None)
@given(instruments())
def test_any_instrument_survives_the_spreadsheet_twice(definition):
    once = read_form(write_form(definition))
    assert once.problems == []
    assert read_form(write_form(once.definition)).definition == once.definition


KINDS = {"um": "single", "n": "number", "varios": "multiple", "texto": "text"}


@pytest.mark.parametrize(
    "text",
    [
        "${um} = 'x' and (${n} > 1 or ${n} = 0)",
        "not(selected(${varios}, 'a')) or count-selected(${varios}) >= 2",
        "${texto} != '' and ${n} <= 2.5",
        ". < ${n}",
    ],
)
def test_expressions_are_written_back_as_they_were(text):
    logic = compile_expression(text, KINDS | {"eu": "number"}, "eu")
    assert expression_of(logic, "eu") == text


@pytest.mark.parametrize(
    "text", ["", "${um}", "1 = 1", "(" * 80 + "${n} = 1", "${varios} = 'a'", "${um} > 1", "'a", "]"]
)
def test_refuses_expressions_that_it_only_half_understands(text):
    with pytest.raises(ExpressionError):
        compile_expression(text, KINDS)


def test_refuses_an_expression_of_megabytes_at_once():
    with pytest.raises(ExpressionError, match="4000 letras"):
        compile_expression("${a} = 'x' or " * 100_000 + "${a} = 'x'", {"a": "single"})
