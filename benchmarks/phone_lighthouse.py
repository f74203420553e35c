"""Lighthouse's scores of the pages that an agent meets first."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

VERSION = "12.8.2"
CATEGORIES = ("performance", "accessibility", "best-practices")
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-quic --disable-background-networking"
LONGEST_S = 180


def scores(url: str, cookie: str, folder: Path) -> dict[str, Any]:
    """Scores of the login page and of the capsule as an agent's new phone sees it, or null and why."""
    program, why_not = tool(folder)
    if program is None:
        return {"scores": None, "because": why_not}
    pages = {"login": ("/conta/entrar/", ""), "capsule": ("/visita/", cookie)}
    return {"version": VERSION, **{name: _run(program, url + path, cookie) for name, (path, cookie) in pages.items()}}


def tool(folder: Path) -> tuple[Path | None, str]:
    """Lighthouse in its folder, installed there when it is not yet."""
    program = folder / "node_modules" / ".bin" / "lighthouse"
    if program.is_file():
        return program, ""
    if not shutil.which("npm"):
        return None, "npm is missing"
    folder.mkdir(parents=True, exist_ok=True)
    command = [
        "npm",
        "install",
        "--prefix",
        str(folder),
        "--no-audit",
        "--no-fund",
        "--silent",
        f"lighthouse@{VERSION}",
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    return (program, "") if program.is_file() else (None, f"npm could not install it: {done.stderr.strip()[-200:]}")


def _run(program: Path, url: str, cookie: str) -> dict[str, Any]:
    """One page: its scores, and what is not perfect in the two that have to be."""
    headers = ["--extra-headers", json.dumps({"Cookie": cookie})] if cookie else []
    command = [
        str(program), url, "--quiet", "--output=json", f"--chrome-flags={FLAGS}",
        f"--only-categories={','.join(CATEGORIES)}", *headers,
    ]  # fmt: skip
    env = os.environ | {"CHROME_PATH": shutil.which("chromium") or ""}
    done = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST_S, env=env, check=False)
    if done.returncode:
        return {"scores": None, "because": done.stderr.strip()[-300:]}
    report = json.loads(done.stdout)
    found = {name: round(100 * (report["categories"][name]["score"] or 0)) for name in CATEGORIES}
    metrics = {"lcp_ms": "largest-contentful-paint", "tbt_ms": "total-blocking-time", "cls": "cumulative-layout-shift"}
    figures = {key: round(report["audits"][name]["numericValue"], 3) for key, name in metrics.items()}
    return {**found, **figures, "left": sorted(_imperfect(report))}


def _imperfect(report: dict[str, Any]) -> set[str]:
    ids = {audit["id"] for name in CATEGORIES[1:] for audit in report["categories"][name]["auditRefs"]}
    return {name for name in ids if (report["audits"][name]["score"] or 1) < 1 or report["audits"][name]["score"] == 0}
