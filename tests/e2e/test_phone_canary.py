"""The canary: after a day's work, nothing of a client can be read from the browser's files (ASVS 14.3.3, ADR 0010)."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, Playwright, expect

from tests.e2e import steps
from tests.e2e.conftest import begin_day
from tests.e2e.product import Product
from tests.e2e.profile import found_on_disk, launch

TYPED = {
    "name": "Canária Setesete Treze",
    "cpf": "529.982.247-25",
    "digits": "52998224725",
    "phone": "88977313377",
    "phone with its mask": "97731-3377",
    "need": "Quer uma gaiola nova de canário.",
}
FROM_THE_SERVER = ("Mercearia São José", "Salão Divina Beleza", "Rua do Limoeiro", "11222333000181")
CONTROL = "CONTROLE-que-se-pode-ler"
WRITE_IN_CLEAR = """(words) => new Promise((done) => {
  const opening = indexedDB.open("rota-cofre");
  opening.onsuccess = () => {
    const tx = opening.result.transaction("meta", "readwrite", { durability: "strict" });
    tx.objectStore("meta").put({ said: words }, "controle");
    tx.oncomplete = () => { opening.result.close(); done(); };
  };
})"""


def test_nothing_of_a_client_can_be_read_from_the_disk(
    product: Product, playwright: Playwright, tmp_path: Path
) -> None:
    """F18: whoever has the disk has nothing."""
    phone = launch(playwright, tmp_path)
    page = begin_day(phone, product)
    steps.network(phone, on=False)
    finished_visit(page)
    draft_with_name(page)
    page.evaluate(WRITE_IN_CLEAR, CONTROL)  # shows that the search finds what lies open
    assert [len(steps.kept(page, rows)) for rows in ("outbox", "drafts")] == [1, 1]
    phone.close()

    found = found_on_disk(tmp_path, [CONTROL, *TYPED.values(), *FROM_THE_SERVER, steps.PIN])
    assert {word for word, _ in found} == {CONTROL}, found


def finished_visit(page: Page) -> None:
    """The whole conversation with the client, finished and waiting for the signal."""
    steps.arrive(page, "Vou atender agora")
    steps.accept_notice(page)
    page.get_by_label("Celular com DDD").fill(TYPED["phone"])
    steps.introduce(page, name=TYPED["name"], cpf=TYPED["cpf"])
    steps.converse(page)
    steps.deliver(page)
    steps.agree(page, credit=TYPED["need"])
    steps.finish(page)


def draft_with_name(page: Page) -> None:
    """A second visit, left at the client's name."""
    page.get_by_role("link", name="Ver a rota", exact=True).click()
    steps.arrive(page, "Vou atender agora", business="Salão Divina Beleza")
    steps.accept_notice(page)
    page.get_by_label("Nome completo").fill(TYPED["name"])
    steps.saved(page)
    expect(page.get_by_label("Nome completo")).to_have_value(TYPED["name"])
