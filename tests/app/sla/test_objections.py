"""Claims about a merchant's objection: with its own figure, with that of its export, or answered with a figure."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from portal.contracts.rules.schedule import Measurement
from portal.sla.queries.months import month, month_in_full
from portal.sla.rules.evaluation import State
from tests.factories.accounts import PASSWORD, Party, acting_as
from tests.factories.cooperations import (
    GOOD,
    POOR,
    Cooperation,
    hand_in_file,
    make_cooperation,
    month_terms,
)
from tests.visitor import Visitor

LINE = "reply_3min_pdd"
LATER = datetime.now(UTC) + timedelta(days=1)
Arrival = Callable[[Party], Visitor]


@pytest.fixture
def pair(app: Flask) -> Cooperation:
    made = make_cooperation(app, month_terms(measurement=Measurement(acceptance_days=3650)))
    hand_in_file(app, made.vendor, made.month_id, GOOD)
    return made


@pytest.fixture
def arrive(visitor: Callable[[], Visitor]) -> Arrival:
    def come(party: Party) -> Visitor:
        person = visitor()
        person.sign_in(party.login, PASSWORD)
        return person

    return come


def why(pair: Cooperation) -> str:
    return f"/months/{pair.month_id}/lines/{LINE}"


def sent(person: Visitor, pair: Cooperation, act: str, **more: str) -> str:
    form = person.get(why(pair)).form("comment")
    hidden = {name: value for name, value in form.fields.items() if value is not None}
    return person.post(form.get("action"), hidden | {"act": act, "comment": "口径", **more}).text


def result(app: Flask, pair: Cooperation) -> tuple[int, State]:
    with acting_as(app, pair.merchant, moment=LATER):
        line = month_in_full(month(pair.month_id)).judged.evaluation.lines[0]
        assert line.value is not None
        return int(line.value), line.state


def test_the_figure_of_the_merchants_own_export_counts_once_it_is_agreed(
    app: Flask, pair: Cooperation, arrive: Arrival
) -> None:
    merchant, vendor = arrive(pair.merchant), arrive(pair.vendor)
    assert "own export" not in merchant.get(why(pair)).text
    page = merchant.get(f"/months/{pair.month_id}/reconcile")
    merchant.submit(page, having="Compare", files={"file": ("平台.csv", POOR.encode())})
    assert "Your own export gives 97 %." in merchant.get(why(pair)).text
    assert "own export" not in vendor.get(why(pair)).text
    raised = sent(merchant, pair, "objected", own_export="y")
    assert "97 %" in raised
    assert result(app, pair) == (99, State.DISPUTED)
    sent(vendor, pair, "claim_granted")
    assert result(app, pair) == (97, State.MISSED)


def test_an_objection_without_a_figure_is_answered_with_one(
    app: Flask, pair: Cooperation, arrive: Arrival
) -> None:
    merchant, vendor = arrive(pair.merchant), arrive(pair.vendor)
    assert "Say which figure is right" in merchant.get(why(pair)).text
    sent(merchant, pair, "objected")
    page = vendor.get(why(pair))
    assert "Agree to it" not in page.text
    assert "names no figure" in page.text
    form = vendor.get(page.link("Propose the right figure"))
    vendor.submit(form, {"outcome": "figure", "value": "97.5", "comment": "已复核"}, having="outcome")
    sent(merchant, pair, "decision_accepted")
    assert result(app, pair) == (97, State.MISSED)


def test_without_an_export_its_figure_cannot_be_named(app: Flask, pair: Cooperation, arrive: Arrival) -> None:
    merchant = arrive(pair.merchant)
    form = merchant.get(why(pair)).form("comment")
    hidden = {name: value for name, value in form.fields.items() if value is not None}
    said = hidden | {"act": "objected", "comment": "口径", "own_export": "y"}
    assert "no export of yours" in merchant.post(form.get("action"), said, status=422).text
