"""Draw docs/architecture.svg from the imports as they are.

Usage: python tools/architecture_picture.py [--check]. With --check nothing is written; exit 1 when the picture is old.
"""

from __future__ import annotations

import sys
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
TARGET = ROOT / "docs" / "architecture.svg"
LAYERS = [
    ["config"],
    ["sync", "dashboard", "portal"],
    ["reviews"],
    ["attendance"],
    ["deliveries"],
    ["diagnostics"],
    ["privacy"],
    ["visits"],
    ["clients"],
    ["agents"],
    ["common"],
]
SAYS = {
    "config": "settings, addresses, start-up",
    "sync": "what phones exchange",
    "dashboard": "managers' pages, no models",
    "portal": "what a client's link opens",
    "reviews": "tutors' samples and feedback",
    "attendance": "programme rules, SAS",
    "deliveries": "toolkit, journeys, credit needs",
    "diagnostics": "instruments, scores, findings",
    "privacy": "notices, consents, rights",
    "visits": "routes, and what happened",
    "clients": "businesses, people, register",
    "agents": "who visits, and where",
    "common": "ids, audit, queue of record",
}
WIDTH, ROW, BOX_W, BOX_H = 900, 58, 250, 44
INK, SOFT, BRAND = "#20131e", "#53434f", "#43123c"


def used_by(app: str, graph: grimp.ImportGraph) -> list[str]:
    """The apps that an app imports, read off the code, nearest layer first."""
    order = [name for layer in LAYERS for name in layer if name != app]
    return [name for name in order if graph.direct_import_exists(importer=app, imported=name, as_packages=True)]


def box(app: str, x: float, y: float) -> str:
    """One app: its name and what it is about."""
    dark = app in ("config", "common")
    fill, ink = (BRAND, "#fff") if dark else ("#fff", INK)
    return (
        f'<rect x="{x:.0f}" y="{y:.0f}" width="{BOX_W}" height="{BOX_H}" rx="10" '
        f'fill="{fill}" stroke="{BRAND}" stroke-width="2"/>'
        f'<text x="{x + 14:.0f}" y="{y + 19:.0f}" font-size="15" font-weight="700" fill="{ink}">{app}</text>'
        f'<text x="{x + 14:.0f}" y="{y + 35:.0f}" font-size="12" fill="{ink}">{SAYS[app]}</text>'
    )


def draw() -> str:
    """The whole picture as SVG text: one row an app, upper rows may use lower ones, beside each what it does use."""
    apps = [app for layer in LAYERS for app in layer]
    graph = grimp.build_graph(*apps, include_external_packages=False, cache_dir=None)
    height = 24 + len(apps) * ROW
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        'font-family="system-ui, sans-serif" role="img" aria-labelledby="t d">',
        '<title id="t">Apps of Rota Ativa and what each uses</title>',
        '<desc id="d">An app may use those below it, never those above. Beside each app stands what it imports.</desc>',
        f'<rect width="{WIDTH}" height="{height}" fill="#f5f1f3"/>',
        f'<path d="M24 20V{height - 34}m-6-8l6 10l6-10" fill="none" stroke="{BRAND}" stroke-width="2.5"/>',
    ]
    for row, app in enumerate(apps):
        y = 16 + row * ROW
        parts.append(box(app, 48, y))
        names = used_by(app, graph)
        words = "uses " + ", ".join(names) if names else "knows no app"
        parts.append(f'<text x="{48 + BOX_W + 18}" y="{y + 27}" font-size="13" fill="{SOFT}">{words}</text>')
    return "\n".join([*parts, "</svg>", ""])


def main() -> int:
    """Write the picture, or say whether it is old."""
    picture = draw()
    if "--check" in sys.argv:
        if TARGET.read_text(encoding="utf-8") != picture:
            sys.stderr.write("docs/architecture.svg is older than the code: run python tools/architecture_picture.py\n")
            return 1
        return 0
    TARGET.write_text(picture, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
