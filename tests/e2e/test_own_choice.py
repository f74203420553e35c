"""A delivery changed by the agent: another tool than was proposed, with its reason, up to the manager (DEL-02)."""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e import steps
from tests.e2e.conftest import sign_in
from tests.e2e.product import Product

OTHER = "Tomato Timer"


def choose_another(page: Page) -> None:
    """Past what was proposed, to a tool of the catalogue; without a reason it is not taken."""
    page.get_by_role("link", name="Escolher o que fica").click()
    steps.heading(page, re.compile("O que fica hoje com"))
    page.get_by_role("link", name="Outra ferramenta ou orientação").click()
    page.get_by_label("Procurar ferramenta").fill(OTHER)
    page.get_by_role("button", name=re.compile(OTHER)).click()
    steps.heading(page, f"Por que {OTHER}?")
    page.get_by_role("button", name="Incluir na entrega").click()
    expect(page.get_by_role("alert")).to_contain_text("Conte por que você escolheu esta ferramenta.")
    page.get_by_role("button", name="O cliente pediu esta").click()
    page.get_by_role("button", name="Incluir na entrega").click()


def hand_over(page: Page) -> None:
    """How it is left, and what the client thinks of it."""
    steps.heading(page, re.compile("O que fica hoje com"))
    page.get_by_text("Fizemos juntos").click()
    page.get_by_role("checkbox", name="O cliente pediu").check()
    page.get_by_role("group", name="O que o cliente achou?").get_by_text("Vai usar").click()
    expect(page.get_by_role("radio", name="Vai usar")).to_be_checked()
    page.get_by_role("button", name="Próximo passo").click()


def test_another_tool_with_its_reason_reaches_the_manager(
    product: Product, phone: BrowserContext, agents_page: Page, laptop: BrowserContext
) -> None:
    steps.network(phone, on=False)
    steps.arrive(agents_page, "Vou atender agora")
    steps.accept_notice(agents_page)
    steps.introduce(agents_page)
    steps.converse(agents_page)
    choose_another(agents_page)
    hand_over(agents_page)
    steps.agree(agents_page)
    visit_id = steps.finish(agents_page)
    steps.network(phone, on=True)
    steps.received(agents_page)

    manager = sign_in(laptop, product, "marta")
    manager.goto(f"{product.url}/painel/visitas/{visit_id}/")
    left = manager.locator("#entregas")
    expect(left).to_contain_text(OTHER)
    expect(left).to_contain_text("Explicada · o cliente pediu · o cliente achou: vai usar")
    expect(left).to_contain_text(re.compile("Escolha do agente, em vez de .+: O cliente pediu esta"))
    manager.goto(f"{product.url}/painel/entregas/")
    row = manager.get_by_role("row").filter(has=manager.locator(f'a[href="/painel/visitas/{visit_id}/"]'))
    expect(row).to_contain_text("O cliente pediu esta")
