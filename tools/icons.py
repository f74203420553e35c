"""Write the inline icon sprite from Tabler's outline icons (MIT).

Usage: npm install --prefix DIR @tabler/icons@3 && python tools/icons.py DIR/node_modules/@tabler/icons

Only the icons that a template or a script names (`i-NAME`) go in. Those of the phone's lock screen are a sprite of
their own: the phone adds the others once its first screen is painted.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FIRST = {"alert-triangle", "backspace", "device-mobile", "wifi", "wifi-1", "wifi-off"}


def names_in_use() -> set[str]:
    """Icon names that templates, template tags and scripts mention."""
    sources = [*ROOT.glob("templates/**/*.html"), *ROOT.glob("static/js/**/*.js"), *ROOT.glob("[a-z]*/**/*.py")]
    listed = (ROOT / "tools" / "icons.txt").read_text().split()
    return set(listed) | {
        name
        for path in sources
        if not path.name.endswith("_icons.html") and ".venv" not in path.parts
        for name in re.findall(r"#i-([a-z0-9-]+)", path.read_text(encoding="utf-8"))
    }


def symbol(icons: Path, name: str) -> str:
    """One `<symbol>` with the paths of an icon."""
    svg = (icons / "icons" / "outline" / f"{name}.svg").read_text(encoding="utf-8")
    paths = re.findall(r"<path d=\"[^\"]+\" />", svg)
    return f'<symbol id="i-{name}" viewBox="0 0 24 24">{"".join(paths)}</symbol>'


def write(icons: Path, file: str, names: set[str]) -> None:
    """One sprite among the templates."""
    symbols = "\n".join(symbol(icons, name) for name in sorted(names))
    (ROOT / "templates" / file).write_text(f'<svg class="vh" aria-hidden="true">{symbols}</svg>\n', encoding="utf-8")


def main(icons: Path) -> None:
    """Write templates/_first_icons.html and templates/_icons.html."""
    write(icons, "_first_icons.html", FIRST)
    write(icons, "_icons.html", names_in_use() - FIRST)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
