"""Claims about values as people write them (what each text means, and why another is refused)."""

from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal

import pytest

from portal.sla.rules.values.dates import Days, days_of, gaps, whole_month
from portal.sla.rules.values.durations import Clock, milliseconds_of, sum_milliseconds_of
from portal.sla.rules.values.numbers import count_of, decimal_of, half_up, minor_units_of, thousandths_of
from portal.sla.rules.values.percentages import Scale, parts_per_million_of, scale_of
from portal.sla.rules.values.texts import Cell, Fault, is_missing, name_of, plain, shown

NOVEMBER = Days(date(2026, 11, 1), date(2026, 11, 30))


def refused(answer: object) -> str:
    assert isinstance(answer, Fault)
    assert str(answer.remedy)
    return str(answer.reason)


@pytest.mark.parametrize(
    "cell", ["", " ", "-", "--", "—", "——", "－", "N/A", "n/a", "无", "無", "\u200b", "\ufeff-", "#DIV/0!"]
)
def test_a_dash_and_its_friends_are_missing_and_never_zero(cell: str) -> None:
    assert is_missing(cell)
    assert count_of(cell) is None
    assert minor_units_of(cell) is None
    assert thousandths_of(cell) is None
    assert parts_per_million_of(cell, scale=None) is None
    assert milliseconds_of(cell) is None
    assert days_of(cell, month=NOVEMBER) is None
    assert name_of(cell) is None


def test_zero_is_not_missing() -> None:
    assert count_of("0") == 0
    assert count_of(0) == 0


def test_names_are_folded_to_one_width() -> None:
    assert name_of(" 店铺名：小美　") == "店铺名:小美"
    assert name_of(10086.0) == "10086"
    assert plain("１，２３４") == "1,234"
    assert shown("x" * 80) == "x" * 59 + "…"


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("1,234", "1234"),
        ("1 234", "1234"),
        ("1，234", "1234"),
        ("１２３４", "1234"),
        ("1'234", "1234"),
        ("1.2万", "12000"),
        ("1.2萬", "12000"),
        ("3亿", "300000000"),
        ("2k", "2000"),
        ("￥1,234.50", "1234.50"),
        ("NT$ 1,200", "1200"),
        ("1,234.50元", "1234.50"),
        ("¥-5", "-5"),
        ("(123)", "-123"),
        ("（1,234.5）", "-1234.5"),
        ("−5", "-5"),
        ("+5", "5"),
        (".5", "0.5"),
        ("12人", "12"),
        (5, "5"),
        (98.5, "98.5"),
        (0.1, "0.1"),
    ],
)
def test_a_number_is_read_as_written(cell: Cell, number: str) -> None:
    assert decimal_of(cell) == Decimal(number)


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("12,5", "is not a number"),
        ("1,23,456", "is not a number"),
        ("abc", "is not a number"),
        ("٣٤", "is not a number"),
        ("1_000", "is not a number"),
        ("NaN5", "is not a number"),
        ("(5", "is not a number"),
        (".", "is not a number"),
        ("万", "is not a number"),
        (True, "is not a number"),
        (date(2026, 11, 1), "is not a number"),
        (time(1, 2), "is not a number"),
        (float("inf"), "is not a number"),
        (float("nan"), "is not a number"),
        ("1e309", "scientific notation"),
        ("1.23E+15", "scientific notation"),
        (1e300, "far too large"),
        ("9" * 30, "far too large"),
    ],
)
def test_what_is_no_number_is_refused(cell: Cell, words: str) -> None:
    assert words in refused(decimal_of(cell))


def test_counts_are_whole_and_not_negative() -> None:
    assert count_of("120.0") == 120
    assert count_of("1.5", scale=10_000) == 15_000
    assert "is negative" in refused(count_of("-3"))
    assert "not a whole number" in refused(count_of("98.5"))
    assert "a count of one month" in refused(count_of("9999999999999"))
    assert "is not a number" in refused(count_of("x"))


def test_amounts_are_minor_units_half_up() -> None:
    assert minor_units_of("1,234.505") == 123_451
    assert minor_units_of("-0.005") == -1
    assert minor_units_of("1.2", scale=10_000) == 1_200_000
    assert minor_units_of("1200.4", digits=0) == 1200
    assert half_up(Decimal("2.5")) == 3
    assert "is not a number" in refused(minor_units_of("x"))


def test_scores_are_thousandths() -> None:
    assert thousandths_of("4.83") == 4830
    assert "is not a score" in refused(thousandths_of("-1"))
    assert "is not a number" in refused(thousandths_of("good"))


