"""One sheet of an old workbook (.xls), record by record: what each says a cell holds."""

import struct
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from portal.kernel.sheets.grids import Place
from portal.kernel.sheets.markup import Damaged
from portal.kernel.sheets.moments import Shown, cell_of
from portal.kernel.sheets.records import Reader, Record, text_of, unpacked
from portal.kernel.sheets.table import Cell
from portal.kernel.sheets.worksheets import SheetCells

BEGIN, END = 0x0809, 0x000A
ERRORS = frozenset({0x00, 0x07, 0x0F, 0x17, 0x1D, 0x24, 0x2A, 0x2B})
NO_NUMBER = b"\xff\xff"
TEXT_FOLLOWS, TRUTH, ERROR, NOTHING = 0, 1, 2, 3
HUNDREDTHS, WHOLE = 1, 2


@dataclass(frozen=True)
class Shared:
    """What all sheets share: texts, how each style shows numbers, where days begin, and letters (None: Unicode)."""

    texts: Sequence[str] = ()
    shown: Sequence[Shown] = ()
    since_1904: bool = False
    codec: str | None = None


def old_cells(records: Iterable[Record], shared: Shared) -> SheetCells:
    """Read a whole sheet, without the charts that lie in it; raises Damaged where it is cut off or cannot be."""
    reader = _SheetReader(shared)
    depth = 0
    for kind, pieces in records:
        if kind == BEGIN:
            depth += 1
        elif kind == END:
            depth -= 1
            if depth <= 0:
                return reader.found
        elif depth <= 1 and kind in reader.takers:
            reader.takers[kind](pieces)
    raise Damaged("a sheet without an end")


class _SheetReader:
    """Takes the records of a sheet as they come."""

    def __init__(self, shared: Shared) -> None:
        self.shared = shared
        self.found = SheetCells()
        self.formula: Place | None = None
        self.takers: Mapping[int, Callable[[Sequence[bytes]], None]] = {
            0x0006: self._formula,
            0x00BD: self._numbers,
            0x00D6: self._text,
            0x00E5: self._merge,
            0x00FD: self._shared_text,
            0x0203: self._number,
            0x0204: self._text,
            0x0205: self._truth,
            0x0207: self._formula_text,
            0x027E: self._numbers_alone,
        }

    def _keep(self, row: int, column: int, value: Cell) -> None:
        self.found.rows.setdefault(row, {})[column] = value

    def _shown(self, number: float, style: int) -> Cell:
        shown = self.shared.shown[style] if style < len(self.shared.shown) else Shown.NUMBER
        return cell_of(number, shown, since_1904=self.shared.since_1904)

    def _number(self, pieces: Sequence[bytes]) -> None:
        row, column, style, number = unpacked("<HHHd", pieces[0])
        self._keep(row, column, self._shown(number, style))

    def _numbers_alone(self, pieces: Sequence[bytes]) -> None:
        row, column, style, packed = unpacked("<HHHI", pieces[0])
        self._keep(row, column, self._shown(_unpacked(packed), style))

    def _numbers(self, pieces: Sequence[bytes]) -> None:
        data = pieces[0]
        row, column = unpacked("<HH", data)
        count, left = divmod(len(data) - 6, 6)
        if left or unpacked("<H", data, len(data) - 2) != (column + count - 1,):
            raise Damaged("a row of numbers of another length than it says")
        for at in range(count):
            style, packed = unpacked("<HI", data, 4 + at * 6)
            self._keep(row, column + at, self._shown(_unpacked(packed), style))

    def _text(self, pieces: Sequence[bytes]) -> None:
        reader = Reader(pieces)
        row, column, _style = unpacked("<HHH", reader.take(6))
        self._keep(row, column, text_of(reader, self.shared.codec))

    def _shared_text(self, pieces: Sequence[bytes]) -> None:
        row, column, _style, place = unpacked("<HHHI", pieces[0])
        if place >= len(self.shared.texts):
            raise Damaged("a cell names a text that is not there")
        self._keep(row, column, self.shared.texts[place])

    def _truth(self, pieces: Sequence[bytes]) -> None:
        row, column, _style, value, is_error = unpacked("<HHHBB", pieces[0])
        if is_error > 1 or (is_error and value not in ERRORS):
            raise Damaged("a cell that is neither true nor false nor a known error")
        self._keep(row, column, "" if is_error else value != 0)

    def _formula(self, pieces: Sequence[bytes]) -> None:
        row, column, style, number = unpacked("<HHHd", pieces[0])
        self.formula = None
        result = pieces[0][6:14]
        if result[6:] != NO_NUMBER:
            self._keep(row, column, self._shown(number, style))
        elif result[0] == TEXT_FOLLOWS:
            self.formula = (row, column)
        else:
            self._keep(row, column, _result(result[0], result[2]))

    def _formula_text(self, pieces: Sequence[bytes]) -> None:
        if self.formula is not None:
            self._keep(*self.formula, text_of(Reader(pieces), self.shared.codec))
            self.formula = None

    def _merge(self, pieces: Sequence[bytes]) -> None:
        (count,) = unpacked("<H", pieces[0])
        for at in range(count):
            top, bottom, left, right = unpacked("<HHHH", pieces[0], 2 + at * 8)
            self.found.merged.append(((top, left), (bottom, right)))


def _result(kind: int, value: int) -> Cell:
    """What a formula gave that is neither number nor text."""
    if kind == TRUTH:
        return value != 0
    if kind == NOTHING or (kind == ERROR and value in ERRORS):
        return ""
    raise Damaged("a formula with a result that cannot be")


def _unpacked(packed: int) -> float:
    """A number of 30 bits: whole or the upper half of a real one, and perhaps counted in hundredths."""
    if packed & WHOLE:
        number = float((packed >> 2) - (1 << 30 if packed & 0x80000000 else 0))
    else:
        (number,) = struct.unpack("<d", struct.pack("<II", 0, packed & 0xFFFFFFFC))
    return number / 100 if packed & HUNDREDTHS else number
