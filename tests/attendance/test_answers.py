"""What SAS's answers mean, over plain values."""

from __future__ import annotations

from typing import Any

import pytest

from attendance.rules import Answer, Verdict, read_lookup

REFERENCE = "0198b9a4-7c52-7d7e-9c8b-112233445566"
FOUND = [{"referencia": REFERENCE, "numero": "SAS-1"}]


@pytest.mark.parametrize(
    ("status", "body", "verdict"),
    [
        (200, FOUND, Verdict.REGISTERED),
        (200, [], Verdict.NOT_NOW),
        (404, {"erro": "Não encontrado"}, Verdict.NOT_NOW),
        (404, None, Verdict.UNKNOWN),  # a gateway's own page: sending again could register twice
        (200, [{"referencia": "another", "numero": "SAS-2"}], Verdict.UNKNOWN),
        (200, None, Verdict.UNKNOWN),
        (500, None, Verdict.UNKNOWN),
        (403, None, Verdict.UNKNOWN),  # our key, not the record
    ],
)
def test_looking_up(status: int, body: Any, verdict: Verdict) -> None:
    assert read_lookup(Answer(was_sent=True, status=status, body=body), REFERENCE).verdict is verdict
