"""The cells of a block by their places in its bytes, read eight bytes at a time: nothing is cut out or copied."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from portal.infra.conversations.blocks import NEWLINE, RETURN, Block

Numbers = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]

WORD = 8
MOST_WORDS = 8
FRONT = WORD * MOST_WORDS
BITS = np.uint64(64)


@dataclass(frozen=True)
class Column:
    """The cells of one column: where each begins and ends, and how long it is."""

    starts: Numbers
    ends: Numbers
    lengths: Numbers
    shortest: int
    longest: int


@dataclass(frozen=True)
class Grid:
    """A block whose rows all have the same number of cells; `ends` holds the end of each cell by column and row."""

    letters: npt.NDArray[np.uint8]
    ends: Numbers
    has_returns: bool

    @cached_property
    def words(self) -> Words:
        """The eight bytes that begin at each byte, the first of them lowest."""
        return np.ndarray(len(self.letters) - WORD + 1, "<u8", self.letters, strides=(1,))

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(self.ends[0])

    def column(self, place: int) -> Column:
        """The cells at that place of each row."""
        ends = self.ends[place]
        if place:
            starts = self.ends[place - 1] + 1
        else:
            starts = np.empty_like(ends)
            starts[0] = FRONT
            np.add(self.ends[-1, :-1], 1, out=starts[1:])
        if self.has_returns and place == len(self.ends) - 1:
            ends = ends - 1
        lengths = ends - starts
        return Column(starts, ends, lengths, int(lengths.min()), int(lengths.max()))

    def text(self, start: int, end: int) -> bytes:
        """The bytes between two places."""
        return self.letters[start:end].tobytes()

    def tails(self, column: Column, before: int = 0) -> Words:
        """The last eight bytes of each cell, or those so many words before; the last byte is highest."""
        return self.words[column.ends - WORD * (before + 1)]


def grid_of(block: Block, *, delimiter: str, width: int) -> Grid | None:
    """The cells of a block; None where its rows differ in cells or bytes alone do not tell."""
    content = block.content
    if block.ends is not None or width < 2 or b"\0" in content:
        return None
    letters = np.zeros(FRONT + len(content) + WORD, np.uint8)
    letters[FRONT:-WORD] = np.frombuffer(content, np.uint8)
    found = np.flatnonzero((letters == ord(delimiter)) | (letters == NEWLINE))
    if len(found) % width:
        return None
    ends = np.ascontiguousarray(found.reshape(-1, width).T)
    breaks = letters[ends[-1]] == NEWLINE
    if not breaks.all() or np.count_nonzero(letters == NEWLINE) != len(breaks):
        return None
    has_returns = b"\r" in content
    if has_returns and not (letters[ends[-1] - 1] == RETURN).all():
        return None
    return Grid(letters, ends, has_returns)


def shifts_of(lengths: Numbers) -> Words:
    """By how many bits a word of a cell's last bytes holds others; 64 where it is all others'."""
    return (WORD - np.clip(lengths, 0, WORD)).astype(np.uint64) << np.uint64(3)
