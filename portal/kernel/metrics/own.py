"""Metrics and columns that parties define for themselves: as data, computed and judged like those of the catalogue."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any

from portal.kernel.messages import Message, message
from portal.kernel.metrics.definitions import (
    Aggregation,
    Direction,
    FieldDefinition,
    FieldKind,
    Group,
    MetricDefinition,
    Scope,
    Term,
    Unit,
    Words,
)

OWN = "own:"
COLUMN = "column:"
SPREAD_ONLY = "first_response_ms"
"""A figure of single conversations: known by its distribution, never as a sum."""

FIRST_RESPONSE = Words(
    "First response of single conversations", "逐条会话的首次响应时长", "逐條對話的首次回應時間"
)


class OwnKind(StrEnum):
    """How an own metric comes from its fields."""

    RATIO = "ratio"
    MEAN = "mean"
    SUM = "sum"
    PERCENTILE = "percentile"


AGGREGATIONS = {
    OwnKind.RATIO: Aggregation.RATIO,
    OwnKind.MEAN: Aggregation.RATIO,
    OwnKind.SUM: Aggregation.SUM,
    OwnKind.PERCENTILE: Aggregation.PCTL,
}
DIVIDED = frozenset({OwnKind.RATIO, OwnKind.MEAN})
"""Kinds that have a denominator."""

UNITS: dict[FieldKind, tuple[Unit, ...]] = {
    FieldKind.COUNT: (Unit.COUNT, Unit.ITEMS),
    FieldKind.DURATION_SECONDS: (Unit.SECONDS, Unit.HOURS),
    FieldKind.HOURS: (Unit.HOURS, Unit.SECONDS),
    FieldKind.MONEY: (Unit.MONEY,),
    FieldKind.SCORE: (Unit.SCORE, Unit.POINTS),
}
"""In which units a sum of fields of a kind, or such a sum per case, can be read."""


def is_own(metric: str) -> bool:
    """Whether a metric's key names one that the parties defined."""
    return metric.startswith(OWN)


def column_key(kind: FieldKind, heading: str) -> str:
    """The key of an own column: it says how the column is written and what stands above it."""
    return f"{COLUMN}{kind.value}:{heading.strip()}"


def is_column(key: str) -> bool:
    """Whether a field's key names an own column."""
    return key.startswith(COLUMN)


