"""The catalogue's pages: everybody reads, the unit's administrator changes."""

from __future__ import annotations

from typing import Any

import pytest

from deliveries.models import Tool, ToolUse
from deliveries.services.catalogue import load_tools
from diagnostics.services.instruments import load_instruments

pytestmark = pytest.mark.django_db
STEPS = {"step_0": "Anote.", "step_1": "Some.", "step_2": "Cobre."}


def told(**changes: Any) -> dict[str, Any]:
    return {
        "name": "Caderno de fiado", "theme": "Finanças", "function": "Cobrar o fiado", "provider": "", "url": "",
        "summary": "Folha para anotar quem deve.", "audience": "Mercearias", "minutes": "10", **STEPS,
        "why_caixa_sem_anotar": "o fiado não fica anotado.",
    } | changes  # fmt: skip


@pytest.fixture
def annex(cast):
    load_tools()
    load_instruments()
    return {tool.key: tool for tool in Tool.objects.all()}


def test_it_works(cast, annex, sign_in, django_assert_max_num_queries):
    client = sign_in(cast.rosangela)
    client.get("/catalogo/")
    with django_assert_max_num_queries(9):
        page = client.get("/catalogo/").text
    assert page.count("<tr id=") == 46
    assert "Comércio e serviço com clientes do bairro" in page  # for whom
    assert "Desligar" not in page  # she reads


def test_filters_say_how_many(cast, annex, sign_in):
    page = sign_in(cast.ana).get("/catalogo/", {"quais": "desligadas"}).text
    assert page.count("<tr id=") == 3
    assert "Ligadas (43)" in page
    assert "Nenhuma ferramenta assim" in sign_in(cast.ana).get("/catalogo/", {"quais": "unidade"}).text
    assert sign_in(cast.ana).get("/catalogo/", {"quais": "lixo", "tema": "lixo"}).status_code == 200


def test_a_fragment_is_the_page_s_own_part(cast, annex, sign_in):
    client = sign_in(cast.ana)
    part = client.get("/catalogo/?quais=desligadas", headers={"HX-Request": "true"}).text
    whole = client.get("/catalogo/?quais=desligadas").text
    names = [annex[key].name for key in ("quickbooks", "zero-paper", "facebook-insights")]
    assert all(name in part and name in whole for name in names)
    assert "<html" not in part


def test_an_address_that_does_not_open_is_shown_and_not_linked(cast, annex, sign_in):
    Tool.objects.filter(key="trello").update(
        link_state="broken",
        link_problem="A página não existe mais (resposta 404).",
        link_checked_at="2026-11-20T12:00Z",
    )
    client = sign_in(cast.ana)
    assert "1 endereço não abre." in client.get("/catalogo/").text
    page = client.get("/catalogo/", {"quais": "endereco"}).text
    assert page.count("<tr id=") == 1
    tool = client.get(f"/catalogo/{annex['trello'].pk}/").text
    assert "A página não existe mais (resposta 404)." in tool
    assert 'href="https://trello.com/"' not in tool


def test_a_unit_adds_its_own(cast, annex, sign_in):
    client = sign_in(cast.ana)
    page = client.post("/catalogo/nova/", told(), follow=True).text
    made = Tool.objects.get(unit=cast.unit)
    assert (made.steps, made.minutes) == (["Anote.", "Some.", "Cobre."], 10)
    assert made.answers == [{"finding": "caixa_sem_anotar", "why": "o fiado não fica anotado."}]
    assert "está no catálogo da unidade" in page
    assert "o fiado não fica anotado." in page


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"step_2": ""}, "campo é obrigatório"),
        ({"url": "javascript:alert(1)"}, "URL"),
        ({"minutes": "0"}, "maior ou igual"),
    ],
)
def test_what_is_missing_is_said_at_the_field(cast, annex, sign_in, changes, said):
    response = sign_in(cast.ana).post("/catalogo/nova/", told(**changes))
    assert response.status_code == 422
    assert said in response.text
    assert not Tool.objects.filter(unit=cast.unit).exists()


def test_an_own_tool_is_changed_and_keeps_answers_of_other_conversations(cast, annex, sign_in):
    client = sign_in(cast.ana)
    client.post("/catalogo/nova/", told())
    made = Tool.objects.get(unit=cast.unit)
    elsewhere = {"finding": "de_outra_conversa", "why": "x"}
    Tool.objects.filter(pk=made.pk).update(answers=[*made.answers, elsewhere])
    page = client.post(f"/catalogo/{made.pk}/mudar/", told(name="Caderno novo", why_caixa_sem_anotar=""), follow=True)
    made.refresh_from_db()
    assert (made.name, made.key, made.answers) == ("Caderno novo", "caderno-de-fiado", [elsewhere])
    assert "Caderno novo guardada." in page.text


def test_the_annex_is_not_changed_but_copied(cast, annex, sign_in):
    client, trello = sign_in(cast.ana), annex["trello"]
    assert client.get(f"/catalogo/{trello.pk}/mudar/").status_code == 404
    page = client.post(f"/catalogo/{trello.pk}/copia/", follow=True).text
    assert Tool.objects.get(unit=cast.unit).key == "trello-ce"
    assert "Esta é a cópia da unidade" in page
    assert not ToolUse.objects.get(tool=trello).is_active


def test_switching_goes_back_to_where_one_was(cast, annex, sign_in):
    form = {"on": "0", "quais": "ligadas", "tema": "Organização"}
    response = sign_in(cast.ana).post(f"/catalogo/{annex['trello'].pk}/uso/", form)
    assert response["Location"] == "/catalogo/?tema=Organiza%C3%A7%C3%A3o&quais=ligadas#trello"
    page = sign_in(cast.ana).post(f"/catalogo/{annex['trello'].pk}/uso/", form, follow=True).text
    assert "O que já foi entregue continua valendo." in page


def test_placing(cast, annex, sign_in):
    client, url = sign_in(cast.ana), f"/catalogo/{annex['trello'].pk}/lugar/"
    page = client.post(url, {"before": str(annex["fluxo-de-caixa"].pk)}, follow=True).text
    assert "Trello é agora a 1ª que se oferece." in page
    assert page.index('id="trello"') < page.index('id="fluxo-de-caixa"')
    for nonsense in ("x", str(annex["trello"].pk)):
        assert client.post(url, {"before": nonsense}).status_code == 400


def test_the_matching_can_be_read_and_tried(cast, annex, sign_in):
    client = sign_in(cast.teresa)
    page = client.get("/catalogo/achados/").text
    assert "O que entra e o que sai" in page or "anotado" in page
    tried = client.get("/catalogo/achados/", {"first": "caixa_sem_anotar", "second": "contas_apertam"}).text
    assert tried.index("Fluxo de Caixa") < tried.index("Cálculo capital de giro")
    assert client.get("/catalogo/achados/", {"first": "lixo"}).status_code == 200