@pytest.mark.parametrize(
    ("cell", "scale", "parts"),
    [
        ("98.5%", None, 985_000),
        ("98.5％", None, 985_000),
        ("94.01 %", None, 940_100),
        ("100.00%", None, 1_000_000),
        ("985‰", None, 985_000),
        ("0.985", "fraction", 985_000),
        ("０.985", "fraction", 985_000),
        ("98.5", "percent", 985_000),
        (0.985, "fraction", 985_000),
        ("0", None, 0),
        ("1", "percent", 10_000),
    ],
)
def test_a_percentage_is_parts_per_million(cell: Cell, scale: Scale | None, parts: int) -> None:
    assert parts_per_million_of(cell, scale=scale) == parts


@pytest.mark.parametrize(
    ("cell", "scale", "words"),
    [
        ("101%", None, "is more than 100 %"),
        ("1.01", "fraction", "is more than 100 %"),
        ("-1%", None, "is negative"),
        ("good", None, "is not a percentage"),
        ("%", None, "is not a percentage"),
        ("0.985", None, "can mean a fraction or a percentage"),
    ],
)
def test_what_is_no_percentage_is_refused(cell: Cell, scale: Scale | None, words: str) -> None:
    assert words in refused(parts_per_million_of(cell, scale=scale))


def test_an_answer_question_ratio_may_exceed_the_whole() -> None:
    assert parts_per_million_of("120%", scale=None, above_whole=True) == 1_200_000


@pytest.mark.parametrize(
    ("cells", "unit", "scale"),
    [
        (["98.5", "99"], "%", "percent"),
        (["98.5", "0.9"], None, "percent"),
        (["0.98", "0.9", "-"], None, None),
        ([0.98, 0.9], None, "fraction"),
        (["98%", "97%"], None, "fraction"),
        (["0", "-"], None, "fraction"),
        (["x", "0.5"], None, None),
    ],
)
def test_the_column_says_what_bare_numbers_mean(
    cells: list[Cell], unit: str | None, scale: Scale | None
) -> None:
    assert scale_of(cells, unit=unit) == scale


@pytest.mark.parametrize(
    ("cell", "unit", "clock", "milliseconds"),
    [
        ("83", None, None, 83_000),
        ("83.0", None, None, 83_000),
        ("83.5", "s", None, 83_500),
        ("1.5", "min", None, 90_000),
        ("250", "ms", None, 250),
        ("1分23秒", None, None, 83_000),
        ("1分钟23秒", None, None, 83_000),
        ("1時2分3秒", None, None, 3_723_000),
        ("1小时2分", None, None, 3_720_000),
        ("00:01:23", None, None, 83_000),
        ("0:00:17", None, None, 17_000),
        ("0:00:17.5", None, None, 17_500),
        ("1 day, 0:00:01", None, None, 86_401_000),
        ("01:23", None, "mm:ss", 83_000),
        ("01:23", None, "hh:mm", 4_980_000),
        ("75:20", None, None, 4_520_000),
        ("01:23.5", None, None, 83_500),
        ("00:00", None, None, 0),
        ("1'23\"", None, None, 83_000),
        ("1′23″", None, None, 83_000),
        ("2.5h", None, None, 9_000_000),
        ("1d 2h", None, None, 93_600_000),
        ("2 hours 5 minutes", None, None, 7_500_000),
        ("39 seconds", None, None, 39_000),
        ("1 hour and 2 min", None, None, 3_720_000),
        ("0.000960648", None, None, 83_000),
        (0.000960648148148148, None, None, 83_000),
        (0.5, "s", None, 500),
        (0.123456, "s", None, 123),
        (31, None, None, 31_000),
        (time(0, 1, 23), None, None, 83_000),
        (time(1, 23), None, "mm:ss", 83_000),
        (time(1, 23), None, None, 4_980_000),
        (timedelta(hours=30), None, None, 108_000_000),
    ],
)
def test_a_duration_is_milliseconds(
    cell: Cell, unit: str | None, clock: Clock | None, milliseconds: int
) -> None:
    answer = milliseconds_of(cell, unit=unit, clock=clock)
    assert isinstance(answer, int)
    assert abs(answer - milliseconds) <= (1 if isinstance(cell, str) and cell.startswith("0.000") else 0)


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("01:23", "minutes and seconds or hours and minutes"),
        ("-5", "is negative"),
        (timedelta(seconds=-5), "is negative"),
        ("40 days", "longer than a month"),
        ("1:99", "is not a duration"),
        ("1分x", "is not a duration"),
        ("soon", "is not a duration"),
        (date(2026, 11, 1), "is not a duration"),
        (True, "is not a duration"),
    ],
)
def test_what_is_no_duration_is_refused(cell: Cell, words: str) -> None:
    assert words in refused(milliseconds_of(cell))


