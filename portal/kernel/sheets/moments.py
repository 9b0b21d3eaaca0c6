"""Numbers that a workbook shows as days or times: which number formats say so, and what the numbers mean."""

from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum

from portal.kernel.sheets.table import Cell

DAY = 86_400_000
FIRST_DAY = datetime.combine(date(1899, 12, 30), time.min)
NO_LEAP_DAY = 60
"""Excel counts a 29 February 1900 that never was; days before it are shifted by one."""
DAYS_TO_1904 = 1462


class Shown(Enum):
    """How a number format shows its numbers."""

    NUMBER = "number"
    MOMENT = "moment"
    DURATION = "duration"


BUILT_IN: dict[int, Shown] = {
    **dict.fromkeys((*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)), Shown.MOMENT),
    46: Shown.DURATION,
}
"""Number formats that every workbook has without naming them."""


def shown_by(code: str) -> Shown:
    """How a number format of the workbook's own shows its numbers, judged by its first section.

    Letters of days and times outside of brackets, quotation marks and escapes make a moment; hours, minutes or
    seconds alone in brackets make a duration.
    """
    return _Format().read(code)


class _Format:
    """Reads a number format letter by letter."""

    def __init__(self) -> None:
        self.is_escaped = self.is_quoted = self.is_elapsed = self.after_a = False
        self.brackets = 0
        self.before = " "

    def read(self, code: str) -> Shown:
        for letter in code:
            if letter == ";" and not (self.is_escaped or self.is_quoted):
                return Shown.NUMBER
            found = self._take(letter)
            if found is not None:
                return found
            self.before = letter
        return Shown.NUMBER

    def _take(self, letter: str) -> Shown | None:
        if self.is_escaped:
            self.is_escaped = False
        elif letter in "_\\":
            self.is_escaped = True
        elif self.is_quoted:
            self.is_quoted = letter != '"'
        elif letter == '"':
            self.is_quoted = True
        elif letter in "[]" or self.brackets:
            return self._bracketed(letter)
        else:
            return self._bare(letter)
        return None

    def _bracketed(self, letter: str) -> Shown | None:
        if letter == "[":
            self.brackets += 1
        elif letter == "]":
            if self.brackets == 1 and self.is_elapsed:
                return Shown.DURATION
            self.brackets = max(self.brackets - 1, 0)
        elif not (self.is_elapsed and letter.lower() == self.before.lower()):
            self.is_elapsed = self.before == "[" and letter in "mhsMHS"
        return None

    def _bare(self, letter: str) -> Shown | None:
        if self.after_a:
            return Shown.MOMENT if letter in "pmPM/" else None
        if letter in "aA":
            self.after_a = True
        return Shown.MOMENT if letter in "dmhysDMHYS" else None


def cell_of(number: float, shown: Shown, *, since_1904: bool = False) -> Cell:
    """The number as its format shows it: to the millisecond, a time below one day, a day without time as a day.

    What lies beyond the calendar stays a number.
    """
    try:
        if shown is Shown.DURATION:
            return timedelta(milliseconds=_milliseconds(number))
        if shown is Shown.MOMENT:
            return _moment(number, since_1904=since_1904)
    except (OverflowError, ArithmeticError):
        return number
    return number


def _moment(number: float, *, since_1904: bool) -> Cell:
    days = number + DAYS_TO_1904 if since_1904 else number
    if days < NO_LEAP_DAY:
        days += 1
    moment = FIRST_DAY + timedelta(milliseconds=_milliseconds(days))
    if number < 1:
        return moment.time()
    return moment.date() if number.is_integer() else moment


def _milliseconds(days: float) -> int:
    return int(Decimal(days * DAY).to_integral_value(ROUND_HALF_UP))
