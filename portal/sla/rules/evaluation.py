"""Was each promise kept: state, points and reasons per line, one composite score and grade for the month."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from portal.contracts.rules.schedule import RepeatRule
from portal.kernel.messages import Message
from portal.kernel.ratios import Interval, wilson_interval
from portal.sla.rules.inputs import EarlierMonth
from portal.sla.rules.measurements import Measurement
from portal.sla.rules.promises import Judged, Promise, Tier
from portal.sla.rules.remarks import NO_DATA, comparison, remarks
from portal.sla.rules.repeats import Repetition, missed_before, repetition
from portal.sla.rules.states import State as State
from portal.sla.rules.team import AgentResult

FULL = Fraction(100)
NOTHING = Fraction(0)

SCORED = frozenset({State.MET, State.MISSED})
"""States whose points count, disputed or not; the weight of the others is spread over these by default."""

GRADES: tuple[tuple[Decimal, str], ...] = (
    (Decimal(90), "gold"),
    (Decimal(80), "silver"),
    (Decimal(70), "bronze"),
)


@dataclass(frozen=True)
class Case:
    """What one line is judged on in a month.

    `remarks` say how the target or the result came about, or why there is none. `counts` are the numbers of cases
    that tiers multiply by, `team` the agents compared with the team's average.
    """

    promise: Promise
    measurement: Measurement | None = None
    remarks: tuple[Message, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    team: tuple[AgentResult, ...] = ()


@dataclass(frozen=True)
class Conduct:
    """What the contract makes of states, repeated misses and scores; the defaults are the usual table."""

    no_data: str = "unscored"
    below_minimum: str = "confirm"
    relieved: str = "unscored"
    repeat: tuple[RepeatRule, ...] = ()
    termination_months: int | None = None
    grades: tuple[tuple[Decimal, str], ...] = GRADES


USUAL = Conduct()


@dataclass(frozen=True)
class Circumstances:
    """What both sides said about lines (by key), the agreed months before, and whether figures are still awaited."""

    last_day: date
    relieved: frozenset[str] = frozenset()
    disputed: frozenset[str] = frozenset()
    confirmed: frozenset[str] = frozenset()
    waived: Mapping[str, str] = field(default_factory=dict)
    earlier: tuple[EarlierMonth, ...] = ()
    is_open: bool = False


@dataclass(frozen=True)
class LineResult:
    """The answer for one line: what was measured, how it stands, what it scores and may cost, and why.

    `is_charged` says that a deduction follows (held while `state` is disputed), `waived` why it is let off.
    """

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
    is_charged: bool = False
    repetition: Repetition = field(default_factory=Repetition)
    waived: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
    team: tuple[AgentResult, ...] = ()

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


def evaluate(cases: Sequence[Case], on: Circumstances, conduct: Conduct = USUAL) -> MonthEvaluation:
    """Judge every line of a month. Nothing is rounded before it is judged; the order of lines changes nothing."""
    lines = tuple(_judge(case, on, conduct) for case in cases)
    score = composite(lines)
    best_first = sorted(conduct.grades, reverse=True)
    grade = None if score is None else next((name for least, name in best_first if score >= least), None)
    return MonthEvaluation(lines, score, grade)


def composite(lines: Sequence[LineResult]) -> Fraction | None:
    """The weighted points of the lines that are scored; None when there are none."""
    scored = [(line.promise.weight, line.points) for line in lines if line.points is not None]
    weight = sum((Fraction(one) for one, _ in scored), start=NOTHING)
    if not weight:
        return None
    return sum((Fraction(one) * points for one, points in scored), start=NOTHING) / weight


def _judge(case: Case, on: Circumstances, conduct: Conduct) -> LineResult:
    promise, measurement = case.promise, case.measurement
    value = None if measurement is None else measurement.value
    if measurement is None or value is None:
        return _without_data(case, on, conduct)
    shortfall = promise.shortfall(value)
    settled = _settled_state(case, measurement, shortfall, on, conduct)
    state = _or_disputed(settled, promise, on)
    again = _repetition(promise, settled, on, conduct)
    tier = promise.tier_of(shortfall)
    if tier is not None and again.next_tier:
        tier = promise.tier_after(tier)
    reached = promise.stretch is not None and promise.reaches(value, promise.stretch)
    points = _points(promise, value, shortfall, settled, conduct)
    return LineResult(
        promise=promise,
        measurement=measurement,
        state=state,
        kept=not shortfall,
        shortfall=shortfall,
        points=points,
        tier=tier,
        reached_stretch=reached,
        interval=_interval(measurement),
        reasons=(
            comparison(promise, measurement, value, shortfall),
            *case.remarks,
            *remarks(
                promise,
                measurement,
                state,
                reached=reached,
                confirmed=promise.key in on.confirmed,
                is_scored=points is not None,
            ),
        ),
        is_charged=_is_charged(promise, settled, on, conduct),
        repetition=again if state is settled else replace(again, may_terminate=False, warns=None),
        waived=on.waived.get(promise.key, ""),
        counts=case.counts,
        team=case.team,
    )


def _without_data(case: Case, on: Circumstances, conduct: Conduct) -> LineResult:
    """A line without figures: what the contract says, never zero per cent and never a hundred."""
    promise = case.promise
    state = State.RELIEVED if promise.key in on.relieved else State.NO_DATA
    is_free = on.is_open or state is State.RELIEVED or _is_in_grace(promise, on)
    rule = "unscored" if is_free else conduct.no_data
    as_missed = rule == "missed"
    if as_missed and promise.key in on.disputed:
        state = State.DISPUTED
    return LineResult(
        promise=promise,
        measurement=case.measurement,
        state=state,
        kept=None,
        shortfall=NOTHING,
        points=None if rule == "unscored" else NOTHING,
        tier=promise.tiers[-1] if as_missed and promise.tiers else None,
        reached_stretch=False,
        interval=None,
        reasons=(NO_DATA[rule], *case.remarks),
        is_charged=as_missed,
        waived=on.waived.get(promise.key, ""),
        counts=case.counts,
        team=case.team,
    )


def _is_in_grace(promise: Promise, on: Circumstances) -> bool:
    return promise.grace_until is not None and on.last_day <= promise.grace_until


def _or_disputed(settled: State, promise: Promise, on: Circumstances) -> State:
    """A line under an objection says so; what it scores and would cost is as if the figures stood."""
    free = {State.GRACE, State.RELIEVED}
    return State.DISPUTED if promise.key in on.disputed and settled not in free else settled


def _settled_state(
    case: Case, measurement: Measurement, shortfall: Fraction, on: Circumstances, conduct: Conduct
) -> State:
    """How the line stands by its figures and what was agreed, whatever is still disputed."""
    promise = case.promise
    if _is_in_grace(promise, on):
        return State.GRACE
    if promise.key in on.relieved:
        return State.RELIEVED
    too_few = measurement.counted and measurement.denominator < promise.min_volume
    if shortfall and too_few and conduct.below_minimum != "charge":
        return State.BELOW_MINIMUM_VOLUME
    return State.MISSED if shortfall else State.MET


def _is_charged(promise: Promise, state: State, on: Circumstances, conduct: Conduct) -> bool:
    if state is State.BELOW_MINIMUM_VOLUME:
        return conduct.below_minimum == "confirm" and promise.key in on.confirmed
    return state is State.MISSED


def _repetition(promise: Promise, state: State, on: Circumstances, conduct: Conduct) -> Repetition:
    if state is not State.MISSED:
        return Repetition()
    return repetition(
        missed_before(promise.key, on.earlier) + 1,
        conduct.repeat,
        termination_months=conduct.termination_months,
        critical=promise.critical,
    )


def _points(
    promise: Promise, value: Fraction, shortfall: Fraction, state: State, conduct: Conduct
) -> Fraction | None:
    if state is State.RELIEVED and conduct.relieved == "full":
        return FULL
    if state not in SCORED:
        return None
    if not shortfall:
        return FULL
    if promise.steps:
        reached = (step.points for step in promise.steps if promise.reaches(value, step.reached))
        return Fraction(next(reached, Decimal(0)))
    return _linear(promise, shortfall)


def _linear(promise: Promise, shortfall: Fraction) -> Fraction:
    """From 100 points at the target down to 0 at the floor."""
    if promise.floor is None or promise.judged is Judged.BAND:
        return NOTHING
    span = abs(promise.mark - Fraction(promise.floor))
    return NOTHING if shortfall >= span else FULL * (span - shortfall) / span


def _interval(measurement: Measurement) -> Interval | None:
    if not (measurement.share and measurement.counted and measurement.scale == 1):
        return None
    return wilson_interval(measurement.numerator, measurement.denominator)
