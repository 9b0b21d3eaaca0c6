"""The figures of one column: whole numbers at once where the rule is a multiplication, the rule itself elsewhere."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from portal.infra.tables.columns import NUMBER, Cells, Mask, Whole
from portal.sla.rules.columns import Column
from portal.sla.rules.fields import Kind
from portal.sla.rules.imported import Expected
from portal.sla.rules.values.durations import LONGEST, UNITS
from portal.sla.rules.values.numbers import LARGEST_COUNT
from portal.sla.rules.values.percentages import SCALE_FACTORS, WHOLE
from portal.sla.rules.values.texts import Cell, Fault

MOST = 2**40
"""No figure of one row is larger; sums and products of them stay exact."""
ABSENT, ODD = -(2**62), 1 - 2**62
CLEAR_OF_TIES = 0.49
MANY = 200
PLAIN_TEXT = re.compile(r"[1-9][0-9]{0,11}(?:\.[0-9]{1,3})?", re.ASCII)
"""A number written as every rule reads it."""

Read = Callable[[Cell], int | Fault | None]


class NotPlainError(Exception):
    """The file holds figures of a size that only the plain rules may add up."""


@dataclass(frozen=True)
class Figures:
    """What a column says in each row: a figure where `there`, zero where not; `odd` rows are for the plain rules."""

    values: Whole
    there: Mask
    odd: Mask


def figures_of(cells: Cells, column: Column, expected: Expected, read: Read) -> Figures:
    """The figures of a column; raises NotPlainError for what is too large."""
    cells = _written_out(cells)

    def judge(cell: Cell) -> int:
        answer = read(cell)
        if isinstance(answer, Fault):
            return ODD
        if answer is None:
            return ABSENT
        if abs(answer) >= MOST:
            raise NotPlainError
        return answer

    values, simple = _multiplied(cells, column, expected)
    rest = ~simple
    if rest.any():
        values[rest] = cells.judged(judge, within=rest)[rest]
    odd, there = values == ODD, values > ODD
    values[~there] = 0
    return Figures(values, there, odd)


def _written_out(cells: Cells) -> Cells:
    """Texts that are nothing but a number from one become numbers, where there are many different ones."""
    used = np.bincount(cells.codes[cells.codes > 0], minlength=len(cells.others)) > 0
    if np.count_nonzero(used) < MANY:
        return cells
    plain = [
        is_used and type(one) is str and PLAIN_TEXT.fullmatch(one) is not None
        for one, is_used in zip(cells.others, used.tolist(), strict=True)
    ]
    table = np.array(
        [float(str(one)) if is_plain else 0 for one, is_plain in zip(cells.others, plain, strict=True)]
    )
    numeric = np.array(plain)[cells.codes] & (cells.codes != NUMBER)
    codes, numbers = cells.codes.copy(), cells.numbers.copy()
    numbers[numeric] = table[cells.codes[numeric]]
    codes[numeric] = NUMBER
    return replace(cells, codes=codes, numbers=numbers)


def _multiplied(cells: Cells, column: Column, expected: Expected) -> tuple[Whole, Mask]:
    """Numbers that the rule of the column only multiplies and rounds, and where they stand."""
    numbers = cells.numbers
    simple = cells.codes == NUMBER
    factor, most, from_one = _rule_of(column, expected)
    if factor is None or not simple.any():
        return np.zeros(len(cells), np.int64), np.zeros(len(cells), bool)
    products = numbers * factor
    rounded = np.rint(products)
    if column.field.kind in (Kind.COUNT, Kind.PEOPLE, Kind.MAXIMUM):
        simple &= numbers == np.rint(numbers)
    simple &= (numbers >= 0) & (rounded < min(most + 1, MOST)) & (np.abs(products - rounded) < CLEAR_OF_TIES)
    if from_one:
        simple &= (numbers == 0) | (numbers >= 1)
    rounded[~simple] = 0
    return rounded.astype(np.int64), simple


def _rule_of(column: Column, expected: Expected) -> tuple[int | None, int, bool]:
    """What a number is multiplied by, the most it may be then, and whether one below 1 may mean something else."""
    kind = column.field.kind
    if kind in (Kind.RATE, Kind.RATIO):
        factor = None if column.percent is None else SCALE_FACTORS[column.percent]
        return factor, WHOLE if kind is Kind.RATE else MOST, False
    if kind in (Kind.MONEY, Kind.MEAN_AMOUNT):
        return column.heading.scale * 10**expected.currency_digits, MOST, False
    if kind in (Kind.MEAN_DURATION, Kind.SUM_DURATION):
        is_mean = kind is Kind.MEAN_DURATION
        return UNITS[column.duration_unit or "s"], LONGEST if is_mean else MOST, is_mean
    if kind is Kind.SCORE:
        return 1000, MOST, False
    return column.heading.scale, LARGEST_COUNT, False
