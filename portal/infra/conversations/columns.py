"""One block of bytes as columns of whole numbers, with the line of every row and every cell that is wrong."""

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute
import pyarrow.csv

from portal.infra.conversations.blocks import Block, IrregularError, Lines, lines_of
from portal.infra.conversations.cells import (
    FIRST_FAULT,
    LARGEST,
    MISSING,
    Names,
    NotPlainError,
    Numbers,
    Texts,
    by_digits,
    by_distinct,
    by_letters,
    code_of,
    empty_or_not,
    fault_of,
    moments,
    quick_type,
    scaled,
    whole,
)
from portal.infra.conversations.grid import grid_of, without_wrong_rows
from portal.infra.conversations.plain_cells import Cells, GridCells, PlainCells, TableCells
from portal.kernel.conversations.cells import LONGEST, Fault, shown
from portal.kernel.conversations.columns import COLUMNS, Content
from portal.kernel.conversations.layout import Layout
from portal.kernel.conversations.tally import MOST_KEPT, BadCell

BY_TEXT = pa.binary()
FAILED_COLUMN = re.compile(r"In CSV column #(\d+)")
UNTYPED = frozenset(
    key
    for key, column in COLUMNS.items()
    if column.content not in (Content.COUNT, Content.SECONDS, Content.MONEY)
)
NO_NAME = -2
Parsed = tuple[pa.Table, dict[str, Numbers], list[tuple[int, int]]]
NULLS = ("", "-", "--", "N/A", "NULL", "null")


@dataclass
class Rows:
    """The rows of one block: numbers by column, and what was wrong.

    A missing cell is -1; `cells` are the texts behind the numbers; `is_bad` marks rows that are not counted;
    `is_other` marks rows of shops that are passed over.
    """

    numbers: dict[str, Numbers]
    cells: Cells
    is_bad: npt.NDArray[np.bool_]
    block: Block
    lost: list[int]
    bad_cells: list[BadCell] = field(default_factory=list)
    fault_count: int = 0
    is_other: npt.NDArray[np.bool_] | None = None

    @property
    def is_mine(self) -> npt.NDArray[np.bool_]:
        """The rows of the shop that is read for."""
        return np.ones(len(self.is_bad), bool) if self.is_other is None else ~self.is_other

    @cached_property
    def lines(self) -> Lines:
        """The line of the file on which each row begins; rows with a wrong number of cells are left out."""
        lines = lines_of(self.block, len(self.is_bad) + len(self.lost))
        return np.delete(lines, self.lost) if self.lost else lines


