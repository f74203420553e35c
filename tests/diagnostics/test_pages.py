"""Pages of the unit's conversations: carry, copy, write, upload, publish (DIA-01, DIA-03)."""

import copy

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from common.models import AuditEntry
from diagnostics.checks import definition_problems
from diagnostics.models import Instrument, InstrumentDraft, InstrumentVersion
from diagnostics.services import drafts
from diagnostics.services.instruments import load_instruments
from diagnostics.services.use import carried_in
from diagnostics.services.xlsform import read_form
from tests.diagnostics.test_xlsform import SURVEY, book, with_cell

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(cast, sign_in):
    load_instruments()
    return sign_in(cast.ana)


def national(key="gestao_basica"):
    return Instrument.objects.get(unit=None, key=key)


def url(name, *args):
    return reverse(f"diagnostics:{name}", args=args)


def upload(client, content, name="conversa.xlsx"):
    return client.post(url("upload"), {"file": SimpleUploadedFile(name, content)})


def keys(cast):
    return [version.instrument.key for version in carried_in(cast.unit.pk)]


def test_it_works(ana):
    page = ana.get(url("instruments")).content.decode()
    for name in ("Conversa sobre o negócio", "Conversa rápida", "Escuta ativa", "História do negócio"):
        assert name in page
    assert page.count("Começa por esta") == 1


def test_phones_begin_with_what_the_unit_chose(ana, cast):
    assert keys(cast)[0] == "gestao_basica"
    ana.post(url("beginning", national("conversa_rapida").pk))
    assert keys(cast) == ["conversa_rapida", "gestao_basica", "escuta_ativa", "anamnese"]


def test_a_conversation_is_switched_off_and_on(ana, cast):
    ana.post(url("use", national("anamnese").pk), {"on": "0"})
    assert "anamnese" not in keys(cast)
    assert "anamnese" in [version.instrument.key for version in carried_in(cast.bento.unit_id)]
    ana.post(url("use", national("anamnese").pk), {"on": "1"})
    assert "anamnese" in keys(cast)


def test_the_one_that_visits_begin_with_stays_on(ana, cast):
    answer = ana.post(url("use", national().pk), {"on": "0"}, follow=True)
    assert "Escolha outra para começar" in answer.content.decode()
    assert keys(cast)[0] == "gestao_basica"


def copied(ana, key="conversa_rapida"):
    version = InstrumentVersion.objects.get(instrument__key=key)
    assert ana.post(url("copying", version.pk)).status_code == 302
    return InstrumentDraft.objects.get()


def test_a_copy_of_a_national_one_is_the_units_own(ana, cast):
    draft = copied(ana)
    assert (draft.instrument, draft.definition["key"]) == (None, "conversa_rapida_ce")
    assert ana.post(url("publication", draft.pk)).status_code == 302
    own = Instrument.objects.get(unit=cast.unit)
    assert (own.key, own.versions.get().number) == ("conversa_rapida_ce", 1)
    assert not InstrumentDraft.objects.exists()
    assert AuditEntry.objects.filter(verb="publish_instrument").exists()


@pytest.mark.parametrize("decided", [False, True])
def test_who_publishes_learns_whether_visits_begin_with_it(ana, cast, decided):
    if decided:
        ana.post(url("beginning", national("conversa_rapida").pk))
    page = ana.post(url("publication", copied(ana).pk), follow=True).content.decode()
    assert ("As visitas da unidade começam por esta conversa" in page) == (keys(cast)[0] == "conversa_rapida_ce")
    assert (keys(cast)[0] == "conversa_rapida_ce") == (not decided)


def test_the_next_version_leaves_the_first_as_it_was(ana, cast):
    ana.post(url("publication", copied(ana).pk))
    first = InstrumentVersion.objects.get(instrument__unit=cast.unit)
    before = copy.deepcopy(first.definition)
    draft = copied(ana, first.instrument.key)
    ana.post(url("removal", draft.pk, "meta"))
    ana.post(url("publication", draft.pk))
    first.refresh_from_db()
    assert first.definition == before
    assert [version.number for version in first.instrument.versions.all()] == [2, 1]


