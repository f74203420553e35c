"""The phone's door at odd moments: what a lock takes with it, which tries count, a late answer (F17, F18)."""

from __future__ import annotations

from contextlib import suppress

import pytest
from playwright.sync_api import BrowserContext, Error, Page, Route, expect

from tests.e2e import steps
from tests.e2e.product import Product

SESSION = "**/api/session/"


@pytest.fixture
def page(agents_page: Page, phone: BrowserContext) -> Page:
    """Rosângela's phone with a fresh route, and no signal any more."""
    steps.network(phone, on=False)
    return agents_page


def test_what_a_toast_told_of_somebody_goes_with_the_lock_and_a_try_counts_once(page: Page) -> None:
    steps.closed_door(page)
    steps.saved(page)
    page.evaluate("location.hash = '#/hoje'")
    page.get_by_role("button", name="Descartar rascunho de Mercearia São José").click()
    expect(page.locator(".toast")).to_contain_text("Mercearia")
    page.get_by_role("link", name="Mais", exact=True).click()
    page.get_by_role("button", name="Trancar agora").click()
    steps.heading(page, "Digite o seu PIN")
    assert "Mercearia" not in page.locator("body").inner_text()
    before = page.evaluate_handle("document.getElementById('app')")
    page.evaluate("for (const _ of [1, 2]) dispatchEvent(new HashChangeEvent('hashchange'))")  # overtaken by the next
    steps.eventually(page, lambda: not before.evaluate("screen => screen.isConnected"))
    page.keyboard.type("000001")
    expect(page.get_by_role("alert")).to_contain_text("Restam 4 tentativas")


def test_a_revoked_phone_that_was_opened_before_the_server_answered_closes(
    product: Product, page: Page, phone: BrowserContext
) -> None:
    """F18: the PIN was faster."""
    product.stage("revoke_phones_of", "rosangela@rota.test")
    held: list[Route] = []
    page.route(SESSION, lambda route: held.append(route))
    steps.network(phone, on=True)
    steps.reload(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("paradas")
    steps.eventually(page, lambda: bool(held))
    page.unroute(SESSION)
    for route in held:
        with suppress(Error):  # the page that asked may be gone
            route.continue_()
    steps.heading(page, "A gestão desligou este aparelho")
