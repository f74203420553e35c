"""Changing a definition: pure, each answers a new one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from typing import Any

Json = dict[str, Any]


def with_settings(
    definition: Json, *, title: str, minutes: int, form: str, themes: Mapping[str, str], new_theme: str = ""
) -> Json:
    """Another title, length, form; themes by key → name, without those that lost their name and hold no question."""
    used = {question["theme"] for question in definition["questions"]}
    kept = [
        {"key": theme["key"], "name": themes.get(theme["key"], theme["name"]).strip() or theme["name"]}
        for theme in definition["themes"]
        if themes.get(theme["key"], "x").strip() or theme["key"] in used
    ]
    if new_theme.strip():
        taken = {theme["key"] for theme in kept}
        kept.append({"key": free_key(new_theme, taken), "name": new_theme.strip()})
    return {**definition, "title": title, "minutes": minutes, "form": form, "themes": kept}


def with_question(definition: Json, question: Json, *, instead_of: str) -> Json:
    """A question in the place of another, or at the end."""
    questions = [question if each["key"] == instead_of else each for each in definition["questions"]]
    if not any(each["key"] == instead_of for each in definition["questions"]):
        questions.append(question)
    return {**definition, "questions": questions}


def without_question(definition: Json, key: str) -> Json:
    """Without one question."""
    return {**definition, "questions": [each for each in definition["questions"] if each["key"] != key]}


def with_moved(definition: Json, key: str, *, up: bool) -> Json:
    """A question one place up or down; at the ends nothing happens."""
    questions = list(definition["questions"])
    here = next((i for i, each in enumerate(questions) if each["key"] == key), None)
    there = None if here is None else here + (-1 if up else 1)
    if here is not None and there is not None and 0 <= there < len(questions):
        questions[here], questions[there] = questions[there], questions[here]
    return {**definition, "questions": questions}


def free_key(text: str, taken: Collection[str], prefix: str = "p") -> str:
    """A short name made of a text's first words, unlike the taken ones."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = [word for word in re.split(r"[^a-z0-9]+", plain) if len(word) > 2][:3]
    base = "_".join(words)[:32] or prefix
    base = base if base[0].isalpha() else f"{prefix}_{base}"
    return next(each for each in [base, *(f"{base}_{n}" for n in range(2, 1000))] if each not in taken)
