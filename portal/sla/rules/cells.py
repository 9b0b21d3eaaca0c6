"""One cell of a known column: the integer it means, or what is wrong with it."""

from collections.abc import Callable
from functools import lru_cache, partial

from portal.sla.rules.columns import Column
from portal.sla.rules.fields import Kind
from portal.sla.rules.imported import ColumnMapping, Expected
from portal.sla.rules.values.durations import milliseconds_of, sum_milliseconds_of
from portal.sla.rules.values.numbers import count_of, minor_units_of, thousandths_of
from portal.sla.rules.values.percentages import parts_per_million_of
from portal.sla.rules.values.texts import Cell, Fault


def figure_of(cell: Cell, column: Column, mapping: ColumnMapping, expected: Expected) -> int | Fault | None:
    """The figure in a cell as an integer in its unit; None when missing.

    Counts as they are, money in minor units, durations in milliseconds, rates in parts per million, scores in
    thousandths.
    """
    kind = column.field.kind
    if kind in (Kind.RATE, Kind.RATIO):
        return parts_per_million_of(cell, scale=column.percent, above_whole=kind is Kind.RATIO)
    if kind in (Kind.MONEY, Kind.MEAN_AMOUNT):
        return minor_units_of(cell, scale=column.heading.scale, digits=expected.currency_digits)
    if kind is Kind.MEAN_DURATION:
        return milliseconds_of(cell, unit=column.duration_unit, clock=mapping.clock)
    if kind is Kind.SUM_DURATION:
        return sum_milliseconds_of(cell, unit=column.duration_unit, clock=mapping.clock)
    if kind is Kind.SCORE:
        return thousandths_of(cell)
    return count_of(cell, scale=column.heading.scale)


def reader_of(
    column: Column, mapping: ColumnMapping, expected: Expected
) -> Callable[[Cell], int | Fault | None]:
    """What reads the figures of one column; what stood in it before is not read again."""
    read = partial(figure_of, column=column, mapping=mapping, expected=expected)
    return lru_cache(maxsize=None, typed=True)(read)
