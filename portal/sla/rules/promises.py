"""The promise behind one SLA line: what is judged, against which values, and what follows from a miss."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from portal.kernel.metrics import MetricDefinition, metric


class Judged(StrEnum):
    """Which side of the target is good."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    BAND = "band"


@dataclass(frozen=True)
class Tier:
    """What a shortfall above `above` up to `up_to` (open when None) costs.

    The shortfall is measured from the target in the metric's own unit and in the bad direction. `percent` is of
    the month's net service fee; with `each` it is due once for every full `each` of shortfall ("2 % per point").
    `fixed_minor` is a sum in minor units, with `each` per step as well.
    """

    above: Decimal
    up_to: Decimal | None
    percent: Decimal = Decimal(0)
    each: Decimal | None = None
    fixed_minor: int = 0

    def holds(self, shortfall: Fraction) -> bool:
        """Whether a shortfall lies in this tier."""
        return shortfall > self.above and (self.up_to is None or shortfall <= self.up_to)

    def times(self, shortfall: Fraction) -> int:
        """How often the tier is due: once, or once per full step of the shortfall."""
        return 1 if self.each is None else int(shortfall // Fraction(self.each))


@dataclass(frozen=True)
class Step:
    """Points for a result at least as good as `reached`; the first that holds counts."""

    reached: Decimal
    points: Decimal


@dataclass(frozen=True)
class Promise:
    """One SLA line as it is judged.

    Targets are in the metric's own unit (98 for 98 %, 30 for 30 s). A band is good from `target` to `band_high`.
    Points run linearly from 0 at the floor to 100 at the target, or by `steps` where there are any. Until
    `grace_until` (included) the line is shown and neither scored nor charged.
    """

    key: str
    metric: str
    version: int
    target: Decimal
    judged: Judged = Judged.AT_LEAST
    floor: Decimal | None = None
    stretch: Decimal | None = None
    band_high: Decimal | None = None
    weight: Decimal = Decimal(10)
    critical: bool = False
    min_volume: int = 0
    grace_until: date | None = None
    tiers: tuple[Tier, ...] = ()
    steps: tuple[Step, ...] = ()
    bonus_percent: Decimal = Decimal(0)
    own: MetricDefinition | None = None
    """What the contract itself says about the metric, where it is none of the catalogue's."""

    @property
    def definition(self) -> MetricDefinition:
        """What is measured: the contract's own metric, or the catalogue's in the agreed version."""
        return self.own or metric(self.metric, self.version)

    def shortfall(self, value: Fraction) -> Fraction:
        """How far the value lies on the bad side of the target; 0 when met."""
        if self.judged is Judged.AT_MOST:
            return max(value - Fraction(self.target), Fraction(0))
        below = max(Fraction(self.target) - value, Fraction(0))
        if self.judged is Judged.BAND and self.band_high is not None:
            return max(below, value - Fraction(self.band_high))
        return below

    def reaches(self, value: Fraction, mark: Decimal) -> bool:
        """Whether the value is at least as good as a mark such as the stretch value or a step."""
        return value <= mark if self.judged is Judged.AT_MOST else value >= mark
