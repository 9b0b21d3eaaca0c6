"""Short texts turned into numbers by a table of those seen before; every word is compared, nothing is guessed."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import zip_longest

import numpy as np
import numpy.typing as npt

from portal.infra.conversations.blocks import Letters
from portal.infra.conversations.cells import NotPlainError
from portal.infra.conversations.grid import Numbers, Words

Mask = npt.NDArray[np.bool_]

SLOT_BITS = 12
SLOTS = 1 << SLOT_BITS
TOP = np.uint64(64 - SLOT_BITS)
MIXERS = np.array(
    [
        0x9E3779B97F4A7C15,
        0xC2B2AE3D27D4EB4F,
        0x165667B19E3779F9,
        0xD6E8FEB86659FD93,
        0xA0761D6478BD642F,
        0xE7037ED1A0B428DB,
        0x8EBC6AF09C88C6E3,
        0x589965CC75374CC3,
    ],
    np.uint64,
)
NOTHING = np.uint64(0)
FIRST_ROWS = 32
"""By so many rows it is judged whether a column holds more than two texts."""
UNKNOWN = np.iinfo(np.int64).min
MOST_NEW = 256
"""Texts not seen before that one block may bring."""


@dataclass(frozen=True)
class Known:
    """The texts known so far by slot: their words and their numbers; a slot without one holds the empty text."""

    words: tuple[Words, ...]
    numbers: Numbers


@dataclass
class Lookup:
    """The numbers of a column's texts; `number` judges a text when it is first seen.

    What is known is replaced as a whole, never changed, so that several readers may look at once.
    """

    number: Callable[[bytes], int]
    known: Known = field(init=False)
    single: Numbers = field(default_factory=lambda: np.full(256, UNKNOWN, np.int64))
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.known = Known((), np.full(SLOTS, self.number(b""), np.int64))

    def of(self, words: list[Words], text: Callable[[int], bytes]) -> Numbers:
        """The number of each row's text; raises NotPlainError when there are too many different ones."""
        if (
            len(set(words[0][:FIRST_ROWS].tolist())) <= 2
            and (either := self._of_two(words, text)) is not None
        ):
            return either
        known = self._known(len(words))
        slots: Words = np.multiply(words[0], MIXERS[0])
        for word, mixer in zip(words[1:], MIXERS[1:], strict=False):
            np.bitwise_xor(slots, word * mixer, out=slots)
        places: Numbers = np.right_shift(slots, TOP).view(np.int64)
        numbers: Numbers = known.numbers.take(places)
        same = known.words[0].take(places) == words[0]
        for one, own in zip_longest(known.words[1:], words[1:], fillvalue=NOTHING):
            same &= one.take(places) == own
        if not same.all():
            self._learn(words, places, numbers, np.flatnonzero(~same), text)
        return numbers

    def _of_two(self, words: list[Words], text: Callable[[int], bytes]) -> Numbers | None:
        """The numbers where no row has a third text."""
        one = _like(words, 0)
        other = int(one.argmin())
        if not (one | _like(words, other)).all():
            return None
        return np.where(one, np.int64(self.number(text(0))), np.int64(self.number(text(other))))

    def of_letters(self, letters: Letters) -> Numbers:
        """The number of texts of one letter each, or none where it is zero."""
        numbers: Numbers = self.single.take(letters)
        while numbers.min() == UNKNOWN:
            letter = int(letters[numbers.argmin()])
            self.single[letter] = self.number(bytes([letter]) if letter else b"")
            numbers = self.single.take(letters)
        return numbers

    def _known(self, width: int) -> Known:
        known = self.known
        if len(known.words) < width:
            with self.lock:
                known = self.known
                more = (np.zeros(SLOTS, np.uint64) for _ in range(width - len(known.words)))
                known = self.known = Known((*known.words, *more), known.numbers)
        return known

    def _learn(
        self,
        words: list[Words],
        places: Numbers,
        numbers: Numbers,
        missing: Numbers,
        text: Callable[[int], bytes],
    ) -> None:
        """Judge the texts not seen before, and know those whose slot is free from now on."""
        learnt: list[tuple[int, int]] = []
        while len(missing):
            if len(learnt) == MOST_NEW:
                raise NotPlainError
            row = int(missing[0])
            number = self.number(text(row))
            learnt.append((row, number))
            same = words[0][missing] == words[0][row]
            for word in words[1:]:
                same &= word[missing] == word[row]
            numbers[missing[same]] = number
            missing = missing[~same]
        with self.lock:
            self.known = _with(self.known, words, places, learnt)


def _like(words: list[Words], row: int) -> Mask:
    """The rows whose words are those of this one."""
    same: Mask = words[0] == words[0][row]
    for word in words[1:]:
        same &= word == word[row]
    return same


def _with(known: Known, words: list[Words], places: Numbers, learnt: list[tuple[int, int]]) -> Known:
    copies = [word.copy() for word in known.words]
    numbers = known.numbers.copy()
    for row, number in learnt:
        slot = places[row]
        if slot and not any(copy[slot] for copy in copies):
            for copy, word in zip(copies, words, strict=False):
                copy[slot] = word[row]
            numbers[slot] = number
    return Known(tuple(copies), numbers)
