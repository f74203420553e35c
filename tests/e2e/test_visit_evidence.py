"""Evidence of a visit: odd photos, no place, wrong clocks, other zones (F08 to F11, and the phone's side of F22)."""

from __future__ import annotations

import io
import re
from base64 import b64decode
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

from tests.e2e import steps
from tests.e2e.conftest import PHONE, begin_day, sign_in
from tests.e2e.product import Product
from tests.faults.proxy import FaultProxy

BLOBS = "/api/blobs/"
GPS_TAG = 0x8825
MOST_BYTES, MOST_SIDE = 300_000, 1_600

WATCH_SEALING = """
window.sealed = [];
const encrypt = SubtleCrypto.prototype.encrypt;
SubtleCrypto.prototype.encrypt = function (how, key, bytes) {
  const view = new Uint8Array(bytes.buffer ?? bytes);
  const text = () => btoa(Array.from(view, (byte) => String.fromCharCode(byte)).join(""));
  if (view[0] === 0xff && view[1] === 0xd8) window.sealed.push(text());
  return encrypt.call(this, how, key, bytes);
};"""
NEVER_GIVES_UP = """
const soon = window.setTimeout;
window.setTimeout = (work, delay, ...rest) => (delay > 10_000 ? 0 : soon(work, delay, ...rest));"""


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files as cameras, galleries and broken cards give them."""
    folder = tmp_path_factory.mktemp("pictures")
    exif = Image.Exif()
    exif[GPS_TAG] = {1: "S", 2: (7.0, 12.0, 47.0), 3: "W", 4: (39.0, 18.0, 54.0)}
    exif[0x010F] = "Fabricante"
    noise = Image.effect_noise((1_800, 1_350), 90).convert("RGB")
    noise.resize((7_300, 5_480), Image.Resampling.NEAREST).save(folder / "40mp.jpg", quality=80, exif=exif)
    noise.crop((0, 0, 640, 480)).save(folder / "errada.jpg", format="PNG")
    (folder / "vazia.jpg").write_bytes(b"")
    (folder / "iphone.heic").write_bytes(b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\x00" * 900)
    (folder / "recibo.jpg").write_bytes(b"%PDF-1.7 isto nao e uma foto")
    (folder / "cortada.jpg").write_bytes((folder / "40mp.jpg").read_bytes()[:2_000])
    return folder


def choose(page: Page, path: Path) -> None:
    """Pick a file from the phone."""
    page.get_by_label("Escolher do celular").set_input_files(path)


def test_odd_files_are_refused_in_words_and_the_visit_goes_on(
    product: Product, phone: BrowserContext, pictures: Path
) -> None:
    """F08: what is no picture."""
    page = begin_day(phone, product)
    steps.closed_door(page)
    page.get_by_role("link", name=re.compile("Foto da fachada")).click()
    for name, words in {
        "vazia.jpg": "veio vazio",
        "iphone.heic": "HEIC",
        "recibo.jpg": "não é uma foto",
        "cortada.jpg": "não abriu",
    }.items():
        choose(page, pictures / name)
        expect(page.get_by_role("alert")).to_contain_text(words)
        expect(page.locator("#problemas")).to_be_focused()
    page.get_by_role("link", name="Seguir sem fotos").click()
    assert steps.told(product, page, steps.finish(page))["photos"] == []


def test_a_big_photo_leaves_small_and_without_a_place(product: Product, phone: BrowserContext, pictures: Path) -> None:
    """F08: forty megapixels with a place in them."""
    phone.add_init_script(WATCH_SEALING)
    page = begin_day(phone, product)
    steps.closed_door(page)
    page.get_by_role("link", name=re.compile("Foto da fachada")).click()
    choose(page, pictures / "40mp.jpg")
    expect(page.get_by_role("img", name="Fachada, foto 1")).to_be_visible()
    expect(page.get_by_text(re.compile(r"^\d+ KB$"))).to_be_visible()
    choose(page, pictures / "errada.jpg")
    expect(page.get_by_role("img", name="Fachada, foto 2")).to_be_visible()
    page.get_by_role("button", name="Apagar Fachada, foto 2").click()
    page.get_by_role("button", name="Desfazer").click()
    expect(page.get_by_role("img", name="Fachada, foto 2")).to_be_visible()

    check_small_and_bare(page)
    page.get_by_role("link", name="Pronto").click()
    visit_id = steps.finish(page)
    steps.told(product, page, visit_id)
    steps.eventually(
        page, lambda: [row[:2] for row in product.stage("evidence", visit_id)["photos"]] == [["ready", "facade"]] * 2
    )


def check_small_and_bare(page: Page) -> None:
    """What was sealed is a JPEG of at most 1,600 pixels and 300 KB, without EXIF."""
    for text in page.evaluate("window.sealed"):
        jpeg = b64decode(text)
        picture = Image.open(io.BytesIO(jpeg))
        assert len(jpeg) <= MOST_BYTES
        assert max(picture.size) <= MOST_SIDE
        assert not picture.getexif()
        assert b"Exif" not in jpeg
    assert page.evaluate("window.sealed.length") == 2
    assert all(row["bytes"] <= MOST_BYTES for row in steps.kept(page, "photos"))


def test_a_photo_cut_off_on_its_way_goes_on_where_it_ended(
    product: Product, phone: BrowserContext, line: FaultProxy, pictures: Path
) -> None:
    """F22: the phone's side. The first piece arrives, the line breaks in the middle of the second."""
    page = begin_day(phone, product, over=line)
    steps.closed_door(page)
    page.get_by_role("link", name=re.compile("Foto da fachada")).click()
    choose(page, pictures / "40mp.jpg")
    expect(page.get_by_role("img", name="Fachada, foto 1")).to_be_visible()
    page.get_by_role("link", name="Pronto").click()
    requests: list[Request] = []
    phone.on("request", lambda one: requests.append(one))
    line.add("delay", BLOBS, method="PUT")
    line.add("cut_request", BLOBS, method="PUT")
    visit_id = steps.finish(page)
    steps.received(page)
    line.happened("cut_request")
    page.get_by_role("link", name="Ver envios").click()
    page.get_by_role("button", name="Enviar agora").click()
    steps.eventually(page, lambda: [row[0] for row in product.stage("evidence", visit_id)["photos"]] == ["ready"])
    asked = [one.headers.get("content-range", one.method) for one in requests if BLOBS in one.url]
    first, broken_off, question, again, *rest = asked
    assert first.startswith("bytes 0-"), asked
    assert (question, again) == ("HEAD", broken_off), asked  # how much has arrived? From there on
    assert len({first, broken_off, *rest}) == 2 + len(rest), asked  # and nothing else went twice


