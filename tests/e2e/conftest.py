"""One product for the session, one browser for the session, one phone per test."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from tests.cast import PASSWORD
from tests.e2e import steps
from tests.e2e.product import Product, Reached
from tests.faults.proxy import FaultProxy

CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
PHONE = {
    "viewport": {"width": 360, "height": 740}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True,
    "locale": "pt-BR", "timezone_id": "America/Fortaleza",
    "geolocation": {"latitude": -7.2131, "longitude": -39.3152, "accuracy": 12}, "permissions": ["geolocation"],
}  # fmt: skip
LAPTOP = {"viewport": {"width": 1280, "height": 800}, "locale": "pt-BR", "timezone_id": "America/Fortaleza"}

PATIENCE_MS = 60_000  # a busy machine is slow, not wrong
expect.set_options(timeout=PATIENCE_MS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here is marked, and says loudly when there is no browser."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.e2e)
            if not CHROMIUM and not os.environ.get("CI"):
                item.add_marker(pytest.mark.skip(reason="NO BROWSER: install Debian's chromium; CI fails without it"))


@contextmanager
def on_stage(folder: Path) -> Iterator[Product]:
    """A running product with the cast on stage."""
    running = Product(folder)
    running.start()
    try:
        running.stage("cast")
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The session's product."""
    with on_stage(tmp_path_factory.mktemp("product")) as running:
        yield running


@pytest.fixture
def fresh_product(tmp_path: Path) -> Iterator[Product]:
    """A product of its own, in which nothing is visited yet."""
    with on_stage(tmp_path) as running:
        yield running


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright's driver."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Debian's Chromium, headless."""
    assert CHROMIUM, "Chromium is missing: apt-get install chromium"
    started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield started
    started.close()


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    """A cheap phone's screen with its own storage."""
    context = browser.new_context(**PHONE)
    yield context
    context.close()


@pytest.fixture
def laptop(browser: Browser) -> Iterator[BrowserContext]:
    """A manager's screen."""
    context = browser.new_context(**LAPTOP)
    yield context
    context.close()


@pytest.fixture
def agents_page(product: Product, phone: BrowserContext) -> Page:
    """Rosângela's phone with a fresh route for today, ready to lose its signal."""
    return begin_day(phone, product)


@pytest.fixture
def line(product: Product) -> Iterator[FaultProxy]:
    """A line between phones and the server that can break."""
    with FaultProxy(product.port) as proxy:
        yield proxy


def sign_in(context: BrowserContext, product: Reached, who: str) -> Page:
    """Log in through the login page, as anybody does."""
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto(product.url + "/conta/entrar/")
    page.get_by_label("E-mail").fill(f"{who}@rota.test")
    page.get_by_label("Senha", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Entrar").click()
    page.wait_for_url(lambda url: "/conta/" not in url)
    return page


def begin_day(phone: BrowserContext, product: Product, *, over: Reached | None = None) -> Page:
    """Rosângela's phone with a fresh route (`over` a bad line, if any), ready to lose its signal."""
    product.stage("today_for", "rosangela@rota.test")
    page = sign_in(phone, over or product, "rosangela")
    steps.get_ready(page)  # whoever signs in for visits is there already
    return page
