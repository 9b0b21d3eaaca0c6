"""The cells of a regular sheet of a workbook read from its letters, eight at a time, for thousands of cells at once."""

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from portal.infra.tables.columns import IrregularError
from portal.kernel.sheets.worksheets import NUMBER

Words = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int64]

STEP = 1 << 19
ROOM = b"\0" * 16
MOST_KINDS = 60
ATTRIBUTES = rb'(?: [A-Za-z_:.0-9]+="[^"<>&]*")*'
BLANKS = rb'\s*(?:<c r="[A-Z]{1,2}[0-9]{1,6}"' + ATTRIBUTES + rb" ?(?:/>|></c>)\s*)*"
ROW = rb"<row" + ATTRIBUTES + rb" ?"
EMPTY = rb"\s*(?:" + ROW + rb"(?:/>|>" + BLANKS + rb"</row>)\s*)*"
"""Cells and rows that hold nothing."""
BEFORE = re.compile(EMPTY + ROW + rb">" + BLANKS)
BETWEEN = re.compile(BLANKS + rb"(?:</row>" + EMPTY + ROW + rb">" + BLANKS + rb")?")
AFTER = re.compile(BLANKS + rb"</row>" + EMPTY)
NOTHING = re.compile(EMPTY)
"""What may stand before the first cell of a piece that holds anything, between two, after the last, around none."""
TAIL = re.compile(rb"(" + ATTRIBUTES + rb")>")
ATTRIBUTE = re.compile(rb' ([a-z]+)="([^"]*)"')
DIGITS = b"0123456789"


@dataclass(frozen=True)
class Found:
    """Cells that hold something, in the order of the sheet: row and column from 0, what kind of cell, and its number.

    The number of a cell that names a text is the place of the text.
    """

    rows: Places
    columns: Places
    kinds: npt.NDArray[np.int16]
    numbers: npt.NDArray[np.float64]


def _word(text: bytes) -> np.uint64:
    return np.uint64(int.from_bytes(text.ljust(8, b"\0"), "little"))


def _repeated(byte: int) -> np.uint64:
    return np.uint64(int.from_bytes(bytes([byte]) * 8, "little"))


MASKS = np.array([(1 << (8 * count)) - 1 for count in range(8)] + [2**64 - 1], np.uint64)
OPENING, CLOSING = _word(b'<c r="'), _word(b"</v></c>")
ZEROS, HIGH, LOW, SPAN = _repeated(0x30), _repeated(0x80), _repeated(0x01), _repeated(0x46)
QUOTES, ANGLES, POINTS = _repeated(0x22), _repeated(0x3C), _repeated(0x2E)
EIGHT, SIXTEEN, HALF = np.uint64(8), np.uint64(16), np.uint64(32)
PAIRS, FOURS, TWOS = (
    np.uint64(0x000000FF000000FF),
    np.uint64(0x000F424000000064),
    np.uint64(0x0000271000000001),
)
TEN, ONE = np.uint64(10), np.uint64(1)


def _require(fine: object) -> None:
    if not fine:
        raise IrregularError


def _first(words: Words, letters: np.uint64) -> npt.NDArray[np.int64]:
    """How many bytes stand before the first such letter; 8 where there is none."""
    differ = words ^ letters
    zero = (differ - LOW) & ~differ & HIGH
    lowest = zero & (~zero + ONE)
    places: npt.NDArray[np.int64] = (np.bitwise_count(lowest - ONE) >> 3).astype(np.int64)
    return places


