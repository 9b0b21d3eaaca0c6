"""What a missed promise costs and a surpassed one earns: tiers, cap, bonus and earn-back, never above the cap."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from portal.kernel.messages import Message, message
from portal.kernel.money import Money
from portal.sla.rules.evaluation import LineResult, MonthEvaluation, State
from portal.sla.rules.measurements import distance, rounded

HUNDRED = Fraction(100)
COSTS = frozenset({State.MISSED, State.DISPUTED})
"""States that lead to a deduction: at once for a miss, held while an objection is open."""


@dataclass(frozen=True)
class CreditLimits:
    """The contract's limits, in percent of the month's net service fee; a cap of None means the whole fee."""

    cap_percent: Decimal | None = Decimal(10)
    bonus_cap_percent: Decimal = Decimal(0)
    earn_back_share_percent: Decimal = Decimal(0)


@dataclass(frozen=True)
class LineCredit:
    """What one line costs or earns, before the cap; `is_held` while an objection is open."""

    key: str
    metric: str
    percent: Decimal
    amount: Money
    is_held: bool
    reason: Message


@dataclass(frozen=True)
class MonthCredits:
    """The deductions and bonuses of a month.

    `credit` is what is deducted at once, `held` what an open objection keeps back (both together never exceed the
    cap), `bonus` what is earned, each as a positive amount; `lines` and `bonuses` add up to `uncapped` and more.
    """

    base: Money
    lines: tuple[LineCredit, ...]
    bonuses: tuple[LineCredit, ...]
    uncapped: Money
    cap: Money
    credit: Money
    held: Money
    bonus: Money
    reasons: tuple[Message, ...]


def credits_of(evaluation: MonthEvaluation, base: Money, limits: CreditLimits) -> MonthCredits:
    """What follows from the evaluation for a month with this net service fee (without commission and extras)."""
    lines = tuple(line for result in evaluation.lines if (line := _line(result, base)) is not None)
    uncapped = Money.total((line.amount for line in lines), base.currency)
    cap = _cap(base, limits.cap_percent)
    due = Money.total((line.amount for line in lines if not line.is_held), base.currency)
    credit = min(due, cap)
    held = min(uncapped - due, cap - credit)
    bonuses = tuple(_bonus(result, base) for result in evaluation.lines if _earns(result))
    bonus = min(
        Money.total((line.amount for line in bonuses), base.currency), _cap(base, limits.bonus_cap_percent)
    )
    return MonthCredits(
        base=base,
        lines=lines,
        bonuses=bonuses,
        uncapped=uncapped,
        cap=cap,
        credit=credit,
        held=held,
        bonus=bonus,
        reasons=_reasons(uncapped, cap, limits.cap_percent),
    )


def earned_back(
    earlier_credit: Money, later: Sequence[LineResult], metric: str, limits: CreditLimits
) -> Money:
    """What of a line's earlier deduction comes back because the line reached its stretch value since.

    `later` are the results of the following months inside the contract's window, oldest first; a single month at
    the stretch value suffices.
    """
    if not any(line.promise.metric == metric and line.reached_stretch for line in later):
        return Money.zero(earlier_credit.currency)
    return earlier_credit.times(Fraction(limits.earn_back_share_percent) / HUNDRED)


def _earns(result: LineResult) -> bool:
    return result.state is State.MET and result.reached_stretch and result.promise.bonus_percent > 0


def _line(result: LineResult, base: Money) -> LineCredit | None:
    tier, measurement = result.tier, result.measurement
    if tier is None or measurement is None or result.state not in COSTS:
        return None
    times = tier.times(result.shortfall)
    percent = tier.percent * times
    amount = base.times(Fraction(percent) / HUNDRED) + Money(tier.fixed_minor * times, base.currency)
    return LineCredit(
        key=result.promise.key,
        metric=result.promise.metric,
        percent=percent,
        amount=amount,
        is_held=result.state is State.DISPUTED,
        reason=message(
            "%(shortfall)s from the target: %(percent)s %% of the service fee.",
            shortfall=distance(result.shortfall, measurement.unit),
            percent=rounded(percent),
        )
        if percent
        else message(
            "%(shortfall)s from the target: a fixed sum.",
            shortfall=distance(result.shortfall, measurement.unit),
        ),
    )


def _bonus(result: LineResult, base: Money) -> LineCredit:
    percent = result.promise.bonus_percent
    return LineCredit(
        key=result.promise.key,
        metric=result.promise.metric,
        percent=percent,
        amount=base.times(Fraction(percent) / HUNDRED),
        is_held=False,
        reason=message(
            "The stretch value is reached: %(percent)s %% of the service fee.", percent=rounded(percent)
        ),
    )


def _cap(base: Money, percent: Decimal | None) -> Money:
    """The limit in money, rounded down so that it is never exceeded."""
    if percent is None:
        return base
    return Money(int(base.minor * Fraction(percent) // HUNDRED), base.currency)


def _reasons(uncapped: Money, cap: Money, percent: Decimal | None) -> tuple[Message, ...]:
    if uncapped <= cap:
        return ()
    if percent is None:
        return (message("The deductions of %(sum)s are limited to the service fee.", sum=uncapped),)
    return (
        message(
            "The deductions of %(sum)s are limited to %(percent)s %% of the service fee (%(cap)s).",
            sum=uncapped,
            percent=rounded(percent),
            cap=cap,
        ),
    )
