"""Faults to order: the next N requests of a route misbehave in a chosen way."""

from __future__ import annotations

import threading
from dataclasses import dataclass

BEFORE_COMMIT = frozenset(
    {
        "error_in_200", "empty_200", "403", "404", "404_html", "409", "422", "429", "html_500", "redirect",
        "close_before_commit", "hang", "maintenance",
    }
)  # fmt: skip
AFTER_COMMIT = frozenset(
    {
        "timeout_after_commit", "close_after_commit", "truncated", "html_200", "drip", "wrong_charset",
        "number_documents", "other_number", "500_after_commit",
    }
)  # fmt: skip
# forgetful: stores a repeated reference again; strip_letters: keeps the digits of a CNPJ only and says nothing
MODES = BEFORE_COMMIT | AFTER_COMMIT | {"ok", "slow", "forgetful", "strip_letters"}


@dataclass
class Fault:
    """One order. `times` 0 means until it is withdrawn."""

    method: str
    route: str
    mode: str
    times: int
    seconds: float = 5.0
    used: int = 0

    def fits(self, method: str, route: str) -> bool:
        """Whether the order is for this request and not used up."""
        return (
            self.method in ("*", method) and self.route in ("*", route) and (self.times == 0 or self.used < self.times)
        )


class Faults:
    """All orders, first come first served."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._orders: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Take an order."""
        with self._lock:
            self._orders.append(fault)

    def clear(self) -> None:
        """Forget all orders."""
        with self._lock:
            self._orders.clear()

    def used(self) -> list[dict[str, object]]:
        """How often each order has been carried out."""
        with self._lock:
            return [{"modo": fault.mode, "usada": fault.used} for fault in self._orders]

    def take(self, method: str, route: str) -> Fault:
        """The fault for a request (mode `ok` when there is none)."""
        with self._lock:
            for fault in self._orders:
                if fault.fits(method, route):
                    fault.used += 1
                    return fault
        return Fault(method, route, "ok", 0)
