"""Service hours as a weekly pattern of windows, and what kind of day a date is."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

MINUTES_OF_DAY = 24 * 60
MINUTES_OF_WEEK = 7 * MINUTES_OF_DAY
EVERY_DAY = frozenset(range(7))
MONDAY_TO_FRIDAY = frozenset(range(5))
WEEKEND = frozenset({5, 6})
EVERY_DAY_KIND = "every_day"
SUNDAY = "sunday"
"""Names of windows that hold on every day, or on Sundays besides those of the weekend."""


class DayKind(StrEnum):
    """The kinds of day that rate cards price differently and holiday rosters staff differently."""

    NORMAL = "normal"
    WEEKEND = "weekend"
    LEGAL_HOLIDAY = "legal_holiday"
    PROMO = "promo"


def day_kind(
    day: date,
    *,
    legal_holidays: Collection[date] = (),
    make_up_days: Collection[date] = (),
    promotions: Collection[date] = (),
) -> DayKind:
    """What a day is paid and staffed as.

    A legal holiday comes before a promotion (its supplement is owed by law), a promotion before the weekend;
    a weekend day that is worked in exchange for a holiday (调休) is normal.
    """
    if day in legal_holidays:
        return DayKind.LEGAL_HOLIDAY
    if day in promotions:
        return DayKind.PROMO
    if day.weekday() in WEEKEND and day not in make_up_days:
        return DayKind.WEEKEND
    return DayKind.NORMAL


@dataclass(frozen=True, slots=True)
class ServiceWindow:
    """Hours of service on some weekdays (0 = Monday), on the contract's clock.

    ``end`` is excluded. An end at or before the start lies on the following day: 18:00–02:00 belongs to the day
    on which it starts, 08:00–00:00 ends at midnight, and 00:00–00:00 is the whole day.
    """

    weekdays: frozenset[int]
    start: time
    end: time

    def __post_init__(self) -> None:
        if not self.weekdays or not self.weekdays <= EVERY_DAY:
            raise ValueError("weekdays are some of 0 (Monday) to 6 (Sunday)")

    @property
    def minutes(self) -> int:
        """How long the window is open on each of its days."""
        return (_minute(self.end) - _minute(self.start) - 1) % MINUTES_OF_DAY + 1


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of the week without service, ``weekday`` and ``start`` saying when it begins."""

    weekday: int
    start: time
    minutes: int


def covered_minutes(windows: Iterable[ServiceWindow]) -> int:
    """Minutes of the week in which at least one window is open; overlaps count once."""
    return sum(end - start for start, end in _covered(windows))


def hours_per_week(windows: Iterable[ServiceWindow]) -> Fraction:
    """Hours of service in a week, of 168."""
    return Fraction(covered_minutes(windows), 60)


def gaps(windows: Iterable[ServiceWindow]) -> tuple[Gap, ...]:
    """Where round-the-clock service is not given, from Monday 00:00; a gap over Sunday night is one gap."""
    covered = _covered(windows)
    if not covered:
        return (Gap(0, time.min, MINUTES_OF_WEEK),)
    around = [*covered, (covered[0][0] + MINUTES_OF_WEEK, 0)]
    between = sorted(
        (end % MINUTES_OF_WEEK, start - end) for (_, end), (start, _) in pairwise(around) if start > end
    )
    return tuple(Gap(begin // MINUTES_OF_DAY, _clock(begin), length) for begin, length in between)


def covers(windows: Iterable[ServiceWindow], moment: datetime) -> bool:
    """Whether service is given at this moment, which must be read on the contract's clock."""
    minute = moment.weekday() * MINUTES_OF_DAY + _minute(moment.time())
    return any(start <= minute < end for start, end in _covered(windows))


@dataclass(frozen=True, slots=True)
class DayWindow:
    """Hours of service on the days of one kind, in minutes from midnight; an end at or before the start is tomorrow's.

    `kind` is a `DayKind`, or one of the two that lie across them: every day, Sundays.
    """

    kind: str
    from_minute: int
    to_minute: int


Stretch = tuple[int, int]
"""From (included) and to (excluded), in minutes since the first midnight of a period."""


@dataclass(frozen=True)
class ServiceCalendar:
    """When service is given: several windows a day, across midnight, on holidays and on days worked in exchange.

    A window belongs to the day on which it starts. A public holiday or promotion day for which nothing of its own
    was agreed is served like its weekday; a weekend day worked in exchange for a holiday like a working day.
    """

    windows: tuple[DayWindow, ...]
    legal_holidays: frozenset[date] = frozenset()
    make_up_days: frozenset[date] = frozenset()
    promotions: frozenset[date] = frozenset()

    def windows_on(self, day: date) -> tuple[DayWindow, ...]:
        """The windows that start on a day."""
        agreed = {window.kind for window in self.windows}
        kind: str = day_kind(
            day,
            legal_holidays=self.legal_holidays,
            make_up_days=self.make_up_days,
            promotions=self.promotions,
        )
        if kind not in agreed:
            kind = day_kind(day, make_up_days=self.make_up_days)
        kinds = {EVERY_DAY_KIND, kind, *([SUNDAY] if day.weekday() == max(WEEKEND) else [])}
        return tuple(window for window in self.windows if window.kind in kinds)

    def stretches(self, first: date, day_after: date) -> tuple[Stretch, ...]:
        """The times of service from midnight of `first` to that of `day_after`, merged and in order."""
        end = (day_after - first).days * MINUTES_OF_DAY
        found: list[Stretch] = []
        for place in range(-1, (day_after - first).days):
            midnight = place * MINUTES_OF_DAY
            for window in self.windows_on(first + timedelta(days=place)):
                length = (window.to_minute - window.from_minute - 1) % MINUTES_OF_DAY + 1
                start = midnight + window.from_minute
                found.append((max(start, 0), min(start + length, end)))
        return tuple(_merged(stretch for stretch in found if stretch[0] < stretch[1]))

    def covers(self, moment: datetime) -> bool:
        """Whether service is given at this moment, read on the contract's clock."""
        day = moment.date()
        minute = _minute(moment.time())
        return any(start <= minute < end for start, end in self.stretches(day, day + timedelta(days=1)))


def _covered(windows: Iterable[ServiceWindow]) -> list[tuple[int, int]]:
    """The covered stretches of the week in minutes since Monday 00:00, merged and in order."""
    return _merged(stretch for window in windows for stretch in _stretches(window))


def _merged(stretches: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretches in order, those that touch or overlap as one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(stretches):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def _stretches(window: ServiceWindow) -> Iterable[tuple[int, int]]:
    for weekday in window.weekdays:
        start = weekday * MINUTES_OF_DAY + _minute(window.start)
        end = start + window.minutes
        yield start, min(end, MINUTES_OF_WEEK)
        if end > MINUTES_OF_WEEK:
            yield 0, end - MINUTES_OF_WEEK


def _minute(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def _clock(minute: int) -> time:
    return time(minute // 60 % 24, minute % 60)
