"""A migrated SQLite database, made once and copied: running all migrations takes ten seconds of processor time.

tests/up has one start from nothing, as a first start is; PostgreSQL runs every migration in each run.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / ".pytest_cache" / "migrated"


def copy_to(database: Path) -> None:
    """Put a migrated database there, in place of what was."""
    database.parent.mkdir(parents=True, exist_ok=True)
    for left in database.parent.glob(f"{database.name}*"):
        left.unlink()
    shutil.copyfile(_made(), database)


def _made() -> Path:
    """The database that belongs to today's migrations; whoever comes first makes it."""
    KEPT.mkdir(parents=True, exist_ok=True)
    made = KEPT / f"{_fingerprint()}.sqlite3"
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            for old in KEPT.glob("*.sqlite3"):
                old.unlink()
            with tempfile.TemporaryDirectory() as folder:
                _migrate(folder)
                shutil.move(Path(folder) / "db.sqlite3", made)
    return made


def _migrate(folder: str) -> None:
    bare = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")}
    env = bare | {"VAR_DIR": folder, "SECRET_KEY": "test-only"}
    command = [sys.executable, "manage.py", "migrate", "-v0"]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]


def _fingerprint() -> str:
    files = [*sorted(ROOT.glob("*/migrations/*.py")), ROOT / "requirements.txt"]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]
