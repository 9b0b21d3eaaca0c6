"""Claims about public holidays: the published breaks, and the weekend days worked in exchange."""

from datetime import date

import pytest

from portal.reference.rules.holidays import BREAKS, MADE_UP, MAINLAND, days_off, make_up_days


@pytest.mark.parametrize(
    ("first", "last", "off", "made_up"),
    [
        (date(2026, 2, 1), date(2026, 2, 28), 9, 2),
        (date(2026, 9, 26), date(2026, 10, 25), 9, 1),
        (date(2025, 10, 1), date(2025, 10, 31), 8, 1),
        (date(2026, 11, 1), date(2026, 11, 30), 0, 0),
    ],
)
def test_a_month_has_its_days_off_and_its_days_made_up(
    first: date, last: date, off: int, made_up: int
) -> None:
    assert len(days_off(MAINLAND, first, last)) == off
    assert len(make_up_days(MAINLAND, first, last)) == made_up


def test_a_place_without_a_table_has_none() -> None:
    assert days_off("Asia/Taipei", date(2026, 1, 1), date(2026, 12, 31)) == ()
    assert make_up_days("Asia/Taipei", date(2026, 1, 1), date(2026, 12, 31)) == ()


def test_only_weekends_outside_the_breaks_are_made_up() -> None:
    for day in MADE_UP[MAINLAND]:
        assert day.weekday() >= 5
        assert not any(start <= day <= end for start, end in BREAKS[MAINLAND])
