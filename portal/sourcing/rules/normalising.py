"""How unlike figures, such as a price and a rating, are brought onto one scale from 0 to 1."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from portal.kernel.messages import Message, message
from portal.sourcing.rules.criteria import Criterion, Direction, Interval

ZERO, ONE = Fraction(0), Fraction(1)


class Method(StrEnum):
    """The two ways in use; they can rank differently, so the one chosen is always shown.

    Linear max: the best value counts 1 and the others by their ratio to it. Min–max: the best counts 1, the
    worst 0, the others by their place between.
    """

    LINEAR_MAX = "linear_max"
    MIN_MAX = "min_max"


@dataclass(frozen=True)
class Column:
    """One criterion over all candidates, normalised; None when nobody has a value."""

    intervals: tuple[Interval, ...] | None
    reasons: tuple[Message, ...] = ()


def normalised(criterion: Criterion, values: Sequence[Decimal | None], method: Method) -> Column:
    """The column on the scale from 0 to 1, exact; a missing value becomes the interval that it could lie in.

    Linear max needs values above zero (``x / max``, or ``min / x`` where less is better); otherwise the column
    falls back to min–max and says so.
    """
    known = [Fraction(value) for value in values if value is not None]
    if not known:
        return Column(
            None,
            (
                message(
                    "%(criterion)s is not counted: nobody has data; the other weights grow to 100.",
                    criterion=criterion.name,
                ),
            ),
        )
    reasons = []
    if method is Method.LINEAR_MAX and not _ratios_work(known, criterion.direction):
        method = Method.MIN_MAX
        reasons.append(
            message(
                "%(criterion)s holds values at or below zero, so it is placed between worst and best.",
                criterion=criterion.name,
            )
        )
    missing = _missing(criterion, known, method)
    intervals = tuple(
        missing if value is None else _certain(_place(Fraction(value), known, criterion.direction, method))
        for value in values
    )
    if any(value is None for value in values):
        reasons.append(
            message(
                "Where %(criterion)s has no data, the score spans from the worst to the best possible.",
                criterion=criterion.name,
            )
        )
    return Column(intervals, tuple(reasons))


def _ratios_work(known: Sequence[Fraction], direction: Direction) -> bool:
    return min(known) > 0 if direction is Direction.LESS else min(known) >= 0 and max(known) > 0


def _missing(criterion: Criterion, known: Sequence[Fraction], method: Method) -> Interval:
    worst, best = (min(known), max(known))
    if criterion.direction is Direction.LESS:
        worst, best = best, worst
    if criterion.scale is not None:
        worst, best = Fraction(criterion.scale[0]), Fraction(criterion.scale[1])
    return Interval(
        _place(worst, known, criterion.direction, method), _place(best, known, criterion.direction, method)
    )


def _place(value: Fraction, known: Sequence[Fraction], direction: Direction, method: Method) -> Fraction:
    best = max(known) if direction is Direction.MORE else min(known)
    worst = min(known) if direction is Direction.MORE else max(known)
    if value == best or (value > best) is (direction is Direction.MORE):
        return ONE
    if method is Method.LINEAR_MAX:
        return max(ZERO, value / best) if direction is Direction.MORE else best / value
    return max(ZERO, (value - worst) / (best - worst)) if best != worst else ZERO


def _certain(value: Fraction) -> Interval:
    return Interval(value, value)
