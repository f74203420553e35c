"""The result leaves the phone as a picture or as words, before anything was sent and without internet."""

from __future__ import annotations

import io
import re
from pathlib import Path

from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e import looks
from tests.e2e.steps import (
    accept_notice,
    agree,
    arrive,
    converse,
    deliver,
    eventually,
    finish,
    heading,
    introduce,
    network,
)

CLIPBOARD = "navigator.clipboard.readText()"
SHEET = """() => {
  window.given = [];
  navigator.canShare = () => true;
  navigator.share = async ({ files: [file] }) => {
    window.given.push({ type: file.type, bytes: [...new Uint8Array(await file.arrayBuffer())] });
  };
}"""  # no browser on a desk has the sheet of a telephone


def looked_at(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(content))
    picture.load()
    assert picture.format == "PNG"
    assert picture.width == 1080
    assert picture.height > 1000
    return picture.convert("RGB")


def ink_in(picture: Image.Image) -> float:
    """How much of it is dark: text and filled blocks."""
    grey = picture.convert("L").crop((60, 200, 1020, picture.height - 130))
    return sum(grey.histogram()[:100]) / (grey.width * grey.height)


def share_page(page: Page, name: str = "Compartilhar o resultado") -> str:
    page.get_by_role("link", name=name).click()
    heading(page, "Leve o resultado com você")
    looks.looked_at(page, "leve o resultado")
    return page.get_by_role("img", name=re.compile("Imagem do resultado")).get_attribute("aria-label") or ""


def test_it_works(agents_page: Page, phone: BrowserContext, tmp_path: Path) -> None:
    page = agents_page
    phone.grant_permissions(["clipboard-read", "clipboard-write"])
    network(phone, on=False)
    arrive(page, "Vou atender agora")
    accept_notice(page)
    introduce(page)
    converse(page)
    expect(page.locator("ol.numbered > li").first).to_be_visible()
    gaps = page.locator("ol.numbered > li").all_inner_texts()

    told = share_page(page)
    assert gaps
    for gap in gaps:  # a need of money is told to nobody
        assert (gap.split(" Você disse")[0].strip() in told) == ("Precisa de dinheiro" not in gap)
    assert "Wilson" not in told

    with page.expect_download() as coming:
        page.get_by_role("button", name="Compartilhar a imagem").click()
    assert re.fullmatch(r"resultado-\d{4}-\d\d-\d\d\.png", coming.value.suggested_filename)
    before = looked_at(Path(coming.value.path()).read_bytes())
    assert 0.01 < ink_in(before) < 0.4

    page.get_by_role("link", name="Voltar").last.click()
    deliver(page)
    agree(page, credit="Comprar um freezer")
    finish(page)
    told = share_page(page, "Compartilhar como imagem ou texto")
    tool = re.search(r"O que ficou:\n• (.+)", told)
    assert tool
    assert "freezer" not in told

    page.evaluate(SHEET)
    page.get_by_role("button", name="Compartilhar a imagem").click()
    eventually(page, lambda: page.evaluate("window.given.length") == 1)
    given = page.evaluate("window.given[0]")
    assert given["type"] == "image/png"
    after = looked_at(bytes(given["bytes"]))
    assert after.height > before.height  # the tool and the next step are on it now
    copied_words_hold(page, tool[1])


def copied_words_hold(page: Page, tool: str) -> None:
    page.evaluate("() => { navigator.share = undefined; }")
    page.get_by_role("button", name="Compartilhar ou copiar o texto").click()
    expect(page.get_by_role("status").filter(has_text="Texto copiado")).to_have_count(1)
    assert tool in page.evaluate(CLIPBOARD)
