"""Does the quote keep what was asked: each promised standard against the one of the requirement."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from portal.kernel.messages import Message, message
from portal.sourcing.rules.criteria import Assessment, Direction, Figure
from portal.sourcing.rules.scoring import shown

FULL = Fraction(100)


class Fit(StrEnum):
    """How a promise stands against what was asked."""

    MEETS = "meets"
    PARTLY = "partly"
    NO = "no"


@dataclass(frozen=True)
class Promise:
    """One service standard: what the requirement asks, and what the quote promises (None: nothing)."""

    metric: str
    name: Message
    asked: Decimal
    promised: Decimal | None
    direction: Direction


@dataclass(frozen=True)
class FitLine:
    """One standard with its verdict and the share of it that is promised, from 0 to 1."""

    promise: Promise
    fit: Fit
    share: Fraction
    reason: Message


_QUOTED = message("Promised in the quote")


def fit_line(promise: Promise) -> FitLine:
    """Whether the promise meets the standard; a weaker one counts by its ratio, none counts nothing.

    Not promising is an answer, not missing data: otherwise leaving out the hard standards would pay.
    """
    if promise.promised is None:
        return FitLine(promise, Fit.NO, Fraction(0), message("Nothing is promised."))
    share = _share(Fraction(promise.promised), Fraction(promise.asked), promise.direction)
    if share >= 1:
        return FitLine(promise, Fit.MEETS, Fraction(1), message("Meets what was asked."))
    return FitLine(promise, Fit.PARTLY, share, message("Less than what was asked."))


def quality(promises: Iterable[Promise]) -> Assessment:
    """Points from 0 to 100: the mean share of the asked standards that is promised, half up to two decimals."""
    lines = [fit_line(promise) for promise in promises]
    figures = tuple(
        Figure(
            line.promise.name,
            line.promise.promised,
            _QUOTED,
            points=shown(FULL * line.share),
            asked=line.promise.asked,
        )
        for line in lines
    )
    if not lines:
        return Assessment(None, figures)
    total = sum((line.share for line in lines), Fraction(0))
    return Assessment(shown(FULL * total / len(lines), 2), figures)


def _share(promised: Fraction, asked: Fraction, direction: Direction) -> Fraction:
    better, worse = (promised, asked) if direction is Direction.MORE else (asked, promised)
    if better >= worse:
        return Fraction(1)
    return better / worse if better > 0 else Fraction(0)
