"""What a phone keeps when it dies: four stores with all-or-nothing writes, as static/js/capsule/store.js has them."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

Row = dict[str, Any]
STORES = ("drafts", "outbox", "sent", "meta")


class Full(Exception):  # noqa: N818  (the browser calls it QuotaExceededError)
    """No room left: nothing of the transaction is kept."""


class Disk:
    """Rows are kept as text, so that nothing in memory can change what is on disk."""

    def __init__(self) -> None:
        self._rows: dict[str, dict[str, str]] = {store: {} for store in STORES}
        self._lock = threading.RLock()  # a database does one writing transaction at a time, over all tabs
        self.is_full = False

    @contextmanager
    def writing(self, *stores: str) -> Iterator[dict[str, dict[str, Any]]]:
        """A transaction: what is changed in the given rows is there afterwards, or none of it."""
        with self._lock:
            rows = {store: self.all(store) for store in stores}
            yield rows
            written = {store: {key: json.dumps(row) for key, row in rows[store].items()} for store in stores}
            if self.is_full and _size(written) > _size({store: self._rows[store] for store in stores}):
                raise Full
            self._rows |= written

    def all(self, store: str) -> dict[str, Any]:
        """Every row of a store, by its key."""
        with self._lock:
            return {key: json.loads(text) for key, text in self._rows[store].items()}

    def of(self, store: str, user: str) -> list[Row]:
        """One person's rows."""
        return [row for row in self.all(store).values() if row["user"] == user]

    def meta(self, key: str) -> Any:
        """A note, or None."""
        return self.all("meta").get(key)

    def note(self, key: str, value: Any) -> None:
        """Write a note."""
        with self.writing("meta") as rows:
            rows["meta"][key] = value

    def change(self, store: str, key: str, **changes: Any) -> None:
        """Change a row that may be gone by now."""
        with self.writing(store) as rows:
            if key in rows[store]:
                rows[store][key].update(changes)

    def receive(self, key: str, receipt: Row) -> None:
        """The server has it: the receipt takes the place of the queued row; the body stays for a restored server."""
        with self.writing("outbox", "sent") as rows:
            row = rows["outbox"].pop(key, None)
            if row:
                rows["sent"][key] = {**row, "receipt": receipt, "state": "received"}

    def requeue(self, sent: list[Row]) -> None:
        """Back into the queue, as if never sent; the same bytes twice are harmless."""
        with self.writing("outbox", "sent") as rows:
            for row in sent:
                if rows["sent"].pop(row["id"], None):
                    rows["outbox"][row["id"]] = {**row, "state": "device", "tries": 0, "next": 0}


def _size(rows: dict[str, dict[str, str]]) -> int:
    return sum(len(text) for store in rows.values() for text in store.values())
