"""What the phone's own code seals, the server opens: the two sides of one standard (RFC 7516)."""

from __future__ import annotations

import json
import subprocess

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sync.services.keys import Damaged, UnknownKey, seal_key, unseal
from tests.javascript import ROOT, node


def sealed_by_phone(written: str, **key: str) -> bytes:
    """The bytes that the phone would send."""
    asked = {"sealKey": seal_key() | key, "written": written, "more": {"id": "0b8f4f6e-6a53-4f0c-9f39-3b1f0c9d8e11"}}
    done = subprocess.run(
        [node(), ROOT / "tests/js/seal.mjs"], input=json.dumps(asked).encode(), capture_output=True, timeout=60
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def test_it_works():
    written = '{"notes":"Só escuta. José não estava."}'
    assert unseal(sealed_by_phone(written)).decode() == written


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=3_000))
def test_any_text_arrives_as_it_was_written(written):
    assert unseal(sealed_by_phone(written)).decode() == written


def test_a_key_of_another_server_is_told_apart():
    with pytest.raises(UnknownKey):
        unseal(sealed_by_phone("{}", kid="somebody-else"))


def test_a_changed_envelope_opens_nothing():
    header, *rest = sealed_by_phone("{}").split(b".")
    with pytest.raises(Damaged):
        unseal(b".".join([header, *rest[:-1], b"A" * len(rest[-1])]))