def test_without_leave_to_know_the_place_the_visit_says_so(product: Product, browser: Browser) -> None:
    """F09: permission denied."""
    phone = browser.new_context(**PHONE | {"permissions": []})
    page = begin_day(phone, product)
    steps.arrive(page, "Está fechado agora")
    expect(page.get_by_text("este aparelho não deu permissão")).to_be_visible()
    expect(page.get_by_role("button", name="Tentar de novo anotar o local")).to_be_visible()
    page.get_by_role("button", name="Continuar").click()
    steps.heading(page, "Estava fechado")
    steps.placed(page)
    evidence = steps.told(product, page, steps.finish(page))
    assert (evidence["arrival"], evidence["departure"]) == ("denied", "denied")
    phone.close()


def test_a_gps_that_never_answers_holds_nobody_up(product: Product, phone: BrowserContext) -> None:
    """F09: permission given, no answer, and not even the moment in which the phone gives up ever comes."""
    phone.add_init_script("Geolocation.prototype.getCurrentPosition = () => {};")
    phone.add_init_script(NEVER_GIVES_UP)
    page = begin_day(phone, product)
    steps.closed_door(page)
    evidence = steps.told(product, page, steps.finish(page))
    assert (evidence["arrival"], evidence["departure"]) == ("timeout", "timeout")


@pytest.mark.parametrize("year", [2020, 2035])
def test_a_wrong_clock_promises_by_the_right_one(product: Product, phone: BrowserContext, year: int) -> None:
    """F10: the phone's word stays as it was, flagged; what is promised lies in the real future."""
    product.stage("today_for", "rosangela@rota.test")
    page = sign_in(phone, product, "rosangela")
    page.clock.install(time=datetime(year, 3, 3, 10, 0, tzinfo=UTC))
    steps.open_capsule(page, product)
    steps.arrive(page, "Pediu para voltar outro dia")
    page.get_by_role("button", name="Continuar").click()
    page.get_by_role("radio").first.check()
    evidence = steps.told(product, page, steps.finish(page))
    assert "clock_skew" in evidence["flags"]
    assert evidence["on"] == f"{year}-03-03"
    (promised,) = evidence["promise"]
    today = datetime.now().astimezone().date()
    assert today <= datetime.fromisoformat(promised).date() <= today + timedelta(days=10)


def test_a_visit_over_midnight_keeps_the_day_and_the_zone_of_the_door(product: Product, browser: Browser) -> None:
    """F11: in Acre, begun at 23:57 or 23:58 and ended after midnight in the zone of another state."""
    phone = browser.new_context(**PHONE | {"timezone_id": None})  # the test itself says where the phone is
    page = begin_day(phone, product)
    zone = phone.new_cdp_session(page)
    zone.send("Emulation.setTimezoneOverride", {"timezoneId": "America/Rio_Branco"})
    page.clock.install(time=datetime.fromisoformat("2026-11-19T23:57:00-05:00"))
    steps.open_capsule(page, product)
    steps.closed_door(page)
    page.clock.fast_forward("04:00")
    zone.send("Emulation.setTimezoneOverride", {"timezoneId": "America/Fortaleza"})
    assert page.evaluate("new Date().getDate()") == 20
    evidence = steps.told(product, page, steps.finish(page))
    assert (evidence["on"], evidence["zone"]) == ("2026-11-19", "America/Rio_Branco")
    assert "date_differs" not in evidence["flags"]
    phone.close()
