"""How light and fast the capsule is on a poor phone: real Chromium, CPU four times slower. See README.md beside.

Lighthouse is a tool of this program only: `npm install lighthouse@12.8.2` into a folder beside the measurements
(`--tools`), never a dependency of the product. Without npm its scores are null, with the reason.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from playwright.sync_api import BrowserContext, CDPSession, Page, Playwright, expect, sync_playwright

from benchmarks import phone_lighthouse, phone_weight
from tests.e2e import steps
from tests.e2e.product import Product

EMAIL, PASSWORD = "agente@bench.test", "uma-senha-bem-comprida"
SLOWER = 4
CHROMIUM = shutil.which("chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
PHONE = {
    "viewport": {"width": 360, "height": 740}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True,
    "locale": "pt-BR", "timezone_id": "America/Fortaleza",
    "geolocation": {"latitude": -7.2131, "longitude": -39.3152, "accuracy": 12}, "permissions": ["geolocation"],
}  # fmt: skip
WATCH = ROOT / "benchmarks" / "phone_watch.js"
SEARCHES = ("mercearia sao jose", "rua delmiro", "8898", "bench000123")
PBKDF2 = """async () => {
  const typed = new TextEncoder().encode("147258");
  const key = await crypto.subtle.importKey("raw", typed, "PBKDF2", false, ["deriveBits"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt: new Uint8Array(16), iterations: 600000 };
  const began = performance.now();
  await crypto.subtle.deriveBits(how, key, 256);
  return performance.now() - began;
}"""


def main() -> int:
    """Start the product, measure, print one JSON object as the last line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=5, help="cold openings to take the median of")
    parser.add_argument("--stops", type=int, default=200, help="of the day: 15 are usual")
    parser.add_argument("--tools", type=Path, default=ROOT / "var" / "tools", help="where Lighthouse is kept")
    parser.add_argument("--no-lighthouse", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="rota-phone-") as name:
        product = Product(Path(name))
        product.start()
        try:
            figures = measure(product, Path(name), arguments)
        finally:
            product.stop()
    print(json.dumps(figures))
    return 0


def measure(product: Product, folder: Path, arguments: argparse.Namespace) -> dict[str, Any]:
    """Everything, in the order in which a phone meets it."""
    stage = [sys.executable, "-m", "benchmarks.phone_stage", str(arguments.stops)]
    staged = subprocess.run(stage, cwd=ROOT, env=product.env, capture_output=True, text=True, check=False)
    if staged.returncode:
        raise SystemExit(staged.stderr)
    busy = round(os.getloadavg()[0] / (os.cpu_count() or 1), 1)  # well above 1: read the clock's figures as too high
    figures: dict[str, Any] = {"slower": SLOWER, "busy_before": busy, **json.loads(staged.stdout)}
    figures["bytes_gz"] = phone_weight.of_first_install(product.url)
    with sync_playwright() as driver:
        profile = folder / "profile"
        figures |= install(driver, profile, product)
        figures |= open_cold(driver, profile, product, arguments.times)
        figures |= use(driver, profile, product)
        cookie = figures.pop("cookie")
    if arguments.no_lighthouse:
        return figures
    return figures | {"lighthouse": phone_lighthouse.scores(product.url, cookie, arguments.tools)}


def phone(driver: Playwright, profile: Path) -> BrowserContext:
    """The phone with its profile on disk, so that closing it and opening it again is a cold start."""
    context = driver.chromium.launch_persistent_context(profile, executable_path=CHROMIUM, args=FLAGS, **PHONE)
    context.add_init_script(WATCH.read_text())
    return context


def slow_page(context: BrowserContext) -> tuple[Page, CDPSession]:
    """A page whose processor is slower. What is native (PBKDF2) and the service worker stay as fast as this machine."""
    page = context.new_page()
    page.on("console", lambda said: print(said.text, file=sys.stderr) if said.type == "error" else None)
    session = context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    return page, session


def install(driver: Playwright, profile: Path, product: Product) -> dict[str, Any]:
    """The first time: sign in, create the PIN, receive the day, until the phone may lose its signal."""
    context = phone(driver, profile)
    page, session = slow_page(context)
    page.goto(product.url + "/conta/entrar/")
    page.wait_for_timeout(1_000)  # until nothing larger is painted
    login = page.evaluate("benchVitals.lcp")
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Senha", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Entrar").click()
    page.wait_for_url(lambda url: "/conta/" not in url)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    with page.expect_response(lambda answer: "/api/territory/" in answer.url, timeout=60_000):
        steps.open_capsule(page, product)
    page.wait_for_timeout(2_000)  # the territory is sealed and kept
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_timeout(1_000)  # until nothing larger is painted
    vitals = page.evaluate("benchVitals")
    cookie = "; ".join(f"{one['name']}={one['value']}" for one in context.cookies())
    context.close()
    return {"login_lcp_ms": round(login), "capsule_lcp_ms": round(vitals["lcp"]), "cookie": cookie}


