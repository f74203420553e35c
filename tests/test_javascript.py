"""The phone's modules, in a real JavaScript engine."""

import re
import subprocess

import pytest

from tests.javascript import ROOT, node

MODULES = sorted((ROOT / "static" / "js").rglob("*.js"))
TESTS = sorted((ROOT / "tests" / "js").rglob("*.test.mjs"))


def test_node_runs_every_javascript_test():
    done = subprocess.run([node(), "--test", *TESTS], capture_output=True, text=True, timeout=300, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_imports_can_be_hashed(module):
    """Django's manifest storage rewrites `from "./x.js";` only: no bare names, no missing semicolon, no `export *`."""
    text = module.read_text("utf-8")
    statements = re.findall(r"^(?:import|export)\b[^;]*?\bfrom\s+\S+$|^import\s+[\"'].*$", text, re.MULTILINE)
    assert [line for line in statements if not re.search(r"[\"']\.{1,2}/[^\"']+\.js[\"'];$", line)] == []
    assert "export *" not in text


@pytest.mark.parametrize("module", [path for path in MODULES if "capsule" in path.parts], ids=lambda path: path.name)
def test_no_field_lets_the_browser_write_down_what_is_typed(module):
    """Without autocomplete="off" a browser keeps what is typed in its session files, in clear (ADR 0010)."""
    fields = re.findall(r"<(?:input|textarea|select)\b[^>]*", module.read_text("utf-8"))
    assert [field for field in fields if "autocomplete=" not in field and 'type="file"' not in field] == []


def test_every_icon_of_the_phone_is_in_the_sprite():
    """A missing symbol is an empty place where a button's only sign should be."""
    symbols = "".join((ROOT / f"templates/{name}.html").read_text("utf-8") for name in ("_first_icons", "_icons"))
    sprite = set(re.findall(r'id="i-([a-z0-9-]+)"', symbols))
    used = {name for module in MODULES for name in re.findall(r'\bicon\("([a-z0-9-]+)"\)', module.read_text("utf-8"))}
    assert used - sprite == set()


def test_the_lock_screen_has_its_icons_before_the_others_come():
    first = set(re.findall(r'id="i-([a-z0-9-]+)"', (ROOT / "templates/_first_icons.html").read_text("utf-8")))
    screen = [ROOT / "static/js/capsule" / name for name in ("screens/pin_unlock.js", "ui/keypad.js", "ui/frame.js")]
    shown = "".join(module.read_text("utf-8").partition("const TABS")[0] for module in screen)
    assert set(re.findall(r'(?:icon\(|icon: )"([a-z0-9-]+)"', shown)) == first


def test_the_maps_styles_leave_the_lock_screen_alone():
    """They come with the map and stay: what they say of a class is said of every screen from then on."""
    styled = set(re.findall(r"\.([a-z][a-z-]+)(?=[^{};]*\{)", (ROOT / "static/css/map.css").read_text("utf-8")))
    drawn = [ROOT / name for name in ("templates/sync/_lock.html", "static/js/capsule/ui/keypad.js")]
    classes = " ".join(re.findall(r'class="([^"]*)"', "".join(path.read_text("utf-8") for path in drawn)))
    assert "pin" in styled
    assert styled & set(re.findall(r"[a-z-]+", classes)) == set()
