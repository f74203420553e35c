"""New versions of the capsule: they wait, they come whole or not at all, and a bad one can be taken back (F14-F16)."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e import steps
from tests.e2e.conftest import begin_day
from tests.e2e.product import ROOT, Product
from tests.faults.proxy import FaultProxy

JAVASCRIPT = "text/javascript"
HTML = "text/html; charset=utf-8"
# The browser also looks by itself, a second or so after a page was opened. Whoever asks meanwhile gets the answer to
# that look, which may have begun before there was anything new: tests look again until what they wait for is there.
LOOK = """navigator.serviceWorker.getRegistration('/').then(each => each?.update())
  .then(() => 'taken', problem => problem.name)"""
WAITS = """async name => {
  const {waiting, installing} = await navigator.serviceWorker.getRegistration('/');
  return Boolean(waiting && !installing) && (await caches.keys()).includes(name);
}"""
RESTS = "navigator.serviceWorker.getRegistration('/').then(({waiting, installing}) => !waiting && !installing)"
CACHES = "caches.keys()"
# On a phone the start waits three seconds for the change of versions; here for as long as a busy machine takes.
PATIENT_START = """
const soon = window.setTimeout;
window.setTimeout = (work, delay, ...rest) => (delay === 3_000 ? 0 : soon(work, delay, ...rest));"""
REGISTRATIONS = "navigator.serviceWorker.getRegistrations().then(all => all.length)"


class Shop(NamedTuple):
    """Hands out versions of the capsule in the server's place."""

    url: str
    line: FaultProxy
    page: str
    worker: str

    def publish(self, version: str, *, page: str = "", worker: str = "") -> None:
        """From now on phones find this version; its page says so, and its worker checks that page's bytes."""
        html = re.sub(r'(name="app-version" content=")[^"]+', rf"\g<1>{version}", page or self.page)
        digest = base64.b64encode(hashlib.sha256(html.encode()).digest()).decode()
        script = re.sub(r'const VERSION = "[^"]+"', f'const VERSION = "{version}"', worker or self.worker)
        script = re.sub(r'("/visita/": ")[^"]+', rf"\g<1>sha256-{digest}", script)
        self.line.instead({"/sw.js": (script.encode(), JAVASCRIPT), "/visita/": (html.encode(), HTML)})


@pytest.fixture
def shop(product: Product, phone: BrowserContext) -> Iterator[Shop]:
    """The line to the product, and what its worker and page are like today."""
    with FaultProxy(product.port) as line:
        ask = phone.request
        yield Shop(line.url, line, ask.get(product.url + "/visita/").text(), ask.get(product.url + "/sw.js").text())


@pytest.fixture
def page(product: Product, shop: Shop, phone: BrowserContext) -> Page:
    """Rosângela's phone with a fresh route and the first version."""
    return begin_day(phone, product, over=shop)


def version(page: Page) -> str:
    """The version that this page runs."""
    return page.locator('meta[name="app-version"]').get_attribute("content") or ""


def fetched(page: Page, name: str) -> None:
    """The browser has looked for a new version until it found this one, and it waits."""
    steps.eventually(page, lambda: page.evaluate(LOOK) == "taken" and page.evaluate(WAITS, f"rota-{name}"))


