"""Durations in milliseconds, from seconds, clock times, words in three languages and Excel's fractions of a day."""

import re
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Literal

from portal.kernel.messages import message
from portal.sla.rules.values.numbers import decimal_of, half_up
from portal.sla.rules.values.texts import Cell, Fault, is_missing, plain, shown

Clock = Literal["mm:ss", "hh:mm"]

UNITS = {
    "ms": 1,
    "毫秒": 1,
    "s": 1_000,
    "sec": 1_000,
    "secs": 1_000,
    "second": 1_000,
    "seconds": 1_000,
    "秒": 1_000,
    "秒钟": 1_000,
    "秒鐘": 1_000,
    '"': 1_000,
    "m": 60_000,
    "min": 60_000,
    "mins": 60_000,
    "minute": 60_000,
    "minutes": 60_000,
    "分": 60_000,
    "分钟": 60_000,
    "分鐘": 60_000,
    "'": 60_000,
    "h": 3_600_000,
    "hr": 3_600_000,
    "hrs": 3_600_000,
    "hour": 3_600_000,
    "hours": 3_600_000,
    "时": 3_600_000,
    "時": 3_600_000,
    "小时": 3_600_000,
    "小時": 3_600_000,
    "d": 86_400_000,
    "day": 86_400_000,
    "days": 86_400_000,
    "天": 86_400_000,
    "日": 86_400_000,
}
_NAMES = "|".join(sorted((re.escape(unit) for unit in UNITS), key=len, reverse=True))
PART = re.compile(rf"\s*(?P<number>[0-9]+(?:\.[0-9]+)?)\s*(?P<unit>{_NAMES})(?![a-z])(?:\s*(?:,|and|又|零))?")
THREE_PARTS = re.compile(
    r"^(?:(?P<days>[0-9]+)(?:d|天|\.| days?,?) ?)?(?P<h>[0-9]+):(?P<m>[0-5]?[0-9]):(?P<s>[0-5]?[0-9](?:\.[0-9]+)?)$"
)
TWO_PARTS = re.compile(r"^(?P<first>[0-9]+):(?P<second>[0-5]?[0-9](?:\.[0-9]+)?)$")
DAY = 86_400_000
LONGEST = 31 * DAY
HOURS_A_DAY = 24


def milliseconds_of(cell: Cell, *, unit: str | None = None, clock: Clock | None = None) -> int | Fault | None:
    """A duration in milliseconds; None when missing.

    `unit` is the unit a bare number has (a key of UNITS, seconds by default); `clock` says how "01:23" is meant.
    Without it a two-part time that can be read both ways is a Fault that asks "clock".
    """
    if is_missing(cell):
        return None
    if isinstance(cell, time | timedelta):
        return _bounded(_of_excel_time(cell, clock), cell)
    if isinstance(cell, date):
        return _no_duration(cell)
    text = plain(cell).lower()
    if ":" in text:
        return _of_clock(text, cell, clock)
    if isinstance(cell, str) and (worded := _of_words(text)) is not None:
        return _bounded(worded, cell)
    number = decimal_of(cell)
    if number is None or isinstance(number, Fault):
        return _no_duration(cell)
    return _bounded(half_up(_of_number(number, UNITS[unit or "s"])), cell)


def sum_milliseconds_of(
    cell: Cell, *, unit: str | None = None, clock: Clock | None = None
) -> int | Fault | None:
    """A sum of many durations in milliseconds; it may be longer than a month."""
    number = decimal_of(cell)
    if isinstance(number, Decimal) and number >= 0:
        return half_up(number * UNITS[unit or "s"])
    return milliseconds_of(cell, unit=unit, clock=clock)


def _of_excel_time(cell: time | timedelta, clock: Clock | None) -> int:
    if isinstance(cell, time):
        cell = timedelta(
            hours=cell.hour, minutes=cell.minute, seconds=cell.second, microseconds=cell.microsecond
        )
        if clock == "mm:ss" and not cell % timedelta(minutes=1):
            cell /= 60
    return half_up(Decimal(cell // timedelta(microseconds=1)) / 1000)


def _of_clock(text: str, cell: Cell, clock: Clock | None) -> int | Fault:
    if match := THREE_PARTS.match(text):
        whole = (int(match["days"] or 0) * 24 + int(match["h"])) * 3600 + int(match["m"]) * 60
        return _bounded(half_up((whole + Decimal(match["s"])) * 1000), cell)
    match = TWO_PARTS.match(text)
    if match is None:
        return _no_duration(cell)
    first, second = int(match["first"]), Decimal(match["second"])
    only_minutes = first >= HOURS_A_DAY or "." in match["second"] or (first == 0 and second == 0)
    if clock is None and not only_minutes:
        return Fault(
            message("“%(value)s” can mean minutes and seconds or hours and minutes.", value=shown(cell)),
            message("Say once for this column how the times are written."),
            question="clock",
        )
    smallest = 60_000 if clock == "hh:mm" and not only_minutes else 1_000
    return _bounded(half_up((first * 60 + second) * smallest), cell)


def _of_words(text: str) -> int | None:
    """The sum of number-and-unit parts; None when the text is anything else."""
    position, total = 0, Decimal(0)
    while match := PART.match(text, position):
        total += Decimal(match["number"]) * UNITS[match["unit"]]
        position = match.end()
    return half_up(total) if position and position == len(text) else None


def _of_number(number: Decimal, smallest: int) -> Decimal:
    if 0 < number < 1 and _is_fraction_of_a_day(number):
        return number * DAY
    return number * smallest


def _is_fraction_of_a_day(number: Decimal) -> bool:
    """Excel stores 83 s as 0.000960648…: many decimals that make whole seconds of a day."""
    exponent = number.as_tuple().exponent
    seconds = number * 86_400
    return isinstance(exponent, int) and exponent <= -6 and abs(seconds - round(seconds)) < Decimal("0.05")


def _bounded(milliseconds: int, cell: Cell) -> int | Fault:
    if milliseconds < 0:
        return Fault(
            message("“%(value)s” is negative; a duration cannot be less than zero.", value=shown(cell)),
            message("Correct the cell, or leave it empty if there is no figure."),
        )
    if milliseconds > LONGEST:
        return Fault(
            message("“%(value)s” is longer than a month.", value=shown(cell)),
            message("Check the unit in the heading: seconds, minutes or hours."),
        )
    return milliseconds


def _no_duration(cell: Cell) -> Fault:
    return Fault(
        message("“%(value)s” is not a duration.", value=shown(cell)),
        message("Write seconds (83) or a time (00:01:23), or leave the cell empty if there is no figure."),
    )
