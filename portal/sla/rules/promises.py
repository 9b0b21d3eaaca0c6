"""The promise behind one SLA line: what is judged, against which values, and what follows from a miss."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import ceil

from portal.kernel.messages import Message
from portal.kernel.metrics import MetricDefinition, metric
from portal.sla.rules.measurements import Unit


class Judged(StrEnum):
    """Which side of the target is good."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    BAND = "band"


@dataclass(frozen=True)
class Tier:
    """What a shortfall above `above` up to `up_to` (open when None) costs.

    The shortfall is measured from the target in the metric's own unit and in the bad direction. `percent` is of
    the month's net service fee, `fixed_minor` a sum in minor units, `days` a number of daily fees; `seats` for
    `seat_days` are given in kind. With `each` all of it is due once for every full `each` of the whole shortfall
    ("2 % per point"), where `started` for every begun one; with `counted` once per case of that field.
    """

    above: Decimal
    up_to: Decimal | None
    percent: Decimal = Decimal(0)
    each: Decimal | None = None
    fixed_minor: int = 0
    started: bool = False
    counted: str = ""
    days: int = 0
    seats: int = 0
    seat_days: int = 0

    def holds(self, shortfall: Fraction) -> bool:
        """Whether a shortfall lies in this tier."""
        return shortfall > self.above and (self.up_to is None or shortfall <= self.up_to)

    def times(self, shortfall: Fraction) -> int:
        """How often the tier is due by its step: once, or once per full or begun step of the shortfall."""
        if self.each is None:
            return 1
        steps = shortfall / Fraction(self.each)
        return ceil(steps) if self.started else int(steps)


@dataclass(frozen=True)
class Step:
    """Points for a result at least as good as `reached`; the first that holds counts."""

    reached: Decimal
    points: Decimal


@dataclass(frozen=True)
class Bonus:
    """What a result at least as good as `reached` earns: percent of the service fee and a sum in minor units."""

    reached: Decimal
    percent: Decimal = Decimal(0)
    fixed_minor: int = 0


@dataclass(frozen=True)
class Promise:
    """One SLA line as it is judged in one month.

    Targets are in the unit of the result (98 for 98 %, 30 for 30 s). A band is good from `target` to `band_high`.
    Points run linearly from 0 at the floor to 100 at the target, or by `steps` where there are any. Until
    `grace_until` (included) the line is shown and neither scored nor charged. `reference` is the exact target
    where it follows from other figures, `target` then only how it is shown; `basis` says what it follows from.
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
    bonuses: tuple[Bonus, ...] = ()
    kind: str = ""
    unit: Unit = Unit.COUNT
    reference: Fraction | None = None
    basis: Message | None = None
    own: MetricDefinition | None = None
    """What the contract itself says about the metric, where it is none of the catalogue's."""

    @property
    def definition(self) -> MetricDefinition:
        """What is measured: the contract's own metric, or the catalogue's in the agreed version."""
        return self.own or metric(self.metric, self.version)

    @property
    def mark(self) -> Fraction:
        """The exact value that is to be reached."""
        return Fraction(self.target) if self.reference is None else self.reference

    def shortfall(self, value: Fraction) -> Fraction:
        """How far the value lies on the bad side of the target; 0 when met."""
        if self.judged is Judged.AT_MOST:
            return max(value - self.mark, Fraction(0))
        below = max(self.mark - value, Fraction(0))
        if self.judged is Judged.BAND and self.band_high is not None:
            return max(below, value - Fraction(self.band_high))
        return below

    def reaches(self, value: Fraction, mark: Decimal) -> bool:
        """Whether the value is at least as good as a mark such as the stretch value or a step."""
        return value <= mark if self.judged is Judged.AT_MOST else value >= mark

    def tier_of(self, shortfall: Fraction) -> Tier | None:
        """The tier that a shortfall falls into."""
        return next((tier for tier in self.tiers if tier.holds(shortfall)), None)

    def tier_after(self, tier: Tier) -> Tier:
        """The next worse tier; the last one stays."""
        place = self.tiers.index(tier)
        return self.tiers[min(place + 1, len(self.tiers) - 1)]
