"""The agent's day without a signal: search, another order, skips, the map, ways to a door, promises, the week."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e import steps
from tests.e2e.conftest import sign_in
from tests.e2e.product import Product

ROSANGELA = "rosangela@rota.test"
NAMES = ".route b, .route h2"

OUT_OF_SIGHT = """() => {
  const box = (element) => element.getBoundingClientRect();
  const all = (which) => [...document.querySelectorAll(which)].map(box);
  const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  const [frame, buttons] = [box(document.querySelector(".map-box")), all(".leaflet-control-zoom a, .map-here")];
  const isIn = ({ top, left, right, bottom }) =>
    top >= frame.top && left >= frame.left && right <= frame.right && bottom <= frame.bottom;
  return all(".pin > span").filter((pin) => !isIn(pin) || buttons.some((button) => meet(pin, button))).length;
}"""
FOUND = {
    "borracharia irmaos": "Borracharia Dois Irmãos",
    "sao pedro": "Rua São Pedro",
    "55.444.333": "55.444.333/0001-22",
    "b1c.de3": "B1.CDE.345/01DE-00",
    "99999-0000": "(88) 99999-0000",
}


@pytest.fixture
def page(product: Product, phone: BrowserContext) -> Page:
    """Rosângela's phone on a day of four stops, with the territory on it, and no signal any more."""
    product.stage("busy_day", ROSANGELA)
    page = sign_in(phone, product, "rosangela")
    with page.expect_response(re.compile("/api/territory/")):
        steps.open_capsule(page, product)
    screen(page, "buscar")
    expect(page.get_by_text(re.compile(r"^\d+ negócios$"))).to_be_visible()
    steps.network(phone, on=False)
    screen(page, "hoje")
    return page


def screen(page: Page, name: str) -> None:
    """Open a screen by its address, as a link does."""
    page.evaluate("name => { location.hash = `#/${name}`; }", name)


def search(page: Page, text: str) -> None:
    """Type into the search."""
    page.get_by_label("Nome, rua, CNPJ ou telefone").fill(text)


def skip(page: Page, name: str, why: str) -> None:
    """Leave a stop out, with a reason."""
    page.get_by_role("button", name=f"Pular {name}").click()
    page.get_by_role("dialog").get_by_role("button", name=why).click()
    expect(page.locator(".toast")).to_contain_text(f"{name} ficou para depois")


def test_a_business_off_the_route_is_found_and_visited_without_signal(page: Page) -> None:
    screen(page, "buscar")
    results = page.locator(".results li")
    for asked, shown in FOUND.items():
        search(page, asked)
        expect(results.first).to_contain_text(shown)
        expect(results.first.locator("mark").first).to_be_visible()
    search(page, "borracharia")
    expect(page.get_by_text("1 negócio encontrado")).to_be_visible()
    page.get_by_role("button", name="Cheguei na Borracharia Dois Irmãos").click()
    steps.heading(page, "O que aconteceu na porta?")


def test_who_is_not_on_the_list_is_a_new_visit_with_what_was_typed(page: Page) -> None:
    screen(page, "buscar")
    search(page, "Quitanda Nova Aurora")
    expect(page.get_by_text("Nenhum negócio com “Quitanda Nova Aurora” na lista")).to_be_visible()
    page.get_by_role("link", name="Nova visita fora da lista").click()
    expect(page.get_by_label("Nome do negócio")).to_have_value("Quitanda Nova Aurora")
    page.get_by_label("CNPJ", exact=True).fill("55.444.333/0001-22")
    expect(page.get_by_text("já está na sua lista")).to_be_visible()
    assert "Quitanda" not in page.url


