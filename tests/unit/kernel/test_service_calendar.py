"""Service is given in several windows a day, across midnight, on holidays and on days worked in exchange."""

from datetime import date, datetime

import pytest

from portal.kernel.calendars import DayWindow, ServiceCalendar

FIRST, NEXT = date(2026, 10, 1), date(2026, 10, 2)
"""National Day, a Thursday."""


def calendar(*windows: tuple[str, int, int]) -> ServiceCalendar:
    return ServiceCalendar(
        tuple(DayWindow(*window) for window in windows),
        legal_holidays=frozenset(date(2026, 10, day) for day in range(1, 8)),
        make_up_days=frozenset({date(2026, 10, 10)}),
        promotions=frozenset({date(2026, 11, 11)}),
    )


NINE, NOON, SIX, TEN = 540, 720, 1080, 1320
OFFICE = ("normal", NINE, SIX)


@pytest.mark.parametrize(
    ("windows", "stretches"),
    [
        ([], ()),
        ([("every_day", NINE, SIX)], ((540, 1080),)),
        ([("every_day", NINE, NOON), ("every_day", SIX, TEN)], ((540, 720), (1080, 1320))),
        ([("every_day", NINE, SIX), ("every_day", NOON, TEN)], ((540, 1320),)),
        ([("every_day", SIX, 120)], ((0, 120), (1080, 1440))),
        ([("every_day", 0, 0)], ((0, 1440),)),
        ([("every_day", NINE, 1440)], ((540, 1440),)),
        ([("legal_holiday", NINE, NOON), OFFICE], ((540, 720),)),
        ([OFFICE, ("weekend", NINE, NOON)], ((540, 1080),)),
    ],
)
def test_the_times_of_a_day_are_its_windows_merged(
    windows: list[tuple[str, int, int]], stretches: tuple[tuple[int, int], ...]
) -> None:
    assert calendar(*windows).stretches(FIRST, NEXT) == stretches


def test_a_window_over_midnight_belongs_to_the_day_on_which_it_starts() -> None:
    only_holidays = calendar(("legal_holiday", SIX, 120))
    assert only_holidays.stretches(date(2026, 10, 7), date(2026, 10, 9)) == ((0, 120), (1080, 1560))
    assert only_holidays.stretches(date(2026, 10, 8), date(2026, 10, 9)) == ((0, 120),)


@pytest.mark.parametrize(
    ("moment", "served"),
    [
        ("2026-10-01 10:00", True),  # a holiday of which nothing was said: like its weekday
        ("2026-10-03 10:00", False),  # a holiday on a Saturday
        ("2026-10-10 10:00", True),  # a Saturday worked in exchange
        ("2026-10-17 10:00", False),  # a Saturday
        ("2026-10-18 10:00", True),  # a Sunday
        ("2026-11-11 10:00", True),  # a promotion on a Wednesday
        ("2026-11-11 18:00", False),
    ],
)
def test_each_day_has_the_hours_of_its_kind(moment: str, served: bool) -> None:
    agreed = calendar(OFFICE, ("sunday", NINE, NOON))
    assert agreed.covers(datetime.fromisoformat(moment)) is served
