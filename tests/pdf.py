"""What poppler reads out of a PDF: another program than the one that wrote it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path


def read_back(command: str, option: str, content: bytes, folder: Path, *more: str) -> str:
    """The program's words about these bytes. `more`: what an option takes."""
    assert shutil.which(command), f"{command} is missing: apt-get install poppler-utils"
    path = folder / "sheet.pdf"
    path.write_bytes(content)
    target = ["-"] if command == "pdftotext" else []
    return subprocess.run([command, option, *more, path, *target], capture_output=True, text=True, check=True).stdout
