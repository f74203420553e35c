"""How many diagnoses one core scores: `python benchmarks/scoring.py [--count 100000]`. Prints JSON.

Every answer sheet is a different, full one to the basic management conversation (24 questions, conditions included), as
the server scores it when a visit arrives. Processor time is what counts; the wall's clock is told beside it.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
import time
from pathlib import Path
from random import Random
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from diagnostics.rules import NOT_SAID, score

AIM = 100_000  # a minute, on one core


def sheets(definition: dict[str, Any], count: int, seed: int = 1) -> list[dict[str, Any]]:
    """Answers of all kinds, a twentieth of them "não sabe"."""
    dice = Random(seed)
    return [{each["key"]: _answer(each, dice) for each in definition["questions"]} for _ in range(count)]


def _answer(question: dict[str, Any], dice: Random) -> Any:
    if dice.random() < 0.05:
        return NOT_SAID
    if question["kind"] == "number":
        return dice.randint(1, 9)
    return dice.choice(question["options"])["key"]


def main() -> int:
    """Score, and say how fast."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=AIM)
    count = parser.parse_args().count
    definition = json.loads((ROOT / "diagnostics/data/gestao_basica.json").read_text("utf-8"))
    answered = sheets(definition, count)
    clock, processor = time.perf_counter(), time.process_time()
    findings = sum(len(score(definition, answers)["findings"]) for answers in answered)
    wall_s, cpu_s = time.perf_counter() - clock, time.process_time() - processor
    a_minute = round(count / cpu_s * 60)
    told = {
        "benchmark": "scoring",
        "instrument": f"{definition['key']} {definition['number']}, {len(definition['questions'])} questions",
        "diagnoses": count,
        "findings": findings,
        "cpu_s": round(cpu_s, 2),
        "wall_s": round(wall_s, 2),
        "per_minute_on_one_core": a_minute,
        "aim_per_minute": AIM,
        "reached": a_minute >= AIM,
        "python": platform.python_version(),
    }
    print(json.dumps(told, indent=2))
    return 0 if told["reached"] else 1


if __name__ == "__main__":
    sys.exit(main())
