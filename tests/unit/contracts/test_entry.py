"""Times of day and service credit steps are read as people type them, or refused in words."""

from decimal import Decimal

import pytest

from portal.contracts.rules.entry import (
    ELSEWHERE,
    clock_from_text,
    numbers_from_text,
    numbers_to_text,
    tiers_from_text,
    tiers_to_text,
)
from portal.contracts.rules.schedule import CreditTier
from portal.kernel.errors import Invalid


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("9:00", 540), ("09:30", 570), ("9", 540), ("２４：００", 1440), ("0:00", 0), (" 18:05 ", 1085)],
)
def test_a_time_of_day_is_read(text: str, minutes: int) -> None:
    assert clock_from_text(text) == minutes


@pytest.mark.parametrize("text", ["", "25:00", "24:01", "9:60", "nine", "9:5", "-1"])
def test_what_is_no_time_of_day_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="not a time of day"):
        clock_from_text(text)


def tier(low: str, high: str | None, percent: str) -> CreditTier:
    return CreditTier(Decimal(low), None if high is None else Decimal(high), Decimal(percent))


@pytest.mark.parametrize(
    ("text", "tiers"),
    [
        ("", ()),
        ("2", (tier("0", None, "2"),)),
        ("1.5 %", (tier("0", None, "1.5"),)),
        ("0-2: 1; 2-: 3", (tier("0", "2", "1"), tier("2", None, "3"))),
        ("０－２：１；２－：３％", (tier("0", "2", "1"), tier("2", None, "3"))),
        ("0~5:1;", (tier("0", "5", "1"),)),
    ],
)
def test_deduction_steps_are_read(text: str, tiers: tuple[CreditTier, ...]) -> None:
    assert tiers_from_text(text) == tiers


@pytest.mark.parametrize(
    "tiers",
    [(), (tier("0", None, "2"),), (tier("0", "2", "1"), tier("2", None, "3")), (tier("1", None, "2"),)],
)
def test_deduction_steps_are_shown_as_they_would_be_typed(tiers: tuple[CreditTier, ...]) -> None:
    assert tiers_from_text(tiers_to_text(tiers)) == tiers


@pytest.mark.parametrize("text", ["two", "0-2: 1; beyond: 3", "0-2 1: 3 x", "0-2: 101", "1000"])
def test_what_are_no_steps_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        tiers_from_text(text)


def test_steps_that_say_more_than_a_percentage_stand_as_a_star_and_are_kept() -> None:
    more = CreditTier(Decimal(0), None, Decimal(1), each=Decimal(1))
    assert tiers_to_text((more,)) == ELSEWHERE
    assert tiers_from_text(" * ") == ()


@pytest.mark.parametrize("text", ["90; 93.5", "90 93.5", "９０；９３．５", "90、93.5;"])
def test_several_numbers_are_read(text: str) -> None:
    assert numbers_from_text(text) == (Decimal(90), Decimal("93.5"))
    assert numbers_to_text(numbers_from_text(text)) == "90; 93.5"
