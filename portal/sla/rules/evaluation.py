"""Was each promise kept: state, points and reasons per line, one composite score and grade for the month."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from portal.kernel.messages import Message, message
from portal.kernel.ratios import Interval, wilson_interval
from portal.sla.rules.measurements import Measurement, distance, quantity
from portal.sla.rules.promises import Judged, Promise, Tier

FULL = Fraction(100)


class State(StrEnum):
    """How one line of the month stands."""

    MET = "met"
    MISSED = "missed"
    NO_DATA = "no_data"
    BELOW_MINIMUM_VOLUME = "below_minimum_volume"
    RELIEVED = "relieved"
    DISPUTED = "disputed"
    GRACE = "grace"


SCORED = frozenset({State.MET, State.MISSED, State.DISPUTED})
"""States whose points count; the weight of the others is spread over these."""

GRADES: tuple[tuple[int, str], ...] = ((90, "gold"), (80, "silver"), (70, "bronze"))


@dataclass(frozen=True)
class LineResult:
    """The answer for one line: what was measured, how it stands, what it scores, and why."""

    promise: Promise
    measurement: Measurement | None
    state: State
    kept: bool | None
    shortfall: Fraction
    points: Fraction | None
    tier: Tier | None
    reached_stretch: bool
    interval: Interval | None
    reasons: tuple[Message, ...]

    @property
    def value(self) -> Fraction | None:
        """The exact result in the metric's unit."""
        return None if self.measurement is None else self.measurement.value


@dataclass(frozen=True)
class MonthEvaluation:
    """All lines of a month and the composite: Σ weight·points ÷ Σ weight of the lines that are scored."""

    lines: tuple[LineResult, ...]
    score: Fraction | None
    grade: str | None


def evaluate(
    promises: Sequence[Promise],
    measurements: Mapping[str, Measurement],
    *,
    last_day: date,
    relieved: frozenset[str] = frozenset(),
    disputed: frozenset[str] = frozenset(),
    grades: Sequence[tuple[int, str]] = GRADES,
) -> MonthEvaluation:
    """Judge every line of the month that ends on `last_day`.

    `measurements`, `relieved` and `disputed` name lines by key. Nothing is rounded before it is judged.
    """
    lines = tuple(
        _judge(
            promise,
            measurements.get(promise.key),
            last_day=last_day,
            is_relieved=promise.key in relieved,
            is_disputed=promise.key in disputed,
        )
        for promise in promises
    )
    score = composite(lines)
    grade = None if score is None else next((name for least, name in grades if score >= least), None)
    return MonthEvaluation(lines, score, grade)


def composite(lines: Sequence[LineResult]) -> Fraction | None:
    """The weighted points of the lines that are scored; None when there are none."""
    scored = [(line.promise.weight, line.points) for line in lines if line.points is not None]
    weight = sum((Fraction(one) for one, _ in scored), start=Fraction(0))
    if not weight:
        return None
    return sum((Fraction(one) * points for one, points in scored), start=Fraction(0)) / weight


def _judge(
    promise: Promise, measurement: Measurement | None, *, last_day: date, is_relieved: bool, is_disputed: bool
) -> LineResult:
    value = None if measurement is None else measurement.value
    if measurement is None or value is None:
        return _without_data(promise, measurement, is_relieved=is_relieved)
    shortfall = promise.shortfall(value)
    state = _state(
        promise, measurement, shortfall, last_day=last_day, is_relieved=is_relieved, is_disputed=is_disputed
    )
    tier = next((tier for tier in promise.tiers if tier.holds(shortfall)), None)
    reached = promise.stretch is not None and promise.reaches(value, promise.stretch)
    return LineResult(
        promise=promise,
        measurement=measurement,
        state=state,
        kept=not shortfall,
        shortfall=shortfall,
        points=_points(promise, value, shortfall) if state in SCORED else None,
        tier=tier,
        reached_stretch=reached,
        interval=_interval(measurement),
        reasons=(
            _comparison(promise, measurement, value, shortfall),
            *_remarks(promise, measurement, state, reached=reached),
        ),
    )