@dataclass
class Reader:
    """Reads blocks of one file; remembers which columns need their texts judged one by one."""

    layout: Layout
    by_text: set[str] = field(default_factory=set)
    names: dict[str, Names] = field(default_factory=dict)
    texts: dict[str, Texts] = field(default_factory=dict)
    uneven: set[str] = field(default_factory=set)
    plain: PlainCells = field(init=False)

    def __post_init__(self) -> None:
        for column in self.layout.present:
            if COLUMNS[column].content is Content.NAME:
                self.names[column] = Names(self.layout.encoding)
            else:
                self.texts[column] = Texts(column, self.layout)
        self.plain = PlainCells(self.layout, self.names, self.texts)

    def read(self, block: Block) -> Rows:
        """All columns of a block: by their bytes where its rows are regular, by a table of texts where not."""
        delimiter, width = self.layout.delimiter, len(self.layout.columns)
        grid = grid_of(block, delimiter=delimiter, width=width)
        rows, lost = block, list[tuple[int, int]]()
        if grid is None and block.ends is None:
            rows, lost = without_wrong_rows(block, delimiter=delimiter, width=width)
            grid = grid_of(rows, delimiter=delimiter, width=width) if rows.breaks else None
        if grid is None:
            table, numbers, more = self._by_table(rows, self.layout.present)
            return self._judged(block, TableCells(table), numbers, lost or more)
        numbers = {}
        for column in filter(None, self.layout.columns):
            if column not in self.uneven:
                try:
                    numbers[column] = self.plain.numbers(grid, column)
                except NotPlainError:
                    self.uneven.add(column)
        left = self.layout.present - numbers.keys()
        if left:
            numbers |= self._by_table(rows, left)[1]
        return self._judged(block, GridCells(grid, self.layout), numbers, lost)

    def _by_table(self, block: Block, columns: frozenset[str]) -> Parsed:
        """Some columns; one that is not plain is read again by its texts, and its odd columns always so."""
        if not block.breaks:
            return self._nothing(columns)
        if _may_mislead(block):
            self.by_text |= columns - UNTYPED
        try:
            return self._read(block, columns, frozenset(self.by_text))
        except pa.ArrowInvalid as refusal:
            failed = FAILED_COLUMN.search(str(refusal))
            if failed is None:
                raise IrregularError from refusal
            culprit = self.layout.columns[int(failed[1])] or ""
        except NotPlainError as refusal:
            culprit = str(refusal)
        parsed = self._read(block, columns, columns - UNTYPED)
        self.by_text |= {culprit} | {
            column
            for column, values in parsed[1].items()
            if column not in UNTYPED and values.min(initial=0) <= FIRST_FAULT
        }
        return parsed

    def _nothing(self, columns: frozenset[str]) -> Parsed:
        table = pa.table({column: pa.array([], BY_TEXT) for column in columns})
        return table, {column: np.zeros(0, np.int64) for column in columns}, []

    def _read(self, block: Block, columns: frozenset[str], by_text: frozenset[str]) -> Parsed:
        lost: list[tuple[int, int]] = []
        table = self._parsed(block, columns, by_text, lost)
        numbers: dict[str, Numbers] = {}
        for column in table.column_names:
            try:
                numbers[column] = self._numbers(column, table.column(column), column in by_text)
            except NotPlainError as refusal:
                raise NotPlainError(column) from refusal
        return table, numbers, lost

    def _parsed(
        self, block: Block, columns: frozenset[str], by_text: frozenset[str], lost: list[tuple[int, int]]
    ) -> pa.Table:
        layout = self.layout

        def note(row: Any) -> str:
            lost.append((row.number, row.actual_columns))
            return "skip"

        places = [column or f"#{place}" for place, column in enumerate(layout.columns)]
        return pa.csv.read_csv(
            pa.BufferReader(pa.py_buffer(block.content)),
            read_options=pa.csv.ReadOptions(
                column_names=places, use_threads=False, block_size=len(block.content) + 1
            ),
            parse_options=pa.csv.ParseOptions(
                delimiter=layout.delimiter,
                newlines_in_values=block.ends is not None,
                quote_char='"' if block.ends is not None else False,
                # pyarrow decodes the row it hands over; another encoding is left to the plain reader
                invalid_row_handler=note if layout.encoding == "utf-8" else None,
            ),
            convert_options=pa.csv.ConvertOptions(
                check_utf8=False,
                null_values=NULLS,
                include_columns=[column for column in layout.columns if column in columns],
                column_types={
                    column: BY_TEXT if column in by_text else quick_type(column) for column in columns
                },
            ),
        ).combine_chunks()

    def _numbers(self, column: str, chunked: pa.ChunkedArray, by_text: bool) -> Numbers:
        content = COLUMNS[column].content
        cells = chunked.chunk(0) if chunked.num_chunks else pa.array([], chunked.type)
        if content is Content.KEY:
            return empty_or_not(cells)
        if content is Content.NAME:
            return by_distinct(cells, self.names[column].number)
        if content is Content.TIME:
            return moments(cells, self.texts[column])
        if content in (Content.FLAG, Content.RATING):
            return by_letters(cells, self.texts[column].number)
        largest = LARGEST[content]
        scale = self.layout.unit_of(column) if content is Content.SECONDS else 10**self.layout.digits

        def convert(plain: pa.Array) -> Numbers:
            if content is Content.COUNT:
                return whole(plain.cast(pa.int32()), largest)
            return scaled(plain.cast(pa.float64()), scale, largest)

        return by_digits(cells, self.texts[column].number, convert) if by_text else convert(cells)

    def _judged(
        self, block: Block, cells: Cells, numbers: dict[str, Numbers], lost: list[tuple[int, int]]
    ) -> Rows:
        judge_rows(numbers, self.layout)
        count = len(numbers["started_at"])
        is_bad = np.zeros(count, bool)
        for values in numbers.values():
            if values.min(initial=0) <= FIRST_FAULT:
                is_bad |= values <= FIRST_FAULT
        rows = Rows(numbers, cells, is_bad, block, [number - 1 for number, _ in lost])
        if self.layout.shop is not None:
            rows.is_other = self._of_other_shops(numbers, self.layout.shop)
        if lost:
            lines = lines_of(block, count + len(lost))
            rows.bad_cells = [
                BadCell(int(lines[number - 1]), "", str(cells), Fault.WRONG_CELLS) for number, cells in lost
            ]
            rows.fault_count = len(lost)
        if is_bad.any():
            self._note_bad_cells(rows)
        return rows

    def _of_other_shops(self, numbers: dict[str, Numbers], shop: str) -> npt.NDArray[np.bool_]:
        if "shop" not in numbers:
            return np.ones(len(numbers["started_at"]), bool)
        others: npt.NDArray[np.bool_] = numbers["shop"] != self.names["shop"].names.get(shop, NO_NAME)
        return others

    def _note_bad_cells(self, rows: Rows) -> None:
        for column, values in rows.numbers.items():
            places = np.flatnonzero((values <= FIRST_FAULT) & rows.is_mine)
            rows.fault_count += len(places)
            places = places[:MOST_KEPT]
            texts = rows.cells.texts(column, places)
            rows.bad_cells += [
                BadCell(line, column, self._shown(text), fault_of(code))
                for line, text, code in zip(
                    rows.lines[places].tolist(), texts, values[places].tolist(), strict=True
                )
            ]

    def _shown(self, text: bytes) -> str:
        return shown(text.decode(self.layout.encoding, "surrogateescape"))


def _may_mislead(block: Block) -> bool:
    """Arrow takes 0x1F and +5 for numbers; the plain rule does not."""
    return (
        block.holds(b"+")
        or (block.holds(b"x") and block.holds(b"0x"))
        or (block.holds(b"X") and block.holds(b"0X"))
    )


def judge_rows(numbers: dict[str, Numbers], layout: Layout) -> None:
    """What only the row as a whole can show, written into the columns as faults."""
    start = numbers["started_at"]
    for column in ("ended_at", "first_reply_at"):
        if column in numbers:
            moment = numbers[column]
            both = (moment >= 0) & (start >= 0)
            early, late = both & (moment < start), both & (moment - start > LONGEST)
            moment[early] = code_of(Fault.BEFORE_START)
            moment[late] = code_of(Fault.TOO_LONG)
    start[start == MISSING] = code_of(Fault.MISSING)
    outside = (start >= 0) & ((start < layout.first_ms) | (start >= layout.after_ms))
    start[outside] = code_of(Fault.OUTSIDE_MONTH)
    agent = numbers["agent"]
    nobody = agent == MISSING
    if "bot" in numbers:
        nobody &= numbers["bot"] <= 0
    agent[nobody] = code_of(Fault.MISSING)
