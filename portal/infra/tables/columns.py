"""Tables by column: plain numbers as numbers, every other cell as one of few different values."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, overload

import numpy as np
import numpy.typing as npt

from portal.kernel.sheets.headings import LOOK_AT_ROWS, sheet_from
from portal.kernel.sheets.table import Cell, Recognise, Row, Sheet

Whole = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]
Mask = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

NUMBER = -1
LARGEST = 1e15
"""Beyond it a number need not be what its file shows."""


class IrregularError(Exception):
    """The table is not written as programs write tables; the reader of every table must read it."""


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

    def cell(self, place: int) -> Cell:
        """One cell as a reader of tables gives it."""
        code = int(self.codes[place])
        return shown_number(float(self.numbers[place])) if code == NUMBER else self.others[code]

    def all_cells(self) -> list[Cell]:
        """Every cell as a reader of tables gives it."""
        pairs = zip(self.codes.tolist(), self.numbers.tolist(), strict=True)
        return [shown_number(number) if code == NUMBER else self.others[code] for code, number in pairs]

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


def blank_cells(count: int) -> Cells:
    """A column in which nothing stands."""
    return Cells(np.zeros(count, np.int32), [""], np.zeros(count))


@dataclass(frozen=True)
class ColumnRows(Sequence[Row]):
    """Rows that are kept by column and only put together when somebody looks at them.

    `numbers` are those of the sheet; `widths` say how many cells each row has, the empty ones at its end left out.
    """

    columns: Sequence[Cells]
    numbers: Whole
    widths: Whole

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, place: int) -> Row: ...

    @overload
    def __getitem__(self, place: slice) -> "ColumnRows": ...

    def __getitem__(self, place: int | slice) -> "Row | ColumnRows":
        if isinstance(place, slice):
            columns = [Cells(one.codes[place], one.others, one.numbers[place]) for one in self.columns]
            return ColumnRows(columns, self.numbers[place], self.widths[place])
        width = int(self.widths[place])
        return Row(int(self.numbers[place]), tuple(one.cell(place) for one in self.columns[:width]))

    def __iter__(self) -> Iterator[Row]:
        cells = zip(*(one.all_cells() for one in self.columns), strict=True)
        for number, width, row in zip(self.numbers.tolist(), self.widths.tolist(), cells, strict=True):
            yield Row(number, row[:width])

    def different(self, index: int) -> list[Cell]:
        """What stands in a column, each cell once."""
        if index >= len(self.columns):
            return []
        cells = self.columns[index]
        used = np.flatnonzero(np.bincount(cells.codes[cells.codes != NUMBER], minlength=len(cells.others)))
        numbers = np.unique(cells.numbers[cells.codes == NUMBER])
        return [cells.others[code] for code in used.tolist()] + [
            shown_number(one) for one in numbers.tolist()
        ]


def filled_rows(columns: Sequence[Cells], numbers: Whole) -> ColumnRows:
    """The rows that hold anything, each as wide as its last cell that does."""
    widths = np.zeros(len(numbers), np.int64)
    for at, column in enumerate(columns, start=1):
        widths[column.codes != 0] = at
    there = widths > 0
    if there.all():
        return ColumnRows(columns, numbers, widths)
    kept = [Cells(one.codes[there], one.others, one.numbers[there]) for one in columns]
    return ColumnRows(kept, numbers[there], widths[there])


def sheet_by_column(name: str, rows: ColumnRows, known: Recognise) -> Sheet | None:
    """The sheet below its heading; None when nothing looks like one."""
    head = [rows[place] for place in range(min(LOOK_AT_ROWS, len(rows)))]
    sheet = sheet_from(name, head, known)
    if sheet is None:
        return None
    below = int(np.searchsorted(rows.numbers, sheet.header_row, side="right"))
    return replace(sheet, rows=rows[below:])


class RowLike(Protocol):
    """A numbered row of cells."""

    @property
    def number(self) -> int:
        """The row of the sheet, from 1."""

    @property
    def cells(self) -> Sequence[Cell]:
        """The cells from the left."""


def rows_by_column(rows: Sequence[RowLike], width: int) -> ColumnRows:
    """Rows by column; at least so many columns."""
    if isinstance(rows, ColumnRows):
        more = [blank_cells(len(rows)) for _ in range(width - len(rows.columns))]
        return ColumnRows([*rows.columns, *more], rows.numbers, rows.widths)
    full = [
        tuple(row.cells) if len(row.cells) >= width else (*row.cells, *("",) * (width - len(row.cells)))
        for row in rows
    ]
    return ColumnRows(
        [cells_of([row[place] for row in full]) for place in range(width)],
        np.array([row.number for row in rows], np.int64),
        np.array([len(row.cells) for row in rows], np.int64),
    )


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
