"""What good months bring: a bonus for surpassing a promise, and earlier deductions that come back."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from portal.kernel.messages import Message, message
from portal.kernel.money import Money
from portal.kernel.periods import ServiceMonth
from portal.sla.rules.evaluation import LineResult
from portal.sla.rules.inputs import EarlierLine, EarlierMonth
from portal.sla.rules.measurements import quantity, rounded
from portal.sla.rules.promises import Bonus
from portal.sla.rules.shares import LineCredit
from portal.sla.rules.states import State


def bonus_of(result: LineResult, base: Money) -> LineCredit | None:
    """The best bonus a met line has reached, or the one for its stretch value; None where it earns nothing."""
    if result.state is not State.MET:
        return None
    promise, value = result.promise, result.value
    reached = [
        (_worth(one, base), one)
        for one in promise.bonuses
        if value is not None and promise.reaches(value, one.reached)
    ]
    if reached:
        amount, best = max(reached, key=lambda pair: pair[0].minor)
        return _bonus(result, best.percent, amount, _reached(result, best))
    if not promise.bonuses and result.reached_stretch and promise.bonus_percent > 0:
        amount = base.times(Fraction(promise.bonus_percent) / 100)
        words = message(
            "The stretch value is reached: %(percent)s %% of the service fee.",
            percent=rounded(promise.bonus_percent),
        )
        return _bonus(result, promise.bonus_percent, amount, words)
    return None


def returned(
    lines: Sequence[LineResult],
    earlier: Sequence[EarlierMonth],
    *,
    month: str,
    currency: str,
    share_percent: Decimal,
    window: int,
    needed: int,
) -> tuple[LineCredit, ...]:
    """The deductions of earlier months that come back now, one line per month and promise.

    A deduction comes back as soon as the line has reached its stretch value for the `needed`-th time since, inside
    the window of months after it; once only, whatever the order in which months were agreed or disputes decided.
    """
    if not (window and share_percent > 0 and month):
        return ()
    now = ServiceMonth.from_key(month)
    good = [line for line in lines if line.state is State.MET and line.reached_stretch]
    return tuple(
        LineCredit(
            key=line.promise.key,
            metric=line.promise.metric,
            percent=share_percent,
            amount=amount,
            charged_minor=amount.minor,
            is_held=False,
            month=name,
            reason=message(
                "Service credit of %(month)s: the stretch value is reached, %(percent)s %% of %(amount)s comes back.",
                month=name,
                percent=rounded(share_percent),
                amount=Money(before.credit_minor, currency),
            ),
        )
        for line in good
        for name, before in _charged(line.promise.key, earlier, now, window, needed)
        if (amount := Money(before.credit_minor, currency).times(Fraction(share_percent) / 100))
    )


def _charged(
    key: str, earlier: Sequence[EarlierMonth], now: ServiceMonth, window: int, needed: int
) -> Iterator[tuple[str, EarlierLine]]:
    """Earlier deductions of a line inside the window that have enough good months since and have not come back."""
    good_since = 1
    for month in reversed(earlier):
        line = month.line(key)
        if now > ServiceMonth.from_key(month.month).shift(window):
            return
        if line is not None and line.credit_minor and not line.came_back and good_since >= needed:
            yield month.month, line
        good_since += line is not None and line.reached_stretch


def _worth(bonus: Bonus, base: Money) -> Money:
    return Money.rounded(base.minor * Fraction(bonus.percent) / 100 + bonus.fixed_minor, base.currency)


def _reached(result: LineResult, bonus: Bonus) -> Message:
    mark = quantity(bonus.reached, result.promise.unit)
    return message("%(mark)s is reached: a bonus was agreed for that.", mark=mark)


def _bonus(result: LineResult, percent: Decimal, amount: Money, reason: Message) -> LineCredit:
    return LineCredit(
        key=result.promise.key,
        metric=result.promise.metric,
        percent=percent,
        amount=amount,
        is_held=False,
        reason=reason,
    )
