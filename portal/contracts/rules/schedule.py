"""The SLA schedule as data: lines with targets and tiers, how figures are delivered, how credits are limited."""

from dataclasses import dataclass
from decimal import Decimal

from portal.kernel.metrics import MetricDefinition, metric


@dataclass(frozen=True)
class CreditTier:
    """A deduction for a shortfall above ``shortfall_from`` up to ``shortfall_to`` (open when ``None``).

    The shortfall is measured from the target in the metric's own unit and in the bad direction: percentage
    points, seconds, score points. ``percent`` is of the month's net service fee.
    """

    shortfall_from: Decimal
    shortfall_to: Decimal | None
    percent: Decimal


@dataclass(frozen=True)
class SlaLine:
    """One promise: a metric in a fixed version and the values it is judged by, in the metric's own unit.

    The floor is the least that is tolerated, the stretch earns back or a bonus. Weights are points of the
    composite score. Below ``min_volume`` (in units of the denominator) a result is shown, not charged. In the
    first ``grace_months`` service months it is shown only. No ``shops`` means all of the contract's.
    """

    metric: str
    version: int
    target: Decimal
    floor: Decimal | None = None
    stretch: Decimal | None = None
    weight: int = 10
    critical: bool = False
    min_volume: int = 30
    grace_months: int = 0
    tiers: tuple[CreditTier, ...] = ()
    bonus_percent: Decimal = Decimal(0)
    shops: tuple[str, ...] = ()

    @property
    def definition(self) -> MetricDefinition:
        """What the catalogue says about the metric in the version that was agreed."""
        return metric(self.metric, self.version)


@dataclass(frozen=True)
class Measurement:
    """When figures are due and answered, in days, and whose figure prevails."""

    report_days: int = 5
    acceptance_days: int = 5
    deemed_acceptance: bool = True
    prevailing_source: str = "platform"
    log_days: int = 180


@dataclass(frozen=True)
class EarnBack:
    """Getting a deduction back by reaching the stretch value within some service months."""

    window_months: int
    share_percent: Decimal


@dataclass(frozen=True)
class CreditRules:
    """Limits on deductions and bonuses, in percent of the month's net service fee.

    ``carry`` is ``drop`` or ``carry``: what happens to deductions that would make a settlement negative.
    """

    cap_percent: Decimal | None = Decimal(10)
    earn_back: EarnBack | None = None
    bonus_cap_percent: Decimal = Decimal(0)
    carry: str = "drop"
    termination_months: int | None = 3
