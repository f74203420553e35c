"""Phones that are locked, shared, taken away or emptied: what opens them, what is never lost (F05, F06, F17, F18)."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.cast import PASSWORD
from tests.e2e import steps
from tests.e2e.conftest import begin_day, sign_in
from tests.e2e.looks import looked_at, seen_by_axe
from tests.e2e.product import Product
from tests.faults.proxy import FaultProxy


@pytest.fixture
def page(agents_page: Page, phone: BrowserContext) -> Page:
    """Rosângela's phone with a fresh route, and no signal any more."""
    steps.network(phone, on=False)
    return agents_page


def title(page: Page) -> str:
    """What the screen says first."""
    return page.get_by_role("heading", level=1).inner_text()


def type_pin(page: Page, pin: str = steps.PIN) -> None:
    """Six taps on the keys."""
    for digit in pin:
        page.get_by_role("button", name=digit, exact=True).click()


def begin_draft(page: Page) -> None:
    """A visit with something typed in it."""
    steps.closed_door(page)
    steps.saved(page)


def type_password(page: Page, who: str = "rosangela") -> None:
    """With e-mail and password, as the screen asks."""
    page.get_by_role("button", name="Entrar com e-mail e senha").click()
    page.get_by_label("E-mail").fill(f"{who}@rota.test")
    page.get_by_label("Senha", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Entrar").click()


def sign_in_again(page: Page, who: str = "rosangela") -> None:
    """The password, then a new PIN."""
    type_password(page, who)
    steps.heading(page, "Crie um PIN novo de 6 números")
    steps.unlock(page, "951753")


def resume(page: Page) -> None:
    """The draft is there, at the same place."""
    page.get_by_role("link", name=re.compile("Continuar de onde parou")).click()
    steps.heading(page, "Estava fechado")


def test_the_pin_opens_each_time(page: Page) -> None:
    """How long it takes is measured by benchmarks/phone.py."""
    for _ in range(2):
        steps.saved(page)
        page.reload()
        steps.heading(page, "Digite o seu PIN")
        steps.unlock(page)
        expect(page.get_by_role("heading", level=1)).to_contain_text("paradas")


def test_the_lock_screen_is_for_everybody_and_says_nothing(page: Page) -> None:
    steps.saved(page)
    page.reload()
    steps.heading(page, "Digite o seu PIN")
    expect(page.get_by_text("Oi, Rosângela", exact=True)).to_be_visible()
    assert "Mercearia" not in page.locator("body").inner_text()
    assert seen_by_axe(page) == []
    page.keyboard.type("00")
    expect(page.get_by_text("2 de 6 números")).to_have_count(1)
    page.get_by_role("button", name="Apagar o último número").click()
    page.keyboard.press("Backspace")
    page.keyboard.type(steps.PIN)
    expect(page.get_by_role("heading", level=1)).to_contain_text("paradas")


def test_five_wrong_pins_lock_until_the_person_signs_in_and_no_draft_is_lost(page: Page, phone: BrowserContext) -> None:
    begin_draft(page)
    page.reload()
    steps.heading(page, "Digite o seu PIN")
    for left in ("Restam 4 tentativas", "Restam 3", "Restam 2", "Resta 1 tentativa"):
        type_pin(page, "000001")
        expect(page.get_by_role("alert")).to_contain_text(left)
    type_pin(page, "000001")
    steps.heading(page, "PIN errado 5 vezes")
    expect(page.get_by_text("1 rascunho continua guardado neste aparelho")).to_be_visible()
    looked_at(page, "five wrong PINs")
    steps.network(phone, on=True)
    sign_in_again(page)
    resume(page)


def test_a_forgotten_pin_is_replaced_right_after_signing_in(page: Page, phone: BrowserContext) -> None:
    begin_draft(page)
    page.reload()
    steps.network(phone, on=True)
    expect(page.get_by_role("link", name=re.compile("^(Online|Internet instável)"))).to_be_visible()
    page.get_by_role("button", name="Esqueci o PIN").click()
    steps.heading(page, "Crie um PIN novo de 6 números")  # the password was typed a moment ago
    steps.unlock(page, "951753")
    expect(page.get_by_role("heading", level=1)).to_have_text("Estava fechado")  # the same draft, where it was left


def test_without_contact_for_three_days_the_pin_is_over(page: Page, phone: BrowserContext) -> None:
    """F18: a lost phone that is never heard from."""
    begin_draft(page)
    page.clock.set_system_time(datetime.now(UTC) + timedelta(hours=73))
    page.reload()
    steps.heading(page, "Faz tempo que este aparelho não fala com o servidor")
    looked_at(page, "the PIN is over")
    (vault,) = steps.kept(page, "vaults")
    assert (vault["pin"], vault["device"], vault["why"]) == (None, None, "expired")  # not only the screen says so
    steps.network(phone, on=True)
    sign_in_again(page)
    resume(page)
    assert len(steps.kept(page, "drafts")) == 1


def test_an_idle_phone_warns_locks_and_comes_back_to_the_same_question(page: Page) -> None:
    page.clock.install()
    steps.reload(page)
    steps.arrive(page, "Pediu para voltar outro dia")
    page.get_by_role("button", name="Continuar").click()
    page.get_by_label("O que combinar").or_(page.get_by_role("textbox")).last.fill("Trazer o catálogo")
    where, what = page.url, title(page)
    page.clock.fast_forward("04:31")
    expect(page.get_by_text("A tela vai trancar em 30 segundos").first).to_be_visible()
    assert title(page) == what
    page.clock.fast_forward("00:31")
    steps.heading(page, "Digite o seu PIN")
    type_pin(page)
    steps.heading(page, what)
    assert page.url == where
    expect(page.get_by_role("textbox").last).to_have_value("Trazer o catálogo")


def test_a_hidden_phone_locks_too_and_work_keeps_it_open(page: Page) -> None:
    page.clock.install()
    steps.reload(page)
    for _ in range(3):
        page.clock.fast_forward("04:00")
        page.keyboard.press("Tab")
    assert "paradas" in title(page)
    page.clock.set_system_time(datetime.now(UTC) + timedelta(hours=1))  # asleep in a pocket: no timer ran
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    steps.heading(page, "Digite o seu PIN")


def leave(page: Page) -> None:
    """Out, by the button under Mais."""
    page.get_by_role("link", name="Mais").click()
    page.get_by_role("button", name="Sair").click()
    stay = page.get_by_role("button", name="Sair assim mesmo")
    stay.or_(page.get_by_text("Cada pessoa entra")).first.wait_for()
    if stay.count():
        stay.click()
    steps.heading(page, "Entre para ver a sua rota")


def test_leaving_in_one_tab_closes_what_is_open_in_another(product: Product, page: Page, phone: BrowserContext) -> None:
    """F17: without signal, too; whoever takes the phone next finds no open day in a tab that was left behind."""
    other = phone.new_page()
    other.goto(f"{product.url}/visita/")
    type_pin(other)
    expect(other.get_by_role("heading", level=1)).to_contain_text("paradas")
    leave(page)
    expect(other.get_by_role("heading", level=1)).to_have_text("Entre para ver a sua rota")


def test_on_a_slow_line_the_way_out_says_that_it_is_under_way(
    product: Product, phone: BrowserContext, line: FaultProxy
) -> None:
    page = begin_day(phone, product, over=line)
    page.get_by_role("link", name="Mais").click()
    line.add("hang", "/api/session/", times=None)
    page.get_by_role("button", name="Sair").click()
    expect(page.get_by_role("button", name="Saindo…")).to_be_disabled()
    line.heal()
    steps.heading(page, "Entre para ver a sua rota")


def signed_out(page: Page) -> None:
    """The server heard that the person left: at once, or when the signal was back."""
    steps.eventually(page, lambda: page.evaluate(IS_NOBODY))


IS_NOBODY = "fetch('/api/session/').then((answer) => answer.json()).then(({ user }) => !user, () => false)"


def test_two_people_share_a_phone_and_each_finds_their_own(product: Product, page: Page, phone: BrowserContext) -> None:
    """F17: drafts and visits of each are theirs alone."""
    begin_draft(page)
    visit_id = steps.finish(page)
    page.get_by_role("link", name="Ver a rota", exact=True).click()
    steps.arrive(page, "Está fechado agora", business="Salão Divina Beleza")
    steps.saved(page)
    page.goto(product.url + "/visita/#/hoje")
    leave(page)
    assert [len(steps.kept(page, rows)) for rows in ("drafts", "outbox")] == [1, 1]
    steps.network(phone, on=True)
    signed_out(page)
    sofia = sign_in(phone, product, "sofia")
    sofia.goto(product.url + "/visita/#/envios")
    steps.unlock(sofia, "258369")
    expect(sofia.get_by_text("1 visita de outra pessoa espera")).to_be_visible()
    for secret in ("Mercearia", "Salão Divina"):
        expect(sofia.get_by_text(secret)).to_have_count(0)
    leave(sofia)
    signed_out(sofia)
    again = sign_in(phone, product, "rosangela")
    again.goto(product.url + f"/visita/#/visita/{visit_id}/concluida")
    steps.heading(again, "Digite o seu PIN")
    steps.unlock(again)
    steps.received(again)
    again.get_by_role("link", name="Ver a rota", exact=True).click()
    expect(again.get_by_role("link", name=re.compile("Continuar de onde parou"))).to_be_visible()


def test_a_revoked_phone_forgets_what_can_be_read_and_still_sends(
    product: Product, page: Page, phone: BrowserContext
) -> None:
    """F18: a lost phone, as soon as it is heard from."""
    begin_draft(page)
    visit_id = steps.finish(page)
    page.get_by_role("link", name="Ver a rota", exact=True).click()
    steps.arrive(page, "Está fechado agora", business="Salão Divina Beleza")
    steps.saved(page)
    assert True in product.stage("revoke_phones_of", "rosangela@rota.test")["revoked"]
    steps.network(phone, on=True)
    steps.heading(page, "Entre para ver a sua rota")
    looked_at(page, "the way in")
    assert product.stage("visit", visit_id)["outcome"] == "closed"
    (vault,) = steps.kept(page, "vaults")
    assert (vault["pin"], vault["device"], vault["why"]) == (None, None, "revoked")
    assert [len(steps.kept(page, rows)) for rows in ("outbox", "sent", "drafts")] == [0, 1, 1]
    (draft,) = steps.kept(page, "drafts")
    assert page.evaluate(KEYS, "day") == [f"visit:{draft['id']}"]  # no day, no territory; what a sealed draft needs
    again = sign_in(phone, product, "rosangela")
    again.goto(product.url + "/visita/")
    steps.heading(again, "A gestão desligou este aparelho")
    looked_at(again, "revoked", but_for="403 (Forbidden)")  # this phone hears no at each round


KEYS = """name => new Promise(resolve => {
  const opening = indexedDB.open("rota-cofre");
  opening.onsuccess = () => {
    const asking = opening.result.transaction(name).objectStore(name).getAllKeys();
    asking.onsuccess = () => { resolve(asking.result); opening.result.close(); };
  };
})"""


def test_an_emptied_store_is_told_and_opens_with_the_password_alone(
    product: Product, page: Page, phone: BrowserContext
) -> None:
    """F05: the browser tidied the storage away, or a finder emptied it: the session's cookie alone opens nothing."""
    begin_draft(page)
    known = len(product.stage("losses")["lost"])
    steps.network(phone, on=True)
    page.goto(product.url + "/healthz")
    browser = phone.new_cdp_session(page)
    browser.send("Storage.clearDataForOrigin", {"origin": product.url, "storageTypes": "indexeddb"})
    product.stage("an_hour_later", "rosangela@rota.test")
    page.goto(product.url + "/visita/")
    steps.heading(page, "Confirme que é você")
    expect(page.get_by_text("O navegador apagou o que estava guardado neste aparelho, ou uma parte.")).to_be_visible()
    looked_at(page, "confirm that it is you")
    type_password(page)
    steps.unlock(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("paradas")
    expect(page.get_by_text("O navegador apagou o que estava guardado")).to_have_count(1)
    page.get_by_role("button", name="Entendi").click()
    expect(page.get_by_text("O navegador apagou")).to_have_count(0)
    steps.eventually(page, lambda: len(product.stage("losses")["lost"]) == known + 1)


NEWER = """() => new Promise((done) => {
  const opening = indexedDB.open("rota-cofre", 99);
  opening.onsuccess = () => { opening.result.close(); done(); };
})"""


def test_a_store_that_does_not_open_can_be_copied_and_loses_nothing(product: Product, page: Page) -> None:
    """F06: the database is of a version that this one does not know."""
    begin_draft(page)
    visit_id = steps.finish(page)
    page.goto("about:blank")
    steps.network(page.context, on=True)
    page.goto(product.url + "/healthz")
    page.evaluate(NEWER)  # written by a version that this one doesn't know
    steps.network(page.context, on=False)
    page.goto(product.url + "/visita/")
    steps.heading(page, "Não deu para abrir o que está guardado no aparelho")
    looked_at(page, "trouble")
    with page.expect_download() as coming:
        page.get_by_role("button", name="Guardar cópia").click()
    expect(page.get_by_text("com 1 visita que não foi enviada")).to_be_visible()
    copy = json.loads(coming.value.path().read_text())
    assert [visit["id"] for visit in copy["visits"]] == [visit_id]
    assert copy["visits"][0]["body"].count(".") == 4
    assert "Mercearia" not in json.dumps(copy, ensure_ascii=False)
    assert [row["id"] for row in steps.kept(page, "outbox")] == [visit_id]  # copied, not taken
