"""Claims about the pages that show more than means: trends of a contract, people and days of a month, forecast."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.factories.accounts import PASSWORD, Party, make_merchant
from tests.factories.cooperations import GOOD, POOR, Cooperation, hand_in_file, make_cooperation
from tests.visitor import Visitor

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


def test_trends_say_the_finding_and_are_seen_by_both_sides_only(
    app: Flask, pair: Cooperation, arrive: Arrival
) -> None:
    address = f"/contracts/{pair.contract_id}/trends"
    assert "No results yet" in arrive(pair.merchant).get(address).text
    hand_in_file(app, pair.vendor, pair.month_id, POOR)
    for party in (pair.merchant, pair.vendor):
        page = arrive(party).get(f"{address}?months=60")
        assert "Kept in 0 of 1 months." in page.text
        assert "97 %" in page.text
        assert "98 %" in page.text
        assert "Missed" in page.text
    assert arrive(make_merchant(app)).get(address, status=404)


def test_an_unknown_span_shows_a_year(app: Flask, pair: Cooperation, arrive: Arrival) -> None:
    hand_in_file(app, pair.vendor, pair.month_id, GOOD)
    page = arrive(pair.vendor).get(f"/contracts/{pair.contract_id}/trends?months=7")
    assert "12 months" in page.text
