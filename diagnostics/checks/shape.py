"""The shape of an instrument's definition."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from diagnostics.rules import HIGHEST, LOWEST, TOP_POINTS

MOST_OPTIONS = 100  # of one question
# Names that every JavaScript object answers to could not be told from answers.
INHERITED = "constructor|toString|valueOf|hasOwnProperty|isPrototypeOf|propertyIsEnumerable|toLocaleString"
Key = Annotated[str, Meta(pattern=rf"^(?!(?:{INHERITED})$)[A-Za-z][A-Za-z0-9_]*$", max_length=40)]
OptionKey = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", max_length=40)]
InstrumentKey = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Text = Annotated[str, Meta(pattern=r"\S", max_length=240)]
Kind = Literal["single", "multiple", "number", "text", "note"]
Form = Literal["structured", "listening", "anamnesis"]


class FindingShape(Struct, forbid_unknown_fields=True):
    """A gap, in the client's words."""

    code: Key
    text: Text


class OptionShape(Struct, forbid_unknown_fields=True):
    """One described behaviour; without points the question does not apply or asks for a need."""

    key: OptionKey
    text: Text
    points: Annotated[int, Meta(ge=0, le=TOP_POINTS)] | None
    finding: FindingShape | None


class QuestionShape(Struct, forbid_unknown_fields=True):
    """One question."""

    key: Key
    theme: Key
    text: Text
    help: Annotated[str, Meta(max_length=240)]
    kind: Kind
    required: bool
    relevant: Any
    weight: Annotated[int, Meta(ge=1, le=10)]
    options: Annotated[list[OptionShape], Meta(max_length=MOST_OPTIONS)]
    min: int = LOWEST
    max: int = HIGHEST
    constraint: Any = None
    constraint_message: Annotated[str, Meta(max_length=240)] = ""


class ThemeShape(Struct, forbid_unknown_fields=True):
    """One theme."""

    key: Key
    name: Text


class LevelShape(Struct, forbid_unknown_fields=True, rename={"start": "from"}):
    """A level begins at a score."""

    start: Annotated[int, Meta(ge=0, le=100)]
    name: Annotated[str, Meta(pattern=r"\S", max_length=60)]
    meaning: Annotated[str, Meta(max_length=240)] = ""


class InstrumentShape(Struct, forbid_unknown_fields=True):
    """A whole instrument."""

    key: InstrumentKey
    number: Annotated[int, Meta(ge=1, le=1_000_000)]
    title: Text
    minutes: Annotated[int, Meta(ge=1, le=120)]
    label: Text
    themes: Annotated[list[ThemeShape], Meta(min_length=1, max_length=30)]
    levels: Annotated[list[LevelShape], Meta(min_length=1, max_length=10)]
    questions: Annotated[list[QuestionShape], Meta(min_length=1, max_length=200)]
    form: Form = "structured"
