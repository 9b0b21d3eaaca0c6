"""A second opinion on the order: closeness to the ideal vendor (TOPSIS, Hwang and Yoon 1981).

Adding or removing one vendor can turn the others round in this method; therefore it stands beside the weighted sum
and never replaces it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import sqrt

from portal.kernel.messages import Message, message
from portal.sourcing.rules.criteria import Direction
from portal.sourcing.rules.scoring import Comparison, Ranked


@dataclass(frozen=True)
class Closeness:
    """How close a vendor is to the ideal, from 0 to 1, and the place that gives."""

    key: str
    name: str
    closeness: float
    rank: int


@dataclass(frozen=True)
class SecondOpinion:
    """The order by closeness, and whom it leaves out."""

    order: tuple[Closeness, ...]
    reasons: tuple[Message, ...]


def closeness(
    matrix: Sequence[Sequence[float]], weights: Sequence[float], directions: Sequence[Direction]
) -> list[float]:
    """Closeness of each row to the ideal row: vector normalisation, Euclidean distance; 0.5 when all are equal."""
    norms = [sqrt(sum(value**2 for value in column)) or 1.0 for column in zip(*matrix, strict=True)]
    total = sum(weights)
    weighted = [
        [value / norm * weight / total for value, norm, weight in zip(row, norms, weights, strict=True)]
        for row in matrix
    ]
    columns = list(zip(*weighted, strict=True))
    ideal = [_best(column, direction) for column, direction in zip(columns, directions, strict=True)]
    worst = [_worst(column, direction) for column, direction in zip(columns, directions, strict=True)]
    return [_share(_distance(row, ideal), _distance(row, worst)) for row in weighted]


def second_opinion(comparison: Comparison) -> SecondOpinion:
    """The order by closeness over the vendors with data in every criterion that counts."""
    criteria = [criterion for criterion in comparison.criteria if criterion.key in comparison.weights]
    rows = [(entry, _values(entry, comparison)) for entry in comparison.ranked]
    complete = [(entry, [float(value) for value in values if value is not None]) for entry, values in rows]
    complete = [(entry, values) for entry, values in complete if len(values) == len(criteria)]
    if not complete:
        return SecondOpinion((), (message("Nobody has data in every criterion."),))
    shares = closeness(
        [values for _, values in complete],
        [float(comparison.weights[criterion.key]) for criterion in criteria],
        [criterion.direction for criterion in criteria],
    )
    order = [
        Closeness(
            key=entry.candidate.key,
            name=entry.candidate.name,
            closeness=share,
            rank=1 + sum(other > share for other in shares),
        )
        for (entry, _), share in zip(complete, shares, strict=True)
    ]
    return SecondOpinion(
        order=tuple(sorted(order, key=lambda one: (one.rank, one.name, one.key))),
        reasons=tuple(
            message("%(vendor)s is left out: data are missing.", vendor=entry.candidate.name)
            for entry, values in rows
            if None in values
        ),
    )


def _values(entry: Ranked, comparison: Comparison) -> list[Decimal | None]:
    return [score.value for score in entry.scores if score.criterion.key in comparison.weights]


def _best(column: Sequence[float], direction: Direction) -> float:
    return max(column) if direction is Direction.MORE else min(column)


def _worst(column: Sequence[float], direction: Direction) -> float:
    return min(column) if direction is Direction.MORE else max(column)


def _distance(row: Sequence[float], point: Sequence[float]) -> float:
    return sqrt(sum((value - other) ** 2 for value, other in zip(row, point, strict=True)))


def _share(to_ideal: float, to_worst: float) -> float:
    apart = to_ideal + to_worst
    return to_worst / apart if apart else 0.5
