"""One sheet of a packed workbook, cell by cell: what each cell's letters say and what they mean."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import IO

from portal.kernel.sheets.grids import Place
from portal.kernel.sheets.markup import Attributes, Damaged, Walker, Wording, unescaped
from portal.kernel.sheets.moments import Shown, cell_of
from portal.kernel.sheets.table import Cell

REFERENCE = re.compile(r"([A-Za-z]+)([0-9]+)")
NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|[+-]?(?:inf(?:inity)?|nan)", re.I)
ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})
TRUTHS = {"0": False, "1": True, "false": False, "true": True, "FALSE": False, "TRUE": True}


@dataclass(frozen=True)
class Common:
    """What all sheets of a workbook share: its texts, how each style shows numbers, and where its days begin."""

    texts: Sequence[str] = ()
    shown: Sequence[Shown] = ()
    since_1904: bool = False


@dataclass
class SheetCells:
    """The cells of one sheet by row and column, both from 0, and what is merged."""

    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)
    merged: list[tuple[Place, Place]] = field(default_factory=list)

    @property
    def extent(self) -> tuple[Place, Place] | None:
        """The first and the last row and column that hold anything; None for an empty sheet."""
        if not self.rows:
            return None
        columns = [column for row in self.rows.values() for column in row]
        return (min(self.rows), min(columns)), (max(self.rows), max(columns))

    def lines(self) -> Iterator[list[Cell]]:
        """Every row from the top of the sheet down to the last, from the first column that holds anything."""
        nothing: Mapping[int, Cell] = {}
        extent = self.extent
        (_, first), (bottom, last) = extent or ((0, 0), (-1, 0))
        for number in range(bottom + 1):
            row = self.rows.get(number, nothing)
            yield [row.get(column, "") for column in range(first, last + 1)]


def cells_of(part: IO[bytes], common: Common) -> SheetCells:
    """Read a whole sheet; raises Damaged where a cell says what none can."""
    reader = _SheetReader(common)
    Walker(reader.opened, reader.closed).walk(part)
    return reader.found


def place_of(reference: str) -> Place:
    """Row and column of a reference such as B7, from 0."""
    match = REFERENCE.fullmatch(reference)
    if match is None or not int(match[2]):
        raise Damaged(f"{reference} is no cell")
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(match[2]) - 1, column - 1


class _SheetReader:
    """Takes the elements of a sheet as they come."""

    def __init__(self, common: Common) -> None:
        self.common = common
        self.found = SheetCells()
        self.row, self.next_row, self.column = -1, 0, 0
        self.place: Place = (0, 0)
        self.kind = self.style = ""
        self.wording: Wording | None = None

    def opened(self, name: str, attributes: Attributes) -> bool:
        if name == "row":
            self._begin_row(attributes)
        elif name == "c":
            self._begin_cell(attributes)
        elif name == "is":
            self.wording = Wording()
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))
        elif self.wording is not None:
            return self.wording.opened(name, attributes)
        return name == "v"

    def closed(self, name: str, text: str) -> None:
        if self.wording is not None:
            self.wording.closed(name, text)
        if name == "v":
            self._keep(self._value(text))
        elif name == "is" and self.wording is not None:
            self._keep(self.wording.taken())
            self.wording = None
        elif name == "row":
            self.next_row = self.row + 1

    def _begin_row(self, attributes: Attributes) -> None:
        number = attributes.get("r", "")
        self.row = int(number) - 1 if number.isascii() and number.isdigit() else self.next_row
        self.column = 0

    def _begin_cell(self, attributes: Attributes) -> None:
        self.kind, self.style = attributes.get("t", ""), attributes.get("s", "")
        self.place = place_of(attributes["r"]) if "r" in attributes else (self.row, self.column)
        self.column = self.place[1] + 1

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        self.found.merged.append((place_of(first), place_of(last or first)))

    def _keep(self, value: Cell | None) -> None:
        if value is not None:
            self.found.rows.setdefault(self.place[0], {})[self.place[1]] = value

    def _value(self, text: str) -> Cell | None:
        if not text or self.kind == "inlineStr":
            return None
        if self.kind in {"", "n"}:
            return self._number(text)
        if self.kind == "s":
            return self._shared(text)
        if self.kind == "str":
            return unescaped(text)
        if self.kind == "d":
            return _written_moment(text)
        if self.kind == "b" and text in TRUTHS:
            return TRUTHS[text]
        if self.kind == "e" and text in ERRORS:
            return ""
        raise Damaged(f"a cell of kind {self.kind} cannot hold {text}")

    def _number(self, text: str) -> Cell:
        if NUMBER.fullmatch(text) is None:
            if self.kind:
                raise Damaged(f"{text} is no number")
            return text
        style = int(self.style) if self.style.isascii() and self.style.isdigit() else 0
        shown = self.common.shown[style] if style < len(self.common.shown) else Shown.NUMBER
        return cell_of(float(text), shown, since_1904=self.common.since_1904)

    def _shared(self, text: str) -> str:
        place = int(text) if text.isascii() and text.isdigit() else 0
        if place >= len(self.common.texts):
            raise Damaged("a cell names a text that is not there")
        return self.common.texts[place]


def _written_moment(text: str) -> Cell:
    for kind in (date, time, datetime):
        with suppress(ValueError):
            found = kind.fromisoformat(text)
            if getattr(found, "tzinfo", None) is None:
                return found
    return text
