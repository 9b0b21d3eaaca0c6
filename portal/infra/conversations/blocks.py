"""A large text table in blocks that end with a whole row, still as the bytes that were sent."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

Lines = npt.NDArray[np.int64]

SIZE = 4 << 20
QUOTE, NEWLINE, RETURN = 34, 10, 13
DELIMITERS_SAFE = frozenset({",", "\t", ";"})
"""Bytes that are never the second byte of a Chinese letter in any encoding we read."""


class IrregularError(Exception):
    """The rows cannot be told apart by their bytes alone; the plain reader must do it letter by letter."""


@dataclass(frozen=True)
class Block:
    """Whole rows as bytes; `line` is the line of the file on which the first begins, `ends` where rows end.

    `ends` is only there when a quotation mark occurs, because then a line break need not end a row.
    """

    content: bytes
    line: int
    ends: Lines | None = None


def blocks(stream: BinaryIO, *, header_row: int, delimiter: str, size: int = SIZE) -> Iterator[Block]:
    """The rows below the heading; raises IrregularError where quoting or line ends are not plain."""
    line, rest = 1, b""
    while True:
        piece = stream.read(size)
        content = rest + piece
        if not content:
            return
        if not piece and not content.endswith(b"\n"):
            content += b"\n"
        _refuse_lone_returns(content, at_end=not piece)
        ends = _row_ends(content, delimiter) if b'"' in content else None
        cut = _last_end(content, ends)
        if cut:
            block = Block(content[:cut], line, ends)
            line += _breaks(block.content)
            yield from _below(block, header_row)
        elif not piece:
            raise IrregularError
        rest = content[cut:] if piece else b""
        if not piece:
            if len(content) != cut:
                raise IrregularError
            return


def lines_of(block: Block, rows: int) -> Lines:
    """The line on which each row begins; empty lines are no rows."""
    count = _breaks(block.content)
    if count == rows and block.ends is None:
        return np.arange(block.line, block.line + rows, dtype=np.int64)
    letters = np.frombuffer(block.content, np.uint8)
    ends = np.flatnonzero(letters == NEWLINE) if block.ends is None else block.ends
    starts = np.concatenate(([0], ends[:-1] + 1))
    length = ends - starts - (letters[np.maximum(ends - 1, 0)] == RETURN)
    breaks = np.flatnonzero(letters == NEWLINE)
    numbers: Lines = block.line + np.searchsorted(breaks, starts)
    found: Lines = numbers[length > 0]
    return found


def _below(block: Block, header_row: int) -> Iterator[Block]:
    """The block without the lines down to the heading."""
    content, line, cut = block.content, block.line, 0
    while line <= header_row and cut < len(content):
        cut, line = content.index(b"\n", cut) + 1, line + 1
    if cut == 0:
        yield block
    elif cut < len(content):
        ends = None if block.ends is None else block.ends[block.ends >= cut] - cut
        yield Block(content[cut:], line, ends)


def _breaks(content: bytes) -> int:
    return int(np.count_nonzero(np.frombuffer(content, np.uint8) == NEWLINE))


def _refuse_lone_returns(content: bytes, *, at_end: bool) -> None:
    if b"\r" not in content:
        return
    returns = content.count(b"\r")
    if returns != content.count(b"\r\n") + (not at_end and content.endswith(b"\r")):
        raise IrregularError


def _last_end(content: bytes, ends: Lines | None) -> int:
    if ends is None:
        return content.rfind(b"\n") + 1
    return int(ends[-1]) + 1 if len(ends) else 0


def _row_ends(content: bytes, delimiter: str) -> Lines:
    """Line breaks outside quotation marks; every mark must open a cell, close it, or be doubled inside it."""
    letters = np.frombuffer(content, np.uint8)
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
