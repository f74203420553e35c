"""Conventions that a machine can keep: names of columns, templates, htmx, vendored files, contrast, hashed modules."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import models
from django.test import override_settings
from django.urls import reverse

from common import bundle
from config.navigation import SECTIONS
from config.views import START_PAGE
from tests.test_architecture import APPS, ROOT, sources

TEMPLATES = ROOT / "templates"
BY_FRAMEWORK = ("account/", "errors/", "429", "404")  # found by name by allauth and Django
PEOPLE = {"agent", "tutor", "user", "person"}  # roles that say more than `…_by`
OTHER_MOMENTS = {"last_login", "locked_until"}
MONTHS = {"competence", "month"}  # of the first day: what SAS counts by


def columns() -> Iterator[tuple[str, models.Field]]:
    """Every column of our models."""
    for model in apps.get_models():
        if model._meta.app_label in APPS:
            for column in model._meta.fields:
                yield f"{model.__name__}.{column.name}", column


def test_moments_days_and_people_are_named_alike():
    wrong = []
    for name, column in columns():
        short = column.name
        if isinstance(column, models.DateTimeField):
            fits = short.endswith("_at") or short in OTHER_MOMENTS
        elif isinstance(column, models.DateField):
            fits = short.endswith("_on") or short in MONTHS
        elif column.related_model is get_user_model():
            fits = short.endswith("_by") or short in PEOPLE
        else:
            fits = not short.endswith(("_at", "_on", "_by"))
        wrong += [] if fits else [name]
    assert not wrong, f"moments end in _at, days in _on, people in _by: {wrong}"


def templates() -> dict[str, str]:
    """Every template's source, Django's comments taken out."""
    found = {str(path.relative_to(TEMPLATES)): path.read_text() for path in sorted(TEMPLATES.rglob("*.*"))}
    return {name: re.sub(r"{#.*?#}", "", text) for name, text in found.items()}


PAGES = {name: text for name, text in templates().items() if name.endswith(".html")}


def test_every_template_is_used():
    said = "\n".join([*templates().values(), *(path.read_text() for path in sources(*APPS))])
    unused = [name for name in templates() if not name.startswith(BY_FRAMEWORK) and f'"{name}' not in said]
    assert not unused, f"nobody renders {unused}"


def tags(text: str) -> Iterator[Tag]:
    """The HTML elements of a template; Django's tags are taken out, its values become an x."""
    plain = re.sub(r"{{.*?}}", "x", re.sub(r"{%.*?%}", " ", text, flags=re.S), flags=re.S)
    return iter(BeautifulSoup(plain, "html.parser").find_all(True))


@pytest.mark.parametrize("name", PAGES)
def test_nothing_inline_and_nothing_from_elsewhere(name: str):
    for tag in tags(PAGES[name]):
        handlers = [attribute for attribute in tag.attrs if re.fullmatch(r"on[a-z]+|style|hx-on.*", attribute)]
        assert not handlers, f"{name}: {tag.name} has {handlers}"
        assert tag.name != "style", f"{name}: styles belong to static/css/rota.css"
        is_text = tag.get("type") == "image/svg+xml"  # the phone's later icons: no browser runs that
        assert tag.name != "script" or "src" in tag.attrs or is_text, f"{name}: scripts belong to static/js/"
        if tag.name in {"script", "link", "img", "iframe"}:
            address = tag.get("src", "") or tag.get("href", "")
            assert not re.match(r"(https?:)?//", address.strip()), f"{name}: {address} comes from elsewhere"


@pytest.mark.parametrize("name", PAGES)
def test_htmx_only_adds_to_what_works_without_it(name: str):
    for tag in tags(PAGES[name]):
        if "hx-get" in tag.attrs:
            fallback = "href" in tag.attrs if tag.name == "a" else _is_form(tag)
            assert fallback, f"{name}: <{tag.name} hx-get> needs the href (or form) that works without JavaScript"
        if tag.attrs.keys() & {"hx-post", "hx-put", "hx-delete"}:
            assert _is_form(tag), f"{name}: <{tag.name} hx-post> needs a form with method and action"


def _is_form(tag: Tag) -> bool:
    """A form that works on its own, or a control inside one."""
    form = tag if tag.name == "form" else tag.find_parent("form")
    return form is not None and "action" in form.attrs


@pytest.mark.parametrize("name", PAGES)
def test_forms_that_change_things_carry_the_token(name: str):
    posts = re.findall(r"<form\b[^>]*?method=\"post\".*?</form>", PAGES[name], flags=re.S)
    changing = [tag for tag in tags(PAGES[name]) if tag.name == "form" and tag.get("method", "").lower() == "post"]
    assert ["csrf_token" in form for form in posts] == [True] * len(changing)


@pytest.mark.parametrize("name", PAGES)
def test_icons_exist(name: str):
    sprite = set(re.findall(r'id="i-([\w-]+)"', PAGES["_first_icons.html"] + PAGES["_icons.html"]))
    assert set(re.findall(r'{% icon "([\w-]+)"', PAGES[name])) <= sprite, (
        "add it to tools/icons.txt, run tools/icons.py"
    )


