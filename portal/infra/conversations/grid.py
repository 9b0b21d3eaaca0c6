"""The cells of a block by their places in its bytes, read eight bytes at a time: nothing is cut out or copied."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from portal.infra.conversations.blocks import FRONT, NEWLINE, RETURN, Block, Letters, block_of

Numbers = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]

WORD = 8
MOST_WORDS = FRONT // WORD


@dataclass(frozen=True)
class Column:
    """The cells of one column: where each ends, how long it is, and the shortest and longest."""

    ends: Numbers
    lengths: Numbers
    shortest: int
    longest: int

    @property
    def starts(self) -> Numbers:
        """Where each begins."""
        return self.ends - self.lengths

    def place(self, row: int) -> tuple[int, int]:
        """Where the cell of a row begins and ends."""
        end = int(self.ends[row])
        return end - int(self.lengths[row]), end


@dataclass(frozen=True)
class Grid:
    """A block whose rows all have the same number of cells; `ends` holds the end of each cell by column and row.

    Places count from behind the zeros in front; the first row begins at `start`.
    """

    bytes_: bytearray
    ends: Numbers
    start: int
    has_returns: bool

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(self.ends[0])

    def column(self, place: int) -> Column:
        """The cells at that place of each row."""
        ends = self.ends[place]
        if self.has_returns and place == len(self.ends) - 1:
            ends = ends - 1
        if place:
            lengths = ends - self.ends[place - 1]
        else:
            lengths = np.empty_like(ends)
            lengths[0] = ends[0] - self.start + 1
            np.subtract(ends[1:], self.ends[-1, :-1], out=lengths[1:])
        lengths -= 1
        return Column(ends, lengths, int(lengths.min()), int(lengths.max()))

    def text(self, start: int, end: int) -> bytes:
        """The bytes between two places."""
        return bytes(memoryview(self.bytes_)[FRONT + start : FRONT + end])

    def words(self, column: Column, before: int, count: int) -> list[Words]:
        """So many times eight bytes, from so many bytes before the end of each cell; the first of eight is lowest."""
        size = WORD * count
        begin = FRONT - before
        every = np.ndarray(
            len(self.bytes_) - begin - size + 1, f"V{size}", self.bytes_, offset=begin, strides=(1,)
        )
        found = every[column.ends].view("<u8").reshape(-1, count)
        return [found[:, place] for place in range(count)]

    def letter(self, column: Column, before: int) -> Letters:
        """The byte so many before the end of each cell."""
        found: Letters = np.frombuffer(self.bytes_, np.uint8, offset=FRONT - before).take(column.ends)
        return found


def grid_of(block: Block, *, delimiter: str, width: int) -> Grid | None:
    """The cells of a block; None where its rows differ in cells or bytes alone do not tell."""
    if block.ends is not None or width < 2 or block.holds(b"\0"):
        return None
    letters = block.letters
    found = np.flatnonzero((letters == ord(delimiter)) | block.newlines)
    if len(found) != width * block.breaks:
        return None
    ends = np.ascontiguousarray(found.reshape(-1, width).T)
    if not (letters.take(ends[-1]) == NEWLINE).all():
        return None
    if block.has_returns and not (letters.take(ends[-1] - 1) == RETURN).all():
        return None
    return Grid(block.bytes_, ends, block.start - FRONT, block.has_returns)


def without_wrong_rows(block: Block, *, delimiter: str, width: int) -> tuple[Block, list[tuple[int, int]]]:
    """The rows that have so many cells; of the others the number among all rows and how many cells they have.

    For blocks without quotation marks; empty lines are no rows.
    """
    letters = block.letters[block.start - FRONT :]
    breaks = np.flatnonzero(letters == NEWLINE)
    delimiters = np.searchsorted(np.flatnonzero(letters == ord(delimiter)), breaks)
    cells = np.diff(delimiters, prepend=0) + 1
    sizes = np.diff(breaks, prepend=-1)
    filled = sizes - 1 - (letters[np.maximum(breaks - 1, 0)] == RETURN) > 0
    wrong = filled & (cells != width)
    numbers = np.cumsum(filled)
    lost = list(zip(numbers[wrong].tolist(), cells[wrong].tolist(), strict=True))
    kept = letters[np.repeat(filled & ~wrong, sizes)].tobytes()
    return block_of(kept, block.line), lost


def part_of(column: Column, rows: Numbers) -> Column:
    """Some cells of a column."""
    lengths = column.lengths.take(rows)
    return Column(column.ends.take(rows), lengths, int(lengths.min()), column.longest)


def shifts_of(lengths: Numbers, longest: int) -> Words:
    """By how many bits a word of a cell's last bytes holds others; 64 and more where it is all others'."""
    bits = 64 - (lengths << 3)
    return (np.maximum(bits, 0) if longest > WORD else bits).view(np.uint64)
