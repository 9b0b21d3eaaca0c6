"""Service hours cover a week once, across midnight and Sunday night; days have one kind."""

from datetime import date, datetime, time, timedelta
from fractions import Fraction

import pytest

from portal.kernel.calendars import (
    EVERY_DAY,
    MONDAY_TO_FRIDAY,
    WEEKEND,
    DayKind,
    Gap,
    ServiceWindow,
    covers,
    day_kind,
    gaps,
    hours_per_week,
)

EIGHT, EIGHTEEN, MIDNIGHT, TWO = time(8), time(18), time(0), time(2)
DAY = ServiceWindow(EVERY_DAY, EIGHT, EIGHTEEN)
LATE = ServiceWindow(EVERY_DAY, EIGHTEEN, TWO)
ALWAYS = ServiceWindow(EVERY_DAY, MIDNIGHT, MIDNIGHT)
OFFICE = ServiceWindow(MONDAY_TO_FRIDAY, time(9), time(17, 30))


@pytest.mark.parametrize(
    ("windows", "hours"),
    [
        ([], "0"),
        ([DAY], "70"),
        ([DAY, LATE], "126"),
        ([DAY, ServiceWindow(EVERY_DAY, time(12), time(20))], "84"),
        ([ServiceWindow(EVERY_DAY, EIGHT, MIDNIGHT)], "112"),
        ([ALWAYS], "168"),
        ([ALWAYS, DAY], "168"),
        ([OFFICE], "85/2"),
        ([ServiceWindow(frozenset({6}), time(22), time(4))], "6"),
    ],
)
def test_hours_of_a_week_count_overlaps_once(windows: list[ServiceWindow], hours: str) -> None:
    assert hours_per_week(windows) == Fraction(hours)


def test_gaps_against_round_the_clock() -> None:
    assert gaps([]) == (Gap(0, MIDNIGHT, 168 * 60),)
    assert gaps([ALWAYS]) == ()
    assert gaps([DAY, LATE]) == tuple(Gap(day, TWO, 6 * 60) for day in range(7))
    friday_to_monday = Gap(4, time(17, 30), 63 * 60 + 30)
    assert gaps([OFFICE])[-1] == friday_to_monday
    assert gaps([ServiceWindow(WEEKEND, MIDNIGHT, MIDNIGHT)]) == (Gap(0, MIDNIGHT, 120 * 60),)


@pytest.mark.parametrize(
    ("moment", "is_covered"),
    [
        ("2026-11-23 07:59", False),  # a Monday
        ("2026-11-23 08:00", True),
        ("2026-11-23 18:00", True),
        ("2026-11-23 23:59", True),
        ("2026-11-23 01:59", True),  # still Sunday's late shift
        ("2026-11-23 02:00", False),
    ],
)
def test_a_late_shift_reaches_into_the_next_day(moment: str, is_covered: bool) -> None:
    assert covers([DAY, LATE], datetime.fromisoformat(moment)) is is_covered


def test_hours_and_gaps_make_up_the_week() -> None:
    for hour in range(1, 24):
        windows = [OFFICE, ServiceWindow(frozenset({2, 6}), time(hour), time((hour * 7) % 24))]
        assert hours_per_week(windows) * 60 + sum(gap.minutes for gap in gaps(windows)) == 168 * 60


@pytest.mark.parametrize("weekdays", [frozenset(), frozenset({7}), frozenset({-1, 0})])
def test_a_window_needs_real_weekdays(weekdays: frozenset[int]) -> None:
    with pytest.raises(ValueError, match="weekdays are some of"):
        ServiceWindow(weekdays, EIGHT, EIGHTEEN)


SATURDAY = date(2026, 11, 21)
MONDAY = SATURDAY + timedelta(days=2)


@pytest.mark.parametrize(
    ("day", "legal_holidays", "make_up_days", "promotions", "kind"),
    [
        (MONDAY, [], [], [], DayKind.NORMAL),
        (SATURDAY, [], [], [], DayKind.WEEKEND),
        (SATURDAY, [], [SATURDAY], [], DayKind.NORMAL),
        (SATURDAY, [], [], [SATURDAY], DayKind.PROMO),
        (SATURDAY, [SATURDAY], [], [SATURDAY], DayKind.LEGAL_HOLIDAY),
        (MONDAY, [MONDAY], [], [], DayKind.LEGAL_HOLIDAY),
    ],
)
def test_a_day_has_one_kind(
    day: date, legal_holidays: list[date], make_up_days: list[date], promotions: list[date], kind: DayKind
) -> None:
    answer = day_kind(day, legal_holidays=legal_holidays, make_up_days=make_up_days, promotions=promotions)
    assert answer is kind
