"""Numbers and moments out of words of letters, all rows at once; what is not written plainly is only marked."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from portal.infra.conversations.cells import MISSING, NotPlainError
from portal.infra.conversations.grid import WORD, Column, Grid, Numbers, Words, part_of, shifts_of
from portal.infra.conversations.lookup import Lookup
from portal.kernel.conversations.cells import SECOND

Mask = npt.NDArray[np.bool_]

EVERY = np.uint64(0xFFFFFFFFFFFFFFFF)
ZEROS = np.uint64(0x3030303030303030)
ABOVE_NINE = np.uint64(0x7676767676767676)
HIGH = np.uint64(0x8080808080808080)
PAIRS = np.uint64(0x00FF00FF00FF00FF)
FOURS = np.uint64(0x0000FFFF0000FFFF)
EIGHT = np.uint64(8)
TEN, HUNDRED, TEN_THOUSAND = np.uint64(10), np.uint64(100), np.uint64(10_000)
POINT = np.uint64(ord(".") ^ ord("0"))
MOST_DECIMALS = 3
FEW = 3
MOSTLY = 0.7
ZERO, NINE = np.uint8(48), np.uint8(9)

MOMENT = 19
DATE = 11
COLONS = np.uint64(0x30303A30303A3030)
ABOVE_CLOCK = np.uint64(0x76767F76767F7676)
THREE_LETTERS = np.uint64(0xFFFFFF)
BYTE = np.uint64(0xFF)
TWO_BYTES = np.uint64(0xFFFF)
SIXTY = np.uint64(60)
CLOCK = np.uint64(0x00FF0000FF0000FF)
ABOVE_LAST = np.uint64(0x00C40000C40000E8)
"""What 23 hours, 59 minutes and 59 seconds may be raised by without leaving their byte."""
TOO_LATE = np.uint64(0x0100000100000100)
HOUR_AND_MINUTE = np.uint64((60 << 24) | 1)


@dataclass(frozen=True)
class Read:
    """Numbers by row, MISSING where nothing stands, and the rows that must be judged one by one."""

    numbers: Numbers
    odd: Mask | None


def whole_numbers(grid: Grid, column: Column, largest: int) -> Read:
    """Digits alone, up to a limit."""
    if not column.longest:
        return _nothing(grid)
    if column.longest <= FEW:
        return _finished(*_few_digits(grid, column), column, largest)
    digits = _digits_of(grid, column)
    odd = _not_digits(digits)
    if column.longest > WORD:
        odd |= column.lengths > WORD
    return _finished(_value(digits, column.longest), odd, column, largest)


def decimals(grid: Grid, column: Column, scale: int, largest: int) -> Read:
    """Digits with at most three decimals, times a scale; where that is no whole number the row is odd."""
    if not column.longest:
        return _nothing(grid)
    if column.longest <= FEW:
        numbers, odd = _few_digits(grid, column)
        if not odd.any():
            return _finished(numbers * scale, odd, column, largest)
    if column.shortest or np.count_nonzero(column.lengths) > grid.rows * MOSTLY:
        return _decimals(grid, column, scale, largest)
    rows = np.flatnonzero(column.lengths)
    filled = _decimals(grid, part_of(column, rows), scale, largest)
    numbers = np.full(grid.rows, MISSING, np.int64)
    numbers[rows] = filled.numbers
    if filled.odd is None:
        return Read(numbers, None)
    odd = np.zeros(grid.rows, bool)
    odd[rows] = filled.odd
    return Read(numbers, odd)


def _decimals(grid: Grid, column: Column, scale: int, largest: int) -> Read:
    digits = _digits_of(grid, column)
    numbers = np.zeros(len(digits), np.int64)
    rest = column.lengths > 0
    for count in _decimals_of(digits, rest):
        if scale % 10**count:
            continue
        without = _without_point(digits, count) if count else digits
        these = ~_not_digits(without)
        if count:
            these &= _has_point(digits, count)
        these &= rest
        value = _value(without, column.longest) * (scale // 10**count)
        rest ^= these
        numbers = value if these.all() else np.where(these, value, numbers)
        if not rest.any():
            break
    if column.longest > WORD:
        rest |= column.lengths > WORD
    return _finished(numbers, rest, column, largest)


def moments(grid: Grid, column: Column, days: Lookup) -> Read:
    """Milliseconds of moments written 2026-11-01 08:00:00; `days` knows the midnight of what precedes the clock."""
    if not column.longest:
        return _nothing(grid)
    odd = np.zeros(grid.rows, bool)
    if column.shortest < MOMENT or column.longest > MOMENT:
        odd = (column.lengths != MOMENT) & (column.lengths > 0)
        if np.count_nonzero(odd) > grid.rows // 8:
            raise NotPlainError
    year, day, seconds = grid.words(column, MOMENT, 3)
    date = [year, day & THREE_LETTERS]
    if column.shortest < MOMENT:
        date = [np.where(column.lengths == MOMENT, word, np.uint64(0)) for word in date]
    midnight = days.of(date, lambda row: grid.text(*column.place(row))[:DATE])
    clock = ((day >> np.uint64(24)) | (seconds << np.uint64(40))) ^ COLONS
    odd |= (((clock + ABOVE_CLOCK) | clock) & HIGH) != 0
    pairs = clock * TEN + (clock >> EIGHT)
    odd |= (((pairs & CLOCK) + ABOVE_LAST) & TOO_LATE) != 0
    odd |= midnight < 0
    minutes = ((pairs & CLOCK) * HOUR_AND_MINUTE >> np.uint64(24)) & TWO_BYTES
    numbers = midnight + ((minutes * SIXTY + ((pairs >> np.uint64(48)) & BYTE)) * np.uint64(SECOND)).view(
        np.int64
    )
    if not column.shortest:
        empty = column.lengths == 0
        numbers[empty] = MISSING
        odd &= ~empty
    return Read(numbers, odd if odd.any() else None)


def texts(grid: Grid, column: Column, known: Lookup, most: int) -> Numbers:
    """The numbers of short texts; raises NotPlainError when one is longer than so many words."""
    count = max(-(-column.longest // WORD), 1)
    if count > most:
        raise NotPlainError
    if column.longest <= 1:
        letters = grid.letter(column, 1)
        return known.of_letters(letters if column.shortest else letters * (column.lengths > 0))
    words = grid.words(column, WORD * count, count)
    for place in range(count):
        after = WORD * (count - place)
        if column.shortest < after:
            words[place] = words[place] >> _others(column, after)
    return known.of(words[::-1], lambda row: grid.text(*column.place(row)))


def _others(column: Column, after: int) -> Words | np.uint64:
    """How many bits of the word that begins so many bytes before the end stand before the cell; 64 where all do."""
    if column.shortest == column.longest:
        return np.uint64(8 * (after - column.longest))
    return shifts_of(column.lengths - (after - WORD), column.longest - (after - WORD))


def _few_digits(grid: Grid, column: Column) -> tuple[Numbers, Mask]:
    """Up to three digits, letter by letter; odd where a letter is none."""
    numbers = np.zeros(grid.rows, np.int64)
    odd = np.zeros(grid.rows, bool)
    for place in range(column.longest):
        digit = grid.letter(column, place + 1) - ZERO
        if column.shortest <= place:
            digit *= column.lengths > place
        odd |= digit > NINE
        numbers += digit.astype(np.int64) * 10**place if place else digit
    return numbers, odd


def _digits_of(grid: Grid, column: Column) -> Words:
    """The last eight letters as digits, the last one highest; 0 before a shorter cell."""
    digits = grid.words(column, WORD, 1)[0] ^ ZEROS
    if column.shortest < WORD:
        digits &= EVERY << shifts_of(column.lengths, column.longest)
    return digits


def _not_digits(digits: Words) -> Mask:
    odd: Mask = (((digits + ABOVE_NINE) | digits) & HIGH) != 0
    return odd


def _value(digits: Words, longest: int) -> Numbers:
    """What up to eight digits are worth."""
    if longest <= 1:
        return (digits >> np.uint64(56)).view(np.int64)
    if longest <= 4:
        digits = digits >> np.uint64(32)
    pairs = (digits * TEN + (digits >> EIGHT)) & PAIRS
    fours = (pairs * HUNDRED + (pairs >> np.uint64(16))) & FOURS
    if longest > 4:
        fours = fours * TEN_THOUSAND + (fours >> np.uint64(32))
    return (fours & np.uint64(0xFFFFFFFF)).view(np.int64)


def _decimals_of(digits: Words, filled: Mask) -> list[int]:
    """Numbers of decimals to try, those of the first cell first."""
    place = int(filled.argmax())
    found = [n for n in range(1, MOST_DECIMALS + 1) if _has_point(digits[place : place + 1], n).any()]
    return [*found, *(count for count in range(MOST_DECIMALS + 1) if count not in found)]


def _has_point(digits: Words, count: int) -> Mask:
    has: Mask = ((digits >> np.uint64(8 * (WORD - 1 - count))) & BYTE) == POINT
    return has


def _without_point(digits: Words, count: int) -> Words:
    after = EVERY << np.uint64(8 * (WORD - count))
    before = ~(EVERY << np.uint64(8 * (WORD - 1 - count)))
    return (digits & after) | ((digits & before) << EIGHT)


def _nothing(grid: Grid) -> Read:
    return Read(np.full(grid.rows, MISSING, np.int64), None)


def _finished(numbers: Numbers, odd: Mask, column: Column, largest: int) -> Read:
    """Empty cells are missing, and what is too large is odd."""
    if numbers.max() > largest:
        odd |= numbers > largest
    if not column.shortest:
        numbers[column.lengths == 0] = MISSING
    return Read(numbers, odd if odd.any() else None)
