"""The SLA schedule as data: lines with targets and tiers, how figures are delivered, how credits are limited."""

from dataclasses import dataclass
from decimal import Decimal

from portal.contracts.rules.plain import later
from portal.kernel.money import Money


@dataclass(frozen=True)
class CreditTier:
    """A deduction for a shortfall above ``shortfall_from`` up to ``shortfall_to`` (open when ``None``).

    The shortfall is measured from the target in the metric's own unit and in the bad direction: percentage
    points, seconds, score points. What is due is the sum of ``percent`` of the month's net service fee, the fixed
    ``amount`` and ``days`` daily fees; in kind, without money, ``seats`` extra seats for ``seat_days`` days.
    With ``each`` it is due once per full step of the whole shortfall (per begun step where ``started``), with
    ``counted`` once per case of that field (``bad_reviews``, ``unreplied_users``, or ``agents_below``).
    """

    shortfall_from: Decimal
    shortfall_to: Decimal | None
    percent: Decimal
    each: Decimal | None = later(None)
    started: bool = later(False)
    amount: Money | None = later(None)
    counted: str = later("")
    days: int = later(0)
    seats: int = later(0)
    seat_days: int = later(0)


@dataclass(frozen=True)
class ScoreStep:
    """Points for a result at least as good as ``reached``; the first step that holds counts."""

    reached: Decimal
    points: Decimal


@dataclass(frozen=True)
class BonusTier:
    """A bonus for a result at least as good as ``reached``: percent of the service fee and a fixed sum."""

    reached: Decimal
    percent: Decimal = Decimal(0)
    amount: Money | None = None


@dataclass(frozen=True)
class SlaLine:
    """One promise: a metric in a fixed version and the values it is judged by, in the metric's own unit.

    The floor is the least that is tolerated, the stretch earns back or a bonus. Weights are points of the
    composite score. Below ``min_volume`` (in units of the denominator) a result is shown, not charged. In the
    first ``grace_months`` service months it is shown only. No ``shops`` means all of the contract's.

    ``kind`` says how it is judged; empty: at least or at most, by the metric's direction.
    ``at_least``, ``at_most``: the target. ``band``: good from ``target`` to ``band_high``. ``within``: the share of
    first answers within ``within_seconds``, the target being per cent. ``team_average``: no agent may be more than
    ``allowed_change`` worse than Σ/Σ of all agents of the ``role``. ``history``: not more than ``allowed_change``
    worse than Σ/Σ of the last ``history_months`` agreed months, the target counting until there are any.
    ``forecast``: inside the band around the volume that the contract foresees.
    ``ramp`` holds the targets of the first service months, before the target itself.
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
    kind: str = later("")
    band_high: Decimal | None = later(None)
    within_seconds: int | None = later(None)
    role: str = later("")
    history_months: int = later(3)
    allowed_change: Decimal = later(Decimal(0))
    ramp: tuple[Decimal, ...] = later(())
    steps: tuple[ScoreStep, ...] = later(())
    bonus_tiers: tuple[BonusTier, ...] = later(())


@dataclass(frozen=True)
class Measurement:
    """When figures are due and answered, in days, and whose figure prevails.

    ``service_hours_only``: only conversations that begin in the staffed hours are judged, where the file says when
    they began. ``tolerance_percent`` is how far, in per cent of the export's figure, submitted figures may differ
    from the merchant's own export and still count as confirmed.
    """

    report_days: int = 5
    acceptance_days: int = 5
    deemed_acceptance: bool = True
    prevailing_source: str = "platform"
    log_days: int = 180
    service_hours_only: bool = later(False)
    tolerance_percent: Decimal = later(Decimal(1))


@dataclass(frozen=True)
class EarnBack:
    """Getting a deduction back by reaching the stretch value within some service months.

    It takes ``months_needed`` months at the stretch value within the window; it comes back once.
    """

    window_months: int
    share_percent: Decimal
    months_needed: int = later(1)


@dataclass(frozen=True)
class RepeatRule:
    """What a miss costs from the ``months``-th month in a row on: ``times`` the deduction, or the next tier."""

    months: int
    times: Decimal = Decimal(1)
    next_tier: bool = False


@dataclass(frozen=True)
class LateRule:
    """What figures delivered late cost: per day after ``free_days``, in percent of the fee and as a fixed sum.

    ``max_percent`` limits both together, in percent of the month's net service fee.
    """

    free_days: int = 0
    percent_per_day: Decimal = Decimal(0)
    amount_per_day: Money | None = None
    max_percent: Decimal | None = None


@dataclass(frozen=True)
class Grade:
    """A grade and the composite score from which it is given."""

    at_least: Decimal
    name: str


@dataclass(frozen=True)
class CreditRules:
    """Limits on deductions and bonuses, in percent of the month's net service fee.

    ``carry`` is ``drop`` or ``carry``: what happens to deductions that would make a settlement negative.
    ``no_data`` is ``unscored``, ``zero`` (no points) or ``missed`` (as the worst tier). ``below_minimum`` is
    ``confirm`` (charged when confirmed), ``free`` or ``charge``. ``relieved`` is ``unscored`` or ``full``
    (points as if met). No ``grades`` means the usual table.
    """

    cap_percent: Decimal | None = Decimal(10)
    earn_back: EarnBack | None = None
    bonus_cap_percent: Decimal = Decimal(0)
    carry: str = "drop"
    termination_months: int | None = 3
    repeat: tuple[RepeatRule, ...] = later(())
    late: LateRule | None = later(None)
    grades: tuple[Grade, ...] = later(())
    no_data: str = later("unscored")
    below_minimum: str = later("confirm")
    relieved: str = later("unscored")
