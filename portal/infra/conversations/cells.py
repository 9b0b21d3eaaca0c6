"""The cells of a column as whole numbers: all at once where they are plain, by their distinct texts where not."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute

from portal.kernel.conversations.cells import (
    LARGEST_AMOUNT,
    LARGEST_COUNT,
    LONGEST,
    Fault,
    name_of,
)
from portal.kernel.conversations.columns import COLUMNS, Content
from portal.kernel.conversations.layout import Layout
from portal.kernel.conversations.reading import answer_of

Numbers = npt.NDArray[np.int64]

MISSING = -1
FAULTS = tuple(Fault)
FIRST_FAULT = -10
PLAIN_TIME = 19
DIGITS = np.isin(np.arange(256), np.frombuffer(b"0123456789.", np.uint8))
MOST_SHORT_TEXTS = 12
CLEAR_OF_TIES = 0.4
NEVER_TIES = 2**52
LARGEST = {Content.COUNT: LARGEST_COUNT, Content.SECONDS: LONGEST, Content.MONEY: LARGEST_AMOUNT}


class NotPlainError(Exception):
    """A column holds texts that the quick conversion may not judge."""


def code_of(fault: Fault) -> int:
    """The number under which a fault stands among the numbers of a column."""
    return FIRST_FAULT - FAULTS.index(fault)


def fault_of(code: int) -> Fault:
    """The fault of that number."""
    return FAULTS[FIRST_FAULT - code]


@dataclass
class Names:
    """The distinct names of one column, numbered as they turn up, whatever their spelling in bytes."""

    encoding: str
    numbers: dict[bytes, int] = field(default_factory=dict)
    names: dict[str, int] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def number(self, text: bytes) -> int:
        """The number of a name, MISSING, or the code of a fault."""
        found = self.numbers.get(text)
        if found is None:
            name = name_of(text.decode(self.encoding, "surrogateescape"))
            if name is None:
                found = MISSING
            elif isinstance(name, Fault):
                found = code_of(name)
            else:
                with self.lock:
                    found = self.names.setdefault(name, len(self.names))
            self.numbers[text] = found
        return found


@dataclass
class Texts:
    """The distinct texts of one column of numbers and what the plain rule says each means."""

    column: str
    layout: Layout
    numbers: dict[bytes, int] = field(default_factory=dict)

    def number(self, text: bytes) -> int:
        """The whole number a text means, MISSING, or the code of a fault."""
        found = self.numbers.get(text)
        if found is None:
            answer = answer_of(self.column, text.decode(self.layout.encoding, "surrogateescape"), self.layout)
            found = code_of(answer) if isinstance(answer, Fault) else MISSING if answer is None else answer
            if len(self.numbers) > 200_000:
                self.numbers.clear()
            self.numbers[text] = found
        return found


def by_distinct(column: pa.DictionaryArray, number: Callable[[bytes], int]) -> Numbers:
    """Each distinct text judged once."""
    table = np.array([number(text) for text in column.dictionary.to_pylist()] or [MISSING], np.int64)
    numbers: Numbers = table[column.indices.to_numpy(zero_copy_only=False)]
    return numbers


def empty_or_not(column: pa.BinaryArray) -> Numbers:
    """0 where there is a text, the code of a missing cell where not."""
    widths = np.diff(np.frombuffer(column.buffers()[1], np.int32, len(column) + 1, column.offset * 4))
    numbers = np.zeros(len(column), np.int64)
    if widths.min(initial=1) == 0:
        numbers[widths == 0] = code_of(Fault.MISSING)
    return numbers


def by_letters(column: pa.BinaryArray, number: Callable[[bytes], int]) -> Numbers:
    """Short texts such as yes and no: where all have one width, compared as letters, else by their distinct texts."""
    offsets = np.frombuffer(column.buffers()[1], np.int32, len(column) + 1, column.offset * 4)
    widths = np.diff(offsets)
    width = int(widths.max(initial=0))
    filled = widths == width
    if not 0 < width <= 4 or np.count_nonzero(widths) != np.count_nonzero(filled):
        return by_distinct(column.dictionary_encode(), number)
    letters = np.frombuffer(column.buffers()[2], np.uint8, offsets[-1] - offsets[0], int(offsets[0]))
    letters = letters.reshape(-1, width)
    codes = letters[:, 0].astype(np.uint32)
    for place in range(1, width):
        codes |= letters[:, place].astype(np.uint32) << np.uint32(8 * place)
    read = np.full(len(codes), number(letters[0].tobytes()), np.int64)
    rest = codes != codes[0]
    for _ in range(MOST_SHORT_TEXTS - 1):
        first = int(rest.argmax())
        if not rest[first]:
            break
        same = codes == codes[first]
        read = np.where(same, np.int64(number(letters[first].tobytes())), read)
        rest &= ~same
    if rest.any():
        return by_distinct(column.dictionary_encode(), number)
    if len(codes) == len(column):
        return read
    numbers = np.full(len(column), number(b""), np.int64)
    numbers[filled] = read
    return numbers


def whole(column: pa.Array, largest: int) -> Numbers:
    """Integers without sign; raises NotPlainError for what the plain rule must judge."""
    numbers: Numbers = column.fill_null(MISSING).to_numpy(zero_copy_only=False).astype(np.int64)
    if np.count_nonzero(numbers < 0) != column.null_count or numbers.max(initial=0) > largest:
        raise NotPlainError
    return numbers


def scaled(column: pa.Array, scale: int, largest: int) -> Numbers:
    """Decimals times a scale, half up; raises NotPlainError near a tie, where a float might err."""
    floats = column.fill_null(float("nan")).to_numpy(zero_copy_only=False) * scale
    is_null = np.isnan(floats)
    if np.count_nonzero(is_null) != column.null_count:
        raise NotPlainError
    floats[is_null] = MISSING
    rounded = np.rint(floats)
    negative = np.count_nonzero(floats < 0) != column.null_count
    floats -= rounded
    far = max(floats.max(initial=0), -floats.min(initial=0)) > CLEAR_OF_TIES
    if negative or far or rounded.max(initial=0) > min(largest, NEVER_TIES):
        raise NotPlainError
    numbers: Numbers = rounded.astype(np.int64)
    return numbers


def by_digits(
    column: pa.BinaryArray, number: Callable[[bytes], int], convert: Callable[[pa.Array], Numbers]
) -> Numbers:
    """Texts of digits at once by `convert`, all others by their distinct texts."""
    offsets = np.frombuffer(column.buffers()[1], np.int32, len(column) + 1, column.offset * 4)
    size = int(offsets[-1] - offsets[0])
    letters = np.frombuffer(column.buffers()[2], np.uint8, size, int(offsets[0])) if size else offsets[:0]
    filled = np.diff(offsets) > 0
    odd = np.zeros(len(column), bool)
    odd[np.searchsorted(offsets, np.flatnonzero(~DIGITS[letters]) + offsets[0], side="right") - 1] = True
    plain = filled & ~odd
    numbers = np.full(len(column), MISSING, np.int64)
    try:
        numbers[plain] = convert(column.filter(pa.array(plain)).cast(pa.string()))
    except (pa.ArrowInvalid, NotPlainError):
        return by_distinct(column.dictionary_encode(), number)
    numbers[odd] = by_distinct(column.filter(pa.array(odd)).dictionary_encode(), number)
    return numbers


def moments(column: pa.BinaryArray, texts: Texts) -> Numbers:
    """Moments in milliseconds; those written 2026-11-01 08:00:00 at once, any others one by one."""
    offsets = np.frombuffer(column.buffers()[1], np.int32, len(column) + 1, column.offset * 4)
    lengths = np.diff(offsets)
    plain = lengths == PLAIN_TIME
    if plain.all() and (read := _at_once(column)) is not None and read.min(initial=0) >= 0:
        return read
    numbers = np.full(len(column), MISSING, np.int64)
    regular = column.filter(pa.array(plain))
    read = _at_once(regular)
    numbers[plain] = _digit_by_digit(regular) if read is None else read
    rest = (lengths > 0) & (numbers < 0)
    numbers[rest] = by_distinct(column.filter(pa.array(rest)).dictionary_encode(), texts.number)
    return numbers


def _at_once(column: pa.BinaryArray) -> Numbers | None:
    try:
        read = column.cast(pa.string()).cast(pa.timestamp("s"))
    except pa.ArrowInvalid:
        return None
    milliseconds: Numbers = read.cast(pa.int64()).to_numpy(zero_copy_only=False) * 1000
    return milliseconds


def _digit_by_digit(column: pa.BinaryArray) -> Numbers:
    """Cells of nineteen letters; MISSING for those that are no moment written with zeros."""
    letters = np.frombuffer(b"".join(column.to_pylist()), np.uint8).reshape(-1, PLAIN_TIME)
    digits = letters - 48
    is_digit = digits <= 9
    fine = is_digit[:, [0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18]].all(axis=1)
    between = letters[:, [4, 7, 10, 13, 16]]
    fine &= ((between[:, 0] == 45) | (between[:, 0] == 47)) & (between[:, 0] == between[:, 1])
    fine &= ((between[:, 2] == 32) | (between[:, 2] == 84)) & (between[:, 3] == 58) & (between[:, 4] == 58)
    number = digits.astype(np.int64)
    year = number[:, 0] * 1000 + number[:, 1] * 100 + number[:, 2] * 10 + number[:, 3]
    month, day, hour, minute, second = (
        number[:, place] * 10 + number[:, place + 1] for place in (5, 8, 11, 14, 17)
    )
    fine &= (year >= 1970) & (year < 2262) & (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31)
    fine &= (hour < 24) & (minute < 60) & (second < 60)
    months = (np.where(fine, year, 1970) - 1970) * 12 + np.where(fine, month, 1) - 1
    first = months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    after = (months + 1).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    fine &= day <= after - first
    read = ((first + day - 1) * 86_400 + hour * 3_600 + minute * 60 + second) * 1000
    return np.where(fine, read, MISSING)


def quick_type(column: str) -> pa.DataType:
    """How a column is read while its cells are plain."""
    content = COLUMNS[column].content
    if content in (Content.KEY, Content.TIME, Content.FLAG, Content.RATING):
        return pa.binary()
    if content is Content.COUNT:
        return pa.int32()
    if content in (Content.SECONDS, Content.MONEY):
        return pa.float64()
    return pa.dictionary(pa.int32(), pa.binary())
