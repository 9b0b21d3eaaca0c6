"""What the months of a contract say together: each promise over time, with the targets that applied."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

from portal.kernel.messages import Message, message
from portal.kernel.periods import ServiceMonth, months_between
from portal.sla.rules.evaluation import State

JUDGED = frozenset({State.MET, State.MISSED})
FEW_MONTHS = 3


@dataclass(frozen=True)
class MonthResults:
    """The stored results of one month, and the version of the contract that judged them."""

    month: str
    version: int
    results: Mapping[str, Any]


@dataclass(frozen=True)
class TrendPoint:
    """One promise in one month; a month without it has neither target nor state."""

    month: str
    version: int | None
    value: Fraction | None = None
    target: Decimal | None = None
    state: State | None = None


@dataclass(frozen=True)
class Trend:
    """One promise over the months, oldest first, without gaps in the calendar."""

    key: str
    metric: str
    points: tuple[TrendPoint, ...]

    @property
    def judged(self) -> tuple[TrendPoint, ...]:
        """The months in which the promise was judged."""
        return tuple(point for point in self.points if point.state in JUDGED)

    @property
    def target_changes(self) -> Mapping[int, tuple[Decimal, Decimal]]:
        """The places from which another target applied: before and after."""
        known = [(place, one.target) for place, one in enumerate(self.points) if one.target is not None]
        return {
            place: (before, after)
            for (_earlier, before), (place, after) in pairwise(known)
            if before != after
        }

    @property
    def version_changes(self) -> Mapping[int, int]:
        """The places from which another version of the contract applied."""
        known = [(place, one.version) for place, one in enumerate(self.points) if one.version is not None]
        return {place: after for (_earlier, before), (place, after) in pairwise(known) if before != after}


def trends_of(months: Sequence[MonthResults]) -> tuple[Trend, ...]:
    """Every promise the months hold, those of the newest month first and in its order; months oldest first."""
    if not months:
        return ()
    calendar = _calendar(months)
    by_month = {one.month: one for one in months}
    metrics: dict[str, str] = {}
    for one in reversed(months):
        for line in one.results.get("lines", ()):
            metrics.setdefault(line["key"], line["metric"])
    return tuple(
        Trend(key, metric, tuple(_point(name, by_month.get(name), key) for name in calendar))
        for key, metric in metrics.items()
    )


def _calendar(months: Sequence[MonthResults]) -> list[str]:
    first, last = ServiceMonth.from_key(months[0].month), ServiceMonth.from_key(months[-1].month)
    return [one.key for one in months_between(first, last)]


def _point(name: str, found: MonthResults | None, key: str) -> TrendPoint:
    if found is None:
        return TrendPoint(name, None)
    line = next((one for one in found.results.get("lines", ()) if one["key"] == key), None)
    if line is None:
        return TrendPoint(name, found.version)
    value = line.get("value")
    return TrendPoint(
        name,
        found.version,
        Fraction(value) if value else None,
        Decimal(line["target"]),
        State(line["state"]),
    )


def trend_words(trend: Trend) -> Message:
    """The finding in one sentence; the title of the chart."""
    judged = trend.judged
    if not judged:
        return message("Not judged in any of these months.")
    streak = list(_streak(judged))
    kept = sum(point.state is State.MET for point in judged)
    if judged[-1].state is State.MET:
        if len(streak) == len(judged):
            return message("Kept in all %(months)s months that were judged.", months=kept)
        if len(streak) >= FEW_MONTHS:
            return message("Kept again since %(month)s.", month=streak[0].month)
    elif len(streak) > 1:
        return message(
            "Missed %(times)s months running, since %(month)s.", times=len(streak), month=streak[0].month
        )
    return message("Kept in %(kept)s of %(months)s months.", kept=kept, months=len(judged))


def _streak(judged: Sequence[TrendPoint]) -> Iterator[TrendPoint]:
    """The last months that all ended like the last one, oldest first."""
    is_met = judged[-1].state is State.MET
    length = next(
        (place for place, point in enumerate(reversed(judged)) if (point.state is State.MET) != is_met),
        len(judged),
    )
    return iter(judged[len(judged) - length :])
