"""Writing a PDF/UA-1 with WeasyPrint, quickly: what costs the most is made once per thread and kept.

WeasyPrint is imported by the first PDF, because only workers should pay for it (half a second, 40 MB).
"""

from __future__ import annotations

import threading
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

STYLES = "css/paper.css"
# For who has a lot to read, or a server whose only font is a wide one: smaller, but never below 9 points.
TIGHT = """
body { font-size: 9.5pt; line-height: 1.3; }
.from, .small, .said, th { font-size: 9pt; }
.blocks.has-before { block-size: 23pt; }
"""
OPTIONS = {"pdf_variant": "pdf/ua-1"}
_kept = threading.local()  # Pango's font map belongs to one thread


def write_pdf(template: str, context: dict[str, object], *, at_most: int = 0) -> bytes:
    """The PDF's bytes; its outline and its title come from the page's own. `at_most`: pages that it should fit on."""
    from weasyprint import HTML

    fonts, styles, tight = _fonts_and_styles()
    page = HTML(string=render_to_string(template, context), url_fetcher=_fetcher())
    document = page.render(font_config=fonts, stylesheets=[styles], **OPTIONS)
    if at_most and len(document.pages) > at_most:
        document = page.render(font_config=fonts, stylesheets=[styles, tight], **OPTIONS)
    return bytes(document.write_pdf(**OPTIONS))


def _fonts_and_styles() -> tuple[Any, Any, Any]:
    """The list of installed fonts and the parsed stylesheets, which each PDF would pay for again."""
    if not hasattr(_kept, "ready"):
        from weasyprint import CSS
        from weasyprint.text.fonts import FontConfiguration

        fonts = FontConfiguration()
        sheets = (CSS(string=text, font_config=fonts, url_fetcher=_fetcher()) for text in (_stylesheet(), TIGHT))
        _kept.ready = (fonts, *sheets)
    return _kept.ready


@lru_cache(maxsize=1)
def _stylesheet() -> str:
    return Path(str(finders.find(STYLES))).read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _fetcher() -> Any:
    """Pictures that stand in the page itself; nothing is fetched, whatever a text that somebody typed names."""
    from weasyprint.urls import URLFetcher

    return URLFetcher(allowed_protocols=["data"], allow_redirects=False)
