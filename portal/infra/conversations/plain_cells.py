"""The columns of a regular block as whole numbers, straight from its bytes; odd cells one by one by the plain rule."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import pyarrow as pa

from portal.infra.conversations.blocks import FRONT
from portal.infra.conversations.cells import LARGEST, MISSING, Names, NotPlainError, Texts, code_of
from portal.infra.conversations.digits import Read, decimals, moments, texts, whole_numbers
from portal.infra.conversations.grid import MOST_WORDS, Column, Grid, Numbers
from portal.infra.conversations.lookup import Lookup
from portal.kernel.conversations.cells import Fault
from portal.kernel.conversations.columns import COLUMNS, Content
from portal.kernel.conversations.layout import Layout

MIDNIGHT = b"00:00:00"
ODD_AT_LEAST, ODD_SHARE = 64, 16
"""A column with more odd cells than that, and than one in so many, is read in another way."""


class Cells(Protocol):
    """The texts of a block's cells as they stand."""

    def keys(self) -> pa.Array:
        """The identifiers."""

    def texts(self, column: str, rows: Numbers) -> list[bytes]:
        """The texts of some cells."""


@dataclass(frozen=True)
class TableCells:
    """The cells of a block as they were cut out."""

    table: pa.Table

    def keys(self) -> pa.Array:
        """The identifiers."""
        return self.table.column("conversation").combine_chunks()

    def texts(self, column: str, rows: Numbers) -> list[bytes]:
        """The texts of some cells."""
        found: list[bytes] = self.table.column(column).take(pa.array(rows)).to_pylist()
        return found


@dataclass(frozen=True)
class GridCells:
    """The cells of a block by column, as they stand."""

    grid: Grid
    layout: Layout

    def keys(self) -> pa.Array:
        """The identifiers."""
        return _cut_out(self.grid, self.grid.column(self.layout.columns.index("conversation")))

    def texts(self, column: str, rows: Numbers) -> list[bytes]:
        """The texts of some cells."""
        cells = self.grid.column(self.layout.columns.index(column))
        return [self.grid.text(*cells.place(row)) for row in rows.tolist()]


@dataclass
class PlainCells:
    """Reads the grids of one file; knows the names, words and days that stood further up."""

    layout: Layout
    names: dict[str, Names]
    texts: dict[str, Texts]
    known: dict[str, Lookup] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for key, names in self.names.items():
            self.known[key] = Lookup(names.number)
        for key, column in self.texts.items():
            if COLUMNS[key].content is Content.TIME:
                self.known[key] = Lookup(_midnight(column))
            elif COLUMNS[key].content in (Content.FLAG, Content.RATING):
                self.known[key] = Lookup(column.number)

    def numbers(self, grid: Grid, key: str) -> Numbers:
        """A column as whole numbers; raises NotPlainError when most of its cells need to be judged one by one."""
        column = grid.column(self.layout.columns.index(key))
        content = COLUMNS[key].content
        if content is Content.KEY:
            numbers = np.zeros(grid.rows, np.int64)
            if not column.shortest:
                numbers[column.lengths == 0] = code_of(Fault.MISSING)
            return numbers
        if content in (Content.NAME, Content.FLAG, Content.RATING):
            return texts(grid, column, self.known[key], MOST_WORDS)
        return self._with_odd(grid, column, self.texts[key], self._read(grid, key, column))

    def _read(self, grid: Grid, key: str, column: Column) -> Read:
        content = COLUMNS[key].content
        if content is Content.TIME:
            return moments(grid, column, self.known[key])
        if content is Content.COUNT:
            return whole_numbers(grid, column, LARGEST[content])
        scale = self.layout.unit_of(key) if content is Content.SECONDS else 10**self.layout.digits
        return decimals(grid, column, scale, LARGEST[content])

    def _with_odd(self, grid: Grid, column: Column, known: Texts, read: Read) -> Numbers:
        if read.odd is None:
            return read.numbers
        rows = np.flatnonzero(read.odd)
        if len(rows) > max(ODD_AT_LEAST, grid.rows // ODD_SHARE):
            raise NotPlainError
        for row in rows.tolist():
            read.numbers[row] = known.number(grid.text(*column.place(row)))
        return read.numbers


def _midnight(known: Texts) -> Callable[[bytes], int]:
    def number(date: bytes) -> int:
        return known.number(date + MIDNIGHT) if date else MISSING

    return number


def _cut_out(grid: Grid, column: Column) -> pa.Array:
    """The texts of a column one after the other."""
    ends = np.zeros(grid.rows + 1, np.int32)
    np.cumsum(column.lengths, out=ends[1:])
    if 0 < column.shortest == column.longest <= FRONT:
        begin = FRONT - column.longest
        every = np.ndarray(
            len(grid.bytes_) - FRONT + 1, f"V{column.longest}", grid.bytes_, offset=begin, strides=(1,)
        )
        letters = every[column.ends]
    else:
        places = np.repeat(column.starts - ends[:-1], column.lengths) + np.arange(ends[-1])
        letters = np.frombuffer(grid.bytes_, np.uint8, offset=FRONT).take(places)
    return pa.BinaryArray.from_buffers(
        pa.binary(), grid.rows, [None, pa.py_buffer(ends), pa.py_buffer(letters)]
    )
