"""Breaches that repeat: how many agreed months in a row a line was missed, and what the ladder makes of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from portal.contracts.rules.schedule import RepeatRule
from portal.sla.rules.inputs import EarlierMonth

MISSED = "missed"
MET = "met"


@dataclass(frozen=True)
class Repetition:
    """Where a line stands on the ladder: months missed in a row with this one, and what follows from it.

    `months` is 0 for a line that is not missed now. `warns` is the number of months in a row at which the next
    consequence comes, None when there is no further one.
    """

    months: int = 0
    times: Decimal = Decimal(1)
    next_tier: bool = False
    may_terminate: bool = False
    warns: int | None = None


def missed_before(key: str, earlier: Sequence[EarlierMonth]) -> int:
    """How many agreed months in a row the line was missed up to now.

    Months in which it was not judged (no data, relieved, running-in, disputed) neither count nor interrupt.
    """
    count = 0
    for month in reversed(earlier):
        line = month.line(key)
        if line is None or line.state not in {MISSED, MET}:
            continue
        if line.state == MET:
            break
        count += 1
    return count


def repetition(
    months: int, rules: Iterable[RepeatRule], *, termination_months: int | None, critical: bool
) -> Repetition:
    """What follows when a line is missed for the `months`-th time in a row.

    The ladder's rule for the most months reached counts. The right to end belongs to critical lines.
    """
    ladder = sorted(rules, key=lambda rule: rule.months)
    reached = [rule for rule in ladder if rule.months <= months]
    ends = termination_months if critical else None
    ahead = [rule.months for rule in ladder if rule.months > months]
    if ends is not None and ends > months:
        ahead.append(ends)
    rule = reached[-1] if reached else RepeatRule(0)
    return Repetition(
        months=months,
        times=rule.times,
        next_tier=rule.next_tier,
        may_terminate=ends is not None and months >= ends,
        warns=min(ahead, default=None),
    )