@lru_cache(maxsize=4096)
def column_of(key: str) -> FieldDefinition | None:
    """The own column, or the figure of single conversations, behind a key; None for any other key."""
    if key == SPREAD_ONLY:
        return FieldDefinition(key, FieldKind.DURATION_SECONDS, FIRST_RESPONSE)
    _, kind, heading = (*key.split(":", 2), "", "")[:3]
    if not is_column(key) or kind not in set(FieldKind) or not heading:
        return None
    return FieldDefinition(key, FieldKind(kind), Words(heading, heading, heading))


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnMetric:
    """One version of a metric that an organisation defined; a contract carries it whole.

    ``numerator`` and ``denominator`` name fields of the catalogue or own columns, with a minus before one that is
    taken off. A percentile is that of a single field over the rows of the files, by nearest rank.
    """

    key: str
    version: int
    name: Words
    counts: Words
    kind: OwnKind
    numerator: tuple[str, ...]
    denominator: tuple[str, ...] = ()
    unit: Unit = Unit.PERCENT
    direction: Direction = Direction.HIGHER
    percentile: int = 90
    valid_from: date = date(2020, 1, 1)

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields it is made of, each once, numerator first."""
        return tuple(dict.fromkeys(name.removeprefix("-") for name in (*self.numerator, *self.denominator)))

    @property
    def columns(self) -> tuple[str, ...]:
        """The own columns among its fields."""
        return tuple(name for name in self.fields if is_column(name))

    @property
    def definition(self) -> MetricDefinition:
        """The metric as the rest of the product knows metrics."""
        return MetricDefinition(
            key=self.key,
            version=self.version,
            group=Group.OWN,
            name=self.name,
            counts=self.counts,
            numerator=_terms(self.numerator),
            denominator=_terms(self.denominator),
            printed=None,
            unit=self.unit,
            direction=self.direction,
            aggregation=AGGREGATIONS[self.kind],
            scope=Scope.ALL,
            window="",
            source="",
            first_release=False,
            valid_from=self.valid_from,
            valid_to=None,
            percentile=self.percentile if self.kind is OwnKind.PERCENTILE else None,
        )


def own_to_plain(metric: OwnMetric) -> dict[str, Any]:
    """The definition as words, numbers and lists; contracts write it in the same way."""
    return asdict(metric) | {
        "kind": metric.kind.value,
        "numerator": list(metric.numerator),
        "denominator": list(metric.denominator),
        "unit": metric.unit.value,
        "direction": metric.direction.value,
        "valid_from": metric.valid_from.isoformat(),
    }


def own_from_plain(plain: Mapping[str, Any]) -> OwnMetric:
    """The definition behind `own_to_plain`."""
    return OwnMetric(
        **{
            **plain,
            "name": Words(**plain["name"]),
            "counts": Words(**plain["counts"]),
            "kind": OwnKind(plain["kind"]),
            "numerator": tuple(plain["numerator"]),
            "denominator": tuple(plain["denominator"]),
            "unit": Unit(plain["unit"]),
            "direction": Direction(plain["direction"]),
            "valid_from": date.fromisoformat(plain["valid_from"]),
        }
    )


def _terms(names: tuple[str, ...]) -> tuple[Term, ...]:
    return tuple((name.removeprefix("-"), -1 if name.startswith("-") else 1) for name in names)


def problems_of(metric: OwnMetric, kinds: dict[str, FieldKind]) -> tuple[Message, ...]:
    """What keeps a definition from being used, in words; empty when nothing does.

    `kinds` says how each field that may be used is kept.
    """
    if not metric.numerator or not all(name in kinds for name in metric.fields):
        return (message("Choose the fields that the metric is made of."),)
    above = {kinds[name.removeprefix("-")] for name in metric.numerator}
    below = {kinds[name.removeprefix("-")] for name in metric.denominator}
    found = [
        text
        for holds, text in (
            (not metric.name.en or not metric.name.zh_hans, message("Give the metric a name.")),
            (
                len(above) > 1 or len(below) > 1,
                message(
                    "Fields that are added up must be of one kind: all counts, all times or all sums of money."
                ),
            ),
            (bool(below) != (metric.kind in DIVIDED), _shape(metric.kind)),
            (
                metric.kind is OwnKind.PERCENTILE
                and not metric.denominator
                and (len(metric.numerator) > 1 or metric.fields != metric.numerator),
                _shape(metric.kind),
            ),
            (
                metric.kind is OwnKind.PERCENTILE and not 1 <= metric.percentile <= 99,
                message("A percentile lies between 1 and 99."),
            ),
            (
                metric.kind is not OwnKind.PERCENTILE and SPREAD_ONLY in metric.fields,
                message("The first response of single conversations can only be used in a percentile."),
            ),
        )
        if holds
    ]
    if not found and metric.unit not in units_for(metric.kind, above.pop(), below.pop() if below else None):
        found.append(message("This unit does not fit the fields of the metric."))
    return tuple(found)


def units_for(kind: OwnKind, above: FieldKind, below: FieldKind | None) -> tuple[Unit, ...]:
    """The units in which the result can be read: a share of like things in per cent, else the field's own."""
    if kind is OwnKind.RATIO and above is below:
        return (Unit.PERCENT, Unit.COUNT, Unit.ITEMS)
    return UNITS[above] if below in {None, FieldKind.COUNT} else ()


def _shape(kind: OwnKind) -> Message:
    if kind in DIVIDED:
        return message("A ratio or a mean needs something to be divided by.")
    if kind is OwnKind.SUM:
        return message("A sum is not divided by anything.")
    return message("A percentile is that of one field alone.")
