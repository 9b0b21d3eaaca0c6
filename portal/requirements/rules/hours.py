"""When somebody has to be there: opening hours cut into shifts."""

from dataclasses import dataclass
from enum import StrEnum

MINUTES_OF_A_DAY = 24 * 60
LONGEST_SHIFT = 9 * 60
EVENING_STARTS = 17 * 60
SHORTEST_SHIFT = 4 * 60


class Shift(StrEnum):
    """The trade's words: day, night (the evening until closing), and overnight (after midnight)."""

    DAY = "day"
    NIGHT = "night"
    OVERNIGHT = "overnight"


@dataclass(frozen=True)
class ShiftHours:
    """One shift in minutes of the day; an end above 1,440 lies on the next day."""

    shift: Shift
    starts: int
    ends: int

    @property
    def minutes(self) -> int:
        return self.ends - self.starts


@dataclass(frozen=True)
class ServiceHours:
    """From when to when buyers are answered, in minutes of the day; equal ends mean around the clock."""

    opens: int
    closes: int

    @property
    def minutes(self) -> int:
        return (self.closes - self.opens) % MINUTES_OF_A_DAY or MINUTES_OF_A_DAY

    @property
    def around_the_clock(self) -> bool:
        return self.minutes == MINUTES_OF_A_DAY


def shifts_of(hours: ServiceHours) -> tuple[ShiftHours, ...]:
    """The usual shifts for these opening hours: nobody works longer than nine hours.

    Up to nine hours are one shift, up to eighteen two (the night shift starts at five in the afternoon where that
    leaves both shifts at least four hours and at most nine), more are three of equal length.
    """
    starts = 8 * 60 if hours.around_the_clock else hours.opens
    ends = starts + hours.minutes
    if hours.minutes <= LONGEST_SHIFT:
        only = Shift.NIGHT if starts >= EVENING_STARTS else Shift.DAY
        return (ShiftHours(only, starts, ends),)
    if hours.minutes <= 2 * LONGEST_SHIFT:
        change = _change_of_shift(starts, ends)
        return ShiftHours(Shift.DAY, starts, change), ShiftHours(Shift.NIGHT, change, ends)
    third = hours.minutes // 3
    return (
        ShiftHours(Shift.DAY, starts, starts + third),
        ShiftHours(Shift.NIGHT, starts + third, starts + 2 * third),
        ShiftHours(Shift.OVERNIGHT, starts + 2 * third, ends),
    )


def _change_of_shift(starts: int, ends: int) -> int:
    lengths = (EVENING_STARTS - starts, ends - EVENING_STARTS)
    if all(SHORTEST_SHIFT <= length <= LONGEST_SHIFT for length in lengths):
        return EVENING_STARTS
    return (starts + ends) // 2
