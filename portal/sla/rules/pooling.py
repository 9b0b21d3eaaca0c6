"""From rows to the figures of a slot and of the month: one grain at a time, sums over sums."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum

from portal.sla.rules.fields import ADDITIVE, Kind
from portal.sla.rules.imported import FigureRow
from portal.sla.rules.means import FIELDS
from portal.sla.rules.parts import Part, pooled
from portal.sla.rules.values.dates import Days


class Grain(IntEnum):
    """What one row stands for; the smallest number is the nearest to what the platform itself says."""

    TOTAL = 0
    SHOP_MONTH = 1
    SHOP_DAYS = 2
    AGENT_MONTH = 3
    AGENT_DAYS = 4


@dataclass(frozen=True)
class PooledPart:
    """A rate or average over rows; `approximate` when weights stand in for numerators or buyers were added up."""

    part: Part
    grain: Grain
    approximate: bool
    rows: int


@dataclass(frozen=True)
class PooledCount:
    """A sum (or maximum) over rows in the unit of its field."""

    value: int
    grain: Grain
    approximate: bool
    rows: int


FIRST_RESPONSES = "first_response_ms"
PERCENTILES = {"frt_median": 50, "frt_p90": 90}
"""Percentiles that are taken from the distribution of first response times over single conversations."""

Spread = tuple[tuple[int, int], ...]
"""An exact distribution: each value with the number of rows that have it, smallest first."""


@dataclass(frozen=True)
class Figures:
    """What a slot or a month holds: rates and averages by metric, counts and sums by field.

    `unpoolable` names metrics for which only averages without counts were delivered by several rows; `spreads`
    holds the distribution of a field over the single rows, where a percentile of it was agreed.
    """

    parts: Mapping[str, PooledPart]
    counts: Mapping[str, PooledCount]
    unpoolable: frozenset[str] = frozenset()
    spreads: Mapping[str, Spread] = field(default_factory=dict)


def grain_of(row: FigureRow, month: Days) -> Grain:
    """What a row stands for, from whom and which days it names."""
    if row.is_total:
        return Grain.TOTAL
    whole = row.days is None or (row.days.first <= month.first and row.days.last >= month.last)
    if row.agent is None:
        return Grain.SHOP_MONTH if whole else Grain.SHOP_DAYS
    return Grain.AGENT_MONTH if whole else Grain.AGENT_DAYS


def slot_figures(rows: Sequence[FigureRow], month: Days, *, spread: frozenset[str] = frozenset()) -> Figures:
    """The figures of one slot (shop and tool) from the rows of its files, in any order.

    Each figure is taken from the coarsest grain that has it: the file's own totals row stands for the shop and is
    never replaced by a sum, because buyers who met two agents would count twice. Of the fields named in `spread`
    the distribution over the finest rows is kept as well.
    """
    by_grain: dict[Grain, list[FigureRow]] = {}
    for row in rows:
        by_grain.setdefault(grain_of(row, month), []).append(row)
    parts: dict[str, PooledPart] = {}
    counts: dict[str, PooledCount] = {}
    unpoolable: set[str] = set()
    for grain in sorted(by_grain):
        for key, (several, behind) in _parts_by_metric(by_grain[grain]).items():
            if key in parts or key in unpoolable:
                continue
            part = pooled(several)
            if part is None:
                unpoolable.add(key)
            else:
                parts[key] = PooledPart(part, grain, _is_approximate(key, part, several), sum(behind))
        for key, values in _values_by_field(by_grain[grain]).items():
            counts.setdefault(key, _counted(key, values, grain))
    spreads = {key: found for key in sorted(spread) if (found := _spread(key, by_grain))}
    return Figures(parts, counts, frozenset(unpoolable), spreads)


def _spread(key: str, by_grain: Mapping[Grain, Sequence[FigureRow]]) -> Spread:
    for grain in sorted(by_grain, reverse=True):
        values = Counter(row.values[key] for row in by_grain[grain] if key in row.values)
        if values and grain is not Grain.TOTAL:
            return tuple(sorted(values.items()))
    return ()


def added_spreads(several: Iterable[Spread]) -> Spread:
    """Distributions over different rows as one."""
    total: Counter[int] = Counter()
    for spread in several:
        total.update(dict(spread))
    return tuple(sorted(total.items()))


def nearest_rank(spread: Spread, percentile: int) -> int:
    """The smallest value that `percentile` of 100 rows do not exceed (the ⌈p·n⌉-th in order)."""
    rows = sum(count for _, count in spread)
    rank = -(-percentile * rows // 100)
    for value, count in spread:
        rank -= count
        if rank <= 0:
            return value
    raise ValueError("a percentile needs at least one row")


def month_figures(slots: Iterable[Figures]) -> Figures:
    """All slots of a month together: shops and tools are added, an average without a count cannot be."""
    several = list(slots)
    parts: dict[str, PooledPart] = {}
    unpoolable = {key for slot in several for key in slot.unpoolable}
    for key in sorted({key for slot in several for key in slot.parts} - unpoolable):
        found = [slot.parts[key] for slot in several if key in slot.parts]
        part = pooled(one.part for one in found)
        if part is None:
            unpoolable.add(key)
        else:
            parts[key] = PooledPart(
                part,
                max(one.grain for one in found),
                any(one.approximate for one in found),
                sum(one.rows for one in found),
            )
    counts = {
        key: _added(key, [slot.counts[key] for slot in several if key in slot.counts])
        for key in sorted({key for slot in several for key in slot.counts})
    }
    spreads = {
        key: added_spreads(slot.spreads[key] for slot in several if key in slot.spreads)
        for key in sorted({key for slot in several for key in slot.spreads})
    }
    pooled_figures = Figures(parts, counts, frozenset(unpoolable), spreads)
    told = [slot for slot in several if set(PERCENTILES) & {*slot.parts, *slot.unpoolable}]
    if told and all(FIRST_RESPONSES in slot.spreads for slot in told):
        return with_percentiles(pooled_figures)
    return pooled_figures


def with_percentiles(figures: Figures) -> Figures:
    """The percentiles of the first response from its distribution, exact however many files it comes from."""
    spread = figures.spreads[FIRST_RESPONSES]
    rows = sum(count for _, count in spread)
    found = {
        key: PooledPart(Part(nearest_rank(spread, share), 1, weighted=False), Grain.TOTAL, False, rows)
        for key, share in PERCENTILES.items()
    }
    return replace(
        figures, parts={**figures.parts, **found}, unpoolable=figures.unpoolable - PERCENTILES.keys()
    )


def _parts_by_metric(rows: Sequence[FigureRow]) -> dict[str, tuple[list[Part], list[int]]]:
    """The parts of each metric, and how many rows of the file each stands for."""
    found: dict[str, tuple[list[Part], list[int]]] = {}
    for keys, alike in _alike(rows, lambda row: row.parts).items():
        behind = [row.stands_for for row in alike]
        for key, column in zip(keys, zip(*(row.parts.values() for row in alike), strict=True), strict=True):
            parts, rows_behind = found.setdefault(key, ([], []))
            parts.extend(column)
            rows_behind.extend(behind)
    return found


def _values_by_field(rows: Sequence[FigureRow]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for keys, alike in _alike(rows, lambda row: row.values).items():
        for key, column in zip(keys, zip(*(row.values.values() for row in alike), strict=True), strict=True):
            if FIELDS[key].kind in ADDITIVE or FIELDS[key].kind is Kind.MAXIMUM:
                found.setdefault(key, []).extend(column)
    return found


def _alike(
    rows: Iterable[FigureRow], held: Callable[[FigureRow], Mapping[str, object]]
) -> dict[tuple[str, ...], list[FigureRow]]:
    """Rows that hold the same keys in the same order, together: they can be added column by column."""
    found: dict[tuple[str, ...], list[FigureRow]] = {}
    for row in rows:
        found.setdefault(tuple(held(row)), []).append(row)
    return found


def _is_approximate(key: str, part: Part, several: Sequence[Part]) -> bool:
    field = FIELDS[key]
    people = any(
        FIELDS[name].kind is Kind.PEOPLE for name in (field.numerator, field.denominator) if name in FIELDS
    )
    return not part.exact or (people and len(several) > 1)


def _counted(key: str, values: Sequence[int], grain: Grain) -> PooledCount:
    value = max(values) if FIELDS[key].kind is Kind.MAXIMUM else sum(values)
    return PooledCount(value, grain, FIELDS[key].kind is Kind.PEOPLE and len(values) > 1, len(values))


def _added(key: str, several: Sequence[PooledCount]) -> PooledCount:
    values = [one.value for one in several]
    return PooledCount(
        value=max(values) if FIELDS[key].kind is Kind.MAXIMUM else sum(values),
        grain=max(one.grain for one in several),
        approximate=any(one.approximate for one in several),
        rows=sum(one.rows for one in several),
    )
