"""A running `manage.py up` of its own for these tests (Python only, no browser)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.product import Product


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marked with the other tests of the whole product."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The product, started once for the module."""
    running = Product(tmp_path_factory.mktemp("up"))
    running.start()
    yield running
    running.stop()


@pytest.fixture
def first_start(tmp_path: Path) -> Iterator[Product]:
    """A product that begins with an empty folder: it makes its database, too."""
    running = Product(tmp_path, from_nothing=True)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def product(started: Product) -> Product:
    """The product, running, whatever the test before did to it."""
    if started.process is None or started.process.poll() is not None:
        started.start()
    return started
