"""The whole story: a visit without signal becomes a registered attendance that people can see."""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.e2e import steps
from tests.e2e.conftest import sign_in
from tests.e2e.product import Product


def test_a_visit_without_signal_becomes_a_registered_attendance(
    fresh_product: Product, phone: BrowserContext, laptop: BrowserContext
) -> None:
    product = fresh_product
    manager = sign_in(laptop, product, "marta")
    before = attended_businesses(manager, product)
    page = sign_in(phone, product, "rosangela")
    steps.open_capsule(page, product)

    steps.network(phone, on=False)
    visit_id = whole_visit(page)
    expect(page.get_by_text("Salvo no aparelho")).to_be_visible()
    expect(last_time(page)).to_contain_text("Como está hoje:")  # nobody else knows of it yet
    assert product.ledger() == []

    steps.network(phone, on=True)
    steps.received(page)
    page.goto(f"{product.url}/visita/#/visita/{visit_id}/concluida")
    expect(page.get_by_role("img", name="QR code do link do cliente")).to_be_visible()
    page.goto(product.url + "/visita/#/envios")
    expect(page.get_by_text("Registrado no SAS")).to_be_visible()
    expect(last_time(page).locator(".dots li").first).to_be_attached()

    check_registered(product, visit_id)
    assert attended_businesses(manager, product) == before + 1
    check_referral(manager, product)
    client_changes_mind(product, phone, laptop, page)
    review(product, laptop, phone, page)


def whole_visit(page: Page) -> str:
    """From the door to the confirmation, with a reload in the middle of the conversation."""
    steps.arrive(page, "Vou atender agora")
    steps.accept_notice(page)
    steps.introduce(page)
    for _ in range(3):
        steps.answer_one(page)
    where = page.get_by_role("heading", level=1).inner_text()
    steps.reload(page)
    steps.heading(page, where)
    steps.converse(page)
    steps.deliver(page)
    steps.agree(page, credit="Quer comprar um freezer.")
    return steps.finish(page)


def client_changes_mind(product: Product, phone: BrowserContext, laptop: BrowserContext, page: Page) -> None:
    """By the link, while the agent's phone has no signal: the next contact says so, and the credit need is off."""
    page.goto(product.url + "/visita/#/hoje")
    page.get_by_role("link", name=re.compile("Mercearia São José")).first.click()
    with phone.expect_page() as opened:
        page.get_by_role("link", name="Recibo e aceites do cliente").click()
    link = opened.value.get_by_text(re.compile(r"/c/\S+/")).inner_text()
    opened.value.close()
    steps.network(phone, on=False)

    client = laptop.browser.new_context(viewport={"width": 360, "height": 740}, locale="pt-BR").new_page()
    client.goto(link)
    client.get_by_role("link", name="Ver o recibo e retirar um aceite").click()
    client.get_by_role("button", name=re.compile("^Retirar: .*crédito")).click()
    client.get_by_role("button", name=re.compile("^Retirar: .*WhatsApp")).click()
    expect(client.get_by_text("Retirado. Vale a partir de agora.")).to_be_visible()
    client.get_by_role("link", name="Ver tudo o que temos sobre você").click()
    client.get_by_label(re.compile("4 últimos números")).fill("4725")
    client.get_by_role("button", name="Continuar").click()
    expect(client.get_by_text("529.982.247-25")).to_be_visible()
    client.context.close()

    steps.network(phone, on=True)
    page.reload()
    steps.unlock(page)
    expect(page.get_by_text("Pediu para não receber WhatsApp")).to_be_visible()


def last_time(page: Page) -> Locator:
    """What a second visit to the grocery would begin with."""
    page.get_by_role("link", name=re.compile("^(Ver a rota|Hoje)$")).first.click()
    page.get_by_role("link", name="Mercearia São José").click()
    expect(page.get_by_role("button", name="Fazer outra visita")).to_be_visible()
    return page.get_by_role("region", name="Da última vez")


def check_registered(product: Product, visit_id: str) -> None:
    """Exactly the expected row in the national system, person and business attached."""
    visit = product.stage("visit", visit_id)
    assert visit["state"] == "registered"
    assert visit["records"] == [["registered", "CON-ORI", True]]
    (row,) = product.ledger()
    assert row["tipo_solucao"] == "CON-ORI"
    assert row["cpf"] == "52998224725"
    assert row["cnpj"] == "11222333000181"
    assert row["nome_acao"].startswith("Sebrae na sua Empresa - ")


def attended_businesses(page: Page, product: Product) -> int:
    """The manager's number of attended small businesses, which must equal the list behind it."""
    page.goto(product.url + "/painel/")
    name = page.locator(".kpi-name", has_text=re.compile(r"^\s*Negócios atendidos"))
    number = page.locator(".kpi").filter(has=name).locator(".kpi-value")
    shown = int(number.inner_text().split()[0].replace(".", ""))
    with page.expect_navigation():
        number.click()
    expect(page.locator("tbody tr")).to_have_count(shown)
    return shown


def check_referral(page: Page, product: Product) -> None:
    """The credit need waits for the manager, in the client's words."""
    page.goto(product.url + "/credito/")
    expect(page.get_by_text("Quer comprar um freezer.")).to_be_visible()


def review(product: Product, laptop: BrowserContext, phone: BrowserContext, agents_page: Page) -> None:
    """The tutor returns the visit with words; the agent reads them on the phone."""
    laptop.clear_cookies()
    tutor = sign_in(laptop, product, "teresa")
    tutor.get_by_role("button", name=re.compile("Sortear")).first.click()
    expect(tutor.get_by_role("heading", level=1)).to_have_text("Mercearia São José")
    expect(tutor.get_by_role("button", name=re.compile("Devolver"))).to_be_visible()  # all of the page is there
    for mark in tutor.locator(".marks").all():
        mark.get_by_text("4", exact=True).click()
    tutor.get_by_label(re.compile("Recado")).fill("Rosângela, mostre a planilha antes de sair.")
    tutor.get_by_role("button", name=re.compile("Devolver")).click()
    expect(tutor.get_by_text("Devolvida").first).to_be_visible()

    agents_page.goto(product.url + "/visita/")
    steps.reload(agents_page)
    agents_page.get_by_role("link", name=re.compile("Devolvida pela tutoria")).click()
    expect(agents_page.get_by_text("Rosângela, mostre a planilha antes de sair.")).to_be_visible()
