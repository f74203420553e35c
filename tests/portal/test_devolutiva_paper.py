"""The devolutiva as a PDF: two pages, read back with its tags, its pictures' words and its outline."""

from __future__ import annotations

import re
import threading
import zlib
from pathlib import Path

import pytest
from django.utils import timezone

from common.dates import known_zone
from portal.enums import PaperKind
from portal.services import pdf
from portal.services.papers import render_paper
from tests.pdf import read_back
from tests.portal.talks import GAP, GUIDANCE, NEED, earlier, longest, talk


@pytest.fixture(autouse=True)
def _in_the_visits_zone():
    with timezone.override(known_zone("America/Fortaleza")):
        yield


def pages(content: bytes, folder: Path) -> list[str]:
    return read_back("pdftotext", "-layout", content, folder).rstrip("\f").split("\f")


def test_it_works(cast, tmp_path):
    earlier(cast, {"financas": 10, "vendas": 50, "digital": 50})
    first, second = pages(render_paper(PaperKind.WHOLE, talk(cast)), tmp_path)

    assert "José, este é o resultado do seu negócio" in first
    assert "Vendas vai bem. Finanças pede cuidado." in first
    assert re.search(r"Vendas\s+Forte\s+Avançou: antes, Em construção", first)
    assert first.index(GAP["text"]) < first.index("Rosângela volta em 04/12/2026, às 10:05")
    assert NEED in first
    assert second.index("Fluxo de Caixa") < second.index("Olhe na sexta.") < second.index(GUIDANCE)
    assert "https://ferramentas.example/caixa" in second
    assert "0800 570 0800" in second


def test_what_the_bare_link_gives_holds_nothing_typed(cast, tmp_path):
    text = "".join(pages(render_paper(PaperKind.RESULT, talk(cast)), tmp_path))
    assert "Fluxo de Caixa" in text
    assert not [typed for typed in (NEED, GUIDANCE, "Fica tudo junto", "Wilson") if typed in text]


def test_it_is_tagged_and_says_what_it_is(cast, tmp_path):
    content = render_paper(PaperKind.WHOLE, talk(cast))
    tree = read_back("pdfinfo", "-struct-text", content, tmp_path)
    assert {"H1", "H2", "H3", "Table", "TH", "TD", "L", "LI", "Figure", "Link"} <= set(
        re.findall(r"^ *(\w+)", tree, re.M)
    )
    assert re.search(r"H1 \(block\)\s+Span \(inline\)\s+\"José, este é o resultado", tree)

    about = read_back("pdfinfo", "-enc", content, tmp_path, "UTF-8")
    assert re.search(r"Title: +O resultado da visita de 20/11/2026", about)
    assert re.search(r"Tagged: +yes", about)
    assert re.search(r"Pages: +2", about)
    assert "/Lang (pt-BR)" in uncompressed(content)


def test_pictures_have_words_and_headings_are_an_outline(cast):
    content = uncompressed(render_paper(PaperKind.WHOLE, talk(cast)))
    assert "Finanças: Pede cuidado, 1 de 4" in content
    assert "Código com o link do cliente" in content
    assert len(re.findall(r"/S /Figure", content)) == 4  # three themes and the code
    for heading in ("Como está cada tema", "Por onde começar", "O que combinamos", "O que ficou com você"):
        assert re.search(rf"/Title \({heading}\)", content)


def uncompressed(content: bytes) -> str:
    """What a PDF says of itself: its streams unpacked, its UTF-16 strings as text."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.S)
    raw = b"\n".join([content, *(unpacked(stream) for stream in streams)]).decode("latin-1")
    return re.sub(
        r"<feff([0-9a-f]+)>", lambda found: f"({bytes.fromhex(found[1]).decode('utf-16-be')})", raw, flags=re.I
    )


def unpacked(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:  # a picture or a font that is not packed
        return b""


@pytest.mark.parametrize("font", ['"Liberation Sans", "DejaVu Sans"', '"DejaVu Sans"'])
def test_the_longest_is_two_pages(cast, tmp_path, monkeypatch, font: str):
    styles = pdf._stylesheet().replace('"Liberation Sans", "DejaVu Sans"', font)
    monkeypatch.setattr(pdf, "_stylesheet", lambda: styles)
    monkeypatch.setattr(pdf, "_kept", threading.local())
    found = pages(render_paper(PaperKind.WHOLE, longest(cast)), tmp_path)
    assert len(found) == 2
    assert "Maximiliano, este é" in found[0]
    assert "2 de 2" in found[1]


def test_without_a_result_one_page_is_enough(cast, tmp_path):
    consent = talk(cast)
    consent.visit.diagnosis.delete()
    (only,) = pages(render_paper(PaperKind.WHOLE, consent), tmp_path)
    assert "José, isto ficou da visita" in only
    assert "Como está cada tema" not in only


def test_nothing_is_fetched_while_it_is_made(cast, caplog):
    consent = talk(cast)
    consent.visit.deliveries.filter(tool=None).update(guidance='<img src="file:///etc/hostname" alt="x">')
    content = render_paper(PaperKind.WHOLE, consent)
    assert content.startswith(b"%PDF-")
    assert "etc/hostname" not in caplog.text  # it is text, not a picture