def test_another_order_and_skips_outlive_a_reload_and_reach_the_server(
    page: Page, phone: BrowserContext, product: Product
) -> None:
    names = page.locator(NAMES)
    expect(names).to_have_text(["Mercearia São José", "Doces da Vó Nita", "Ateliê Linha Fina", "Salão Divina Beleza"])
    rows = page.locator(".route .stop-body")  # how far from the stop before, until when, why
    expect(rows.first).to_contain_text(re.compile(r"\d\d:\d[05]\s*870\s*m · Primeira visita"))
    line = r"\d\d:\d\d\s*(Tem aviso\.\s*)?[\d,]+\s*k?m · Hora marcada, até \d\d:\d\d"  # a notice: of other tests
    expect(rows.last).to_contain_text(re.compile(line))
    page.get_by_role("link", name="Organizar").click()
    page.get_by_role("button", name="Subir Ateliê Linha Fina").click()
    expect(page.locator(".toast")).to_contain_text("agora é a parada 2")
    expect(page.get_by_role("button", name="Subir Salão Divina Beleza")).to_have_count(0)  # a promised hour is locked
    skip(page, "Doces da Vó Nita", "A rua está fechada")
    page.get_by_role("button", name="Desfazer").click()
    expect(page.get_by_role("heading", name="Ficaram para depois")).to_have_count(0)
    skip(page, "Doces da Vó Nita", "Ficou longe demais")
    skip(page, "Mercearia São José", "Não vai dar tempo")
    steps.reload(page)
    page.get_by_role("button", name="Voltar para a rota Mercearia São José").click()
    expect(page.locator(".toast")).to_contain_text("voltou para a rota")
    page.get_by_role("link", name="Ver a rota").click()
    steps.reload(page)
    expect(names).to_have_text(["Ateliê Linha Fina", "Mercearia São José", "Salão Divina Beleza", "Doces da Vó Nita"])
    expect(page.get_by_text("Ficou para depois · Ficou longe demais")).to_be_visible()
    with page.expect_response(re.compile("/plan/$")) as told:
        steps.network(phone, on=True)
    assert told.value.ok
    assert product.stage("walked", ROSANGELA)["skipped"] == {"Doces da Vó Nita": "too_far"}


def test_the_map_opens_without_signal_and_without_tiles(page: Page, phone: BrowserContext) -> None:
    assert page.evaluate("typeof window.L") == "undefined"  # its library comes with it, not before
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("link", name="Mapa").click()
    expect(page.locator(".pin")).to_have_count(4)
    door = page.get_by_role("button", name="Parada 1: Mercearia São José")
    expect(door).to_have_class(re.compile("is-door.*is-picked|is-picked.*is-door"))
    assert page.locator(".line-ahead").get_attribute("d") != "M0 0"
    page.locator(".map-list").get_by_role("button", name=re.compile("Ateliê Linha Fina")).click()
    expect(page.get_by_role("link", name="Abrir Ateliê Linha Fina")).to_be_visible()
    phone.set_geolocation({"latitude": -7.9, "longitude": -39.2, "accuracy": 12})  # far: the doors lie on each other
    page.get_by_role("button", name="Onde estou").click()
    expect(page.locator(".here")).to_be_visible()
    screen(page, "hoje")
    page.get_by_role("link", name="Mapa").click()
    expect(page.locator(".pin")).to_have_count(4)
    expect(page.locator(".here")).to_be_visible()
    assert page.evaluate(OUT_OF_SIGHT) == 0
    assert [url for url in asked if "/static/" not in url and not url.startswith("data:")] == []


def test_one_tap_calls_writes_and_shows_the_way(page: Page) -> None:
    page.get_by_role("link", name="Ateliê Linha Fina").click()
    links = {"Ligar": "tel:+5588999990000", "WhatsApp": "https://wa.me/5588999990000"}
    for name, address in links.items():
        expect(page.get_by_role("link", name=name, exact=True)).to_have_attribute("href", address)
    page.get_by_role("button", name="Mapa").click()
    sheet, at = page.get_by_role("dialog"), "-7.211,-39.315"
    expect(sheet.get_by_role("link", name="Mapa do celular")).to_have_attribute("href", f"geo:{at}?q={at}")
    expect(sheet.get_by_role("link", name="Google Maps")).to_have_attribute("href", re.compile(f"destination={at}"))
    expect(sheet.get_by_role("link", name="Waze")).to_have_attribute(
        "href", f"https://waze.com/ul?ll={at}&navigate=yes"
    )
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    expect(page.get_by_role("button", name="Mapa")).to_be_focused()


def test_a_promise_for_later_today_stands_on_the_route_and_in_the_week(page: Page) -> None:
    screen(page, "semana")
    made = int(page.locator(".is-today td").last.inner_text().replace("–", "0"))
    screen(page, "hoje")
    steps.arrive(page, "Pediu para voltar outro dia")
    page.get_by_role("button", name="Continuar").click()
    page.get_by_role("radio", name="Outro dia ou hora").check()
    page.get_by_label("Dia", exact=True).fill(datetime.now(ZoneInfo("America/Fortaleza")).date().isoformat())
    page.get_by_label("Hora", exact=True).fill("23:58")
    page.get_by_role("button", name="Concluir visita").click()
    steps.heading(page, "Visita guardada")
    screen(page, "hoje")
    expect(page.locator(NAMES)).to_have_count(5)
    last = page.locator(".route li").last
    expect(last).to_contain_text("Mercearia São José")
    expect(last).to_contain_text("23:58")
    page.get_by_role("link", name="Semana").click()
    expect(page.locator(".is-today td").last).to_have_text(str(made + 1))
    expect(page.get_by_role("link", name=re.compile("Mercearia São José.*23:58"))).to_be_visible()
