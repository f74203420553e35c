"""What happens to phones: reloaded, killed, tapped twice, open in two tabs, signed out, in other hands (F01-F24)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from tests.e2e import steps
from tests.e2e.conftest import begin_day, sign_in
from tests.e2e.product import Product
from tests.e2e.profile import kill, launch


@pytest.fixture
def agents_page(agents_page: Page, phone: BrowserContext) -> Page:
    """Rosângela's phone with a fresh route, and no signal any more."""
    steps.network(phone, on=False)
    return agents_page


def conversation_begun(page: Page) -> None:
    """An accepted visit, at its first question."""
    steps.arrive(page, "Vou atender agora")
    steps.accept_notice(page)
    steps.introduce(page)
    expect(page.get_by_label("Resposta, em números")).to_be_visible()


def reload_here(page: Page) -> None:
    """The same screen is there again, at the same address; a write under way may end first (F01)."""
    title, address = page.get_by_role("heading", level=1).inner_text(), page.url
    steps.reload(page)
    steps.heading(page, title)
    assert page.url == address


def test_a_reload_at_any_step_changes_nothing(agents_page: Page) -> None:
    """F01: the same question, the same answers."""
    page = agents_page
    steps.arrive(page, "Vou atender agora")
    reload_here(page)
    page.get_by_role("button", name="Começar atendimento").click()
    page.get_by_role("button", name="Aceito", exact=True).click()
    steps.heading(page, "Assine com o dedo")
    steps.draw(page)
    expect(page.get_by_text(re.compile(r"Assinado às \d\d:\d\d"))).to_be_visible()
    reload_here(page)
    expect(page.get_by_text(re.compile(r"Assinado às \d\d:\d\d"))).to_be_visible()
    page.get_by_role("button", name="Continuar").click()
    steps.introduce(page)
    page.get_by_label("Resposta, em números").fill("7")
    reload_here(page)
    expect(page.get_by_label("Resposta, em números")).to_have_value("7")
    steps.converse(page)
    reload_here(page)
    page.get_by_role("checkbox", name=re.compile("Incluir na entrega")).first.check()
    page.get_by_role("link", name=re.compile("Escolher como entregar")).click()
    page.get_by_text("Fizemos juntos").click()
    reload_here(page)
    expect(page.get_by_role("checkbox", name="Expliquei como usar")).to_be_checked()
    page.get_by_role("button", name="Próximo passo").click()
    steps.agree(page)
    steps.heading(page, "Confira antes de concluir")
    told = page.get_by_role("main").inner_text()
    reload_here(page)
    expect(page.get_by_role("main")).to_have_text(told, use_inner_text=True)
    expect(page.get_by_role("button", name="Concluir visita")).to_be_visible()


def test_taking_the_last_delivery_out_and_back_from_the_check_page(agents_page: Page) -> None:
    page = agents_page
    conversation_begun(page)
    steps.converse(page)
    steps.deliver(page)
    steps.agree(page)
    page.get_by_role("link", name="Alterar entrega").click()
    page.get_by_role("button", name=re.compile("^Tirar")).click()
    page.get_by_role("button", name="Guardar e conferir").click()
    expect(page.get_by_role("link", name="Responder o que falta")).to_be_visible()
    page.get_by_role("button", name="Desfazer").click()
    expect(page.get_by_role("button", name="Concluir visita")).to_be_visible()


def test_who_refused_and_then_accepts_has_not_signed(agents_page: Page) -> None:
    page = agents_page
    steps.arrive(page, "Vou atender agora")
    page.get_by_role("button", name="Começar atendimento").click()
    page.get_by_role("button", name="Não aceito").click()
    page.get_by_role("button", name="Encerrar sem dados").click()
    steps.heading(page, "Não quis atendimento")
    page.get_by_role("link", name="Voltar", exact=True).last.click()
    page.get_by_role("radio", name="Vou atender agora").check()
    page.get_by_role("button", name="Começar atendimento").click()
    page.get_by_role("button", name="Aceito", exact=True).click()
    expect(page.get_by_text("O cliente assina aqui")).to_be_visible()
    page.get_by_role("button", name="Continuar").click()
    expect(page.get_by_role("alert")).to_contain_text("Falta assinar")


def test_taps_in_a_row_make_one_visit(agents_page: Page) -> None:
    """F13: taps in a row, and the way back afterwards."""
    page = agents_page
    tap_thrice = "button => { button.click(); button.click(); button.click(); }"
    page.get_by_role("button", name=re.compile("^Cheguei")).evaluate(tap_thrice)
    steps.heading(page, "O que aconteceu na porta?")
    assert len(steps.kept(page, "drafts")) == 1
    page.get_by_role("radio", name="Está fechado agora").check()
    page.get_by_role("button", name="Continuar").click()
    page.get_by_role("button", name="Concluir visita").evaluate(tap_thrice)
    steps.heading(page, "Visita guardada")
    assert (len(steps.kept(page, "drafts")), len(steps.kept(page, "outbox"))) == (0, 1)
    page.go_back()
    steps.heading(page, "Visita guardada")
    assert (len(steps.kept(page, "drafts")), len(steps.kept(page, "outbox"))) == (0, 1)


TAPPED_WHEN_TOLD = "button => { new BroadcastChannel('together').onmessage = () => button.click(); }"


