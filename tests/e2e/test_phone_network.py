"""What networks do to a phone, and what the phone says and does about it (F19-F25)."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e import steps
from tests.e2e.conftest import begin_day
from tests.e2e.product import Product
from tests.faults.proxy import FaultProxy

VISITS, SESSION = "/api/visits/", "/api/session/"

LOAD = (
    'Promise.all(["store", "draft", "visit"].map((name) => import(`/static/js/capsule/${name}.js`))).then(() => true)'
)
MAKE_VISITS = """async ({count, hoursAgo, pin}) => {
  const of = (name) => import(`/static/js/capsule/${name}.js`);
  const [stores, drafts, visits] = await Promise.all(["store", "draft", "visit"].map(of));
  const {openStore} = stores, {newDraft, contentOf} = drafts, {buildDocument, queuedRow} = visits;
  const store = await openStore();
  const user = await store.meta("user");
  await store.vault.open(user.id, pin);
  const bundle = await store.day(user.id);
  const at = (step) => new Date(Date.now() - hoursAgo * 3_600_000 + step * 60_000);
  for (let step = 0; step < count; step += 1) {
    const business = bundle.businesses[step % bundle.businesses.length];
    const draft = newDraft({ userId: user.id, business, now: at(step) });
    Object.assign(draft, { outcome: "closed", missing: "denied" });
    await store.startDraft(draft, contentOf(bundle));
    const phone = { deviceId: await store.meta("device"), appVersion: "test", timezone: "America/Fortaleza" };
    const documentOf = (stored, sequence) =>
      buildDocument(stored, contentOf(bundle), { ...phone, sequence, finishedAt: at(step) });
    await store.finish(draft.id, (stored, sequence) => queuedRow(stored, documentOf(stored, sequence), at(step)));
  }
  store.close();
}"""


@pytest.fixture
def page(product: Product, line: FaultProxy, phone: BrowserContext) -> Page:
    """Rosângela's phone with a fresh route, over the line."""
    return begin_day(phone, product, over=line)


def envios(page: Page) -> None:
    """Over the pill, as from any page."""
    page.locator("a.net").click()
    expect(page.get_by_role("link", name="Envios", exact=False).last).to_have_attribute("aria-current", "page")


# The wait after a failure is drawn: whoever taps "Enviar agora" must not be overtaken by a try that comes by itself.
NEXT_TRY_MUCH_LATER = "Math.random = () => 200"


def puts(line: FaultProxy) -> list[str]:
    """The visits that were sent over the line, in order."""
    return [path for method, path in line.asked if method == "PUT" and path.startswith(VISITS)]


def assert_one_visit(product: Product, visit_id: str) -> None:
    """The server has it, once, with one job."""
    became = product.stage("visit", visit_id)
    assert (became["outcome"], became["submissions"], became["jobs"]) == ("closed", 1, 1)


def said(page: Page) -> Any:
    """The line under the title of Envios."""
    return expect(page.locator("p.hint[role=status]"))


def test_fourteen_days_without_internet_and_then_sixty_visits(line: FaultProxy, page: Page) -> None:
    """F19: one by one, oldest first, resumed where it was cut."""
    page.evaluate(LOAD)
    steps.network(page.context, on=False)
    page.evaluate(MAKE_VISITS, {"count": 60, "hoursAgo": 14 * 24, "pin": steps.PIN})
    page.evaluate("location.hash = '#/envios'")
    steps.heading(page, "60 visitas esperam a internet")
    expect(page.get_by_text("60 visitas ainda não foram enviadas: a mais antiga espera há 14 dias.")).to_be_visible()
    expect(page.get_by_role("button", name="Fazer uma cópia")).to_be_visible()
    order = [row["id"] for row in sorted(steps.kept(page, "outbox"), key=lambda row: row["sequence"])]
    steps.network(page.context, on=True)
    steps.heading(page, re.compile(r"^Enviando \d+ de 60$"))
    page.close()  # in the middle: what went is gone, what waits is there (F25)
    again = page.context.new_page()
    again.goto(line.url + "/visita/#/envios")
    expect(again.locator("a.net")).to_be_visible()
    expect(again.locator("a.net b")).to_have_count(0)  # behind the locked screen, too
    steps.unlock(again)
    steps.heading(again, "Tudo enviado")
    sent = [path.removeprefix(VISITS).strip("/") for path in puts(line)]
    assert list(dict.fromkeys(sent)) == order
    assert len(sent) <= 61  # the one under way when the page was closed, perhaps once more
    assert len(steps.kept(again, "sent")) == 60


