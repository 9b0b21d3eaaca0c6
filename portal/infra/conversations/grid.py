"""The cells of a block by their places in its bytes, read eight bytes at a time: nothing is cut out or copied."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from portal.infra.conversations.blocks import NEWLINE, RETURN, Block

Numbers = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]
Letters = npt.NDArray[np.uint8]

WORD = 8
MOST_WORDS = 8
FRONT = WORD * MOST_WORDS
BACK = WORD


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
    """A block whose rows all have the same number of cells; `ends` holds the end of each cell by column and row."""

    letters: Letters
    ends: Numbers
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
            lengths[0] = ends[0] - FRONT + 1
            np.subtract(ends[1:], self.ends[-1, :-1], out=lengths[1:])
        lengths -= 1
        return Column(ends, lengths, int(lengths.min()), int(lengths.max()))

    def text(self, start: int, end: int) -> bytes:
        """The bytes between two places."""
        return self.letters[start:end].tobytes()

    def words(self, begins: Numbers, count: int) -> list[Words]:
        """So many times eight bytes from each of these places on; the first of eight is lowest."""
        size = WORD * count
        every = np.ndarray(len(self.letters) - size + 1, f"V{size}", self.letters, strides=(1,))
        found = every[begins].view("<u8").reshape(-1, count)
        return [found[:, place] for place in range(count)]

    def letter(self, places: Numbers) -> Letters:
        """The byte at each of these places."""
        return self.letters.take(places)


def grid_of(block: Block, *, delimiter: str, width: int) -> Grid | None:
    """The cells of a block; None where its rows differ in cells or bytes alone do not tell."""
    content = block.content
    if block.ends is not None or width < 2 or b"\0" in content:
        return None
    letters = np.zeros(FRONT + len(content) + BACK, np.uint8)
    letters[FRONT:-BACK] = np.frombuffer(content, np.uint8)
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