def _without_data(promise: Promise, measurement: Measurement | None, *, is_relieved: bool) -> LineResult:
    return LineResult(
        promise=promise,
        measurement=measurement,
        state=State.RELIEVED if is_relieved else State.NO_DATA,
        kept=None,
        shortfall=Fraction(0),
        points=None,
        tier=None,
        reached_stretch=False,
        interval=None,
        reasons=(
            message(
                "There are no figures for this line; it is not scored and its weight goes to the others."
            ),
        ),
    )


def _state(
    promise: Promise,
    measurement: Measurement,
    shortfall: Fraction,
    *,
    last_day: date,
    is_relieved: bool,
    is_disputed: bool,
) -> State:
    if promise.grace_until is not None and last_day <= promise.grace_until:
        return State.GRACE
    if is_relieved:
        return State.RELIEVED
    if is_disputed:
        return State.DISPUTED
    if shortfall and measurement.counted and measurement.denominator < promise.min_volume:
        return State.BELOW_MINIMUM_VOLUME
    return State.MISSED if shortfall else State.MET


def _points(promise: Promise, value: Fraction, shortfall: Fraction) -> Fraction:
    if not shortfall:
        return FULL
    if promise.steps:
        reached = (step.points for step in promise.steps if promise.reaches(value, step.reached))
        return Fraction(next(reached, Decimal(0)))
    if promise.floor is None or promise.judged is Judged.BAND:
        return Fraction(0)
    span = abs(Fraction(promise.target) - Fraction(promise.floor))
    if shortfall >= span:
        return Fraction(0)
    return FULL * (span - shortfall) / span


def _interval(measurement: Measurement) -> Interval | None:
    if not (measurement.share and measurement.counted and measurement.scale == 1):
        return None
    return wilson_interval(measurement.numerator, measurement.denominator)


def _comparison(promise: Promise, measurement: Measurement, value: Fraction, shortfall: Fraction) -> Message:
    unit = measurement.unit
    parts = {
        "value": quantity(value, unit),
        "target": quantity(promise.target, unit),
        "shortfall": distance(shortfall, unit),
    }
    if promise.judged is Judged.BAND and promise.band_high is not None:
        parts["high"] = quantity(promise.band_high, unit)
        if shortfall:
            return message("%(value)s, agreed are %(target)s to %(high)s: %(shortfall)s outside.", **parts)
        del parts["shortfall"]
        return message("%(value)s, agreed are %(target)s to %(high)s.", **parts)
    at_most = promise.judged is Judged.AT_MOST
    if shortfall and at_most:
        return message("%(value)s, agreed are at most %(target)s: %(shortfall)s too much.", **parts)
    if shortfall:
        return message("%(value)s, agreed are at least %(target)s: %(shortfall)s short.", **parts)
    del parts["shortfall"]
    return (
        message("%(value)s, agreed are at most %(target)s.", **parts)
        if at_most
        else message("%(value)s, agreed are at least %(target)s.", **parts)
    )


def _remarks(promise: Promise, measurement: Measurement, state: State, *, reached: bool) -> list[Message]:
    remarks: list[Message] = []
    if measurement.approximate:
        remarks.append(
            message(
                "Approximate: the tool gives averages or buyers per agent, which were weighted by counts."
            )
        )
    if state is State.GRACE:
        remarks.append(
            message(
                "Running-in period until %(day)s: shown only, neither scored nor charged.",
                day=promise.grace_until,
            )
        )
    if state is State.BELOW_MINIMUM_VOLUME:
        remarks.append(
            message(
                "Only %(cases)s cases, agreed minimum %(minimum)s: shown, a deduction needs confirmation.",
                cases=measurement.denominator,
                minimum=promise.min_volume,
            )
        )
    if state is State.RELIEVED:
        remarks.append(message("Relief was agreed for this line: no points and no deduction."))
    if state is State.DISPUTED:
        remarks.append(message("An objection is open: scored as submitted, the deduction is held."))
    if reached:
        remarks.append(message("The stretch value is reached."))
    return remarks
