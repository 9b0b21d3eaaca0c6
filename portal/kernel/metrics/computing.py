"""From counted figures to a value that can be read and judged: integers summed first, divided once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from portal.kernel.errors import Invalid
from portal.kernel.messages import Message, message
from portal.kernel.metrics.catalogue import field
from portal.kernel.metrics.definitions import (
    MILLISECONDS_PER_HOUR,
    MILLISECONDS_PER_SECOND,
    SCORE_SCALE,
    Aggregation,
    Direction,
    MetricDefinition,
    Unit,
)
from portal.kernel.money import exponent_of, round_half_up
from portal.kernel.ratios import Ratio, pooled

Inputs = Mapping[str, int]

# Stored units per unit in which people read the value; money depends on the currency.
SCALES = {
    Unit.PERCENT: 1,
    Unit.COUNT: 1,
    Unit.ITEMS: 1,
    Unit.SECONDS: MILLISECONDS_PER_SECOND,
    Unit.HOURS: MILLISECONDS_PER_HOUR,
    Unit.SCORE: SCORE_SCALE,
    Unit.POINTS: SCORE_SCALE,
}


def compute(definition: MetricDefinition, inputs: Inputs) -> Ratio | None:
    """The metric as integers, numerator over denominator; None while a field it needs is not delivered.

    A denominator of nothing gives a ratio whose value is None: no data as well, never 0 % or 100 %.
    """
    if all(field in inputs for field in definition.fields):
        denominator = sum(sign * inputs[field] for field, sign in definition.denominator)
        return Ratio(
            sum(sign * inputs[field] for field, sign in definition.numerator),
            denominator if definition.denominator else 1,
        )
    if definition.printed is not None and definition.printed in inputs:
        return Ratio(inputs[definition.printed], 1)
    return None


def scale_of(definition: MetricDefinition, currency: str = "CNY") -> int:
    """Stored units per unit of display: 1000 milliseconds to the second, 100 fen to the yuan."""
    if definition.unit is Unit.MONEY:
        return int(10 ** exponent_of(currency))
    return SCALES[definition.unit]


def display_value(
    definition: MetricDefinition, ratio: Ratio | None, *, currency: str = "CNY"
) -> Fraction | None:
    """The exact value in the metric's unit (95 % is 19/20, seconds, hours, yuan); None for no data."""
    value = ratio.value if ratio is not None else None
    return None if value is None else value / scale_of(definition, currency)


def value_of(definition: MetricDefinition, inputs: Inputs, *, currency: str = "CNY") -> Fraction | None:
    """The exact value in the metric's unit straight from the figures; None for no data."""
    return display_value(definition, compute(definition, inputs), currency=currency)


def from_printed(
    definition: MetricDefinition, value: Fraction, weight: int, *, currency: str = "CNY"
) -> Ratio:
    """A printed mean or rate turned back into a sum over its weight; the result is approximate.

    Used where a tool prints only the mean: 25 s over 40 conversations is 1,000,000 ms ÷ 40.
    """
    return Ratio(round_half_up(value * scale_of(definition, currency) * weight), weight)


@dataclass(frozen=True, slots=True)
class Pooled:
    """A metric over several rows, with what a reader must know about it; exact when there are no reasons."""

    ratio: Ratio | None
    reasons: tuple[Message, ...] = ()


OVERCOUNT = message("Buyers who came on several days or to several agents are counted more than once.")
NEEDS_ROWS = message("A percentile over several periods needs the single conversations.")


def pool(definition: MetricDefinition, rows: Sequence[Inputs]) -> Pooled:
    """The metric over rows in order of time (days, agents, shops), by its aggregation class."""
    computed = [ratio for row in rows if (ratio := compute(definition, row)) is not None]
    reasons = _completeness(len(computed), len(rows))
    if len(computed) <= 1:
        return Pooled(computed[0] if computed else None, reasons)
    if definition.aggregation is Aggregation.PCTL:
        return Pooled(None, (*reasons, NEEDS_ROWS))
    if definition.aggregation is Aggregation.LAST:
        return Pooled(computed[-1], reasons)
    if definition.aggregation is Aggregation.MAX:
        return Pooled(max(computed, key=lambda ratio: ratio.numerator), reasons)
    if any(field(name).people for name in definition.fields):
        reasons = (*reasons, OVERCOUNT)
    total = pooled(computed)
    return Pooled(total if definition.denominator else Ratio(total.numerator, 1), reasons)


def _completeness(found: int, wanted: int) -> tuple[Message, ...]:
    if found == wanted:
        return ()
    reason = message("Only %(found)s of %(wanted)s rows have this figure.", found=found, wanted=wanted)
    return (reason,)


@dataclass(frozen=True, slots=True)
class Band:
    """Limits that a value has to keep, both included; None leaves that side open."""

    low: Fraction | None = None
    high: Fraction | None = None

    def __contains__(self, value: Fraction) -> bool:
        return (self.low is None or self.low <= value) and (self.high is None or value <= self.high)


def meets(definition: MetricDefinition, value: Fraction, target: Fraction | Band) -> bool:
    """Whether a value, in the metric's unit, keeps its target; reaching the target exactly keeps it.

    Raises Invalid where a single number is no target: for a band, or for a figure that is only informational.
    """
    if isinstance(target, Band):
        return value in target
    if definition.direction is Direction.HIGHER:
        return value >= target
    if definition.direction is Direction.LOWER:
        return value <= target
    raise Invalid(
        message("“%(metric)s” needs a lower or an upper limit, not a single target.", metric=definition.name)
    )
