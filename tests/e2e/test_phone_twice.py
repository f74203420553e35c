"""What the server has done and the phone does not know of: it asks again, and there is one visit (F27, F28)."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.e2e import steps
from tests.e2e.conftest import begin_day
from tests.e2e.product import Product
from tests.faults.proxy import FaultProxy

VISITS = "/api/visits/"


@pytest.fixture
def page(product: Product, line: FaultProxy, phone: BrowserContext) -> Page:
    """Rosângela's phone with a fresh route."""
    return begin_day(phone, product, over=line)


def a_visit_over_a_bad_line(page: Page, line: FaultProxy, kind: str, **how: int) -> str:
    """Finished while the line does this to the request; answers with the visit's id."""
    line.add(kind, VISITS, method="PUT", **how)
    visit_id = steps.quick_visit(page)
    line.happened(kind)
    return visit_id


def test_a_500_after_the_commit_is_asked_again_by_itself_and_makes_one_visit(
    product: Product, line: FaultProxy, page: Page
) -> None:
    """F28: the phone cannot know that it is there; the same bytes bring the same receipt."""
    visit_id = a_visit_over_a_bad_line(page, line, "replace_after", status=500)
    assert product.stage("visit", visit_id)["submissions"] == 1  # the server has it, the phone does not know
    page.locator("a.net").click()
    steps.received(page)  # nobody touched anything
    assert [path for method, path in line.asked if method == "PUT" and path.startswith(VISITS)] == [
        f"{VISITS}{visit_id}/"
    ] * 2
    became = product.stage("visit", visit_id)
    assert (became["outcome"], became["submissions"], became["jobs"]) == ("closed", 1, 1)
    assert (steps.kept(page, "outbox"), len(steps.kept(page, "sent"))) == ([], 1)


def test_a_request_that_a_proxy_repeats_makes_one_visit(product: Product, line: FaultProxy, page: Page) -> None:
    """F27: both arrive at the same moment."""
    visit_id = a_visit_over_a_bad_line(page, line, "twice")
    steps.received(page)
    became = product.stage("visit", visit_id)
    assert (became["outcome"], became["submissions"], became["jobs"]) == ("closed", 1, 1)
