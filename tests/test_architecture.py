"""The shape of the code: one-way layers, file names, budgets, what views may do (docs/architecture.md)."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import Model

from tests.test_access_matrix import URLS

ROOT = Path(settings.BASE_DIR)
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
LAYERS = [layer.split(" | ") for layer in CONTRACTS["contracts"][0]["layers"]]
APPS = [app for layer in LAYERS for app in layer]
PACKAGES = [*APPS, "demo", "standin", "benchmarks", "tools"]

MODULES = {
    "models",
    "querysets",
    "enums",
    "rules",
    "services",
    "perms",
    "forms",
    "views",
    "urls",
    "tasks",
    "admin",
    "checks",
}
AROUND = {"__init__", "apps", "migrations", "management", "templatetags", "data", "static"}
OWN_MODULES = {  # allowed by name, with the reason
    "agents": {"adapter", "urls_account"},  # allauth's two ways in
    "attendance": {"urls_contacts", "urls_actions", "urls_portfolio"},  # addresses of their own beside /sas/
    "portal": {"urls_handover"},  # the team's addresses, beside what a client's link opens
}
FREE = {"config", "common"}  # wiring and shared ground name their modules after what they hold
SIGNALS = ("post_save", "pre_save", "post_delete", "pre_delete", "m2m_changed", "receiver")
THIRD_PARTY_VIEWS = ("allauth.",)  # wrapped by agents/urls_account.py with a policy each
ONE_LITERAL = {"visit_document"}  # long, but one value to look at whole


def sources(*folders: str) -> Iterator[Path]:
    """The Python files of these folders, without migrations."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def trees(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    """Each file's place and its syntax tree."""
    for path in sources(*folders):
        yield str(path.relative_to(ROOT)), ast.parse(path.read_text())


def lines_of(node: ast.AST) -> int:
    """How many lines a function or class takes, decorators not counted."""
    return node.end_lineno - node.lineno + 1


def level(app: str) -> int:
    """How high an app stands; a higher one may use a lower one."""
    return next(height for height, layer in enumerate(reversed(LAYERS)) if app in layer)


def test_imports_point_one_way():
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout[-3000:]


def test_every_app_stands_in_a_layer():
    ours = {config.name for config in apps.get_app_configs() if (ROOT / config.name).is_dir()}
    assert ours <= set(APPS)


def test_every_rules_module_is_held_to_be_pure():
    pure = set(CONTRACTS["contracts"][1]["source_modules"])
    found = {app for app in APPS if (ROOT / app / "rules.py").exists() or (ROOT / app / "rules").is_dir()}
    assert {f"{app}.rules" for app in found} <= pure


def test_foreign_keys_point_the_same_way_as_imports():
    wrong = []
    for model in apps.get_models():
        for relation in model._meta.get_fields():
            target = relation.related_model if relation.is_relation and not relation.auto_created else None
            if model._meta.app_label in APPS and target is not None and not _points_down(model, target):
                wrong.append(f"{model.__name__}.{relation.name} → {target.__name__}")
    assert not wrong


def _points_down(model: type[Model], target: type[Model]) -> bool:
    here, there = model._meta.app_label, target._meta.app_label
    return there not in APPS or here == there or level(here) > level(there)


@pytest.mark.parametrize("app", [app for app in APPS if app not in FREE])
def test_files_of_an_app_have_the_usual_names(app: str):
    found = {path.stem for path in (ROOT / app).iterdir() if path.suffix == ".py" or path.is_dir()}
    strange = found - MODULES - AROUND - OWN_MODULES.get(app, set()) - {"__pycache__"}
    assert not strange, f"{app}: {strange}; see STYLE 4 or name the reason in OWN_MODULES"


def over(budget: int, found: Iterator[tuple[str, int]]) -> list[str]:
    """What is longer than its budget, longest first."""
    return [f"{name}: {size} > {budget}" for name, size in sorted(found, key=lambda one: -one[1]) if size > budget]


def functions(*folders: str) -> Iterator[tuple[str, int]]:
    """Every function and its length."""
    for place, tree in trees(*folders):
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name not in ONE_LITERAL:
                yield f"{place}:{node.lineno} {node.name}", lines_of(node)


def classes(measure: Callable[[ast.ClassDef], int]) -> Iterator[tuple[str, int]]:
    """Every class and its size."""
    for place, tree in trees(*PACKAGES):
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                yield f"{place} {node.name}", measure(node)


def files(folder: str, kind: str) -> Iterator[tuple[str, int]]:
    """Every file of a kind and its lines."""
    for path in (ROOT / folder).rglob(kind):
        yield str(path.relative_to(ROOT)), len(path.read_text().splitlines())


def test_functions_are_short():
    assert not over(40, functions(*PACKAGES, "tests"))


def test_files_are_short():
    ours = ((str(path.relative_to(ROOT)), len(path.read_text().splitlines())) for path in sources(*PACKAGES))
    assert not over(400, ours)
    assert not over(500, files("tests", "*.py"))


def test_classes_are_short():
    assert not over(250, classes(lines_of))
    assert not over(20, classes(lambda node: sum(isinstance(one, ast.FunctionDef) for one in node.body)))


def test_templates_and_scripts_are_short():
    templates = (one for one in files("templates", "*.html") if not one[0].endswith("_icons.html"))  # one line an icon
    assert not over(120, templates)
    assert not over(120, files("static/js", "*.js"))


def test_common_stays_small():
    assert len(list((ROOT / "common").glob("*.py"))) <= 19


def test_no_signals_for_our_own_models():
    for place, tree in trees(*PACKAGES):
        named = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        named |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        assert not named & set(SIGNALS), f"{place}: call the verb instead of a signal"


def view_files() -> Iterator[tuple[str, ast.Module]]:
    """Every module that holds views."""
    for place, tree in trees(*APPS):
        if place.endswith("/views.py") or "/views/" in place:
            yield place, tree


@pytest.mark.parametrize(("place", "tree"), view_files(), ids=lambda one: one if isinstance(one, str) else "")
def test_views_are_functions_that_leave_transactions_to_verbs(place: str, tree: ast.Module):
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            assert not any(_says(base, "View") for base in node.bases), f"{place}: {node.name} is a class-based view"
        if isinstance(node, ast.Attribute):
            assert node.attr != "atomic", f"{place}: transactions belong to services"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            assert filters(node) <= 1, f"{place}:{node.lineno} give this chain of filters a name on the queryset"


def _says(node: ast.AST, word: str) -> bool:
    return word in ast.unparse(node)


def filters(call: ast.expr) -> int:
    """How many `filter` and `exclude` calls hang on each other."""
    found = 0
    while isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
        found += call.func.attr in {"filter", "exclude"}
        call = call.func.value
    return found


@pytest.mark.parametrize("name", URLS)
def test_every_view_says_which_methods_it_takes(name: str):
    view = URLS[name].callback
    if hasattr(view, "view_class") and view.view_class.__module__.startswith(THIRD_PARTY_VIEWS):
        return
    decorators = ast.parse(inspect.getsource(inspect.unwrap(view))).body[0].decorator_list
    assert any(_says(decorator, "require_") for decorator in decorators), f"{name}: add @require_GET or @require_POST"
