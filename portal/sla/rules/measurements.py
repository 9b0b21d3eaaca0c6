"""Results per metric: an exact number in the metric's own unit, with what it was divided by."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction

from portal.kernel.messages import Message, message
from portal.kernel.metrics import MetricDefinition, compute, is_own
from portal.kernel.metrics import Unit as CatalogueUnit
from portal.sla.rules.fields import Kind
from portal.sla.rules.means import FIELDS
from portal.sla.rules.pooling import Figures, nearest_rank


class Unit(StrEnum):
    """The unit a target is written in."""

    PERCENT = "percent"
    SECONDS = "seconds"
    HOURS = "hours"
    AMOUNT = "amount"
    SCORE = "score"
    COUNT = "count"


UNIT_OF_KIND = {
    Kind.RATE: Unit.PERCENT,
    Kind.RATIO: Unit.PERCENT,
    Kind.MEAN_DURATION: Unit.SECONDS,
    Kind.SUM_DURATION: Unit.HOURS,
    Kind.MEAN_AMOUNT: Unit.AMOUNT,
    Kind.MONEY: Unit.AMOUNT,
    Kind.SCORE: Unit.SCORE,
}
IN_HOURS = frozenset({"resolution_time", "refund_only_hours", "return_refund_hours"})
SUMS = {
    "reception_volume": "received_users",
    "missed_conversations": "unreplied_users",
    "slow_response": "slow_users",
    "long_sessions": "long_users",
    "sales_assisted": "sales_amount",
    "online_hours": "online_ms",
    "concurrency": "concurrency",
}
"""Metrics that are a sum or a maximum of one field."""

OWN_UNITS = {
    CatalogueUnit.PERCENT: Unit.PERCENT,
    CatalogueUnit.SECONDS: Unit.SECONDS,
    CatalogueUnit.HOURS: Unit.HOURS,
    CatalogueUnit.MONEY: Unit.AMOUNT,
    CatalogueUnit.SCORE: Unit.SCORE,
    CatalogueUnit.POINTS: Unit.SCORE,
    CatalogueUnit.COUNT: Unit.COUNT,
    CatalogueUnit.ITEMS: Unit.COUNT,
}


@dataclass(frozen=True)
class Measurement:
    """One result: numerator ÷ (denominator × scale) times `factor` is the value in `unit`.

    `denominator` 0 means no data; `counted` says that it is a number of cases (a typed average has none).
    `share` says that the result is a part of a whole, so that an interval can be given.
    """

    metric: str
    unit: Unit
    numerator: int
    denominator: int
    scale: int = 1
    factor: Fraction = Fraction(1)
    approximate: bool = False
    grain: str = ""
    rows: int = 0
    counted: bool = True

    @property
    def value(self) -> Fraction | None:
        """The exact result in its unit; None, never zero, when nothing was counted."""
        if not self.denominator:
            return None
        return Fraction(self.numerator, self.denominator * self.scale) * self.factor

    @property
    def share(self) -> bool:
        """Whether the result is a share of counted cases."""
        return self.unit is Unit.PERCENT and 0 <= self.numerator <= self.denominator * self.scale


def unit_of(metric: str, *, currency_digits: int = 2) -> tuple[Unit, Fraction]:
    """The unit of a metric and what its stored quotient is multiplied by to be in that unit."""
    kind = FIELDS[SUMS.get(metric, metric)].kind
    unit = Unit.HOURS if metric in IN_HOURS else UNIT_OF_KIND.get(kind, Unit.COUNT)
    return unit, _factor(unit, currency_digits)


def unit_of_definition(definition: MetricDefinition, *, currency_digits: int = 2) -> tuple[Unit, Fraction]:
    """The same for a metric of the catalogue or one that the parties defined."""
    if not is_own(definition.key):
        return unit_of(definition.key, currency_digits=currency_digits)
    unit = OWN_UNITS[definition.unit]
    return unit, _factor(unit, currency_digits)


def _factor(unit: Unit, currency_digits: int) -> Fraction:
    factors = {
        Unit.PERCENT: Fraction(100),
        Unit.SECONDS: Fraction(1, 1000),
        Unit.HOURS: Fraction(1, 3_600_000),
        Unit.AMOUNT: Fraction(1, 10**currency_digits),
        Unit.SCORE: Fraction(1, 1000),
        Unit.COUNT: Fraction(1),
    }
    return factors[unit]


def measured(figures: Figures, *, currency_digits: int = 2) -> dict[str, Measurement]:
    """Every metric that the figures of a month give, by key."""
    found: dict[str, Measurement] = {}
    for key, one in figures.parts.items():
        unit, factor = unit_of(key, currency_digits=currency_digits)
        found[key] = Measurement(
            metric=key,
            unit=unit,
            numerator=one.part.numerator,
            denominator=one.part.denominator,
            scale=one.part.scale,
            factor=factor,
            approximate=one.approximate,
            grain=one.grain.name.lower(),
            rows=one.rows,
            counted=one.part.weighted,
        )
    for metric, key in SUMS.items():
        if (count := figures.counts.get(key)) is not None:
            unit, factor = unit_of(metric, currency_digits=currency_digits)
            found[metric] = Measurement(
                metric=metric,
                unit=unit,
                numerator=count.value,
                denominator=1,
                factor=factor,
                approximate=count.approximate,
                grain=count.grain.name.lower(),
                rows=count.rows,
                counted=False,
            )
    return found


def measurement_of(
    definition: MetricDefinition, figures: Figures, *, currency_digits: int = 2
) -> Measurement | None:
    """What the figures give for one metric, of the catalogue or of the parties' own; None when they do not."""
    if not is_own(definition.key):
        return measured(figures, currency_digits=currency_digits).get(definition.key)
    if definition.percentile is not None:
        return _percentile(definition, figures, currency_digits)
    used = {key: figures.counts[key] for key in definition.fields if key in figures.counts}
    ratio = compute(definition, {key: count.value for key, count in used.items()})
    if ratio is None:
        return None
    unit, factor = unit_of_definition(definition, currency_digits=currency_digits)
    grains = {count.grain for count in used.values()}
    return Measurement(
        metric=definition.key,
        unit=unit,
        numerator=ratio.numerator,
        denominator=max(ratio.denominator, 0),
        factor=factor,
        approximate=len(grains) > 1 or any(count.approximate for count in used.values()),
        grain=max(grains).name.lower(),
        rows=max(count.rows for count in used.values()),
        counted=bool(definition.denominator),
    )


