"""A large text table in blocks that end with a whole row, still as the bytes that were sent."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BufferedReader

import numpy as np
import numpy.typing as npt

Lines = npt.NDArray[np.int64]
Letters = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]

SIZE = 4 << 20
LONGEST_ROW = 8 << 20
"""What is longer is no row but an open quotation mark or no table; it is not gathered to the end of the file."""
FRONT, BACK = 64, 8
"""Zeros before and behind the rows of a block."""
QUOTE, NEWLINE, RETURN = 34, 10, 13
DELIMITERS_SAFE = frozenset({",", "\t", ";"})
"""Bytes that are never the second byte of a Chinese letter in any encoding we read."""


class IrregularError(Exception):
    """The rows cannot be told apart by their bytes alone; the plain reader must do it letter by letter."""


@dataclass(frozen=True)
class Block:
    """Whole rows as bytes, with zeros around them so that a word may begin before the first cell.

    `start` and `end` say where in `bytes_` the rows stand, `line` on which line of the file the first begins, and
    `newlines` which of the bytes behind the zeros in front are line breaks, `breaks` of them in the rows. `ends` says
    where rows end: it is only there when a quotation mark occurs, because then a line break need not end a row.
    """

    bytes_: bytearray
    start: int
    end: int
    line: int
    breaks: int
    newlines: Mask
    has_returns: bool
    ends: Lines | None = None

    @property
    def letters(self) -> Letters:
        """The bytes behind the zeros in front, up to the end of the last row."""
        return _letters(self.bytes_, self.end)

    @property
    def content(self) -> memoryview:
        """The bytes of the rows alone."""
        return memoryview(self.bytes_)[self.start : self.end]

    def holds(self, letters: bytes) -> bool:
        """Whether these bytes stand in the rows."""
        return self.bytes_.find(letters, self.start, self.end) >= 0


def block_of(content: bytes, line: int = 1) -> Block:
    """Rows without quotation marks as a block."""
    framed = bytearray(FRONT) + content + bytearray(BACK)
    end = FRONT + len(content)
    newlines = _letters(framed, end) == NEWLINE
    return Block(framed, FRONT, end, line, int(np.count_nonzero(newlines)), newlines, b"\r" in content)


def blocks(stream: BufferedReader, *, header_row: int, delimiter: str, size: int = SIZE) -> Iterator[Block]:
    """The rows below the heading; raises IrregularError where quoting or line ends are not plain."""
    line, rest = 1, b""
    while True:
        bytes_ = bytearray(FRONT + len(rest) + size + 1 + BACK)
        begin = FRONT + len(rest)
        bytes_[FRONT:begin] = rest
        read = stream.readinto(memoryview(bytes_)[begin : begin + size])
        end = begin + read
        if end == FRONT:
            return
        if not read and bytes_[end - 1] != NEWLINE:
            bytes_[end] = NEWLINE
            end += 1
        has_returns = _has_returns(bytes_, end, at_end=not read)
        ends = _row_ends(_letters(bytes_, end), delimiter) if bytes_.find(b'"', FRONT, end) >= 0 else None
        cut = _last_end(bytes_, end, ends)
        if cut > FRONT:
            newlines = _letters(bytes_, cut) == NEWLINE
            breaks = int(np.count_nonzero(newlines))
            rest = bytes(memoryview(bytes_)[cut:end])
            block = Block(bytes_, FRONT, cut, line, breaks, newlines, has_returns, ends)
            yield from _below(block, header_row)
            line += breaks
        elif read:
            rest = bytes(memoryview(bytes_)[FRONT:end])
        if not read and end == cut:
            return
        if not read or len(rest) > LONGEST_ROW:
            raise IrregularError


def lines_of(block: Block, rows: int) -> Lines:
    """The line on which each row begins; empty lines are no rows."""
    if block.breaks == rows and block.ends is None:
        return np.arange(block.line, block.line + rows, dtype=np.int64)
    letters = block.letters[block.start - FRONT :]
    ends = np.flatnonzero(letters == NEWLINE) if block.ends is None else block.ends
    starts = np.concatenate(([0], ends[:-1] + 1))
    length = ends - starts - (letters[np.maximum(ends - 1, 0)] == RETURN)
    breaks = np.flatnonzero(letters == NEWLINE)
    numbers: Lines = block.line + np.searchsorted(breaks, starts)
    found: Lines = numbers[length > 0]
    return found


def _letters(bytes_: bytearray, end: int) -> Letters:
    """The bytes behind the zeros in front."""
    return np.frombuffer(bytes_, np.uint8)[FRONT:end]


def _below(block: Block, header_row: int) -> Iterator[Block]:
    """The block without the lines down to the heading."""
    bytes_, line, cut = block.bytes_, block.line, block.start
    while line <= header_row and cut < block.end:
        cut, line = bytes_.index(b"\n", cut) + 1, line + 1
    if cut == block.start:
        yield block
    elif cut < block.end:
        gone = cut - block.start
        ends = None if block.ends is None else block.ends[block.ends >= gone] - gone
        bytes_[block.start : cut] = bytes(gone)
        block.newlines[:gone] = False
        yield replace(block, start=cut, line=line, breaks=block.breaks - (line - block.line), ends=ends)


def _has_returns(bytes_: bytearray, end: int, *, at_end: bool) -> bool:
    """Whether lines end with two bytes; raises IrregularError where the first of them stands alone."""
    if bytes_.find(b"\r", FRONT, end) < 0:
        return False
    returns = bytes_.count(b"\r", FRONT, end)
    if returns != bytes_.count(b"\r\n", FRONT, end) + (not at_end and bytes_[end - 1] == RETURN):
        raise IrregularError
    return True


def _last_end(bytes_: bytearray, end: int, ends: Lines | None) -> int:
    if ends is None:
        return bytes_.rfind(b"\n", FRONT, end) + 1
    return FRONT + int(ends[-1]) + 1 if len(ends) else 0


def _row_ends(letters: Letters, delimiter: str) -> Lines:
    """Line breaks outside quotation marks; every mark must open a cell, close it, or be doubled inside it."""
    marks = letters == QUOTE
    inside = (np.cumsum(marks, dtype=np.uint8) & 1).astype(bool)
    places = np.flatnonzero(marks)
    opening = places[inside[places]]
    closing = places[~inside[places]]
    edge = np.isin(np.arange(256), [ord(delimiter), NEWLINE, RETURN])
    before = letters[np.maximum(opening - 1, 0)]
    doubled = np.isin(opening - 1, closing)
    if not np.all((opening == 0) | edge[before] | doubled):
        raise IrregularError
    reopened = np.isin(closing + 1, opening)
    after = letters[np.minimum(closing + 1, len(letters) - 1)]
    if not np.all((closing + 1 >= len(letters)) | edge[after] | reopened):
        raise IrregularError
    return np.flatnonzero((letters == NEWLINE) & ~inside)
