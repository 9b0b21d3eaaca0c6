"""What a missed promise costs and a surpassed one earns: tiers, ladder, lateness and cap, never above the cap."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from portal.contracts.rules.schedule import LateRule
from portal.kernel.messages import Message, message
from portal.kernel.money import Money
from portal.sla.rules.amounts import amount_of, deduction_words, multiplicity
from portal.sla.rules.evaluation import LineResult, MonthEvaluation
from portal.sla.rules.inputs import EarlierMonth
from portal.sla.rules.keys import LATE
from portal.sla.rules.measurements import rounded
from portal.sla.rules.returns import bonus_of, returned
from portal.sla.rules.shares import LineCredit, capped, shared_out
from portal.sla.rules.states import State


@dataclass(frozen=True)
class CreditLimits:
    """The contract's limits, in percent of the month's net service fee; a cap of None means the whole fee."""

    cap_percent: Decimal | None = Decimal(10)
    bonus_cap_percent: Decimal = Decimal(0)
    earn_back_share_percent: Decimal = Decimal(0)
    earn_back_window: int = 0
    earn_back_needed: int = 1
    late: LateRule | None = None


@dataclass(frozen=True)
class Lateness:
    """How many days late the figures came, and what was said about it: relief agreed, a claim open, waived and why."""

    days: int = 0
    is_relieved: bool = False
    is_held: bool = False
    waived: str = ""


IN_TIME = Lateness()


@dataclass(frozen=True)
class MonthFee:
    """The month's net service fee (without commission and extras), and the days of service it was due for."""

    base: Money
    days: int = 30


@dataclass(frozen=True)
class MonthCredits:
    """The deductions and bonuses of a month.

    `credit` is what is deducted at once, `held` what an open objection keeps back (both together never exceed the
    cap), `bonus` what is earned, each as a positive amount; `lines` and `bonuses` add up to `uncapped` and more.
    `returns` are earlier deductions that come back, `returned` their sum. A waived line stands with nothing.
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
    returns: tuple[LineCredit, ...] = ()

    @property
    def returned(self) -> Money:
        """What of earlier deductions comes back this month."""
        return Money.total((line.amount for line in self.returns), self.base.currency)


def credits_of(
    evaluation: MonthEvaluation,
    fee: MonthFee,
    limits: CreditLimits,
    *,
    earlier: Sequence[EarlierMonth] = (),
    month: str = "",
    lateness: Lateness = IN_TIME,
) -> MonthCredits:
    """What follows from the evaluation for a month with this fee.

    `earlier` are the agreed months before, oldest first, for deductions that are earned back.
    """
    base = fee.base
    found = [line for result in evaluation.lines if (line := _line(result, fee)) is not None]
    found += _late(base, limits.late, lateness)
    uncapped = Money.total((line.amount for line in found), base.currency)
    cap = capped(base, limits.cap_percent)
    due = Money.total((line.amount for line in found if not line.is_held), base.currency)
    credit = min(due, cap)
    held = min(uncapped - due, cap - credit)
    bonuses = tuple(line for result in evaluation.lines if (line := bonus_of(result, base)) is not None)
    earned = Money.total((line.amount for line in bonuses), base.currency)
    bonus = min(earned, capped(base, limits.bonus_cap_percent))
    return MonthCredits(
        base=base,
        lines=shared_out(found, credit, held),
        bonuses=shared_out(bonuses, bonus, Money.zero(base.currency)),
        uncapped=uncapped,
        cap=cap,
        credit=credit,
        held=held,
        bonus=bonus,
        reasons=_reasons(uncapped, cap, limits.cap_percent),
        returns=returned(
            evaluation.lines,
            earlier,
            month=month,
            currency=base.currency,
            share_percent=limits.earn_back_share_percent,
            window=limits.earn_back_window,
            needed=limits.earn_back_needed,
        ),
    )


def _line(result: LineResult, fee: MonthFee) -> LineCredit | None:
    tier = result.tier
    if tier is None or not result.is_charged:
        return None
    times = multiplicity(tier, result)
    amount = amount_of(tier, times, fee.base, fee.days)
    line = LineCredit(
        key=result.promise.key,
        metric=result.promise.metric,
        percent=rounded(Fraction(tier.percent) * times, 6),
        amount=amount,
        is_held=result.state is State.DISPUTED,
        reason=deduction_words(tier, result, times, fee.base.currency),
        seats=int(tier.seats * times),
        seat_days=tier.seat_days,
    )
    return _let_off(line, result.waived) if result.waived else line


def _let_off(line: LineCredit, reason: str) -> LineCredit:
    """A waived deduction: it stays visible with what it would have been, and costs nothing."""
    return replace(
        line,
        amount=Money.zero(line.amount.currency),
        seats=0,
        seat_days=0,
        is_waived=True,
        waived_minor=line.amount.minor,
        reason=message(
            "%(deduction)s Waived (%(amount)s): %(reason)s",
            deduction=line.reason,
            amount=line.amount,
            reason=reason,
        ),
    )


def _late(base: Money, rule: LateRule | None, lateness: Lateness) -> list[LineCredit]:
    """What figures that came late cost, by the contract's rule for each day; held while a claim about it is open."""
    days = 0 if rule is None else max(lateness.days - rule.free_days, 0)
    if rule is None or not days:
        return []
    wanted = base.times(Fraction(rule.percent_per_day) * days / 100)
    if rule.amount_per_day is not None:
        wanted = wanted + rule.amount_per_day.times(days)
    amount = wanted if rule.max_percent is None else min(wanted, capped(base, rule.max_percent))
    line = LineCredit(
        key=LATE,
        metric="",
        percent=rule.percent_per_day * days,
        amount=amount,
        is_held=lateness.is_held,
        reason=message("Figures came %(days)s days late.", days=lateness.days),
    )
    if lateness.is_relieved:
        reason = message("%(lateness)s Relief was agreed: nothing is deducted.", lateness=line.reason)
        return [replace(line, amount=Money.zero(base.currency), is_held=False, reason=reason)]
    return [_let_off(line, lateness.waived) if lateness.waived else line]


def _reasons(uncapped: Money, cap: Money, percent: Decimal | None) -> tuple[Message, ...]:
    if uncapped <= cap:
        return ()
    if percent is None:
        return (message("The service credits of %(sum)s are limited to the service fee.", sum=uncapped),)
    return (
        message(
            "The service credits of %(sum)s are limited to %(percent)s %% of the service fee (%(cap)s).",
            sum=uncapped,
            percent=rounded(percent),
            cap=cap,
        ),
    )
