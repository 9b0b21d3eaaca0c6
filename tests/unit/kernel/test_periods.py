"""Service months: named after most of their days, half-open, without gaps."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from portal.kernel.errors import Invalid
from portal.kernel.periods import (
    ProRata,
    ServiceMonth,
    add_months,
    months_between,
    service_month_of,
)


@pytest.mark.parametrize(
    ("key", "start_day", "first", "last", "days"),
    [
        ("2026-11", 1, "2026-11-01", "2026-11-30", 30),
        ("2026-11", 26, "2026-10-26", "2026-11-25", 31),
        ("2026-01", 26, "2025-12-26", "2026-01-25", 31),
        ("2026-11", 10, "2026-11-10", "2026-12-09", 30),
        ("2026-12", 15, "2026-12-15", "2027-01-14", 31),
        ("2026-12", 16, "2026-11-16", "2026-12-15", 30),
        ("2028-02", 1, "2028-02-01", "2028-02-29", 29),
        ("2026-03", 28, "2026-02-28", "2026-03-27", 28),
    ],
)
def test_a_month_runs_from_its_start_day(key: str, start_day: int, first: str, last: str, days: int) -> None:
    month = ServiceMonth.from_key(key, start_day)
    assert str(month) == month.key == key
    assert month.first_day == date.fromisoformat(first)
    assert month.last_day == date.fromisoformat(last)
    assert month.day_after == month.last_day + timedelta(days=1)
    assert month.day_count == days == len(list(month.days()))


@pytest.mark.parametrize("start_day", range(1, 29))
def test_every_day_belongs_to_exactly_one_month(start_day: int) -> None:
    for offset in range(800):
        day = date(2026, 12, 1) + timedelta(days=offset)
        month = service_month_of(day, start_day)
        assert month.contains(day)
        assert not month.previous().contains(day)
        assert not month.next().contains(day)


@pytest.mark.parametrize("start_day", range(1, 29))
def test_a_month_is_named_after_most_of_its_days_but_for_short_februaries(start_day: int) -> None:
    for number in range(1, 13):
        days = list(ServiceMonth(2026, number, start_day).days())
        assert 2 * sum(day.month == number for day in days) >= len(days) - 4


@pytest.mark.parametrize(
    "text", ["2026-13", "2026-00", "2026-1", "26-11", "2026/11", "", "２０２６-11", "2026-11 "]
)
def test_other_texts_are_no_month(text: str) -> None:
    with pytest.raises(Invalid, match="is not a month"):
        ServiceMonth.from_key(text)


@pytest.mark.parametrize(
    ("year", "month", "start_day", "words"),
    [
        (2026, 0, 1, "no month 0"),
        (2026, 13, 1, "no month 13"),
        (1900, 1, 1, "year 1900"),
        (9999, 1, 1, "year 9999"),
        (2026, 1, 0, "between the 1st and the 28th"),
        (2026, 1, 29, "between the 1st and the 28th"),
    ],
)
def test_impossible_months_are_refused(year: int, month: int, start_day: int, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        ServiceMonth(year, month, start_day)


def test_months_follow_one_another_across_the_year() -> None:
    december = ServiceMonth(2026, 12)
    assert december.next() == ServiceMonth(2027, 1)
    assert december.next().previous() == december
    assert december.shift(-12) == ServiceMonth(2025, 12)
    assert december < december.next()


def test_months_between_include_both_ends() -> None:
    months = months_between(ServiceMonth(2026, 11, 26), ServiceMonth(2027, 2, 26))
    assert [month.key for month in months] == ["2026-11", "2026-12", "2027-01", "2027-02"]
    assert months_between(ServiceMonth(2026, 2), ServiceMonth(2026, 1)) == []


def test_months_of_different_contracts_are_not_counted_through() -> None:
    with pytest.raises(ValueError, match="different start days"):
        months_between(ServiceMonth(2026, 1, 1), ServiceMonth(2026, 3, 26))


def test_a_month_is_an_interval_on_the_contracts_clock() -> None:
    start, end = ServiceMonth(2026, 11).instants(ZoneInfo("Asia/Shanghai"))
    assert start == datetime(2026, 10, 31, 16, tzinfo=UTC)
    assert end == datetime(2026, 11, 30, 16, tzinfo=UTC)
    assert start.tzinfo is UTC


def test_summer_time_changes_the_length_of_a_month() -> None:
    start, end = ServiceMonth(2026, 3).instants(ZoneInfo("Europe/Berlin"))
    assert end - start == timedelta(days=31, hours=-1)


NOVEMBER = ServiceMonth(2026, 11)  # 30 days, 21 of them Monday to Friday
FEBRUARY = ServiceMonth(2026, 2)
OCTOBER = ServiceMonth(2026, 10)


@pytest.mark.parametrize(
    ("month", "first", "last", "rule", "share"),
    [
        (NOVEMBER, 1, 30, ProRata.CALENDAR, "1"),
        (NOVEMBER, 1, 30, ProRata.WORKING, "1"),
        (FEBRUARY, 1, 28, ProRata.THIRTY, "1"),
        (NOVEMBER, 16, 30, ProRata.CALENDAR, "1/2"),
        (NOVEMBER, 16, 30, ProRata.WORKING, "11/21"),
        (OCTOBER, 17, 31, ProRata.CALENDAR, "15/31"),
        (OCTOBER, 17, 31, ProRata.THIRTY, "15/30"),
        (OCTOBER, 2, 31, ProRata.THIRTY, "1"),
        (NOVEMBER, 7, 8, ProRata.WORKING, "0"),
    ],
)
def test_part_of_a_month_by_the_contracts_rule(
    month: ServiceMonth, first: int, last: int, rule: ProRata, share: str
) -> None:
    days = date(month.year, month.month, first), date(month.year, month.month, last)
    assert month.pro_rata(*days, rule=rule) == Fraction(share)


def test_days_outside_the_month_do_not_count() -> None:
    assert NOVEMBER.pro_rata(date(2026, 1, 1), date(2027, 1, 1), rule=ProRata.CALENDAR) == 1
    assert NOVEMBER.pro_rata(date(2026, 12, 1), date(2026, 12, 9), rule=ProRata.CALENDAR) == 0


def test_a_month_without_working_days_earns_no_part() -> None:
    share = NOVEMBER.pro_rata(
        date(2026, 11, 2), date(2026, 11, 9), rule=ProRata.WORKING, is_working=lambda day: False
    )
    assert share == 0


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2026-11-22", 12, "2027-11-22"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-01-15", -1, "2025-12-15"),
    ],
)
def test_adding_months_stops_at_the_end_of_a_month(day: str, months: int, then: str) -> None:
    assert add_months(date.fromisoformat(day), months) == date.fromisoformat(then)
