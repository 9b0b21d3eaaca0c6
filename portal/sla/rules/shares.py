"""One line of a month's deductions and bonuses, and how a limit is shared out over several of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from portal.kernel.messages import Message
from portal.kernel.money import Money


@dataclass(frozen=True)
class LineCredit:
    """What one line costs or earns, before the cap; `is_held` while an objection is open.

    `charged_minor` is its part of what the cap leaves, `waived_minor` what it would cost without a waiver.
    `seats` extra seats for `seat_days` days are given in kind.
    `month` is the earlier month whose deduction comes back.
    """

    key: str
    metric: str
    percent: Decimal
    amount: Money
    is_held: bool
    reason: Message
    seats: int = 0
    seat_days: int = 0
    is_waived: bool = False
    waived_minor: int = 0
    charged_minor: int = 0
    month: str = ""


def capped(base: Money, percent: Decimal | None) -> Money:
    """The limit in money, rounded down so that it is never exceeded; without a percentage the fee itself."""
    if percent is None:
        return base
    return Money(int(base.minor * Fraction(percent) // 100), base.currency)


def shared_out(lines: Sequence[LineCredit], credit: Money, held: Money) -> tuple[LineCredit, ...]:
    """Each line with its part of what is deducted or held: in proportion, to the minor unit, in any order the same."""
    parts = {
        **_parts([line for line in lines if not line.is_held], credit.minor),
        **_parts([line for line in lines if line.is_held], held.minor),
    }
    return tuple(replace(line, charged_minor=parts[line.key]) for line in lines)


def _parts(lines: Sequence[LineCredit], total: int) -> dict[str, int]:
    """Whole parts that add up to the total: rounded down, the rest to the largest remainders."""
    whole = sum(line.amount.minor for line in lines)
    if not whole:
        return {line.key: 0 for line in lines}
    exact = {line.key: Fraction(line.amount.minor * total, whole) for line in lines}
    parts = {key: int(one) for key, one in exact.items()}
    by_remainder = sorted(exact, key=lambda key: (parts[key] - exact[key], key))
    for key in by_remainder[: total - sum(parts.values())]:
        parts[key] += 1
    return parts
