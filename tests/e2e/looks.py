"""One screen of the phone looked at in every way that LOOK.md names: 320 px, sol, 200 % text, landscape."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, ViewportSize

NARROW = ViewportSize(width=320, height=640)
USUAL = ViewportSize(width=360, height=740)
LANDSCAPE = ViewportSize(width=740, height=360)
NO_INTERNET = "ERR_INTERNET_DISCONNECTED"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WCAG = {"runOnly": RULES, "resultTypes": ["violations"]}
SCRIPT = Axe().axe_script
EVERYTHING = {
    "runOnly": RULES,
    "rules": {
        "color-contrast-enhanced": {"enabled": True},  # 7:1 for all text on agent pages
        "target-size": {
            "enabled": False
        },  # asks for 24 px, and counts what has scrolled below a bar; targets.js asks for 48
    },
    "resultTypes": ["violations"],
}
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast", "color-contrast-enhanced"]}}
SEEN_BY_AXE = """options => axe.run(options).then(({ violations }) => violations.flatMap(
  ({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`)))"""
TARGETS = Path(__file__).with_name("targets.js").read_text()
SIDEWAYS = (
    "document.documentElement.scrollWidth"  # innerWidth grows with what is too wide on a phone: it proves nothing
)
TOO_WIDE = """room => [...document.querySelectorAll("#app *")].filter((e) => e.getBoundingClientRect().right > room)
  .map((e) => `${e.localName}.${e.className}`).slice(0, 6).join(", ")"""
SETTLED = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
STAYING_BARS = """() => [...document.querySelectorAll(".topbar, .thumb")]
  .filter((bar) => getComputedStyle(bar).position === "sticky")
  .reduce((sum, bar) => sum + bar.offsetHeight - (bar.querySelector(".toast")?.offsetHeight ?? 0), 0)"""


def seen_by_axe(page: Page, options: dict[str, Any] = WCAG) -> list[str]:
    """What axe has against this page, and where."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(SCRIPT)
    return page.evaluate(SEEN_BY_AXE, options)


def looked_at(page: Page, screen: str, *, but_for: str = NO_INTERNET) -> None:
    """One screen of another test's story is fine in every way; what the browser tells `but_for` is the story itself."""
    looks = Looks(page, but_for)
    looks.at(screen)
    assert not looks.found, "\n".join(looks.found)


class Looks:
    """A page, what Chromium complained about on it, and what was found in each look at it."""

    def __init__(self, page: Page, but_for: str = NO_INTERNET) -> None:
        self.page, self.but_for, self.found, self.complaints = page, but_for, [], []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _hear(self, said: ConsoleMessage) -> None:
        """An error that the browser tells, if it is not what such a test is about."""
        if said.type == "error" and self.but_for not in said.text:
            self.complaints.append(said.text)

    def at(self, screen: str) -> None:
        """Look at what is there now in every way; what is wrong is kept, so that one run tells all of it."""
        self._narrow(screen)
        self._sol(screen)
        self._big(screen)
        self._landscape(screen)
        self.page.set_viewport_size(USUAL)
        self.found += [f"{screen}: {text}" for text in self.complaints]
        self.complaints.clear()

    def _narrow(self, screen: str) -> None:
        self.page.set_viewport_size(NARROW)
        self._note(f"{screen}, 320 px", seen_by_axe(self.page, EVERYTHING) + self._fits() + self.page.evaluate(TARGETS))
        self._shoot(f"{screen}-320")

    def _sol(self, screen: str) -> None:
        was = self.page.evaluate("document.documentElement.dataset.theme ?? ''")
        self.page.evaluate("document.documentElement.dataset.theme = 'sol'")
        self._note(f"{screen}, sol", seen_by_axe(self.page, CONTRAST) + self._fits() + self.page.evaluate(TARGETS))
        self._shoot(f"{screen}-sol")
        if not was:
            self.page.evaluate("delete document.documentElement.dataset.theme")

    def _big(self, screen: str) -> None:
        self.page.set_viewport_size(USUAL)
        self.page.evaluate("document.documentElement.style.fontSize = '212.5%'")
        self._note(f"{screen}, 200 % text", self._fits() + self.page.evaluate(TARGETS) + self._room())
        self._shoot(f"{screen}-200")
        self.page.evaluate("document.documentElement.style.fontSize = ''")

    def _landscape(self, screen: str) -> None:
        self.page.set_viewport_size(LANDSCAPE)
        self._note(f"{screen}, landscape", self._fits() + self.page.evaluate(TARGETS) + self._room())
        self._shoot(f"{screen}-land")

    @property
    def _size(self) -> ViewportSize:
        size = self.page.viewport_size
        assert size
        return size

    def _fits(self) -> list[str]:
        """No sideways scroll."""
        self.page.evaluate(SETTLED)
        width, room = self.page.evaluate(SIDEWAYS), self._size["width"]
        return [] if width <= room else [f"{width} px in {room}: {self.page.evaluate(TOO_WIDE, room)}"]

    def _room(self) -> list[str]:
        """The bars that stay leave at least half of the height to what is read."""
        bars, room = self.page.evaluate(STAYING_BARS), self._size["height"]
        return [] if bars <= room / 2 else [f"the bars take {bars} of {room} px"]

    def _note(self, where: str, found: list[str]) -> None:
        self.found += [f"{where}: {each}" for each in found]

    def _shoot(self, name: str) -> None:
        if folder := os.environ.get("LOOKS_DIR"):
            self.page.screenshot(path=f"{folder}/{re.sub(r'[^0-9a-z]+', '-', name.lower())}.png", full_page=True)
