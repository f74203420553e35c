"""Arbitrary bytes and arbitrarily changed documents: 2xx or a clear 4xx, never an exception (F56, F57)."""

from __future__ import annotations

import copy
import json
import uuid
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sync.models import Submission
from sync.services.reading import MAX_BYTES, Unreadable, inflate, parse
from sync.services.receive import Receipt, receive
from tests.documents import raw
from visits.models import Visit

QUICK = settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
WITH_DATABASE = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))

NUMBERS = st.integers(-(10**40), 10**40) | st.floats(allow_nan=True, allow_infinity=True)
TEXTS = st.text(max_size=40) | st.sampled_from(
    ["\0", "\ud800", "=1+1", "<script>", "‮", "1e400", "2026-13-45", " " * 50]
)
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


def places(value: Any, path: tuple = ()) -> list[tuple]:
    """Every place in a document."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, item in inner for place in places(item, (*path, key)))]


def changed(document: dict[str, Any], path: tuple, value: Any, action: str) -> Any:
    """The document with one place replaced, removed or joined by a stranger."""
    if not path:
        return value
    document = copy.deepcopy(document)
    holder = document
    for key in path[:-1]:
        holder = holder[key]
    if action == "replace":
        holder[path[-1]] = value
    elif action == "remove":
        del holder[path[-1]]
    elif isinstance(holder, dict):
        holder[str(value)[:30]] = value
    return document


def afresh(document: dict[str, Any]) -> dict[str, Any]:
    """The same visit with ids of its own."""
    left = [each | {"id": str(uuid.uuid4())} for each in document["deliveries"]]
    return document | {"id": str(uuid.uuid4()), "deliveries": left}


def written(document: Any) -> bytes:
    """JSON as a careless program writes it: lone surrogates escaped, NaN and Infinity as they are."""
    return json.dumps(document).encode()


@QUICK
@given(st.binary(max_size=400))
def test_any_bytes(body):
    assert isinstance(parse(body), Unreadable)


@QUICK
@given(JSON)
def test_any_json(value):
    """(F56)"""
    outcome = parse(written(value))
    assert isinstance(outcome, Unreadable)
    assert 400 <= outcome.status < 500
    assert outcome.message


@QUICK
@given(st.binary(max_size=200), st.sampled_from(["", "gzip", "GZIP", "br", "identity", "\0"]))
def test_any_encoding(body, encoding):
    outcome = inflate(body, encoding)
    assert isinstance(outcome, Unreadable) or len(outcome) <= MAX_BYTES


def test_a_changed_document(cast, whole):
    document = whole()
    somewhere = places(document)
    told = set()

    @WITH_DATABASE
    @example(("notes",), "Outra coisa", "replace")  # one that is received, one that is refused
    @example(("outcome",), None, "replace")
    @given(st.sampled_from(somewhere), JSON, st.sampled_from(["replace", "remove", "add"]))
    def send(path, value, action):
        mutated = changed(afresh(document), path, value, action)
        body = written(mutated)
        visit_id = uuid.UUID(mutated["id"]) if action != "remove" and _is_uuid(mutated) else uuid.uuid4()
        outcome = receive(body, visit_id=visit_id, by=cast.rosangela)
        told.add(type(outcome))
        if isinstance(outcome, Receipt):
            assert Visit.objects.filter(pk=visit_id).exists()
        else:
            assert 400 <= outcome.status < 500
            assert outcome.code != "unexpected", (path, value, action)
            assert outcome.is_kept is Submission.objects.filter(visit_id=visit_id).exists()

    send()
    assert len(told) == 2


def _is_uuid(document: Any) -> bool:
    try:
        return isinstance(document, dict) and bool(uuid.UUID(str(document.get("id"))))
    except ValueError:
        return False


def test_any_words_in_any_text(cast, whole):
    """Texts that the schema takes are stored as they came."""
    document = whole()

    @WITH_DATABASE
    @given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=100))
    def send(text):
        person = document["person"] | {"name": text}
        sent = afresh(document) | {"notes": text, "person": person}
        outcome = receive(raw(sent), visit_id=uuid.UUID(sent["id"]), by=cast.rosangela)
        assert isinstance(outcome, Receipt), (outcome, text)
        assert Visit.objects.get(pk=sent["id"]).notes == text

    send()
