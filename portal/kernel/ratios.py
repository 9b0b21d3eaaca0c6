"""Rates stay a numerator over a denominator until the moment they are read: averages of averages mislead."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from math import ceil, sqrt
from typing import NamedTuple, Self

# The two-sided 95 % point of the normal distribution.
Z_95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Ratio:
    """Two whole numbers that were counted; they are added up first and divided last (Σ ÷ Σ)."""

    numerator: int
    denominator: int

    def __post_init__(self) -> None:
        if self.denominator < 0:
            raise ValueError("what is counted in a denominator cannot be negative")

    @property
    def value(self) -> Fraction | None:
        """The exact quotient; None ("no data", never 0 % or 100 %) when nothing was counted."""
        return Fraction(self.numerator, self.denominator) if self.denominator else None

    def __add__(self, other: Self) -> Self:
        return type(self)(self.numerator + other.numerator, self.denominator + other.denominator)


def pooled(ratios: Iterable[Ratio]) -> Ratio:
    """The ratio of sums over agents, days or shops: 90/200 and 45/50 give 135/250 = 54 %, not 67.5 %."""
    return sum(ratios, start=Ratio(0, 0))


class Interval(NamedTuple):
    """The range in which the true share lies with 95 % confidence; both ends between 0 and 1."""

    low: float
    high: float


def wilson_interval(successes: int, trials: int) -> Interval | None:
    """Wilson's 95 % interval for a share, shown beside rates with few cases; None without any case."""
    if not 0 <= successes <= trials:
        raise ValueError("successes lie between none and all of the trials")
    if trials == 0:
        return None
    share = successes / trials
    spread = Z_95 * Z_95 / trials
    centre = share + spread / 2
    margin = Z_95 * sqrt(share * (1 - share) / trials + spread / (4 * trials))
    return Interval(max(0.0, (centre - margin) / (1 + spread)), min(1.0, (centre + margin) / (1 + spread)))


def nearest_rank(values: Iterable[int], share: Fraction) -> int | None:
    """The percentile as x[⌈p·n⌉] of the sorted values, the definition the contracts fix; None without values."""
    ordered = sorted(values)
    return ordered[_rank(len(ordered), share) - 1] if ordered else None


def nearest_rank_of_histogram(counts: Mapping[int, int], share: Fraction) -> int | None:
    """The same percentile from ``{value: how often}``, so that millions of rows need not be kept or sorted."""
    values: Sequence[int] = sorted(value for value, count in counts.items() if count)
    if not values:
        return None
    running = list(accumulate(counts[value] for value in values))
    rank = _rank(running[-1], share)
    return next(value for value, reached in zip(values, running, strict=True) if reached >= rank)


def _rank(size: int, share: Fraction) -> int:
    if not 0 < share <= 1:
        raise ValueError("a percentile lies above 0 and at most at 1")
    return ceil(share * size)