def test_two_tabs_finish_one_visit_and_the_other_hears_of_it(agents_page: Page, phone: BrowserContext) -> None:
    """F12: one visit in two tabs, finished in one of them; then the next one, in both at the same moment."""
    steps.closed_door(agents_page)
    other = phone.new_page()
    other.goto(agents_page.url)
    steps.unlock(other)
    steps.heading(other, "Estava fechado")
    agents_page.get_by_role("button", name="Concluir visita").click()
    steps.heading(agents_page, "Visita guardada")
    steps.heading(other, "Visita guardada")
    assert len(steps.kept(other, "outbox")) == 1

    agents_page.get_by_role("link", name="Ver a rota", exact=True).click()
    steps.arrive(agents_page, "Está fechado agora", business="Salão Divina Beleza")
    agents_page.get_by_role("button", name="Continuar").click()
    steps.heading(agents_page, "Estava fechado")
    other.goto(agents_page.url)
    for tab in (agents_page, other):
        steps.heading(tab, "Estava fechado")
        tab.get_by_role("button", name="Concluir visita").evaluate(TAPPED_WHEN_TOLD)
    agents_page.evaluate("new BroadcastChannel('together').postMessage('now')")
    for tab in (agents_page, other):
        steps.heading(tab, "Visita guardada")
    assert (len(steps.kept(other, "drafts")), len(steps.kept(other, "outbox"))) == (0, 2)


def test_a_day_to_come_back_that_is_over_is_said(agents_page: Page) -> None:
    steps.arrive(agents_page, "Pediu para voltar outro dia")
    agents_page.get_by_role("button", name="Continuar").click()
    agents_page.get_by_role("radio", name="Outro dia ou hora").check()
    agents_page.get_by_label("Dia", exact=True).fill("2020-01-02")
    agents_page.get_by_role("button", name="Concluir visita").click()
    expect(agents_page.get_by_role("alert")).to_contain_text("Esse dia já passou")
    assert len(steps.kept(agents_page, "drafts")) == 1


def test_an_expired_login_keeps_the_visit_until_its_author_is_back(
    product: Product, phone: BrowserContext, agents_page: Page
) -> None:
    """F24: signed out while offline."""
    visit_id = steps.quick_visit(agents_page)
    phone.clear_cookies(name="sessionid")
    steps.network(phone, on=True)
    agents_page.get_by_role("link", name="Ver envios").click()
    expect(agents_page.get_by_role("link", name="Entrar de novo para enviar")).to_be_visible()
    assert [row["id"] for row in steps.kept(agents_page, "outbox")] == [visit_id]
    page = sign_in(phone, product, "rosangela")
    page.goto(product.url + f"/visita/#/visita/{visit_id}/concluida")
    steps.unlock(page)
    steps.received(page)
    assert steps.kept(page, "outbox") == []


def test_another_person_on_this_phone_sees_nothing_and_sends_nothing(
    product: Product, phone: BrowserContext, agents_page: Page
) -> None:
    """F17: somebody else signs in before the visit is sent."""
    steps.quick_visit(agents_page)
    agents_page.get_by_role("link", name="Ver a rota", exact=True).click()
    agents_page.get_by_role("button", name=re.compile("^Cheguei")).click()
    steps.heading(agents_page, "O que aconteceu na porta?")
    draft = agents_page.url
    phone.clear_cookies(name="sessionid")
    steps.network(phone, on=True)
    sofia = sign_in(phone, product, "sofia")
    steps.heading(sofia, re.compile("^Crie um PIN"))  # the server has said who is here now
    sofia.goto(draft)
    steps.unlock(sofia)
    expect(sofia).to_have_url(re.compile("#/hoje$"))
    steps.unlock(agents_page)  # the other tab asks for the PIN of who is here now
    expect(agents_page).to_have_url(re.compile("#/hoje$"))
    sofia.get_by_role("link", name=re.compile("^Envios")).click()
    steps.heading(sofia, "Nada para enviar")
    expect(sofia.get_by_text("1 visita de outra pessoa espera")).to_be_visible()
    for tab in (sofia, agents_page):
        expect(tab.get_by_text("Mercearia São José")).to_have_count(0)
    steps.another_round(sofia)
    assert [row["state"] for row in steps.kept(sofia, "outbox")] == ["device"]


def test_a_killed_browser_loses_nothing(product: Product, playwright: Playwright, tmp_path: Path) -> None:
    """F03: killed right after Concluir, the visit is a draft or queued, never both, never neither."""
    phone = launch(playwright, tmp_path)
    page = begin_day(phone, product)
    steps.network(phone, on=False)
    conversation_begun(page)
    page.get_by_label("Resposta, em números").fill("7")
    steps.saved(page)
    kill(tmp_path)

    page = launch(playwright, tmp_path).pages[0]
    page.context.set_offline(True)
    page.goto(product.url + "/visita/")
    steps.unlock(page)
    page.get_by_role("link", name=re.compile("Continuar de onde parou")).click()
    expect(page.get_by_label("Resposta, em números")).to_have_value("7")
    page.goto(re.sub("/conversa/.*", "/chegada", page.url))
    page.get_by_role("radio", name="Está fechado agora").check()
    page.get_by_role("button", name="Continuar").click()
    page.get_by_role("button", name="Concluir visita").click(no_wait_after=True)
    kill(tmp_path)

    page = launch(playwright, tmp_path).pages[0]
    page.context.set_offline(True)
    page.goto(product.url + "/visita/#/envios")
    drafts, queued = (len(steps.kept(page, rows)) for rows in ("drafts", "outbox"))
    assert drafts + queued == 1
    steps.unlock(page)  # and what lies there can be read, as what it is
    steps.heading(page, "1 visita espera a internet" if queued else "1 visita por concluir")
    page.get_by_role("link", name="Hoje").click()
    expect(page.get_by_role("link", name=re.compile("Continuar de onde parou"))).to_have_count(drafts)
    page.context.close()
