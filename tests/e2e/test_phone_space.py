"""A phone without room, and the copy of what could not be sent (F04; the import is in tests/sync/test_rescue.py)."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e import steps
from tests.e2e.conftest import begin_day, sign_in
from tests.e2e.product import Product

ROOM = 4_000_000
FULL = "O celular está sem espaço."

FILL = """async () => {
  const random = (size) => {  // what compresses well takes no room
    const bytes = new Uint8Array(size);
    for (let at = 0; at < size; at += 65536) crypto.getRandomValues(bytes.subarray(at, at + 65536));
    return bytes;
  };
  const db = await new Promise((resolve) => {
    const opening = indexedDB.open("other-apps", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("bytes", { autoIncrement: true });
    opening.onsuccess = () => resolve(opening.result);
  });
  const put = (size) => new Promise((resolve) => {
    const tx = db.transaction("bytes", "readwrite", { durability: "strict" });
    tx.objectStore("bytes").put(random(size));
    tx.oncomplete = () => resolve(true);
    tx.onabort = () => resolve(tx.error?.name !== "QuotaExceededError");
  });
  await put(8000000); // more than there can be: the browser counts anew
  for (const size of [100000, 10000, 1000, 100]) while (await put(size));
  db.close();
  return (await navigator.storage.estimate()).usage;
}"""


RESERVES = """() => new Promise((resolve) => {
  const opening = indexedDB.open("rota-cofre");
  opening.onsuccess = () => {
    const counting = opening.result.transaction("meta").objectStore("meta").count("reserve");
    counting.onsuccess = () => { resolve(counting.result); opening.result.close(); };
  };
})"""


def quota(page: Page, size: int) -> None:
    """How much this phone has room for, from now on."""
    limit = {"origin": "/".join(page.url.split("/")[:3]), "quotaSize": size}
    page.context.new_cdp_session(page).send("Storage.overrideQuotaForOrigin", limit)


@pytest.fixture
def full_phone(product: Product, phone: BrowserContext) -> Page:
    """Rosângela's phone, offline, with a visit begun and not a byte of room left."""
    product.stage("today_for", "rosangela@rota.test")
    page = phone.new_page()
    page.goto(product.url + "/conta/entrar/")
    quota(page, ROOM)
    page = sign_in(phone, product, "rosangela")
    steps.open_capsule(page, product)
    steps.network(phone, on=False)
    steps.closed_door(page)
    steps.eventually(page, lambda: page.evaluate(RESERVES) == 1)
    steps.placed(page)  # what is written by itself while there is no room would take the place that is kept for words
    page.evaluate(FILL)
    assert page.evaluate(RESERVES) == 1
    return page


def test_words_take_the_place_that_was_kept_for_them(full_phone: Page) -> None:
    """F04: the reserve gives way to words."""
    page = full_phone
    words = "Fechado por luto até sexta-feira. " * 20
    page.get_by_role("textbox").first.fill(words)
    expect(page.locator(".toast")).to_contain_text(FULL)
    steps.saved(page)
    expect(page.get_by_text(re.compile(r"Salvo no aparelho às \d\d:\d\d"))).to_be_visible()
    another_tab = page.context.new_page()
    another_tab.goto(page.url)
    steps.unlock(another_tab)
    expect(another_tab.get_by_role("textbox").first).to_have_value(words)
    another_tab.close()
    steps.finish(page)
    assert (len(steps.kept(page, "drafts")), len(steps.kept(page, "outbox"))) == (0, 1)
    page.get_by_role("link", name="Ver envios").click()
    expect(page.get_by_role("button", name="Fazer uma cópia")).to_be_visible()
    steps.reload(page)
    steps.heading(page, "1 visita espera a internet")


def test_without_any_room_at_all_it_is_said_what_to_do_and_nothing_is_lost(full_phone: Page) -> None:
    """F04: no room at all."""
    page = full_phone
    quota(page, 1_000)  # far below what lies there: not even the kept room helps
    words = "Fechado por luto até sexta-feira. " * 50
    page.get_by_role("textbox").first.fill(words)
    expect(page.get_by_role("alert").filter(has_text="apague fotos ou vídeos")).to_be_visible()
    expect(page.get_by_role("textbox").first).to_have_value(words)
    assert len(steps.kept(page, "drafts")) == 1
    quota(page, 10 * ROOM)
    expect(page.get_by_text(re.compile(r"Salvo no aparelho às \d\d:\d\d"))).to_be_visible()
    steps.reload(page)
    expect(page.get_by_role("textbox").first).to_have_value(words)


def test_the_copy_of_a_locked_phone_is_received_under_its_authors_name(
    product: Product, browser: Browser, phone: BrowserContext, tmp_path: Path
) -> None:
    page = begin_day(phone, product)
    steps.network(phone, on=False)
    visit_id = steps.quick_visit(page)
    page.reload()
    with page.expect_download() as saving:
        page.get_by_role("button", name="Fazer uma cópia").click()
    assert re.fullmatch(r"rota-ativa-copia-\d{4}-\d\d-\d\d-\d{4}\.json", saving.value.suggested_filename)
    copy = tmp_path / "copy.json"
    saving.value.save_as(copy)
    content = json.loads(copy.read_text())
    assert [visit["id"] for visit in content["visits"]] == [visit_id]
    assert not re.search("Mercearia|Rosângela", copy.read_text())
    office = browser.new_context(locale="pt-BR")
    desk = sign_in(office, product, "marta")
    desk.goto(product.url + "/guardados/resgate/")
    desk.set_input_files("input[type=file]", copy)
    desk.get_by_role("main").get_by_role("button").last.click()
    expect(desk.get_by_text("Rosângela Alves").first).to_be_visible()
    office.close()
    assert product.stage("visit", visit_id)["outcome"] == "closed"
