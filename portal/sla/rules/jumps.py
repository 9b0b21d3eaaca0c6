"""Figures beside those of the month before: the very same, or so different that somebody should look."""

from fractions import Fraction

from portal.kernel.messages import Message, message
from portal.sla.rules.fields import Kind
from portal.sla.rules.means import FIELDS
from portal.sla.rules.pooling import Figures, PooledPart

ENOUGH_FIGURES = 3
VOLUMES = ("consult_users", "received_users", "sessions", "valid_sessions")
TIMES = 3
"""By how many times a volume or a duration may rise or fall before it is a jump."""
POINTS = Fraction(1, 5)
"""By how much a rate may move: twenty percentage points."""


def compared_with(earlier: Figures, now: Figures, *, month: str) -> list[Message]:
    """What is odd about figures beside those of an earlier month, which is named by its key."""
    if _is_same(earlier, now):
        return [message("All figures are exactly those of %(month)s. Is it the right file?", month=month)]
    jumps = [key for key in VOLUMES if _count_jumps(earlier, now, key)]
    jumps += [
        key
        for key in now.parts
        if key in earlier.parts and _part_jumps(key, earlier.parts[key], now.parts[key])
    ]
    return [
        message(
            "“%(figure)s” differs very much from %(month)s. Please check it.",
            figure=FIELDS[key].label,
            month=month,
        )
        for key in jumps
    ]


def _is_same(earlier: Figures, now: Figures) -> bool:
    if len(now.counts) + len(now.parts) < ENOUGH_FIGURES:
        return False
    counts = {key: one.value for key, one in now.counts.items()}
    parts = {key: (one.part.numerator, one.part.denominator) for key, one in now.parts.items()}
    return counts == {key: one.value for key, one in earlier.counts.items()} and parts == {
        key: (one.part.numerator, one.part.denominator) for key, one in earlier.parts.items()
    }


def _count_jumps(earlier: Figures, now: Figures, key: str) -> bool:
    if key not in earlier.counts or key not in now.counts:
        return False
    before, after = earlier.counts[key].value, now.counts[key].value
    return after > TIMES * before or before > TIMES * after


def _part_jumps(key: str, earlier: PooledPart, now: PooledPart) -> bool:
    if not earlier.part.denominator or not now.part.denominator or key not in FIELDS:
        return False
    before, after = _value(earlier), _value(now)
    if FIELDS[key].kind is Kind.RATE:
        return abs(after - before) > POINTS
    return after > TIMES * before or before > TIMES * after


def _value(one: PooledPart) -> Fraction:
    return Fraction(one.part.numerator, one.part.denominator * one.part.scale)