def test_connected_and_nobody_answers(line: FaultProxy, page: Page) -> None:
    """F20: it says what it waits for, and goes on as soon as somebody answers."""
    steps.network(page.context, on=False)
    steps.quick_visit(page)
    envios(page)
    line.add("hang", "/", times=None)
    steps.network(page.context, on=True)
    expect(page.get_by_role("button", name="Enviando…")).to_have_attribute("aria-busy", "true")
    said(page).to_contain_text("Procurando o servidor…")
    said(page).to_contain_text("O servidor não respondeu. Tenta de novo em")
    expect(page.locator("a.net")).to_contain_text("Internet instável")
    line.heal()
    page.get_by_role("button", name="Enviar agora").click()
    steps.heading(page, "Tudo enviado")


def test_a_page_that_nobody_answers_for_gives_way_to_the_visits(line: FaultProxy, page: Page) -> None:
    """F20: the page that was asked for does not come."""
    line.add("hang", "/painel/", times=None)
    page.goto(line.url + "/painel/")
    expect(page).to_have_url(line.url + "/visita/")
    steps.unlock(page)


def test_a_lost_answer_makes_one_visit(product: Product, line: FaultProxy, page: Page) -> None:
    """F21: committed, and the phone does not know."""
    page.evaluate(NEXT_TRY_MUCH_LATER)
    lost = line.add("lose_answer", VISITS, method="PUT")
    visit_id = steps.quick_visit(page)
    line.happened("lose_answer")
    assert len(steps.kept(page, "outbox")) == 1
    envios(page)
    page.get_by_role("button", name=re.compile("^Enviar agora")).click()
    steps.received(page)
    assert lost.times == 0
    assert puts(line) == [f"{VISITS}{visit_id}/"] * 2
    assert_one_visit(product, visit_id)
    assert (steps.kept(page, "outbox"), len(steps.kept(page, "sent"))) == ([], 1)


def test_a_portal_of_the_network_is_not_the_server(line: FaultProxy, page: Page) -> None:
    """F23: a page of the network answers in the server's place."""
    page.evaluate(NEXT_TRY_MUCH_LATER)
    steps.network(page.context, on=False)
    steps.quick_visit(page)
    envios(page)
    line.add("replace", "/api/", times=None)
    steps.network(page.context, on=True)
    said(page).to_contain_text("A rede pede uma página de entrada")
    expect(page.locator("a.net")).to_contain_text("Internet instável")
    line.heal()
    line.add("replace", VISITS, status=200)
    page.get_by_role("button", name="Enviar agora").click()
    line.happened("replace", VISITS)
    steps.round_over(page)
    said(page).to_contain_text("A rede pede uma página de entrada")
    assert [row["state"] for row in steps.kept(page, "outbox")] == ["device"]
    page.get_by_role("button", name="Enviar agora").click()
    steps.heading(page, "Tudo enviado")