def open_cold(driver: Playwright, profile: Path, product: Product, times: int) -> dict[str, Any]:
    """Browser started anew, no internet: to the lock screen, and from the last digit to today's list.

    The lock screen takes digits before the program is there. So each time is done once more by somebody who types all
    six as soon as it is seen: `typed_at_once_ms` is everything, from the start of the page to the list."""
    locks, lists, at_once, hashing = [], [], [], []
    for _ in range(times):
        with cold(driver, profile, product) as page:
            locks.append(page.evaluate("benchUntil('Digite o seu PIN')"))
            page.wait_for_timeout(500)  # a person looks for the first key
            page.keyboard.type(steps.PIN[:-1])
            typed = page.evaluate("performance.now()")
            page.keyboard.type(steps.PIN[-1])
            lists.append(page.evaluate("benchUntil('paradas')") - typed)
            hashing.append(page.evaluate(PBKDF2))
        with cold(driver, profile, product, typed=steps.PIN) as page:
            at_once.append(page.evaluate("benchUntil('paradas')"))
    middle = [statistics.median(series) for series in (locks, lists, at_once, hashing)]
    return {
        "cold_offline_open_ms": round(middle[0] + middle[1]),
        "to_lock_screen_ms": round(middle[0]),
        "last_digit_to_list_ms": round(middle[1]),
        "typed_at_once_ms": round(middle[2]),
        "of_which_pbkdf2_ms": round(middle[3]),  # native: the throttle does not slow it, a poor phone does
        "cold_open_runs": [round(a + b) for a, b in zip(locks, lists, strict=True)],
        "typed_at_once_runs": [round(one) for one in at_once],
    }


@contextmanager
def cold(driver: Playwright, profile: Path, product: Product, typed: str = "") -> Iterator[Page]:
    """The capsule in a browser that was just started, without internet; digits `typed` when they are asked for."""
    context = phone(driver, profile)
    context.add_init_script(f"window.benchPin = '{typed}'")
    context.set_offline(True)
    page, _ = slow_page(context)
    page.goto(product.url + "/visita/", wait_until="commit")
    yield page
    context.close()


def use(driver: Playwright, profile: Path, product: Product) -> dict[str, Any]:
    """Search, and a whole visit, without signal; then what the visit weighs on its way."""
    context = phone(driver, profile)
    page, _ = slow_page(context)
    page.set_default_timeout(60_000)
    page.goto(product.url + "/visita/")
    steps.unlock(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("paradas")
    context.set_offline(True)
    keys = search(page)
    page.get_by_role("link", name="Hoje").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("paradas")
    page.get_by_role("button", name="Cheguei").first.click()
    steps.heading(page, "O que aconteceu na porta?")
    page.get_by_role("radio", name="Vou atender agora").check()
    for step in (steps.accept_notice, steps.introduce, steps.converse, steps.deliver, steps.agree, steps.finish):
        step(page)
    taps = sorted(page.evaluate("Object.values(benchInteractions)"))
    saves, vitals = sorted(page.evaluate("benchSaves")), page.evaluate("benchVitals")
    with page.expect_request(lambda request: "/api/visits/" in request.url) as sending:
        context.set_offline(False)
    document = len(sending.value.post_data_buffer or b"")
    context.close()
    return {
        "search_ms": {"p50": at(keys, 0.5), "p95": at(keys, 0.95), "keystrokes": len(keys)},
        "save_ms": {"p50": at(saves, 0.5), "p95": at(saves, 0.95), "answers": len(saves)},
        "inp_ms": {"p75": at(taps, 0.75), "worst": at(taps, 1), "interactions": len(taps)},
        "cls": round(vitals["cls"], 3),
        "visit_bytes": document,
    }


def search(page: Page) -> list[float]:
    """Type what people look for, one key after the other; each key's time to the next painted frame."""
    page.get_by_role("link", name="Buscar").click()
    box = page.get_by_role("searchbox")
    expect(box).to_be_visible()
    for text in SEARCHES:
        box.fill("")
        box.press_sequentially(text, delay=60)
    page.wait_for_timeout(300)
    return sorted(page.evaluate("benchKeys"))


def at(ordered: list[float], share: float) -> int | None:
    """A percentile of sorted figures."""
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))]) if ordered else None


if __name__ == "__main__":
    sys.exit(main())
