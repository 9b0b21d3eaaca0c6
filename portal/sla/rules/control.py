"""Is a process steady: control limits by day, and the days that chance alone does not explain."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from math import sqrt

from portal.kernel.messages import Message, message
from portal.sla.rules.comparing import pooled_value
from portal.sla.rules.measurements import Measurement, Unit, quantity
from portal.sla.rules.promises import Promise

LEAST_DAYS = 8
"""Days with figures below which limits would say more than is known."""

RUN = 9
"""So many days in a row on one side of the average are no chance (Nelson's second rule)."""

SIGMAS = 3.0
RANGE_TO_SIGMA = 1.128
"""Mean moving range of neighbours divided by this is the standard deviation (d₂ for two)."""


class Signal(StrEnum):
    """Why a day stands out."""

    BEYOND = "beyond"
    RUN = "run"


@dataclass(frozen=True)
class ControlPoint:
    """One day: its exact result, the limits chance would keep to (None while too little is known), what stands out."""

    day: date
    value: Fraction | None
    cases: int
    low: float | None = None
    high: float | None = None
    signals: frozenset[Signal] = frozenset()


@dataclass(frozen=True)
class ControlChart:
    """The days of a metric around their pooled average, in the metric's unit."""

    unit: Unit
    centre: Fraction | None
    points: tuple[ControlPoint, ...]

    @property
    def has_limits(self) -> bool:
        """Whether there were enough days to say what chance does."""
        return any(point.high is not None for point in self.points)

    @property
    def beyond(self) -> tuple[date, ...]:
        """The days outside the limits."""
        return tuple(point.day for point in self.points if Signal.BEYOND in point.signals)

    @property
    def run_since(self) -> date | None:
        """The first day of the last run on one side of the average; None without a run."""
        first: date | None = None
        side = 0
        for point in self.points:
            here = side_of_centre(point, self.centre) if Signal.RUN in point.signals else 0
            if here and here != side:
                first = point.day
            side = side if point.value is None else here
        return first


def control_of(days: Sequence[tuple[date, Measurement | None]], unit: Unit) -> ControlChart:
    """The control chart of a metric by day, days in order.

    Shares get limits for the number of cases of each day (p-chart), widened as Laney proposes when the days differ
    more than binomial chance allows; means, amounts and counts get limits from the moving range (XmR). The centre
    is Σ ÷ Σ over all days, never a mean of daily rates.
    """
    known = [(day, one) for day, one in days if one is not None and one.value is not None]
    centre = pooled_value(one for _day, one in known)
    limits: dict[date, tuple[float, float]] = {}
    if centre is not None and len(known) >= LEAST_DAYS:
        is_share = all(one.share and one.counted for _day, one in known)
        limits = _share_limits(known, centre) if is_share else _range_limits(known, centre)
    points = [_point(day, one, limits.get(day)) for day, one in days]
    return ControlChart(unit, centre, tuple(_with_runs(points, centre) if limits else points))


def _share_limits(
    known: Sequence[tuple[date, Measurement]], centre: Fraction
) -> dict[date, tuple[float, float]]:
    share = float(centre) / 100
    chance = {day: sqrt(share * (1 - share) / one.denominator) for day, one in known}
    if not share * (1 - share):
        return {day: (float(centre), float(centre)) for day, _one in known}
    scores = [(float(one.value or 0) / 100 - share) / chance[day] for day, one in known]
    wider = max(1.0, _moving_range(scores) / RANGE_TO_SIGMA)
    return {
        day: (
            max(0.0, 100 * (share - SIGMAS * wider * spread)),
            min(100.0, 100 * (share + SIGMAS * wider * spread)),
        )
        for day, spread in chance.items()
    }


def _range_limits(
    known: Sequence[tuple[date, Measurement]], centre: Fraction
) -> dict[date, tuple[float, float]]:
    spread = SIGMAS * _moving_range([float(one.value or 0) for _day, one in known]) / RANGE_TO_SIGMA
    low, high = max(0.0, float(centre) - spread), float(centre) + spread
    return {day: (low, high) for day, _one in known}


def _moving_range(values: Sequence[float]) -> float:
    return sum(abs(after - before) for before, after in pairwise(values)) / (len(values) - 1)


def _point(day: date, one: Measurement | None, limits: tuple[float, float] | None) -> ControlPoint:
    value = None if one is None else one.value
    cases = one.denominator if one is not None and one.counted else 0
    if value is None or limits is None:
        return ControlPoint(day, value, cases)
    low, high = limits
    outside = not low - 1e-9 <= float(value) <= high + 1e-9
    return ControlPoint(day, value, cases, low, high, frozenset({Signal.BEYOND} if outside else ()))


def side_of_centre(point: ControlPoint, centre: Fraction | None) -> int:
    """1 above the average, -1 below it, 0 on it or without figures."""
    if point.value is None or centre is None or point.value == centre:
        return 0
    return 1 if point.value > centre else -1


def _with_runs(points: Sequence[ControlPoint], centre: Fraction | None) -> list[ControlPoint]:
    """Mark every day of a run; a day without figures neither makes nor breaks one."""
    found: list[ControlPoint] = list(points)
    run: list[int] = []
    side = 0
    for place, point in enumerate(points):
        if point.value is None:
            continue
        here = side_of_centre(point, centre)
        run = [*run, place] if here and here == side else [place]
        side = here
        if len(run) >= RUN:
            for one in run:
                found[one] = _marked(found[one])
    return found


def _marked(point: ControlPoint) -> ControlPoint:
    signals = point.signals | {Signal.RUN}
    return ControlPoint(point.day, point.value, point.cases, point.low, point.high, signals)


def findings(chart: ControlChart, promise: Promise | None = None) -> tuple[Message, ...]:
    """What the chart says, the most useful sentence first; also its title."""
    if chart.centre is None:
        return (message("No figures by day."),)
    if not chart.has_limits:
        days = sum(point.value is not None for point in chart.points)
        return (message("Only %(days)s days with figures: too few to tell chance from cause.", days=days),)
    found: list[Message] = []
    if chart.beyond:
        found.append(
            message(
                "Outside the limits of chance on %(days)s: look for the cause there.", days=list(chart.beyond)
            )
        )
    if (since := chart.run_since) is not None:
        found.append(
            message(
                "From %(day)s on nine days or more in a row lay on one side of the average: something changed.",
                day=since,
            )
        )
    if not found:
        found.append(_steady(chart, promise, chart.centre))
    return tuple(found)


def _steady(chart: ControlChart, promise: Promise | None, centre: Fraction) -> Message:
    if promise is not None and promise.shortfall(centre):
        return message(
            "The days differ by chance only, around %(centre)s: to reach %(target)s the way of working has to change.",
            centre=quantity(centre, chart.unit),
            target=quantity(promise.mark, chart.unit),
        )
    return message(
        "Steady: the days differ by chance only, around %(centre)s.", centre=quantity(centre, chart.unit)
    )
