"""Each kind of cell of a conversation row, case by case."""

from zoneinfo import ZoneInfo

import pytest

from portal.kernel.conversations.cells import (
    Answer,
    Fault,
    count_of,
    flag_of,
    milliseconds_of,
    minor_units_of,
    moment_of,
    name_of,
    rating_of,
    shown,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
EIGHT = 1_793_520_000_000  # 2026-11-01 08:00:00 as the clock on the wall shows it


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("2026-11-01 08:00:00", EIGHT),
        ("2026-11-01T08:00:00", EIGHT),
        ("2026/11/1 8:00", EIGHT),
        ("2026/11/01 08:00:00.5", EIGHT + 500),
        ("2026-11-01 08:00:00.1239", EIGHT + 123),
        ("2026-11-01T00:00:00Z", EIGHT),
        ("2026-11-01 09:00:00+0900", EIGHT),
        ("２０２６-11-01 08:00:00", EIGHT),
        ("", None),
        ("—", None),
        ("2026-11-01", Fault.NOT_TIME),
        ("2026-11/01 08:00:00", Fault.NOT_TIME),
        ("2026-02-30 08:00:00", Fault.NOT_TIME),
        ("2026-11-01 24:00:00", Fault.NOT_TIME),
        ("1969-12-31 08:00:00", Fault.NOT_TIME),
        ("0001-01-01T00:00:00+23:00", Fault.NOT_TIME),
    ],
)
def test_moments_stand_on_the_clock_of_the_contract(text: str, answer: Answer) -> None:
    assert moment_of(text, zone=SHANGHAI) == answer


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("83", 83_000),
        (" 83.5 ", 83_500),
        ("0.0005", 1),
        ("0.00049", 0),
        ("1e3", 1_000_000),
        ("1,234", 1_234_000),
        ("0:01:23", 83_000),
        ("-", None),
        ("-1", Fault.NEGATIVE),
        ("-0", 0),
        ("1e309", Fault.NOT_SECONDS),
        ("2678400", 2_678_400_000),
        ("2678401", Fault.NOT_SECONDS),
        ("abc", Fault.NOT_SECONDS),
        ("0x1F", Fault.NOT_SECONDS),
        ("nan", Fault.NOT_SECONDS),
        ("inf", Fault.NOT_SECONDS),
        ("1_000", Fault.NOT_SECONDS),
    ],
)
def test_durations_are_milliseconds_half_up(text: str, answer: Answer) -> None:
    assert milliseconds_of(text) == answer


def test_the_unit_of_the_column_decides_what_a_number_is() -> None:
    assert milliseconds_of("1.5", unit=60_000) == 90_000


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("12", 12),
        ("12.0", 12),
        ("１２", 12),
        ("无", None),
        ("1.5", Fault.NOT_COUNT),
        ("-3", Fault.NEGATIVE),
        ("1000001", Fault.NOT_COUNT),
        ("twelve", Fault.NOT_COUNT),
    ],
)
def test_counts_are_whole(text: str, answer: Answer) -> None:
    assert count_of(text) == answer


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("199.50", 19_950),
        ("¥1,299.00", 129_900),
        ("88元", 8_800),
        ("0.005", 1),
        ("", None),
        ("-5", Fault.NEGATIVE),
        ("100000000.01", Fault.NOT_AMOUNT),
        ("free", Fault.NOT_AMOUNT),
    ],
)
def test_amounts_are_minor_units(text: str, answer: Answer) -> None:
    assert minor_units_of(text, digits=2) == answer


@pytest.mark.parametrize(
    ("text", "answer"),
    [("是", 1), ("TRUE", 1), ("1", 1), ("否", 0), ("No", 0), ("", None), ("maybe", Fault.NOT_FLAG)],
)
def test_flags_say_yes_or_no(text: str, answer: Answer) -> None:
    assert flag_of(text) == answer


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("5", 5),
        ("4.0", 4),
        ("3星", 3),
        ("很满意", 5),
        ("", None),
        ("未评价", None),
        ("0", Fault.NOT_RATING),
        ("6", Fault.NOT_RATING),
    ],
)
def test_ratings_are_one_to_five_stars(text: str, answer: Answer) -> None:
    assert rating_of(text) == answer


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        (" 小美  一号 ", "小美 一号"),
        ("-", None),
        ("", None),
        ("\udcff", Fault.UNREADABLE),
        ("小\x00美", Fault.UNREADABLE),
        ("Ann", "Ann"),
    ],
)
def test_names_lose_blanks_and_keep_letters(text: str, answer: str | Fault | None) -> None:
    assert name_of(text) == answer


def test_long_cells_are_cut_where_they_are_shown() -> None:
    assert shown("x" * 61) == "x" * 59 + "…"
    assert shown("x" * 60) == "x" * 60
    assert shown("a\x00b") == "a\ufffdb"