def answers_of(form):
    """What a browser sends of a form as it stands."""
    return {bound.html_name: bound.value() for bound in form if bound.value() not in (None, False)}


def test_a_question_is_changed_on_screen(ana):
    draft = copied(ana)
    address = url("question", draft.pk, "entra_e_sai")
    given = answers_of(ana.get(address).context["form"])
    given |= {"text": "Você anota tudo?", "points_2": "2", "shows": "dinheiro_separado=junto", "text_4": "Outro jeito",
              "code_4": "new", "found_4": "Anota de outro jeito.", "points_4": "1"}  # fmt: skip
    assert ana.post(address, given).status_code == 302
    draft.refresh_from_db()
    question = next(each for each in draft.definition["questions"] if each["key"] == "entra_e_sai")
    assert (question["text"], question["options"][2]["points"]) == ("Você anota tudo?", 2)
    assert question["relevant"] == {"===": [{"var": "dinheiro_separado"}, "junto"]}
    assert question["options"][4]["finding"]["text"] == "Anota de outro jeito."
    assert definition_problems(draft.definition) == []


def test_saving_every_question_as_it_stands_changes_nothing(ana):
    draft = copied(ana, "escuta_ativa")
    before = copy.deepcopy(draft.definition)
    for question in before["questions"]:
        address = url("question", draft.pk, question["key"])
        assert ana.post(address, answers_of(ana.get(address).context["form"])).status_code == 302
    draft.refresh_from_db()
    assert draft.definition == before


def test_a_new_question_comes_last_and_moves_up(ana):
    draft = copied(ana)
    given = {"text": "Tem contador?", "theme": "financas", "kind": "single", "weight": "1", "shows": "",
             "text_0": "Tenho", "points_0": "4", "text_1": "Não tenho", "points_1": "0"}  # fmt: skip
    assert ana.post(url("new_question", draft.pk), given).status_code == 302
    ana.post(url("place", draft.pk, "tem_contador"), {"to": "up"})
    draft.refresh_from_db()
    assert [question["key"] for question in draft.definition["questions"]][-2] == "tem_contador"
    assert definition_problems(draft.definition) == []


def test_a_condition_that_is_not_understood_is_said_at_its_field(ana):
    draft = copied(ana)
    address = url("question", draft.pk, "preco")
    given = answers_of(ana.get(address).context["form"]) | {"shows": "written", "condition": "${quem} = 'x'"}
    answer = ana.post(address, given)
    assert answer.status_code == 422
    assert "não é uma pergunta que vem antes" in answer.content.decode()


def test_a_draft_with_problems_is_not_published(ana):
    draft = copied(ana)
    ana.post(url("place", draft.pk, "dinheiro_separado"), {"to": "down"})
    ana.post(url("place", draft.pk, "dinheiro_separado"), {"to": "up"})
    question = {**draft.definition["questions"][1], "relevant": {"===": [{"var": "meta"}, "escrita"]}}
    drafts.write_question(draft, question, instead_of=question["key"], by=draft.changed_by)
    page = ana.get(url("draft", draft.pk)).content.decode()
    assert "que não é uma pergunta anterior" in page
    assert "Publicar</button>" not in page
    ana.post(url("publication", draft.pk))
    assert InstrumentDraft.objects.exists()


def test_a_draft_is_thrown_away_in_two_steps(ana):
    """What was written in it cannot be had back."""
    draft = copied(ana)
    page = BeautifulSoup(ana.get(url("draft", draft.pk)).content, "html.parser")
    form = page.find("form", action=url("disposal", draft.pk))
    assert form.find_parent("details").summary.get_text() == "Descartar este rascunho"
    assert "não volta" in form.get_text()
    ana.post(form["action"])
    assert not InstrumentDraft.objects.exists()


