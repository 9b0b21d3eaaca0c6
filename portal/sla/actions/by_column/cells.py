"""The cells of one column: plain numbers as numbers, everything else as one of few different values."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from portal.sla.rules.values.texts import Cell

Whole = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]
Mask = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

NUMBER = -1
LARGEST = 1e15
"""Beyond it a number need not be what its file shows."""


@dataclass(frozen=True)
class Cells:
    """One column: `codes` say which of the `others` a cell is, NUMBER that it is the number beside it."""

    codes: Codes
    others: list[Cell]
    numbers: Floats

    def __len__(self) -> int:
        return len(self.codes)

    @property
    def blank(self) -> Mask:
        """Where nothing stands."""
        found: Mask = self.codes == 0
        return found

    def judged(self, judge: Callable[[Cell], int], *, within: Mask | None = None) -> Whole:
        """What a rule says about each cell, asked once for each different one; -1 outside of `within`."""
        wanted = np.ones(len(self), bool) if within is None else within
        found = np.full(len(self), -1, np.int64)
        texts = wanted & (self.codes != NUMBER)
        if texts.any():
            codes = self.codes[texts]
            table = np.full(len(self.others), -1, np.int64)
            for code in np.flatnonzero(np.bincount(codes, minlength=len(self.others))).tolist():
                table[code] = judge(self.others[code])
            found[texts] = table[codes]
        numbers = wanted & (self.codes == NUMBER)
        if numbers.any():
            different, places = np.unique(self.numbers[numbers], return_inverse=True)
            found[numbers] = np.array([judge(shown_number(one)) for one in different.tolist()], np.int64)[
                places
            ]
        return found


def shown_number(number: float) -> Cell:
    """A number as a reader of tables gives it: whole ones without decimals."""
    return int(number) if number.is_integer() else number


def columns_of(rows: Sequence[Sequence[Cell]], width: int) -> Iterator[Cells]:
    """The columns of rows that may end early."""
    full = [row if len(row) >= width else (*row, *("",) * (width - len(row))) for row in rows]
    for place in range(width):
        yield cells_of([row[place] for row in full])


def cells_of(column: Sequence[Cell]) -> Cells:
    """A column as its cells stand in Python."""
    kinds = set(map(type, column))
    if kinds <= {int, float} and (numbers := _numbers(column)) is not None:
        return Cells(np.full(len(column), NUMBER, np.int32), [""], numbers)
    if kinds == {str}:
        codes: dict[Cell, int] = {"": 0}
        for text in dict.fromkeys(column):
            codes.setdefault(text, len(codes))
        return Cells(
            np.fromiter(map(codes.__getitem__, column), np.int32, len(column)),
            list(codes),
            np.zeros(len(column)),
        )
    return _mixed(column)


def _numbers(column: Sequence[Cell]) -> Floats | None:
    try:
        numbers = np.array(column, np.float64)
    except OverflowError:
        return None
    return numbers if np.all(np.abs(numbers) < LARGEST) else None


def _mixed(column: Sequence[Cell]) -> Cells:
    codes: dict[tuple[type, Cell], int] = {(str, ""): 0}
    others: list[Cell] = [""]
    found = np.full(len(column), NUMBER, np.int32)
    numbers = np.zeros(len(column))
    for place, cell in enumerate(column):
        if type(cell) in (int, float) and isinstance(cell, int | float) and abs(cell) < LARGEST:
            numbers[place] = cell
            continue
        code = codes.setdefault((type(cell), cell), len(others))
        if code == len(others):
            others.append(cell)
        found[place] = code
    return Cells(found, others, numbers)
