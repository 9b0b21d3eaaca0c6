"""Which vendor comes first: gate before price, weighted sum after, and intervals where data are missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from types import MappingProxyType

from portal.kernel.errors import Invalid
from portal.kernel.messages import Message, message
from portal.sourcing.rules.criteria import (
    FULL_WEIGHT,
    Candidate,
    Criterion,
    Figure,
    Interval,
    weights_problem,
)
from portal.sourcing.rules.normalising import Method, normalised


@dataclass(frozen=True)
class CriterionScore:
    """A vendor in one criterion: its value, where that lies from 0 to 1, the points it brings, and the figures."""

    criterion: Criterion
    value: Decimal | None
    normalised: Interval
    points: Interval
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Ranked:
    """A vendor in the order; points out of 100. The true rank lies from ``rank_from`` to ``rank_to``."""

    candidate: Candidate
    scores: tuple[CriterionScore, ...]
    points: Interval
    rank: int
    rank_from: int
    rank_to: int
    reasons: tuple[Message, ...]


@dataclass(frozen=True)
class NotRanked:
    """A vendor that is shown without a rank, and why."""

    candidate: Candidate
    reasons: tuple[Message, ...]


@dataclass(frozen=True)
class Comparison:
    """The order, who stands outside it, and the weights that counted (they add up to 100)."""

    method: Method
    criteria: tuple[Criterion, ...]
    weights: Mapping[str, Fraction]
    ranked: tuple[Ranked, ...]
    not_ranked: tuple[NotRanked, ...]
    reasons: tuple[Message, ...]


def compare(
    candidates: Sequence[Candidate],
    criteria: Sequence[Criterion],
    *,
    currency: str,
    method: Method = Method.LINEAR_MAX,
) -> Comparison:
    """Rank the candidates by the weighted sum of their normalised values.

    Quotes in another currency, without a required value or below a gate are not ranked and do not move the
    others. Points are exact fractions; rounding happens only where they are printed (see ``shown``), and equal
    points share a rank. Raises ``Invalid`` when the weights do not add up to 100.
    """
    problem = weights_problem(criteria)
    if problem:
        raise Invalid(problem)
    outside = [(candidate, _obstacles(candidate, criteria, currency)) for candidate in candidates]
    inside = [candidate for candidate, obstacles in outside if not obstacles]
    columns = {
        criterion.key: normalised(criterion, [candidate.value_of(criterion) for candidate in inside], method)
        for criterion in criteria
    }
    counted = [criterion for criterion in criteria if columns[criterion.key].intervals is not None]
    weights = _grown([criterion for criterion in counted if criterion.weight])
    scored = [
        _scores(candidate, [(c, (columns[c.key].intervals or ())[place]) for c in counted], weights)
        for place, candidate in enumerate(inside)
    ]
    return Comparison(
        method=method,
        criteria=tuple(criteria),
        weights=weights,
        ranked=_ranked(inside, scored),
        not_ranked=tuple(NotRanked(candidate, obstacles) for candidate, obstacles in outside if obstacles),
        reasons=tuple(reason for column in columns.values() for reason in column.reasons) if inside else (),
    )


def shown(points: Fraction, places: int = 1) -> Decimal:
    """Points as printed: rounded half up to one decimal; the order is made from the exact figures."""
    exact = Decimal(points.numerator) / Decimal(points.denominator)
    return exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def _obstacles(candidate: Candidate, criteria: Sequence[Criterion], currency: str) -> tuple[Message, ...]:
    if candidate.currency != currency:
        return (
            message(
                "Quoted in %(quoted)s; only quotes in %(currency)s are ranked.",
                quoted=candidate.currency,
                currency=currency,
            ),
        )
    found = []
    for criterion in criteria:
        value = candidate.value_of(criterion)
        if value is None and criterion.required:
            found.append(message("%(criterion)s is missing.", criterion=criterion.name))
        elif value is not None and not criterion.is_reached_by(value):
            found.append(
                message(
                    "Below the gate: %(criterion)s is %(value)s, asked is %(gate)s.",
                    criterion=criterion.name,
                    value=value,
                    gate=criterion.gate,
                )
            )
    return tuple(found)


def _grown(counted: Sequence[Criterion]) -> Mapping[str, Fraction]:
    """The weights of the criteria that count, grown in proportion so that they add up to 100."""
    total = sum(criterion.weight for criterion in counted)
    return MappingProxyType(
        {criterion.key: Fraction(criterion.weight * FULL_WEIGHT, total) for criterion in counted}
    )


def _scores(
    candidate: Candidate, column: Sequence[tuple[Criterion, Interval]], weights: Mapping[str, Fraction]
) -> tuple[CriterionScore, ...]:
    return tuple(
        CriterionScore(
            criterion=criterion,
            value=candidate.value_of(criterion),
            normalised=interval,
            points=interval.times(weights.get(criterion.key, Fraction(0))),
            figures=candidate.figures_of(criterion),
        )
        for criterion, interval in column
    )


def _ranked(
    candidates: Sequence[Candidate], scored: Sequence[tuple[CriterionScore, ...]]
) -> tuple[Ranked, ...]:
    totals = [
        Interval(
            sum((score.points.low for score in scores), Fraction(0)),
            sum((score.points.high for score in scores), Fraction(0)),
        )
        for scores in scored
    ]
    ranked = [
        Ranked(
            candidate=candidate,
            scores=scores,
            points=total,
            rank=1 + sum(other.middle > total.middle for other in totals),
            rank_from=1 + sum(other.low > total.high for other in totals),
            rank_to=len(totals) - sum(other.high < total.low for other in totals),
            reasons=_open_gates(scores),
        )
        for candidate, scores, total in zip(candidates, scored, totals, strict=True)
    ]
    return tuple(sorted(ranked, key=lambda entry: (entry.rank, entry.candidate.name, entry.candidate.key)))


def _open_gates(scores: Sequence[CriterionScore]) -> tuple[Message, ...]:
    return tuple(
        message(
            "Whether the gate for %(criterion)s is passed is not known: no data.",
            criterion=score.criterion.name,
        )
        for score in scores
        if score.value is None and score.criterion.gate is not None
    )
