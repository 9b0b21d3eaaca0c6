"""Service months (考核月): the months that are measured and billed, from any start day, half-open at the end."""

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Self
from zoneinfo import ZoneInfo

from portal.kernel.errors import Invalid
from portal.kernel.messages import message

LAST_START_DAY = 28  # every month has a 28th
LAST_NAMED_BY_START = 15  # a month that starts by then has most of its days in the month it starts in

_KEY = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")


class ProRata(StrEnum):
    """How a part of a month is counted when a fee is due for the whole month; fixed in the contract."""

    CALENDAR = "calendar"  # days served ÷ days of the service month
    WORKING = "working"  # working days served ÷ working days of the service month
    THIRTY = "thirty"  # days served ÷ 30, a whole month being one whatever its length


def is_weekday(day: date) -> bool:
    """Monday to Friday: the working days where no calendar of public holidays says otherwise."""
    return day.weekday() < 5


@dataclass(frozen=True, slots=True, order=True)
class ServiceMonth:
    """One service month, named after the calendar month that holds most of its days.

    With ``start_day`` 1 it is the calendar month; with 26 the month "2026-11" runs from 26 October to
    25 November 2026; with 10 it runs from 10 November to 9 December.
    """

    year: int
    month: int
    start_day: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.month <= 12:
            raise Invalid(message("There is no month %(month)s.", month=self.month))
        if not 1900 < self.year < 9999:
            raise Invalid(message("The year %(year)s is out of range.", year=self.year))
        if not 1 <= self.start_day <= LAST_START_DAY:
            raise Invalid(message("A service month starts between the 1st and the 28th."))

    @classmethod
    def from_key(cls, key: str, start_day: int = 1) -> Self:
        """The month behind ``"2026-11"``, as it stands in addresses and rows; Invalid for anything else."""
        match = _KEY.fullmatch(key)
        if match is None:
            raise Invalid(message("“%(text)s” is not a month such as 2026-11.", text=key[:20]))
        return cls(int(match[1]), int(match[2]), start_day)

    @property
    def key(self) -> str:
        """The name in addresses, rows and file names: ``"2026-11"``."""
        return f"{self.year:04}-{self.month:02}"

    @property
    def first_day(self) -> date:
        """The first day that belongs to the month."""
        if self.start_day <= LAST_NAMED_BY_START:
            return date(self.year, self.month, self.start_day)
        before = self.shift(-1)
        return date(before.year, before.month, self.start_day)

    @property
    def day_after(self) -> date:
        """The first day that no longer belongs to the month."""
        return self.next().first_day

    @property
    def last_day(self) -> date:
        """The last day that belongs to the month, as people write periods."""
        return self.day_after - timedelta(days=1)

    @property
    def day_count(self) -> int:
        """How many days the month has, 28 to 31."""
        return (self.day_after - self.first_day).days

    def days(self) -> Iterator[date]:
        """Every day of the month in order."""
        first = self.first_day
        return (first + timedelta(days=offset) for offset in range(self.day_count))

    def contains(self, day: date) -> bool:
        """Whether the day belongs to this month."""
        return self.first_day <= day < self.day_after

    def shift(self, months: int) -> Self:
        """The month that many months later, or earlier for a negative number."""
        position = self.year * 12 + self.month - 1 + months
        return type(self)(position // 12, position % 12 + 1, self.start_day)

    def next(self) -> Self:
        """The month that follows without a gap."""
        return self.shift(1)

    def previous(self) -> Self:
        """The month before, without a gap."""
        return self.shift(-1)

    def instants(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Start and end of the month on the contract's clock, as aware UTC instants; the end is excluded."""
        return _midnight(self.first_day, zone), _midnight(self.day_after, zone)

    def pro_rata(
        self,
        first: date,
        last: date,
        *,
        rule: ProRata,
        is_working: Callable[[date], bool] = is_weekday,
    ) -> Fraction:
        """The share of the monthly fee due for service from ``first`` to ``last``, both days included.

        Days outside the month do not count. A whole month is always 1, no day is 0.
        """
        served = [day for day in self.days() if first <= day <= last]
        if len(served) == self.day_count:
            return Fraction(1)
        if rule is ProRata.THIRTY:
            return min(Fraction(len(served), 30), Fraction(1))
        if rule is ProRata.CALENDAR:
            return Fraction(len(served), self.day_count)
        working = sum(map(is_working, self.days()))
        return Fraction(sum(map(is_working, served)), working) if working else Fraction(0)

    def __str__(self) -> str:
        return self.key


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)


def service_month_of(day: date, start_day: int = 1) -> ServiceMonth:
    """The service month to which a day belongs under a contract whose months begin on ``start_day``."""
    month = ServiceMonth(day.year, day.month, start_day)
    if day < month.first_day:
        return month.previous()
    return month if month.contains(day) else month.next()


def months_between(first: ServiceMonth, last: ServiceMonth) -> list[ServiceMonth]:
    """All months from ``first`` to ``last``, both included; none when ``last`` lies before ``first``."""
    if first.start_day != last.start_day:
        raise ValueError("months with different start days do not follow one another")
    distance = (last.year - first.year) * 12 + last.month - first.month
    return [first.shift(offset) for offset in range(distance + 1)]


def add_months(day: date, months: int) -> date:
    """The same day that many months on, or that month's last day: 31 January + 1 → 28 or 29 February."""
    position = day.year * 12 + day.month - 1 + months
    year, month = position // 12, position % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
