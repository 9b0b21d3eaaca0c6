"""Claims about reconciling: seen by both, never counting by itself, proposed, answered, and marked as checked."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from flask import Flask

from portal.contracts.rules.schedule import Measurement
from portal.sla.queries.months import current_submissions, month
from tests.factories.accounts import PASSWORD, Party, acting_as, make_merchant
from tests.factories.cooperations import (
    GOOD,
    POOR,
    Cooperation,
    hand_in_file,
    make_cooperation,
    month_terms,
)
from tests.visitor import Page, Visitor

Arrival = Callable[[Party], Visitor]


@pytest.fixture
def pair(app: Flask) -> Cooperation:
    return make_cooperation(app)


@pytest.fixture
def arrive(visitor: Callable[[], Visitor]) -> Arrival:
    def come(party: Party) -> Visitor:
        person = visitor()
        person.sign_in(party.login, PASSWORD)
        return person

    return come


def address(pair: Cooperation) -> str:
    return f"/months/{pair.month_id}/reconcile"


def compare(merchant: Visitor, pair: Cooperation, content: str, *, status: int = 200) -> Page:
    files = {"file": ("平台.csv", content.encode())}
    return merchant.submit(merchant.get(address(pair)), having="Compare", files=files, status=status)


def sources(app: Flask, pair: Cooperation) -> dict[str, tuple[int | None, str]]:
    with acting_as(app, pair.merchant):
        return {key: (one.version, one.source) for key, one in current_submissions(pair.month_id).items()}


def test_an_export_that_agrees_marks_the_figures_as_checked(
    app: Flask, pair: Cooperation, arrive: Arrival
) -> None:
    hand_in_file(app, pair.vendor, pair.month_id, GOOD)
    page = compare(arrive(pair.merchant), pair, GOOD.replace("小美,1000", "小丽,1000"))
    assert "equal" in page.text
    assert "confirms the submitted figures" in page.text
    assert list(sources(app, pair).values()) == [(1, "verified")]
    assert "checked by the merchant" in arrive(pair.vendor).get(f"/months/{pair.month_id}").text


def test_an_export_that_differs_counts_only_once_the_vendor_accepts(
    app: Flask, pair: Cooperation, arrive: Arrival
) -> None:
    hand_in_file(app, pair.vendor, pair.month_id, GOOD)
    merchant, vendor = arrive(pair.merchant), arrive(pair.vendor)
    unchecked = merchant.get(address(pair))
    page = compare(merchant, pair, POOR)
    assert "differs" in page.text
    assert "Mark as checked" not in page.text
    merchant.submit(unchecked, having="Mark as checked", status=403)
    assert "2 percentage points" in page.text
    assert list(sources(app, pair).values()) == [(1, "declared_by_vendor")]
    merchant.submit(page, having="Propose the export")
    assert "Answer the merchant's export" in vendor.get("/").text
    answer = vendor.get(address(pair))
    vendor.submit(answer, having="Accept the export")
    assert list(sources(app, pair).values()) == [(2, "verified")]
    assert "97 %" in merchant.get(f"/months/{pair.month_id}").text


def test_the_vendor_may_refuse_with_a_reason(app: Flask, pair: Cooperation, arrive: Arrival) -> None:
    hand_in_file(app, pair.vendor, pair.month_id, GOOD)
    merchant, vendor = arrive(pair.merchant), arrive(pair.vendor)
    merchant.submit(compare(merchant, pair, POOR), having="Propose the export")
    page = vendor.submit(vendor.get(address(pair)), having="Do not accept", status=422)
    assert "Say why." in page.text
    page = vendor.submit(page, {"comment": "Other hours"}, having="Do not accept")
    assert "Other hours" in page.text
    assert "not accepted by the vendor" in page.text
    assert list(sources(app, pair).values()) == [(1, "declared_by_vendor")]


def test_a_contract_that_trusts_the_vendor_leads_to_an_objection(app: Flask, arrive: Arrival) -> None:
    pair = make_cooperation(app, month_terms(measurement=Measurement(prevailing_source="vendor")))
    hand_in_file(app, pair.vendor, pair.month_id, GOOD)
    page = compare(arrive(pair.merchant), pair, POOR)
    assert "raise an objection" in page.text
    assert "Propose the export" not in page.text


def test_a_wider_tolerance_lets_small_differences_pass(app: Flask, arrive: Arrival) -> None:
    pair = make_cooperation(app, month_terms(measurement=Measurement(tolerance_percent=Decimal(3))))
    hand_in_file(app, pair.vendor, pair.month_id, GOOD)
    page = compare(arrive(pair.merchant), pair, POOR)
    assert "within tolerance" in page.text
    assert list(sources(app, pair).values()) == [(1, "verified")]


def test_a_newer_comparison_replaces_the_earlier_one(app: Flask, pair: Cooperation, arrive: Arrival) -> None:
    hand_in_file(app, pair.vendor, pair.month_id, GOOD)
    merchant = arrive(pair.merchant)
    merchant.submit(compare(merchant, pair, POOR), having="Propose the export")
    page = compare(merchant, pair, POOR.replace(",90,", ",80,"))
    assert "proposed as the figures" not in page.text
    assert "Answer the merchant's export" not in arrive(pair.vendor).get("/").text


def test_the_merchant_can_check_in_another_way(app: Flask, pair: Cooperation, arrive: Arrival) -> None:
    hand_in_file(app, pair.vendor, pair.month_id, GOOD)
    merchant = arrive(pair.merchant)
    page = merchant.submit(merchant.get(address(pair)), having="Mark as checked")
    assert "marked as checked" in page.text
    assert list(sources(app, pair).values()) == [(1, "verified")]


def test_files_that_cannot_be_compared_are_refused(app: Flask, pair: Cooperation, arrive: Arrival) -> None:
    merchant = arrive(pair.merchant)
    assert "Compare" not in merchant.get(address(pair)).text.replace("Nothing compared", "")
    hand_in_file(app, pair.vendor, pair.month_id, GOOD)
    page = merchant.get(address(pair))
    assert "Choose a file first." in merchant.submit(page, having="Compare", status=422).text
    same = compare(merchant, pair, GOOD, status=422)
    assert "the very file the vendor submitted." in same.text
    assert "cannot be read" in compare(merchant, pair, GOOD.replace("3000,30", "x,30"), status=422).text


def test_nobody_else_sees_the_comparison(app: Flask, pair: Cooperation, arrive: Arrival) -> None:
    hand_in_file(app, pair.vendor, pair.month_id, GOOD)
    compare(arrive(pair.merchant), pair, POOR)
    stranger = arrive(make_merchant(app, name="Other"))
    stranger.get(address(pair), status=404)
    stranger.get("/comparisons/1/file", status=404)
    with acting_as(app, pair.vendor):
        assert month(pair.month_id).id == pair.month_id
    assert "平台.csv" in arrive(pair.vendor).get(address(pair)).text
