"""The comparison in words and drawings: vendors as columns, criteria as rows, the figures behind each score."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from portal.infra.charts.marks import ScoreBar, score_bar
from portal.infra.i18n import _, say, say_number
from portal.kernel.money import Money
from portal.sourcing.rules.assembling import Assembled
from portal.sourcing.rules.comparable_cost import ComparableCost
from portal.sourcing.rules.criteria import Criterion, Figure
from portal.sourcing.rules.scoring import Comparison, CriterionScore, NotRanked, Ranked, shown


@dataclass(frozen=True)
class ScoreCell:
    """One vendor in one criterion."""

    criterion: str
    name: str
    value: str | None
    points: str | None
    bar: ScoreBar | None
    figures: tuple[tuple[str, str, str], ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class VendorColumn:
    """One vendor in the comparison, ranked or not."""

    request_id: str
    vendor: str
    rank: str | None
    points: str | None
    span: str | None
    obstacles: tuple[str, ...]
    cells: tuple[ScoreCell, ...]
    prices: Mapping[str, Money]
    notes: tuple[str, ...]


def columns(comparison: Comparison, assembled: Mapping[str, Assembled]) -> list[VendorColumn]:
    """The vendors from left to right: those in the order, then those outside it."""
    placed = [
        _ranked_column(entry, assembled[entry.candidate.key], comparison) for entry in comparison.ranked
    ]
    return placed + [
        _outside_column(entry, assembled[entry.candidate.key], comparison) for entry in comparison.not_ranked
    ]


def _ranked_column(entry: Ranked, made: Assembled, comparison: Comparison) -> VendorColumn:
    scores = {score.criterion.key: score for score in entry.scores}
    return VendorColumn(
        request_id=entry.candidate.key,
        vendor=entry.candidate.name,
        rank=str(entry.rank),
        points=say_number(shown(entry.points.middle), 1),
        span=_span(entry),
        obstacles=(),
        cells=tuple(
            _cell(
                one,
                scores.get(one.key),
                entry.candidate.figures_of(one),
                comparison,
                entry.candidate.currency,
            )
            for one in comparison.criteria
        ),
        prices=_prices(made.cost),
        notes=tuple(say(reason) for reason in (*entry.reasons, *_cost_notes(made.cost))),
    )


def _span(entry: Ranked) -> str | None:
    """Between which points, and which ranks, the truth lies when data are missing."""
    if entry.points.is_certain:
        return None
    low, high = say_number(shown(entry.points.low), 1), say_number(shown(entry.points.high), 1)
    if entry.rank_from == entry.rank_to:
        return _("%(low)s to %(high)s", low=low, high=high)
    return _(
        "%(low)s to %(high)s, rank %(first)s to %(last)s",
        low=low,
        high=high,
        first=entry.rank_from,
        last=entry.rank_to,
    )


def _outside_column(entry: NotRanked, made: Assembled, comparison: Comparison) -> VendorColumn:
    candidate = entry.candidate
    cells = tuple(
        ScoreCell(
            criterion=one.key,
            name=say(one.name),
            value=_value(one, candidate.value_of(one), candidate.currency),
            points=None,
            bar=None,
            figures=_figures(candidate.figures_of(one)),
            notes=(),
        )
        for one in comparison.criteria
    )
    missing = made.cost.missing if made.cost else ()
    return VendorColumn(
        request_id=candidate.key,
        vendor=candidate.name,
        rank=None,
        points=None,
        span=None,
        obstacles=tuple(say(reason) for reason in (*entry.reasons, *missing)),
        cells=cells,
        prices=_prices(made.cost),
        notes=tuple(say(reason) for reason in _cost_notes(made.cost)),
    )


def _cell(
    criterion: Criterion,
    score: CriterionScore | None,
    figures: Iterable[Figure],
    comparison: Comparison,
    currency: str,
) -> ScoreCell:
    weight = comparison.weights.get(criterion.key)
    if score is None or weight is None:
        return ScoreCell(
            criterion.key, say(criterion.name), None, None, None, _figures(figures), (_("Not counted."),)
        )
    certain = score.normalised.is_certain
    bar = score_bar(
        score.normalised.middle,
        lowest=None if certain else score.normalised.low,
        highest=None if certain else score.normalised.high,
    )
    points = say_number(shown(score.points.middle), 1)
    notes = (
        _(
            "%(share)s of the best, times weight %(weight)s, gives %(points)s points.",
            share=say_number(shown(score.normalised.middle, 3), 3),
            weight=say_number(shown(weight)),
            points=points,
        ),
        _("Points are rounded to one decimal here; the order is made from exact figures."),
    )
    return ScoreCell(
        criterion=criterion.key,
        name=say(criterion.name),
        value=_value(criterion, score.value, currency),
        points=points,
        bar=bar,
        figures=_figures(figures),
        notes=notes if certain else (_("No data: the score lies anywhere in the marked span."), *notes),
    )


def _value(criterion: Criterion, value: Any, currency: str) -> str | None:
    """The assessed value with its unit: money, a rating of 5, or points of 100."""
    if value is None:
        return None
    if criterion.key == "price":
        return f"{currency} {say_number(value, 2)}"
    if criterion.key == "reputation":
        return _("%(rating)s of 5", rating=say_number(value, 1))
    return _("%(points)s of 100", points=say_number(value, 0))


def _figures(figures: Iterable[Figure]) -> tuple[tuple[str, str, str], ...]:
    lines = []
    for figure in figures:
        value = say(figure.value)
        if figure.asked is not None:
            value = _("%(promised)s, asked %(asked)s", promised=value, asked=say(figure.asked))
        if figure.points is not None:
            value = _("%(value)s → %(points)s of 100", value=value, points=say_number(figure.points, 0))
        lines.append((say(figure.label), value, say(figure.source)))
    return tuple(lines)


def _prices(cost: ComparableCost | None) -> Mapping[str, Money]:
    if cost is None:
        return {}
    return {
        "low": cost.low.net,
        "normal": cost.normal.net,
        "peak": cost.peak.net,
        "year": cost.year,
        "month": cost.a_month,
    }


def _cost_notes(cost: ComparableCost | None) -> tuple[Any, ...]:
    return cost.reasons if cost else ()


def basis_of_award(comparison: Comparison, assembled: Mapping[str, Assembled]) -> dict[str, Any]:
    """The comparison as plain values, kept beside the award."""
    return {
        "method": str(comparison.method),
        "weights": {one.key: one.weight for one in comparison.criteria},
        "ranked": [
            {
                "request_id": entry.candidate.key,
                "vendor": entry.candidate.name,
                "rank": entry.rank,
                "low": str(shown(entry.points.low, 4)),
                "high": str(shown(entry.points.high, 4)),
                "scores": {
                    score.criterion.key: {
                        "value": None if score.value is None else str(score.value),
                        "low": str(shown(score.points.low, 4)),
                        "high": str(shown(score.points.high, 4)),
                    }
                    for score in entry.scores
                },
            }
            for entry in comparison.ranked
        ],
        "not_ranked": [
            {
                "request_id": entry.candidate.key,
                "vendor": entry.candidate.name,
                "reasons": [str(reason) for reason in entry.reasons],
            }
            for entry in comparison.not_ranked
        ],
        "year": {
            key: {"minor": made.cost.year.minor, "currency": made.cost.year.currency}
            for key, made in assembled.items()
            if made.cost is not None
        },
    }