def test_themes_are_named_and_added(ana):
    draft = copied(ana)
    given = {"title": "Conversa de feira", "minutes": "4", "form": "structured", "new_theme": "Feira e rua"}
    given |= {f"theme_{theme['key']}": theme["name"].upper() for theme in draft.definition["themes"]}
    assert ana.post(url("draft", draft.pk), given).status_code == 302
    draft.refresh_from_db()
    assert draft.definition["title"] == "Conversa de feira"
    assert draft.definition["themes"][-1] == {"key": "feira_rua", "name": "Feira e rua"}
    assert draft.definition["themes"][0]["name"] == "FINANÇAS"


def test_a_spreadsheet_becomes_a_draft(ana):
    assert upload(ana, book()).status_code == 302
    assert InstrumentDraft.objects.get().definition["title"] == "Minha conversa"


def test_what_of_a_spreadsheet_was_left_out_is_told_beside_the_draft(ana):
    content = book(survey=[[*SURVEY[0], "appearance"], *[[*row, "quick"] for row in SURVEY[1:]]])
    draft = ana.get(upload(ana, content)["Location"]).content.decode()
    assert "Ficou de fora, confira se não faz falta:<br>survey, célula J1: A coluna “appearance”" in draft
    assert "Planilha lida: 4 perguntas." in draft


def test_every_change_of_a_draft_is_in_the_trail(ana, cast):
    draft = copied(ana)
    settings = {"title": "Outra", "minutes": "4", "form": "structured"}
    ana.post(url("draft", draft.pk), settings | {f"theme_{t['key']}": t["name"] for t in draft.definition["themes"]})
    address = url("question", draft.pk, "meta")
    ana.post(address, answers_of(ana.get(address).context["form"]))
    ana.post(url("place", draft.pk, "meta"), {"to": "up"})
    ana.post(url("removal", draft.pk, "meta"))
    trail = AuditEntry.objects.filter(subject_id=str(draft.pk), actor_id=cast.ana.pk).order_by("pk")
    assert list(trail.values_list("verb", "details__question"))[1:] == [
        ("instrument.settings_changed", None), ("instrument.question_written", "meta"),
        ("instrument.question_moved", "meta"), ("instrument.question_removed", "meta"),
    ]  # fmt: skip


def test_a_spreadsheet_with_problems_lists_them_and_keeps_nothing(ana):
    answer = upload(ana, with_cell("survey", 3, 0, "geopoint"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "survey, célula A3" in page
    assert "“geopoint” não é aceito" in page
    assert not InstrumentDraft.objects.exists()


def test_mere_warnings_are_not_counted_among_what_has_to_be_corrected(ana):
    survey = [*SURVEY, ["geopoint", "onde_fica", "Onde?", *[None] * 6]]
    page = upload(ana, book(survey=survey, entities=[["a"], ["b"]])).content.decode()
    assert "1 coisa precisa de acerto" in page
    assert "só um aviso" in page


@pytest.mark.parametrize("content", [b"", b"not a workbook"])
def test_what_is_no_spreadsheet_is_said(ana, content):
    assert upload(ana, content).status_code == 422


def test_what_is_downloaded_can_be_uploaded(ana):
    version = InstrumentVersion.objects.get(instrument__key="anamnese")
    answer = ana.get(url("version_file", version.pk))
    assert answer["Content-Disposition"] == 'attachment; filename="anamnese.xlsx"'
    assert read_form(answer.content).problems == []


def test_the_preview_asks_as_the_phone_does_and_shows_the_result(ana):
    version = InstrumentVersion.objects.get(instrument__key="conversa_rapida")
    address = url("version_preview", version.pk)
    page = ana.get(address).context["page"]
    given = {}
    while page.question:
        given |= {f"q.{page.question['key']}": page.question["options"][-1]["key"]}
        page = ana.post(address, given | {"asked": page.question["key"]}).context["page"]
    assert len(given) == 8
    assert page.gaps[0]["text"] == "O dinheiro da casa e o do negócio ficam juntos."
    assert page.gaps[0]["said"] == "Tudo junto, sem anotar"
    assert {theme["level"] for theme in page.result} == {"Pede cuidado"}
