"""How one file of conversation rows is laid out, and by whose month, clock and shifts it is judged."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from portal.kernel.conversations.cells import DAY, MINUTE, SECOND

MINUTES_OF_DAY = 24 * 60
EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Shift:
    """A shift by its minutes from midnight; an end that does not lie after the start is the next day's."""

    name: str
    from_minute: int
    to_minute: int

    def covers(self, minute: int) -> bool:
        """Whether a conversation that starts in this minute of the day belongs to the shift."""
        end = self.to_minute if self.to_minute > self.from_minute else self.to_minute + MINUTES_OF_DAY
        return self.from_minute <= minute < end or self.from_minute <= minute + MINUTES_OF_DAY < end


@dataclass(frozen=True)
class Layout:
    """Where what stands in a file of conversation rows.

    `columns` names the column of each place (None: not read), `header_row` is the line of the heading, `units` are
    milliseconds per number for durations (seconds when not named), `digits` the decimals of the currency.
    A conversation belongs to the day and the shift in which it starts on the contract's clock. With `shop` only the
    rows of that shop are counted and all others are passed over, right or wrong.
    """

    columns: tuple[str | None, ...]
    first_day: date
    day_after: date
    encoding: str = "utf-8"
    delimiter: str = ","
    header_row: int = 1
    zone: str = "Asia/Shanghai"
    digits: int = 2
    shifts: tuple[Shift, ...] = ()
    units: Mapping[str, int] = field(default_factory=dict)
    shop: str | None = None
    open: tuple[tuple[int, int], ...] = ()
    """Times of service in minutes since the first midnight of the month; none means that all times are judged."""

    @cached_property
    def present(self) -> frozenset[str]:
        """The columns the file has."""
        return frozenset(column for column in self.columns if column)

    @cached_property
    def clock(self) -> ZoneInfo:
        """The contract's time zone."""
        return ZoneInfo(self.zone)

    @cached_property
    def first_ms(self) -> int:
        """Midnight at which the month begins, on the contract's clock."""
        return (self.first_day - EPOCH).days * DAY

    @cached_property
    def after_ms(self) -> int:
        """Midnight at which the month has ended."""
        return (self.day_after - EPOCH).days * DAY

    @cached_property
    def shift_of_minute(self) -> tuple[int, ...]:
        """For each minute of the day the place of its shift; the place after the last is "no shift"."""
        return tuple(
            next((place for place, shift in enumerate(self.shifts) if shift.covers(minute)), len(self.shifts))
            for minute in range(MINUTES_OF_DAY)
        )

    @cached_property
    def open_minutes(self) -> bytes:
        """For each minute of the month 1 where a conversation that starts in it is judged, else 0."""
        minutes = (self.day_after - self.first_day).days * MINUTES_OF_DAY
        if not self.open:
            return b"\1" * minutes
        found = bytearray(minutes)
        for start, end in self.open:
            found[start:end] = b"\1" * (end - start)
        return bytes(found)

    def is_open(self, start: int) -> bool:
        """Whether a conversation that starts then (milliseconds on the contract's clock) is judged."""
        return bool(self.open_minutes[(start - self.first_ms) // MINUTE])

    def unit_of(self, column: str) -> int:
        """Milliseconds that a bare number in a column of durations counts."""
        return self.units.get(column, SECOND)

    def to_plain(self) -> dict[str, Any]:
        """The layout as values that can be stored and sent."""
        return asdict(self) | {
            "first_day": self.first_day.isoformat(),
            "day_after": self.day_after.isoformat(),
            "columns": list(self.columns),
            "shifts": [asdict(shift) for shift in self.shifts],
            "units": dict(self.units),
            "open": [list(stretch) for stretch in self.open],
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "Layout":
        """The layout that was stored."""
        return cls(
            **{
                **plain,
                "columns": tuple(plain["columns"]),
                "first_day": date.fromisoformat(plain["first_day"]),
                "day_after": date.fromisoformat(plain["day_after"]),
                "shifts": tuple(Shift(**shift) for shift in plain["shifts"]),
                "open": tuple((start, end) for start, end in plain.get("open", ())),
            }
        )