def _percentile(definition: MetricDefinition, figures: Figures, currency_digits: int) -> Measurement | None:
    spread = figures.spreads.get(definition.fields[0])
    if not spread or definition.percentile is None:
        return None
    unit, factor = unit_of_definition(definition, currency_digits=currency_digits)
    return Measurement(
        metric=definition.key,
        unit=unit,
        numerator=nearest_rank(spread, definition.percentile),
        denominator=1,
        factor=factor,
        grain="row",
        rows=sum(count for _, count in spread),
        counted=False,
    )


QUANTITIES: Mapping[Unit, str] = {
    Unit.PERCENT: "%(value)s %%",
    Unit.SECONDS: message("%(value)s s").template,
    Unit.HOURS: message("%(value)s h").template,
    Unit.AMOUNT: "%(value)s",
    Unit.SCORE: "%(value)s",
    Unit.COUNT: "%(value)s",
}


def quantity(value: Fraction | Decimal, unit: Unit) -> Message:
    """A value with its unit as a reader sees it, rounded half up to two decimals; judged is the exact value."""
    return message(QUANTITIES[unit], value=rounded(value))


def distance(value: Fraction | Decimal, unit: Unit) -> Message:
    """How far a result lies from its target, in words: two percentages are points apart, not per cent."""
    if unit is Unit.PERCENT:
        return message("%(value)s percentage points", value=rounded(value))
    return quantity(value, unit)


def rounded(value: Fraction | Decimal, places: int = 2) -> Decimal:
    """The value half up to some decimals, without trailing zeros."""
    exact = Fraction(value)
    number = (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(
        Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP
    )
    return Decimal(f"{number.normalize():f}")
