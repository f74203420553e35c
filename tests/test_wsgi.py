"""The web process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.test_architecture import ROOT


def started(var_dir: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """What happens when gunicorn imports the application."""
    inherited = {name: value for name, value in os.environ.items() if name != "SECRET_KEY"}
    own = {"VAR_DIR": str(var_dir), "DJANGO_SETTINGS_MODULE": "config.settings", **environment}
    command = [sys.executable, "-c", "import config.wsgi"]
    return subprocess.run(command, cwd=ROOT, env=inherited | own, capture_output=True, text=True, timeout=60)


def test_it_works(tmp_path: Path):
    assert started(tmp_path, SECRET_KEY="a-key-of-this-test").returncode == 0


def test_without_a_key_nobody_is_served(tmp_path: Path):
    ended = started(tmp_path)
    assert ended.returncode != 0
    assert "Falta a chave de assinatura" in ended.stderr


@pytest.mark.parametrize("keys", ["{", "{}", '{"keys": []}', '{"keys": [{"kty": "EC"}]}', "/nowhere/keys.json"])
def test_without_readable_keys_of_the_phones_nobody_is_served(tmp_path: Path, keys: str):
    """A phone must not seal what nobody can open."""
    ended = started(tmp_path, SECRET_KEY="a-key-of-this-test", PHONE_KEYS=keys)
    assert ended.returncode != 0
    assert "As chaves dos celulares não podem ser lidas" in ended.stderr
