"""A phone that dies while somebody types: what was said to be saved is there, and nothing is half (F01, F02, F03)."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import time
from pathlib import Path
from random import Random

import pytest
from playwright.sync_api import BrowserContext, Error, Page, Playwright, expect

from tests.e2e import steps
from tests.e2e.conftest import begin_day
from tests.e2e.product import Product
from tests.e2e.profile import kill, launch

SEED = 20261122
DEATHS = 3
LOST = "O navegador apagou o que estava guardado neste aparelho, ou uma parte."
# Types word after word as fast as the phone saves, and says aloud what was typed and what is on disk.
TYPING = """async (first) => {
  const field = document.querySelector("textarea");
  const isSaved = () => !document.documentElement.hasAttribute("data-saving");
  for (let n = first; ; n += 1) {
    console.log(`typed ${n}`);
    field.value = `palavra ${n} ${"até o fim ".repeat(40)}${n}`;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    do await new Promise(requestAnimationFrame); while (!isSaved());
    console.log(`saved ${n}`);
  }
}"""


class Words:
    """What the page has said, as far as it came before the death."""

    def __init__(self, page: Page) -> None:
        self.said = {"typed": 0, "saved": 0}
        page.on("console", lambda message: self.hear(message.text))

    def hear(self, text: str) -> None:
        what, _, number = text.partition(" ")
        if what in self.said:
            self.said[what] = int(number)


def type_until_killed(page: Page, first: int, profile: Path, after_ms: float) -> dict[str, int]:
    """SIGKILL somewhere in the middle."""
    words = Words(page)
    page.evaluate(f"(first) => {{ ({TYPING})(first); }}", first)
    until = time.monotonic() + after_ms / 1000
    while time.monotonic() < until or words.said["saved"] < first:
        page.evaluate("1")  # lets the words arrive
    kill(profile)
    return words.said


def switched_on(playwright: Playwright, profile: Path, product: Product, *, lost: bool = False) -> Page:
    """The phone again, without signal, at the field where it died."""
    phone = launch(playwright, profile)
    phone.set_offline(True)
    page = phone.pages[0]
    page.goto(product.url + "/visita/")
    steps.unlock(page)
    expect(page.get_by_text(LOST)).to_have_count(int(lost))
    page.get_by_role("link", name=re.compile("Continuar de onde parou")).click()
    steps.heading(page, "Estava fechado")
    return page


def number_in(page: Page) -> int:
    """Which word lies there, whole from the first letter to the last (F02)."""
    value = page.locator("textarea").input_value()
    found = re.fullmatch(r"palavra (\d+) (?:até o fim ){40}(\d+)", value)
    assert found, f"half a word: {value[:40]}"
    assert found[1] == found[2]
    return int(found[1])


@pytest.mark.usefixtures("browser")
def test_killed_at_any_moment_of_typing_nothing_said_to_be_saved_is_gone(
    product: Product, playwright: Playwright, tmp_path: Path
) -> None:
    """F01, F02: at most the word that was being written may be missing."""
    phone: BrowserContext = launch(playwright, tmp_path)
    page = begin_day(phone, product)
    steps.network(phone, on=False)
    steps.closed_door(page)
    chance, first = Random(SEED), 1
    for _ in range(DEATHS):
        said = type_until_killed(page, first, tmp_path, chance.uniform(0, 700))
        page = switched_on(playwright, tmp_path, product)
        assert said["saved"] <= number_in(page) <= said["typed"] + 1
        first = said["typed"] + 2
    page.get_by_role("button", name="Concluir visita").click()
    steps.heading(page, "Visita guardada")
    expect(page.get_by_text("Salvo no aparelho").first).to_be_visible()
    page.context.close()


def files_of(profile: Path, pattern: str) -> list[Path]:
    """LevelDB's files, in which Chromium keeps IndexedDB."""
    return sorted((profile / "Default" / "IndexedDB").glob(f"*.leveldb/{pattern}"))


@pytest.mark.usefixtures("browser")
def test_a_store_whose_files_were_cut_opens_with_what_is_left_and_says_what_is_not(
    product: Product, playwright: Playwright, tmp_path: Path
) -> None:
    """F06: the log ends in the middle of a record; then the list of files is half there, and nothing can be read."""
    phone = launch(playwright, tmp_path / "whole")
    page = begin_day(phone, product)
    steps.network(phone, on=False)
    steps.closed_door(page)
    page.locator("textarea").fill("Volta na quinta.")
    steps.saved(page)
    before = {log.name: log.stat().st_size for log in files_of(tmp_path / "whole", "*.log")}
    steps.finish(page)
    phone.close()
    shutil.copytree(tmp_path / "whole", tmp_path / "empty")

    for log in files_of(tmp_path / "whole", "*.log"):
        os.truncate(log, before[log.name] + 40)
    page = switched_on(playwright, tmp_path / "whole", product, lost=True)
    expect(page.locator("textarea")).to_have_value("Volta na quinta.")  # what was concluded is a draft again
    page.context.close()

    os.truncate(files_of(tmp_path / "empty", "MANIFEST-*")[0], 10)
    phone = launch(playwright, tmp_path / "empty")
    phone.set_offline(True)
    page = phone.pages[0]
    page.goto(product.url + "/visita/")
    expect(page.get_by_text(LOST)).to_be_visible()  # without the server's word, too
    phone.close()


def test_a_poor_phone_that_drops_the_page_keeps_what_was_typed(product: Product, phone: BrowserContext) -> None:
    """F07: a sixth of the processor, and Android takes the page's memory away (INP: benchmarks/phone.py)."""
    page = begin_day(phone, product)
    steps.network(phone, on=False)
    browser = phone.new_cdp_session(page)
    browser.send("Emulation.setCPUThrottlingRate", {"rate": 6})
    steps.closed_door(page)
    page.locator("textarea").press_sequentially("Fechado por luto até sexta.", delay=5)
    steps.saved(page)
    with page.expect_event("crash"), contextlib.suppress(Error):
        page.goto("chrome://crash")
    again = phone.new_page()
    again.goto(product.url + "/visita/")
    steps.unlock(again)
    again.get_by_role("link", name=re.compile("Continuar de onde parou")).click()
    expect(again.locator("textarea")).to_have_value("Fechado por luto até sexta.")
