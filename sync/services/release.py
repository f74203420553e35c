"""Which server this is: phones try once more what was refused when it changes (F16)."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings


@cache
def release() -> str:
    """A fingerprint of the code that reads visits; the same on every host that runs the same code."""
    digest = hashlib.sha256((settings.BASE_DIR / "requirements.txt").read_bytes())
    ours = [Path(app.path) for app in apps.get_app_configs() if Path(app.path).parent == settings.BASE_DIR]
    for path in sorted(path for folder in ours for path in folder.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
