"""Claims about public holidays: what is announced is taken as it stands, and what is not is said to be missing."""

from dataclasses import replace
from datetime import date

import pytest

from portal.kernel.errors import Invalid
from portal.reference.rules.holidays import (
    BUILT_IN,
    MAINLAND,
    HolidayYear,
    days_from_plain,
    holiday_year_of,
    lines_of,
    newest_years,
    public_days,
    year_to_plain,
)

LINES_2027 = "2027-01-01, 2027-01-03, off\n2027-02-05,2027-02-11,off\n\n2027-02-14, work\n"


def year_of(lines: str, *, year: int = 2027, version: int = 1) -> HolidayYear:
    return holiday_year_of(
        lines, zone=MAINLAND, year=year, source="notice", published_on=date(2026, 11, 4), version=version
    )


@pytest.mark.parametrize(
    ("year", "days_off", "made_up"),
    [(2025, 28, 5), (2026, 33, 6)],
)
def test_the_years_that_come_with_the_portal_are_those_announced(
    year: int, days_off: int, made_up: int
) -> None:
    found = public_days(BUILT_IN, MAINLAND, date(year, 1, 1), date(year, 12, 31))
    assert (len(found.days_off), len(found.make_up_days), found.missing_years) == (days_off, made_up, ())


@pytest.mark.parametrize("built_in", BUILT_IN, ids=lambda one: str(one.year))
def test_a_year_can_be_written_as_lines_and_read_again(built_in: HolidayYear) -> None:
    again = year_of(lines_of(built_in), year=built_in.year)
    assert (again.breaks, again.made_up) == (built_in.breaks, built_in.made_up)
    assert days_from_plain(year_to_plain(again)) == (again.breaks, again.made_up)


@pytest.mark.parametrize(
    "lines",
    [
        LINES_2027,
        "first day,last day,kind\n2027/1/1,2027/1/3,放假\n2027/2/5;2027/2/11;休\n2027.2.14\t班",
        "OFF,2027-02-05,2027-02-11\n2027-01-01，2027-01-03，off\nwork,2027-02-14,2027-02-14",
    ],
)
def test_lines_are_read_however_they_were_exported(lines: str) -> None:
    found = year_of(lines)
    assert found.breaks == (
        (date(2027, 1, 1), date(2027, 1, 3)),
        (date(2027, 2, 5), date(2027, 2, 11)),
    )
    assert found.made_up == (date(2027, 2, 14),)


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ("", "at least one break"),
        ("2027-02-14, work", "at least one break"),
        ("2027-02-05, off\nnew year", "Line 2"),
        ("2027-02-30, off", "Line 1"),
        ("2027-02, off", "Line 1"),
        (f"2027-02-{'9' * 25}, off", "Line 1"),
        ("9" * 25 + ", off", "Line 1"),
        ("2027-02-01, 2027-02-02, 2027-02-03, off", "Line 1"),
        ("2027-02-05, 2027-02-01, off", "cannot be right"),
        ("2027-02-05, 2027-03-01, off", "cannot be right"),
        ("2027-02-05, 2027-02-08, off\n2027-02-08, off", "share the day 2027-02-08"),
        ("2027-02-05, off\n2027-02-08, work", "no weekend day"),
        ("2027-02-06, off\n2027-02-06, work", "day off and a worked day"),
        ("2026-02-05, off", "does not belong to the year 2027"),
        ("2027-02-05, off\n" * 121, "At most 120 lines"),
    ],
)
def test_what_cannot_be_right_is_refused_with_its_line_or_day(lines: str, reason: str) -> None:
    with pytest.raises(Invalid, match=reason) as refused:
        year_of(lines)
    assert "lines" in refused.value.fields


def test_the_newest_version_of_a_year_counts_and_a_break_may_reach_over_the_turn_of_the_year() -> None:
    entered = [
        year_of("2026-12-31, 2027-01-03, off"),
        replace(year_of(LINES_2027), version=3),
        replace(year_of("2027-05-01, off"), version=2),
        year_of("2026-01-01, off", year=2026),
    ]
    years = newest_years(entered)
    assert [(one.year, one.version) for one in years] == [(2025, 0), (2026, 1), (2027, 3)]
    found = public_days(years, MAINLAND, date(2026, 12, 30), date(2027, 2, 28))
    assert (len(found.days_off), found.make_up_days) == (10, (date(2027, 2, 14),))


@pytest.mark.parametrize(
    ("zone", "last", "missing"),
    [
        (MAINLAND, date(2026, 12, 31), ()),
        (MAINLAND, date(2028, 3, 1), (2027, 2028)),
        ("Asia/Taipei", date(2028, 3, 1), ()),
    ],
)
def test_a_year_that_nobody_entered_is_missing_where_holidays_are_known(
    zone: str, last: date, missing: tuple[int, ...]
) -> None:
    assert public_days(BUILT_IN, zone, date(2026, 12, 1), last).missing_years == missing
