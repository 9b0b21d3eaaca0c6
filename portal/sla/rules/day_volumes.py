"""How much work each day of a month had, and which days were peaks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from statistics import median

from portal.kernel.messages import Message, message
from portal.sla.rules.line_parts import SlotPart, volume_field, volumes_of_parts
from portal.sla.rules.measurements import rounded

PEAK = Fraction(3, 2)
"""A day with so many times the usual volume is a peak."""


@dataclass(frozen=True)
class DayVolumes:
    """The volume of every day (None without figures), counted in a field; `usual` is the middle day."""

    field: str
    days: tuple[tuple[date, int | None], ...]
    usual: Fraction

    @property
    def total(self) -> int:
        """All days together."""
        return sum(volume or 0 for _day, volume in self.days)

    @property
    def peaks(self) -> tuple[int, ...]:
        """The places of the days with far more than the usual volume."""
        return tuple(place for place, (_day, volume) in enumerate(self.days) if self._times(volume) >= PEAK)

    @property
    def busiest(self) -> tuple[date, int, Decimal]:
        """The busiest day, its volume, and how many usual days that is."""
        day, volume = max(self.days, key=lambda one: one[1] or 0)
        return day, volume or 0, rounded(self._times(volume), 1)

    def _times(self, volume: int | None) -> Fraction:
        return Fraction(volume or 0) / self.usual if self.usual else Fraction(0)


def day_volumes(parts: Sequence[SlotPart], calendar: Sequence[date]) -> DayVolumes | None:
    """The volumes of a month by day; None when no file counts anything by day."""
    found = volumes_of_parts(parts)
    days = tuple((day, found.get(day.isoformat())) for day in calendar)
    known = [volume for _day, volume in days if volume is not None]
    field = volume_field(parts)
    if field is None or not known:
        return None
    return DayVolumes(field, days, Fraction(median(known)))


def volume_words(found: DayVolumes) -> Message:
    """The finding in one sentence; the title of the chart."""
    day, most, times = found.busiest
    if times == 1:
        return message("%(total)s in all; no day stands out.", total=found.total)
    return message(
        "%(total)s in all; the busiest day was %(day)s with %(most)s, %(times)s times a usual day.",
        total=found.total,
        day=day,
        most=most,
        times=times,
    )
