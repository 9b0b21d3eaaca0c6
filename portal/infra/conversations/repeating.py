"""Which texts of a long column stand twice, by 64 bits of each, in memory that holds the bits once."""

import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Words = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int64]
Hashed = Callable[[], Iterable[Words]]

WIDTH = 8
MIXER = np.uint64(0x9E3779B97F4A7C15)
SEED = np.uint64(secrets.randbits(64))
"""Nobody can prepare two texts that look the same to this process."""
TOP = np.uint64(29)
STEP = 1 << 20
MOST_SHOWN = 100


@dataclass(frozen=True)
class Twice:
    """A place whose text stood before, and the place where it stood last before that."""

    place: int
    before: int


def repeated(hashed: Hashed, count: int, *, most: int) -> tuple[int, list[Twice]]:
    """How many places repeat a text, and the first of them; 0 stands for no text.

    `hashed` gives the hashes of `count` places in order; it is asked a second time when something stands twice.
    """
    every = np.empty(count, np.uint64)
    filled = 0
    for words in hashed():
        every[filled : filled + len(words)] = words
        filled += len(words)
    every.sort()
    total, known = _counted(every)
    del every
    return total, _first_of(_among(hashed(), known), most) if total else []


def hashes_of(cells: pa.Array) -> Words:
    """64 bits for each text, 0 for an empty one: so many that two different texts never meet in practice."""
    offsets = np.frombuffer(cells.buffers()[1], np.int32, len(cells) + 1, cells.offset * 4).astype(np.int64)
    lengths = np.diff(offsets)
    size = int(offsets[-1] - offsets[0])
    letters = np.zeros(size + WIDTH, np.uint8)
    if size:
        letters[:size] = np.frombuffer(cells.buffers()[2], np.uint8, size, int(offsets[0]))
    words = np.ndarray(size + 1, np.uint64, letters, strides=(1,))
    starts = offsets[:-1] - offsets[0]
    mixed = (lengths.astype(np.uint64) ^ SEED) * MIXER
    left = np.flatnonzero(lengths)
    for begin in range(0, int(lengths.max(initial=0)), WIDTH):
        left = left[lengths[left] > begin]
        beyond = np.maximum(WIDTH - (lengths[left] - begin), 0).astype(np.uint64) * np.uint64(8)
        word = (words[starts[left] + begin] << beyond) >> beyond
        found = (mixed[left] ^ word) * MIXER
        mixed[left] = found ^ (found >> TOP)
    return np.where(lengths > 0, mixed | np.uint64(1), np.uint64(0))


def _counted(ordered: Words) -> tuple[int, Words]:
    """How many of these repeat the one before, and which they are, each once."""
    total = 0
    found: list[Words] = []
    for begin in range(0, max(len(ordered) - 1, 0), STEP):
        piece = ordered[begin : begin + STEP + 1]
        again = piece[1:][(piece[1:] == piece[:-1]) & (piece[1:] != 0)]
        total += len(again)
        found.append(again[np.concatenate(([True], again[1:] != again[:-1]))] if len(again) else again)
    return total, np.unique(np.concatenate(found)) if found else ordered[:0]


def _among(hashed: Iterable[Words], known: Words) -> Iterator[tuple[Places, Words]]:
    """The places with one of the known hashes, piece by piece in order."""
    begin = 0
    for words in hashed:
        nearest = known[np.minimum(np.searchsorted(known, words), len(known) - 1)]
        inside = np.flatnonzero(nearest == words)
        yield inside + begin, words[inside]
        begin += len(words)


def _first_of(found: Iterator[tuple[Places, Words]], most: int) -> list[Twice]:
    """The first places that repeat; looked for again whenever twice as many places are known."""
    kept: list[tuple[Places, Words]] = []
    size, looked = 0, 0
    for piece in found:
        kept.append(piece)
        size += len(piece[0])
        if size > 2 * looked:
            looked = size
            answer = _twice(kept)[:most]
            if len(answer) == most:
                return answer
    return _twice(kept)[:most]


def _twice(kept: list[tuple[Places, Words]]) -> list[Twice]:
    places = np.concatenate([place for place, _ in kept])
    words = np.concatenate([word for _, word in kept])
    order = np.argsort(words, kind="stable")
    again = words[order[1:]] == words[order[:-1]]
    later, before = order[1:][again], order[:-1][again]
    first = np.argsort(later)[:MOST_SHOWN]
    return [Twice(int(places[later[one]]), int(places[before[one]])) for one in first]
