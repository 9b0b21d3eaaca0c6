"""What a line would have cost is judged by the rules that judge a real month."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from portal.contracts.rules.schedule import BonusTier, CreditTier, SlaLine
from portal.contracts.rules.service import Capacity
from portal.contracts.rules.terms import Term
from portal.sla.rules.examples import examples_of
from tests.unit.contracts.examples import terms

D = Decimal
FIVE = (CreditTier(D(0), D(2), D(5)), CreditTier(D(2), None, D(15)))


def line(metric: str = "reply_rate", target: str = "98", **values: Any) -> SlaLine:
    return SlaLine(metric, 1, D(target), **values)


def shown(one: SlaLine) -> list[tuple[str, str, int]]:
    whole = replace(terms(), capacity=Capacity(forecast=10_000))
    return [
        (str(found.result), found.state, found.deduction.minor if found.deduction else 0)
        for found in examples_of(whole, one)
    ]


def test_of_a_fee_of_20_000_five_per_cent_are_1_000() -> None:
    assert shown(line(tiers=FIVE)) == [
        ("98 %", "met", 0),
        ("97 %", "missed", 1_000_00),
        ("95 %", "missed", 3_000_00),
    ]


@pytest.mark.parametrize(
    ("one", "values"),
    [
        (line("frt_avg", "30", tiers=(CreditTier(D(0), D(20), D(5)),)), ["30 s", "40 s"]),
        (line("missed_conversations", "3", tiers=(CreditTier(D(0), None, D(5)),)), ["3", "4"]),
        (line("reception_volume", "0", tiers=(CreditTier(D(0), D(5), D(5)),)), ["0"]),
        (line(grace_months=2, ramp=(D(90), D(92), D(95)), tiers=FIVE[:1]), ["98 %", "97 %"]),
        (line(kind="history", tiers=FIVE[:1]), ["98 %", "97 %"]),
        (line("frt_avg", "90", kind="within", within_seconds=30, tiers=FIVE), ["90 %", "89 %", "87 %"]),
        (line("reception_volume", "0", kind="forecast", tiers=FIVE[:1]), ["8000", "7999"]),
        (line("reception_volume", "0", kind="forecast", allowed_change=D(5)), ["9500"]),
        (line(kind="team_average"), []),
        (line("own:x"), []),
    ],
)
def test_examples_lie_on_the_bad_side_of_the_target(one: SlaLine, values: list[str]) -> None:
    assert [result for result, _state, _amount in shown(one)] == values


def test_two_points_short_cost_two_steps() -> None:
    assert shown(line(tiers=(CreditTier(D(0), None, D(2), each=D(1)),)))[1:] == [("96 %", "missed", 800_00)]


def test_a_bonus_is_shown_where_the_target_earns_it() -> None:
    (found,) = examples_of(terms(), line(bonus_tiers=(BonusTier(D(98), D(1)),)))
    assert found.bonus is not None
    assert found.bonus.minor == 200_00


def test_a_draft_without_a_first_day_has_examples_too() -> None:
    assert len(examples_of(replace(terms(), term=Term()), line(tiers=FIVE))) == 3


def test_a_forecast_that_is_missing_gives_no_example() -> None:
    whole = replace(terms(), capacity=Capacity(forecast=None))
    assert examples_of(whole, line("reception_volume", "0", kind="forecast")) == ()