def test_a_sum_of_durations_may_be_longer_than_a_month() -> None:
    assert sum_milliseconds_of("5000000") == 5_000_000_000
    assert sum_milliseconds_of("-") is None
    assert sum_milliseconds_of("1:00:00") == 3_600_000
    assert "is negative" in refused(sum_milliseconds_of("-4"))


@pytest.mark.parametrize(
    ("cell", "first", "last"),
    [
        ("2026-11-11", 11, 11),
        ("2026/11/11", 11, 11),
        ("2026.11.11", 11, 11),
        ("20261111", 11, 11),
        (20261111, 11, 11),
        ("11月11日", 11, 11),
        ("11-11", 11, 11),
        ("2026年11月11日", 11, 11),
        ("2026-11-11(周三)", 11, 11),
        ("2026-11-11 星期三", 11, 11),
        ("2026-11-11 00:00:00", 11, 11),
        ("2026-11-10T18:00:00Z", 11, 11),
        ("2026-11-11T9:30:00+08:00", 11, 11),
        ("2026-11-10 23:30:00 UTC", 11, 11),
        ("11/12/2026", 12, 12),
        ("12/11/2026", 12, 12),
        ("13/11/2026", 13, 13),
        ("Nov 11, 2026", 11, 11),
        ("11 November 2026", 11, 11),
        ("46337", 11, 11),
        (46337, 11, 11),
        (46337.5, 11, 11),
        ("民國115年11月11日", 11, 11),
        ("115/11/11", 11, 11),
        ("1151111", 11, 11),
        ("2026年11月", 1, 30),
        ("2026-11", 1, 30),
        ("115年11月", 1, 30),
        ("2026-11-01~2026-11-30", 1, 30),
        ("2026-11-01 至 2026-11-07", 1, 7),
        ("2026-11-01—2026-11-07", 1, 7),
        ("2026-11-01 - 2026-11-07", 1, 7),
        ("20261101-20261107", 1, 7),
        ("2026-11-01 to 2026-11-07", 1, 7),
        (date(2026, 11, 11), 11, 11),
        (datetime.fromisoformat("2026-11-11T08:30:00"), 11, 11),
    ],
)
def test_a_date_is_read_as_written(cell: Cell, first: int, last: int) -> None:
    zone = timezone(timedelta(hours=8))
    assert days_of(cell, month=NOVEMBER, zone=zone) == Days(date(2026, 11, first), date(2026, 11, last))


def test_a_day_without_a_year_belongs_to_the_reported_period() -> None:
    winter = Days(date(2026, 12, 26), date(2027, 1, 25))
    assert days_of("1月3日", month=winter) == Days(date(2027, 1, 3), date(2027, 1, 3))
    assert days_of("12-30", month=winter) == Days(date(2026, 12, 30), date(2026, 12, 30))
    assert days_of("3月3日", month=winter) == Days(date(2026, 3, 3), date(2026, 3, 3))


@pytest.mark.parametrize(
    "cell",
    [
        "2026-13-01",
        "2026-02-30",
        "13月01日",
        "99999",
        "12345",
        "soon",
        "40/40/2026",
        "Foo 3, 2026",
        "2026-13",
        True,
        time(1, 2),
        timedelta(1),
        "2026-11-11T25:00:00Z",
        "x 10:00",
        "9999-12",
        "a~b",
    ],
)
def test_what_is_no_date_is_refused(cell: Cell) -> None:
    assert "is not a date" in refused(days_of(cell, month=NOVEMBER))


def test_a_range_backwards_is_refused() -> None:
    assert "ends before it begins" in refused(days_of("2026-11-30~2026-11-01", month=NOVEMBER))


def test_days_know_what_they_hold() -> None:
    assert date(2026, 11, 30) in NOVEMBER
    assert date(2026, 12, 1) not in NOVEMBER
    assert "2026-11-01" not in NOVEMBER
    assert len(list(NOVEMBER)) == 30
    assert not NOVEMBER.is_one_day
    assert NOVEMBER.overlaps(Days(date(2026, 11, 30), date(2026, 12, 3)))
    assert not NOVEMBER.overlaps(Days(date(2026, 12, 1), date(2026, 12, 3)))
    assert whole_month(2026, 12) == Days(date(2026, 12, 1), date(2026, 12, 31))


def test_missing_days_are_listed_as_runs() -> None:
    present = frozenset(day for day in NOVEMBER if day.day not in {3, 4, 30})
    assert gaps(present, NOVEMBER) == (
        Days(date(2026, 11, 3), date(2026, 11, 4)),
        Days(date(2026, 11, 30), date(2026, 11, 30)),
    )
    assert gaps(frozenset(), NOVEMBER) == (NOVEMBER,)