def test_it_works_three_versions_come_in_the_middle_of_a_visit_and_none_disturbs_it(shop: Shop, page: Page) -> None:
    """F14: new versions wait."""
    first = version(page)
    steps.arrive(page, "Está fechado agora")
    page.evaluate("window.sameTab = true")
    for name in ("second", "third", "fourth"):
        shop.publish(name)
        fetched(page, name)
    page.get_by_role("button", name="Continuar").click()
    expect(page.get_by_text("versão nova")).to_have_count(0)
    steps.finish(page)
    assert (version(page), page.evaluate("window.sameTab")) == (first, True)
    page.get_by_role("link", name="Ver a rota", exact=True).click()
    page.get_by_role("button", name="Atualizar agora").click()
    expect(page.locator('meta[name="app-version"]')).to_have_attribute("content", "fourth")
    steps.unlock(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("paradas")
    steps.eventually(page, lambda: page.evaluate(CACHES) == ["rota-fourth"])  # the others are dropped meanwhile


def test_a_cold_start_brings_the_new_version_unless_a_visit_is_open(shop: Shop, page: Page) -> None:
    first = version(page)
    steps.arrive(page, "Está fechado agora")
    shop.publish("second")
    fetched(page, "second")
    steps.reload(page)
    steps.heading(page, "O que aconteceu na porta?")
    assert version(page) == first
    page.get_by_role("button", name="Continuar").click()
    steps.finish(page)
    page.add_init_script(PATIENT_START)
    page.reload()
    expect(page.locator('meta[name="app-version"]')).to_have_attribute("content", "second")
    steps.unlock(page)
    steps.heading(page, "Visita guardada")


def test_later_keeps_the_offer_in_mais(shop: Shop, page: Page) -> None:
    shop.publish("second")
    fetched(page, "second")
    page.get_by_role("button", name="Depois").click()
    page.get_by_role("link", name="Mais").click()
    expect(page.get_by_role("heading", name="Versão nova pronta")).to_be_visible()
    page.get_by_role("button", name="Atualizar agora").click()
    expect(page.locator('meta[name="app-version"]')).to_have_attribute("content", "second")


def test_another_tab_in_the_middle_of_a_visit_keeps_its_version(shop: Shop, page: Page) -> None:
    first = version(page)
    other = page.context.new_page()
    other.goto(shop.url + "/visita/")
    steps.unlock(other)
    steps.arrive(other, "Está fechado agora")
    shop.publish("second")
    fetched(page, "second")
    page.get_by_role("button", name="Atualizar agora").click()
    expect(page.locator('meta[name="app-version"]')).to_have_attribute("content", "second")
    other.get_by_role("button", name="Continuar").click()
    steps.finish(other)
    assert version(other) == first


@pytest.mark.parametrize(
    ("kind", "how"),
    [
        ("replace", {"status": 500}),
        ("cut_answer", {}),
        ("replace", {"status": 200}),  # a portal's page in the place of a file
    ],
    ids=["a 500", "half a file", "a portal's page"],
)
def test_a_version_that_comes_by_half_does_not_come(shop: Shop, page: Page, kind: str, how: dict[str, int]) -> None:
    """F15: whole or not at all."""
    first, kept = version(page), page.evaluate(CACHES)
    shop.line.add(kind, "/static/css/", times=None, **how)
    shop.publish("second")
    steps.eventually(page, lambda: page.evaluate(LOOK) and shop.line.count(kind, "/static/css/") > 0)
    steps.eventually(page, lambda: page.evaluate(RESTS))  # what came by half was given up
    expect(page.get_by_role("button", name="Atualizar agora")).to_have_count(0)
    steps.network(page.context, on=False)
    steps.reload(page)
    assert version(page) == first
    steps.eventually(page, lambda: page.evaluate(CACHES) == kept)


def test_a_worker_that_throws_never_comes_and_its_mended_successor_does(shop: Shop, page: Page) -> None:
    """F15: a worker that is broken."""
    first = version(page)
    shop.publish("broken", worker='const VERSION = "x"; throw new Error("bad build");')
    steps.eventually(page, lambda: page.evaluate(LOOK) == "TypeError")
    steps.reload(page)
    assert version(page) == first
    shop.publish("mended")
    fetched(page, "mended")
    page.get_by_role("button", name="Atualizar agora").click()
    expect(page.locator('meta[name="app-version"]')).to_have_attribute("content", "mended")


def test_a_version_that_does_not_start_is_said_and_fetched_anew(shop: Shop, page: Page) -> None:
    """F15: a version that installs and does not start."""
    page.clock.install()
    dead = re.sub(r'(<script type="module" src=")[^"]+', r"\g<1>/static/js/gone.js", shop.page)
    shop.publish("dead", page=dead)
    fetched(page, "dead")
    page.reload()  # a cold start without an open visit: the dead version comes
    expect(page.locator('meta[name="app-version"]')).to_have_attribute("content", "dead")
    page.clock.fast_forward(16_000)
    steps.heading(page, "A Rota Ativa não abriu")
    expect(page.get_by_text("As visitas guardadas neste aparelho estão seguras.")).to_be_visible()
    shop.line.heal()
    page.get_by_role("button", name="Abrir de novo").dispatch_event("click")  # the page's clock stands still
    steps.unlock(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("paradas")


def test_the_way_out_takes_the_worker_away_and_leaves_the_visits(shop: Shop, page: Page) -> None:
    steps.network(page.context, on=False)
    steps.arrive(page, "Está fechado agora")
    steps.saved(page)
    steps.network(page.context, on=True)
    shop.line.instead({"/sw.js": ((ROOT / "templates/sync/sw_off.js").read_bytes(), JAVASCRIPT)})
    steps.eventually(page, lambda: page.evaluate(LOOK) and page.evaluate(CACHES) == [])
    steps.eventually(page, lambda: page.evaluate(REGISTRATIONS) == 0)
    assert len(steps.kept(page, "drafts")) == 1


OFFERED = """() => {
  const offer = new Event("beforeinstallprompt", { cancelable: true });
  offer.prompt = async () => { window.asked = (window.asked ?? 0) + 1; };
  offer.userChoice = Promise.resolve({ outcome: "accepted" });
  dispatchEvent(offer);
  return offer.defaultPrevented;
}"""


def test_installing_is_offered_when_a_visit_is_safe_and_not_before(page: Page) -> None:
    assert page.evaluate(OFFERED)
    install = page.get_by_role("button", name="Instalar", exact=True)
    steps.arrive(page, "Está fechado agora")
    expect(install).to_have_count(0)
    page.get_by_role("button", name="Continuar").click()
    steps.finish(page)
    page.get_by_role("button", name="Agora não").click()
    expect(install).to_have_count(0)
    page.get_by_role("link", name="Ver a rota", exact=True).click()
    page.get_by_role("link", name="Mais").click()
    install.click()
    expect(page.locator(".toast")).to_contain_text("Instalando.")
    assert page.evaluate("window.asked") == 1
    expect(page.get_by_text("No menu do navegador")).to_be_visible()


def test_the_switch_for_photos_lasts_and_the_month_is_counted(page: Page) -> None:
    page.get_by_role("link", name="Mais").click()
    page.get_by_role("switch", name="Só enviar fotos no Wi-Fi").check()
    expect(page.get_by_text(re.compile(r"^Uns \d+ KB usados em \w+\.$"))).to_be_visible()
    steps.reload(page)
    expect(page.get_by_role("switch", name="Só enviar fotos no Wi-Fi")).to_be_checked()
    page.get_by_role("link", name=re.compile("^Envios")).click()
    expect(page.get_by_role("switch", name="Só enviar fotos no Wi-Fi")).to_be_checked()