def test_every_icon_of_the_sprite_is_used():
    """Each one travels with every page, and with the phone's."""
    code = [*ROOT.glob("static/js/**/*.js"), *(path for app in APPS for path in ROOT.glob(f"{app}/**/*.py"))]
    mentioned = "".join([*PAGES.values(), *(path.read_text("utf-8") for path in code)])
    sprite = re.findall(r'id="i-([\w-]+)"', PAGES["_icons.html"])
    assert [name for name in sprite if f'"{name}"' not in mentioned and f"#i-{name}" not in mentioned] == []


@pytest.mark.parametrize("name", PAGES)
def test_partials_get_few_things(name: str):
    """STYLE 22: `include … only` with at most three variables."""
    for tag in re.findall(r"{% include .*?%}", PAGES[name]):
        assert len(re.findall(r"\b[\w]+=", tag)) <= 3, f"{name}: pass one object instead: {tag}"


@pytest.mark.parametrize("name", [name for name in sorted(PAGES) if "{% include" in PAGES[name]])
def test_an_included_form_gets_its_token(name: str):
    """`only` keeps the token out too, and then every answer to the form is refused (403)."""
    for included, rest in re.findall(r'{% include "([^"]+)"(.*?)%}', PAGES[name]):
        if rest.rstrip().endswith("only") and "{% csrf_token %}" in PAGES[included]:
            assert "csrf_token=csrf_token" in rest, included


AVOIDED = (
    "sincroniz\\w+ upload cache formulári\\w+ questionári\\w+ score maturidade dispositivos? offline opt-in titular\\w*"
)


@pytest.mark.parametrize("name", PAGES)
def test_screens_speak_the_words_of_the_look(name: str):
    text = re.sub(r"{%.*?%}|{{.*?}}|<[^>]*>", " ", PAGES[name], flags=re.S)
    found = re.findall(rf"\b(?:{AVOIDED.replace(' ', '|')})\b", text, flags=re.I)
    assert not found, f"{name}: LOOK.md, Palavras, has a plainer word for {found}"


def test_sections_and_start_pages_exist():
    for sections in SECTIONS.values():
        assert all(reverse(name) for _, name in sections)
    assert all(reverse(name) for name in START_PAGE.values())


def test_vendored_files_are_what_was_released():
    vendor = ROOT / "static" / "vendor"
    recorded = dict(
        re.findall(r"^\| ([\w.-]+\.js) \|.*\| ([0-9a-f]{64}) \|", (vendor / "README.md").read_text(), flags=re.M)
    )
    actual = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in vendor.glob("*.js")}
    assert actual == recorded


# --- contrast (LOOK.md, Tokens)


def tokens(theme: str) -> dict[str, str]:
    """The colour tokens of a theme, as the stylesheet has them."""
    css = (ROOT / "static/css/rota.css").read_text()
    block = re.search(re.escape(theme) + r" {(.*?)\n  }", css, flags=re.S)[1]
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))


def luminance(colour: str) -> float:
    """WCAG's relative luminance."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """WCAG's contrast ratio."""
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


STATES = ("draft", "device", "sending", "received", "done", "alert")
TEXT_ON = [
    *(("ink", ground) for ground in ("bg", "surface", "sunken")),
    *(("ink-soft", ground) for ground in ("bg", "surface", "sunken", "accent-soft")),
    *(("link", ground) for ground in ("bg", "surface", "brand-soft")),
    *(("brand", ground) for ground in ("surface", "brand-soft")),
    ("on-brand", "brand"),
    ("on-brand-soft", "brand"),
    ("on-accent", "accent"),
    *((state, ground) for state in STATES for ground in (f"{state}-bg", "surface")),
]


@pytest.mark.parametrize("theme", [":root", ':root[data-theme="sol"]'])
@pytest.mark.parametrize(("text", "ground"), TEXT_ON)
def test_text_is_read_in_the_sun(theme: str, text: str, ground: str):
    palette = tokens(":root") | tokens(theme)
    assert contrast(palette[text], palette[ground]) >= 7


@pytest.mark.parametrize("ground", ["bg", "surface"])
def test_borders_of_controls_are_seen(ground: str):
    assert contrast(tokens(":root")["line-strong"], tokens(":root")[ground]) >= 3


# --- what browsers load (TECH §11)


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The static files as production serves them."""
    root = tmp_path_factory.mktemp("static")
    backends = settings.STORAGES | {"staticfiles": {"BACKEND": "config.storage.StaticStorage"}}
    with override_settings(STATIC_ROOT=root, STORAGES=backends), pytest.MonkeyPatch.context() as patch:
        patch.setattr(bundle, "tool", lambda: None)  # with esbuild, no plain module is hashed
        call_command("collectstatic", interactive=False, verbosity=0)
    return root


IMPORT = r"""(?:^|[;}\s])(?:import|export)\b[^'"();]*?\bfrom\s*["']([^"']+)["']|\bimport\s*\(?\s*["']([^"']+)["']"""


def test_modules_import_hashed_files_only(collected: Path):
    """A missing semicolon or `export * from` leaves a name unhashed: the module would load twice, or an old one."""
    seen = 0
    for script in (collected / "js").rglob("*.js"):
        if not re.search(r"\.[0-9a-f]{12}\.js$", script.name):
            continue
        for address in (one or other for one, other in re.findall(IMPORT, script.read_text(), flags=re.M)):
            assert re.search(r"\.[0-9a-f]{12}\.js$", address), f"{script.name} imports {address}"
            assert (script.parent / address).resolve().is_file(), f"{script.name} imports {address}"
            seen += 1
    assert seen > 100