def test_a_busy_server_is_left_alone_for_as_long_as_it_asks(line: FaultProxy, page: Page) -> None:
    page.clock.install()
    asks = "application/json\r\nRetry-After: 120"
    line.add("replace", VISITS, status=503, body=b'{"error":"unavailable"}', content_type=asks)
    steps.quick_visit(page)
    line.happened("replace")
    envios(page)
    said(page).to_contain_text("O servidor está ocupado e pediu um tempo. Tenta de novo às")
    page.clock.fast_forward("01:15")
    said(page).to_contain_text("O servidor está ocupado e pediu um tempo. Tenta de novo em")
    assert len(puts(line)) == 1
    page.clock.fast_forward("01:00")
    steps.heading(page, "Tudo enviado")  # by itself
    assert len(puts(line)) == 2  # the refused one and the one after the time that was asked for


def test_a_thin_line_and_a_page_that_is_closed(product: Product, line: FaultProxy, page: Page) -> None:
    """F25: 2G, and the screen goes dark."""
    line.add("slow", VISITS, rate=100)
    visit_id = steps.quick_visit(page)
    line.happened("slow")
    envios(page)
    expect(page.locator(".word.is-sending")).to_have_text("Enviando")
    page.close()
    line.heal()
    again = page.context.new_page()
    again.goto(line.url + f"/visita/#/visita/{visit_id}/concluida")
    steps.unlock(again)
    steps.received(again)
    assert_one_visit(product, visit_id)


# Would a second tab send as well, it had asked who is signed in and sent by the time that three answers were here.
ASKED_TO_SEND = """async () => {
  dispatchEvent(new Event("online"));
  for (let answers = 0; answers < 3; answers += 1) await fetch("/api/session/");
}"""


def test_a_second_tab_goes_on_when_the_one_that_sends_is_closed(line: FaultProxy, page: Page) -> None:
    """F12: one sends, the other takes over."""
    other = page.context.new_page()
    other.goto(line.url + "/visita/#/envios")
    steps.unlock(other)
    line.add("hang", VISITS)
    steps.quick_visit(page)
    line.happened("hang")
    expect(other.locator(".word.is-sending")).to_have_text("Enviando")
    other.evaluate(ASKED_TO_SEND)
    assert len(puts(line)) == 1
    page.close()
    steps.heading(other, "Tudo enviado")
    assert len(puts(line)) == 2


def session_of(page: Page, line: FaultProxy, **changed: Any) -> bytes:
    """What the server says of this session, with some of it changed."""
    return json.dumps(page.request.get(line.url + SESSION).json() | changed).encode()


def test_what_an_older_server_refused_goes_when_a_new_one_is_there(line: FaultProxy, page: Page) -> None:
    """F16: the server is older than the phone, then newer."""
    refusal = json.dumps({"error": "content_type", "message": "Este servidor ainda não lê visitas fechadas."}).encode()
    line.add("replace", VISITS, status=415, body=refusal, content_type="application/json")
    steps.quick_visit(page)
    line.happened("replace")
    envios(page)
    expect(page.get_by_text("Este servidor ainda não lê visitas fechadas.")).to_be_visible()
    asked = line.asked.count(("GET", SESSION))
    steps.another_round(page)  # the same server: it is asked who is signed in, and not about the visit again
    assert line.asked.count(("GET", SESSION)) > asked
    expect(page.locator(".word.is-alert")).to_have_text("Precisa de atenção")
    assert len(puts(line)) == 1
    line.add("replace", SESSION, body=session_of(page, line, release="newer"), content_type="application/json")
    steps.another_round(page)
    steps.heading(page, "Tudo enviado")


def test_what_the_server_lost_goes_again(product: Product, line: FaultProxy, page: Page) -> None:
    """F58: what the server does not know any more."""
    visit_id = steps.quick_visit(page)
    steps.received(page)
    line.add("replace", "/api/states/", body=b'{"visits":{}}', content_type="application/json")
    steps.another_round(page)
    line.happened("replace")
    steps.eventually(page, lambda: len(puts(line)) > 1)
    steps.received(page)
    assert puts(line) == [f"{VISITS}{visit_id}/"] * 2
    assert_one_visit(product, visit_id)
