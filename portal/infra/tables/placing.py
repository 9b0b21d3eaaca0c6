"""Cells of a sheet put where they stand, piece by piece: the code or the number of each, column beside column."""

from dataclasses import dataclass, field

import numpy as np

from portal.infra.tables.columns import (
    LARGEST,
    NUMBER,
    Cells,
    Codes,
    ColumnRows,
    Floats,
    IrregularError,
    filled_rows,
)
from portal.infra.tables.scanning import Found, Scanner
from portal.kernel.sheets.grids import plain_cell
from portal.kernel.sheets.moments import Shown, cell_of
from portal.kernel.sheets.table import Cell, Limits
from portal.kernel.sheets.worksheets import Common

LATEST = 3_000_000
"""Days; beyond them a moment or a duration is none."""
ROOM = 1 << 14
"""More columns than a sheet may have."""


@dataclass
class Placing:
    """One sheet on its way; the pieces of it must follow each other."""

    scanner: Scanner
    common: Common
    limits: Limits
    codes: list[Codes] = field(default_factory=list)
    numbers: list[Floats] = field(default_factory=list)
    rows: list[np.ndarray] = field(default_factory=list)
    last: int = -1
    moments: dict[tuple[Shown, float], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.others: list[Cell] = ["", *(text.strip() for text in self.common.texts)]
        self.of_text = np.array([at if text else 0 for at, text in enumerate(self.others)], np.int32)

    def place(self, found: Found) -> None:
        """Take the cells of a piece; raises IrregularError for what is unordered, too wide or no plain cell."""
        if not len(found.rows):
            return
        rows = found.rows
        width, last = int(found.columns.max()) + 1, int(rows[-1])
        if (np.diff(rows * ROOM + found.columns) <= 0).any() or rows[0] <= self.last:
            raise IrregularError
        if (
            width > self.limits.columns
            or last >= self.limits.rows
            or (last + 1) * max(width, 26) > self.limits.cells
        ):
            raise IrregularError
        changes = np.diff(rows, prepend=-1) != 0
        places = np.cumsum(changes) - 1
        count = int(places[-1]) + 1
        places += found.columns * count
        codes, numbers = np.zeros(width * count, np.int32), np.zeros(width * count)
        codes[places] = self._codes(found)
        numbers[places] = found.numbers
        self.codes.append(codes.reshape(width, count))
        self.numbers.append(numbers.reshape(width, count))
        self.rows.append(rows[changes] + 1)
        self.last = last

    def placed(self) -> ColumnRows:
        """All rows that hold anything; raises IrregularError when there is none."""
        if not self.rows:
            raise IrregularError
        width = max(len(one) for one in self.codes)
        columns = []
        for at in range(width):
            codes = [one[at] if at < len(one) else np.zeros(one.shape[1], np.int32) for one in self.codes]
            numbers = [one[at] if at < len(one) else np.zeros(one.shape[1]) for one in self.numbers]
            columns.append(Cells(np.concatenate(codes), self.others, np.concatenate(numbers)))
        found = filled_rows(columns, np.concatenate(self.rows))
        if not len(found):
            raise IrregularError
        return found

    def _codes(self, found: Found) -> Codes:
        """What each cell holds: the code of a text or of anything else that is no plain number."""
        codes = np.full(len(found.kinds), NUMBER, np.int32)
        for kind in np.flatnonzero(np.bincount(found.kinds)).tolist():
            attributes = self.scanner.kinds[kind]
            what, shown = attributes.get("t", "n"), self._shown(attributes)
            if what == "n" and shown is Shown.NUMBER:
                continue
            here = np.flatnonzero(found.kinds == kind)
            if what == "s":
                codes[here] = self._texts(found.numbers[here])
            elif what == "n":
                codes[here] = self._moments(found.numbers[here], shown)
            else:
                raise IrregularError
        if (np.abs(found.numbers) >= LARGEST).any():
            raise IrregularError
        return codes

    def _texts(self, numbers: Floats) -> Codes:
        places = numbers.astype(np.int64)
        if (places != numbers).any() or places.min() < 0 or places.max() >= len(self.common.texts):
            raise IrregularError
        codes: Codes = self.of_text[places + 1]
        return codes

    def _shown(self, attributes: dict[str, str]) -> Shown:
        style = attributes.get("s", "0")
        if not (style.isascii() and style.isdigit()):
            raise IrregularError
        shown = self.common.shown
        return shown[int(style)] if int(style) < len(shown) else Shown.NUMBER

    def _moments(self, numbers: Floats, shown: Shown) -> Codes:
        """The codes of days and times; new ones are put among the others."""
        if np.abs(numbers).max(initial=0) > LATEST:
            raise IrregularError
        different, places = np.unique(numbers, return_inverse=True)
        codes: Codes = np.array([self._moment(one, shown) for one in different.tolist()], np.int32)[places]
        return codes

    def _moment(self, number: float, shown: Shown) -> int:
        code = self.moments.setdefault((shown, number), len(self.others))
        if code == len(self.others):
            cell = cell_of(number, shown, since_1904=self.common.since_1904)
            self.others.append(plain_cell(cell))
        return code