def _whole(
    words: Words, lengths: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """The numbers that the first 1 to 8 bytes write, and where these are digits alone."""
    right = ((8 - lengths) * 8).astype(np.uint64)
    filled = (words << right) | (ZEROS & MASKS[8 - lengths])
    plain = ((filled + SPAN) | (filled - ZEROS)) & HIGH == 0
    digits = filled - ZEROS
    digits = digits * TEN + (digits >> EIGHT)
    digits = ((digits & PAIRS) * FOURS + ((digits >> SIXTEEN) & PAIRS) * TWOS) >> HALF
    return digits.astype(np.int64), plain


class Scanner:
    """Reads the rows of one sheet piece by piece; remembers the kinds of cells, as their attributes say them."""

    def __init__(self) -> None:
        self.kinds: list[dict[str, str]] = []
        self.known: dict[bytes, int] = {}
        self.rest = b""

    def scan(self, piece: bytes) -> Found:
        """The cells of whole rows; raises IrregularError for anything unusual."""
        letters = np.frombuffer(piece + ROOM, np.uint8)
        words: Words = np.ndarray((len(letters) - 7,), "<u8", letters.data, 0, (1,))
        starts, values = _openings(letters)
        starts = _of_values(starts, values)
        if not len(values):
            _require(NOTHING.fullmatch(piece))
            nothing = np.zeros(0, np.int64)
            return Found(nothing, nothing, nothing.astype(np.int16), np.zeros(0))
        columns, rows, after = _references(words, starts)
        kinds = self._kinds(piece, words, after, values)
        numbers, ends = _values(piece, words, letters, values)
        gaps = np.flatnonzero(ends[:-1] != starts[1:])
        between = zip(ends[gaps].tolist(), starts[gaps + 1].tolist(), strict=True)
        _between([piece[start:end] for start, end in between])
        _require(BEFORE.fullmatch(piece[: int(starts[0])]) and AFTER.fullmatch(piece[int(ends[-1]) :]))
        _require((starts[1:] >= ends[:-1]).all())
        return Found(rows - 1, columns, kinds, numbers)

    def _kinds(self, piece: bytes, words: Words, after: Places, values: Places) -> npt.NDArray[np.int16]:
        """What kind each cell is, from the attributes behind its reference."""
        lengths = values - after
        _require(lengths.min() >= 1 and lengths.max() <= 16)
        first = words[after] & MASKS[np.minimum(lengths, 8)]
        second = np.zeros(len(first), np.uint64)
        long = lengths > 8
        if long.any():
            second[long] = words[after[long] + 8] & MASKS[lengths[long] - 8]
        found = np.full(len(first), -1, np.int16)
        rest = np.arange(len(first))
        for _ in range(MOST_KINDS):
            one, other, place = first[rest[0]], second[rest[0]], int(rest[0])
            same = (first == one) & (second == other)
            found[same] = self._kind(piece[int(after[place]) : int(values[place])])
            rest = np.flatnonzero(found < 0)
            if not len(rest):
                return found
        raise IrregularError

    def _kind(self, tail: bytes) -> int:
        if tail not in self.known:
            match = TAIL.fullmatch(tail)
            if match is None:
                raise IrregularError
            pairs = ATTRIBUTE.findall(match[1])
            attributes = {name.decode(): value.decode() for name, value in pairs}
            _require(len(attributes) == len(pairs))
            self.known[tail] = len(self.kinds)
            self.kinds.append(attributes)
        return self.known[tail]


def _between(gaps: list[bytes]) -> None:
    """Whatever stands between cells that hold something must hold nothing; gaps of one shape are looked at once."""
    shapes = b"\n".join(gaps).translate(None, DIGITS).split(b"\n")
    by_shape = dict(zip(shapes, gaps, strict=True)) if len(shapes) == len(gaps) else dict.fromkeys(gaps)
    _require(all(BETWEEN.fullmatch(gap or shape) for shape, gap in by_shape.items()))


def _openings(letters: npt.NDArray[np.uint8]) -> tuple[Places, Places]:
    """Where cells begin, and where values do."""
    starts, values = [], []
    for at in range(0, len(letters) - len(ROOM), STEP):
        following = letters[at + 1 : at + STEP + 1]
        here = letters[at : at + len(following)]
        opens = here == ord("<")
        starts.append(np.flatnonzero(opens & (following == ord("c"))) + at)
        values.append(np.flatnonzero(opens & (following == ord("v"))) + at)
    return np.concatenate(starts), np.concatenate(values)


def _of_values(starts: Places, values: Places) -> Places:
    """Where the cell of each value begins; no cell has two."""
    if len(starts) != len(values):
        cells = np.searchsorted(starts, values) - 1
        _require(len(cells) == 0 or (cells[0] >= 0 and (np.diff(cells) > 0).all()))
        starts = starts[cells]
    _require((starts < values).all() and (values[:-1] < starts[1:]).all())
    return starts


def _references(words: Words, starts: Places) -> tuple[Places, Places, Places]:
    """Column from 0, row from 1, and where the attributes behind the reference begin."""
    heads = words[starts]
    _require(((heads & MASKS[6]) == OPENING).all())
    columns = ((heads >> np.uint64(48)) & np.uint64(255)).astype(np.int64) - ord("A")
    other = heads >> np.uint64(56)
    two = other >= ord("A")
    _require(columns.min() >= 0 and columns.max() < 26)
    if two.any():
        _require((other <= ord("Z")).all())
        columns = np.where(two, (columns + 1) * 26 + other.astype(np.int64) - ord("A"), columns)
    digits = starts + 7 + two
    numbers = words[digits]
    lengths = _first(numbers, QUOTES)
    _require(lengths.min() >= 1 and lengths.max() <= 7)
    rows, plain = _whole(numbers, lengths)
    _require(plain.all() and rows.min() >= 1)
    return columns, rows, digits + lengths + 1


def _values(
    piece: bytes, words: Words, letters: npt.NDArray[np.uint8], values: Places
) -> tuple[npt.NDArray[np.float64], Places]:
    """The number of each value, and where its cell ends."""
    _require((letters[values + 2] == ord(">")).all())
    texts = words[values + 3]
    lengths = _first(texts, ANGLES)
    _require(lengths.min() >= 1)
    whole, plain = _whole(texts, np.minimum(lengths, 8))
    plain &= lengths < 8
    numbers = whole.astype(np.float64)
    odd = np.flatnonzero(~plain)
    if len(odd):
        odd = odd[~_decimals(texts, lengths, odd, numbers)]
    ends = values + 3 + lengths
    for place in odd.tolist():
        start = int(values[place]) + 3
        end = piece.find(b"<", start)
        text = piece[start:end]
        _require(NUMBER.fullmatch(text.decode("latin-1")))
        numbers[place], ends[place] = float(text), end
    _require((words[ends] == CLOSING).all())
    return numbers, ends + 8


def _decimals(
    texts: Words, lengths: Places, odd: Places, numbers: npt.NDArray[np.float64]
) -> npt.NDArray[np.bool_]:
    """Put the numbers written with one decimal point in; answers where they are.

    The quotient of two whole numbers is rounded once, as the number itself is when it is read.
    """
    long = lengths[odd]
    words = texts[odd]
    points = _first(words, POINTS)
    fits = (points < long) & (long < 8) & (long > 1)
    before = MASKS[np.minimum(points, 8)]
    joined = (words & before) | ((words >> EIGHT) & ~before)
    whole, plain = _whole(joined, np.clip(long - 1, 1, 8))
    fits &= plain
    numbers[odd[fits]] = whole[fits] / 10.0 ** (long - 1 - points)[fits]
    return fits
