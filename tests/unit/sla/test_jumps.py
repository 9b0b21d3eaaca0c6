"""Claims about figures beside those of the month before, and about counts that are too round to be true."""

import pytest

from portal.sla.rules.checks import too_round
from portal.sla.rules.imported import FigureRow
from portal.sla.rules.jumps import compared_with
from portal.sla.rules.pooling import Figures, slot_figures
from portal.sla.rules.values.dates import Days
from tests.unit.sla.test_routing import offer

MONTH: Days = offer(1, "pdd", "甲店", "pdd").days


def figures(**values: int) -> Figures:
    return slot_figures([FigureRow(sheet="", number=1, values=values, days=MONTH)], MONTH)


USUAL = {"consult_users": 1000, "replied_users": 980, "frt_sum_ms": 20_000_000, "frt_count": 1000}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, ["exactly those of 2026-09"]),
        ({"replied_users": 970}, []),
        ({"consult_users": 3001, "replied_users": 2900}, ["differs very much"]),
        ({"consult_users": 300, "replied_users": 290}, ["differs very much"]),
        ({"replied_users": 700}, ["differs very much"]),
        ({"frt_sum_ms": 61_000_000}, ["differs very much"]),
        ({"frt_sum_ms": 6_000_000}, ["differs very much"]),
    ],
)
def test_the_same_figures_and_sudden_jumps_are_said(changes: dict[str, int], words: list[str]) -> None:
    found = compared_with(figures(**USUAL), figures(**USUAL | changes), month="2026-09")
    assert len(found) == len(words)
    for one, said in zip(found, words, strict=True):
        assert said in str(one)


def test_what_was_not_there_before_is_no_jump() -> None:
    assert compared_with(figures(consult_users=5), figures(frt_sum_ms=5, frt_count=1), month="2026-09") == []
    assert compared_with(figures(consult_users=5), figures(consult_users=5), month="2026-09") == []


def test_a_rate_of_nothing_is_no_jump() -> None:
    nothing = figures(consult_users=0, replied_users=0)
    assert compared_with(nothing, figures(**USUAL), month="2026-09")[0].template.startswith(
        "“%(figure)s” differs"
    )


@pytest.mark.parametrize(
    ("values", "warned"),
    [
        ([10 * number for number in range(1, 13)], True),
        ([10 * number for number in range(1, 12)] + [7], False),
        ([10] * 12, False),
        ([10, 20, 30], False),
    ],
)
def test_counts_that_all_end_in_zero_are_said(values: list[int], warned: bool) -> None:
    rows = [FigureRow(sheet="", number=at, values={"received_users": one}) for at, one in enumerate(values)]
    assert bool(too_round(rows)) is warned


def test_money_may_be_round() -> None:
    rows = [FigureRow(sheet="", number=at, values={"sales_amount": 100 * at + 100}) for at in range(12)]
    assert too_round(rows) == []
