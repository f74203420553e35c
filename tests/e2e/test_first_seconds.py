"""The lock screen comes with the page: digits count before the program is there, and nothing moves when it comes."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.e2e import steps
from tests.e2e.conftest import PHONE, sign_in
from tests.e2e.product import Product

PROGRAM = re.compile(r"/static/js/(light|capsule)/")
KEYS = """() => [...document.querySelectorAll(".key, h1, .pin-box")].filter(one => one.checkVisibility()).map(one => {
  const { x, y, width, height } = one.getBoundingClientRect();
  return [one.textContent.trim(), x, y, width, height].join(" ");
})"""


@pytest.fixture
def page(product: Product, browser: Browser) -> Iterator[Page]:
    """Rosângela's phone with a PIN, in a browser without service workers: its program can be held up."""
    product.stage("today_for", "rosangela@rota.test")
    context = browser.new_context(**PHONE, service_workers="block")
    opened = sign_in(context, product, "rosangela")
    opened.goto(product.url + "/visita/")
    steps.unlock(opened)
    expect(opened.get_by_role("heading", level=1)).to_contain_text("paradas")
    yield opened
    context.close()


def without_program(page: Page) -> list[Route]:
    """Open the page anew; its program stays away until these are let go."""
    held: list[Route] = []
    page.route(PROGRAM, lambda route: held.append(route))
    page.reload(wait_until="commit")
    return held


def come(page: Page, held: list[Route]) -> None:
    """The program is there now."""
    for route in held:
        route.continue_()
    page.unroute_all()


def tap(page: Page, digits: str) -> None:
    """On the screen's own keys."""
    for digit in digits:
        page.get_by_role("button", name=digit, exact=True).click()


def test_digits_typed_before_the_program_is_there_count(page: Page) -> None:
    held = without_program(page)
    tap(page, "12")
    page.keyboard.type("3")
    page.get_by_role("button", name="Apagar o último número").click()
    expect(page.locator(".pin-dots .is-past")).to_have_count(2)
    before = page.evaluate(KEYS)
    come(page, held)
    expect(page.get_by_text("2 de 6 números")).to_have_count(1)
    expect(page.get_by_text("Oi, Rosângela", exact=True)).to_be_visible()
    assert page.evaluate(KEYS) == before  # the same screen, at the same place
    tap(page, "0000")
    expect(page.get_by_role("alert")).to_contain_text("Restam 4 tentativas")

    held = without_program(page)
    tap(page, "000000")
    expect(page.get_by_text("Abrindo…")).to_be_visible()
    come(page, held)
    expect(page.get_by_role("alert")).to_contain_text("Restam 3 tentativas")

    held = without_program(page)
    tap(page, steps.PIN)
    come(page, held)
    expect(page.get_by_role("heading", level=1)).to_contain_text("paradas")
    expect(page.locator("#icons")).to_have_count(0)  # no list without its icons


def test_a_reload_after_signing_in_waits_for_no_server(page: Page, product: Product) -> None:
    """F20: who came by the way in is known by then; the digits open the day though nobody answers."""
    page.goto(product.url + "/visita/", referer=product.url + "/conta/entrar/")
    steps.heading(page, "Digite o seu PIN")
    held, given_up = without_program(page), []
    page.route("**/api/session/", lambda route: None)
    page.on("requestfailed", lambda request: given_up.append(request.url))
    for route in held:
        route.continue_()
    page.unroute(PROGRAM)
    steps.unlock(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("paradas")
    assert [url for url in given_up if "/api/session/" in url] == []


def test_who_has_left_is_asked_for_no_pin(page: Page) -> None:
    page.reload()
    page.get_by_role("button", name="Não sou eu").click()
    steps.heading(page, "Entre para ver a sua rota")
    held = without_program(page)
    expect(page.get_by_text("Abrindo o que está no aparelho")).to_be_visible()
    expect(page.get_by_role("button", name="1", exact=True)).not_to_be_visible()
    come(page, held)
    steps.heading(page, "Entre para ver a sua rota")
