"""Accessibility, width and the content policy, on each page in real Chromium."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.e2e.conftest import PHONE, sign_in
from tests.e2e.looks import seen_by_axe
from tests.e2e.product import Product

MANAGERS_PAGES = [
    "/painel/", "/painel/visitas/", "/painel/negocios/", "/rotas/", "/territorios/", "/equipe/",
    "/equipe/convidar/", "/credito/", "/sas/", "/guardados/", "/guardados/resgate/", "/aparelhos/",
]  # fmt: skip
ADMINISTRATORS_PAGES = [
    "/catalogo/", "/catalogo/achados/", "/catalogo/nova/", "/portfolio/", "/portfolio/nova/", "/acoes/", "/acoes/nova/",
    "/painel/entregas/", "/contatos/", "/conversas/", "/privacidade/", "/privacidade/avisos/", "/sas/estado/",
]  # fmt: skip


class Watched:
    """A page and everything that Chromium complained about on it."""

    def __init__(self, page: Page) -> None:
        self.page, self.complaints = page, []
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def faults(self, address: str) -> list[str]:
        """What is wrong on the page at this address: accessibility, sideways scroll, a refused or broken script."""
        answer = self.page.goto(address)
        found = [] if answer and answer.ok else [f"answers {answer and answer.status}"]
        found += seen_by_axe(self.page)
        size = self.page.viewport_size  # innerWidth grows with what is too wide on a phone: it proves nothing
        width, room = self.page.evaluate("document.documentElement.scrollWidth"), size["width"] if size else 0
        if width > room:
            found.append(f"{width} px in {room}")
        lines = self.page.locator(".deskbar nav a").evaluate_all("all => new Set(all.map((a) => a.offsetTop)).size")
        if lines > 1:
            found.append(f"the sections take {lines} lines")
        said, self.complaints = self.complaints, []
        return [f"{address}: {each}" for each in found + said]


@pytest.fixture
def narrow(browser: Browser) -> Iterator[BrowserContext]:
    """The narrowest phone that must work."""
    context = browser.new_context(**{**PHONE, "viewport": {"width": 320, "height": 640}})
    yield context
    context.close()


@pytest.mark.parametrize("screen", ["laptop", "narrow"])
def test_managers_pages(product: Product, request: pytest.FixtureRequest, screen: str) -> None:
    page = sign_in(request.getfixturevalue(screen), product, "marta")
    watched = Watched(page)
    deeper: set[str] = set()
    for path in MANAGERS_PAGES:
        assert watched.faults(product.url + path) == []
        deeper |= one_link_of_each_kind(page)
    for path in sorted(deeper - set(MANAGERS_PAGES)):
        assert watched.faults(product.url + path) == []


@pytest.mark.parametrize("screen", ["laptop", "narrow"])
def test_pages_of_whoever_administrates_a_unit(product: Product, request: pytest.FixtureRequest, screen: str) -> None:
    watched = Watched(sign_in(request.getfixturevalue(screen), product, "ana"))
    for path in ADMINISTRATORS_PAGES:
        assert watched.faults(product.url + path) == []


LINKED_PATHS = "links => links.map((link) => new URL(link.getAttribute('href'), location).pathname)"


def one_link_of_each_kind(page: Page) -> set[str]:
    """Pages that this one leads to: one for each kind of address, so that details and forms are looked at too."""
    found = page.eval_on_selector_all("main a[href]", LINKED_PATHS)
    by_kind = {re.sub(r"[0-9a-f-]{36}", "ID", path): path for path in found if not path.endswith(".csv")}
    return {path for kind, path in by_kind.items() if "ID" in kind or kind.endswith("/nova/")}


@pytest.mark.parametrize(("who", "path"), [("teresa", "/tutoria/"), ("carlos", "/credito/"), ("nelson", "/painel/")])
@pytest.mark.parametrize("screen", ["laptop", "narrow"])
def test_other_first_pages(product: Product, request: pytest.FixtureRequest, who: str, path: str, screen: str) -> None:
    page = sign_in(request.getfixturevalue(screen), product, who)
    assert Watched(page).faults(product.url + path) == []


def test_the_way_in(product: Product, narrow: BrowserContext) -> None:
    watched = Watched(narrow.new_page())
    for path in ("/conta/entrar/", "/conta/senha/esqueci/"):
        assert watched.faults(product.url + path) == []
