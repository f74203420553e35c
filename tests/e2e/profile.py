"""A phone with a profile folder of its own: it can be killed, switched on again, and looked at byte by byte."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterable
from pathlib import Path

from playwright.sync_api import BrowserContext, Playwright

from tests.e2e.conftest import CHROMIUM, FLAGS, PHONE

ENCODINGS = ("utf-8", "latin-1", "utf-16-le")


def launch(playwright: Playwright, profile: Path) -> BrowserContext:
    """The same phone, switched on again."""
    return playwright.chromium.launch_persistent_context(profile, executable_path=CHROMIUM, args=FLAGS, **PHONE)


def kill(profile: Path) -> None:
    """SIGKILL to every process of the browser with this profile, as Android ends an app."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if str(profile).encode() in (process / "cmdline").read_bytes():
                os.kill(int(process.name), signal.SIGKILL)
        except OSError:
            continue
    for lock in profile.glob("Singleton*"):
        lock.unlink()


def found_on_disk(profile: Path, words: Iterable[str]) -> set[tuple[str, str]]:
    """Which of these words lie in which files of the profile, in any way that a browser writes text down."""
    spelled = [(word, word.encode(encoding)) for word in words for encoding in ENCODINGS]
    found = set()
    for file in profile.rglob("*"):
        if file.is_file() and not file.is_symlink():
            content = file.read_bytes()
            found |= {(word, str(file.relative_to(profile))) for word, spelling in spelled if spelling in content}
    return found
