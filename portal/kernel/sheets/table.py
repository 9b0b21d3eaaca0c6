"""What a table file is once it has been read: sheets with a header and numbered rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from portal.kernel.messages import Message

Cell = str | int | float | bool | date | datetime | time | timedelta
"""A cell as the file holds it: text from CSV files, typed values from Excel files, "" for an empty cell."""

Recognise = Callable[[str], bool]
"""Whether a text is a column heading that the reader's owner knows."""


@dataclass(frozen=True)
class Limits:
    """How much one table file may hold before it is refused."""

    size: int = 50_000_000
    rows: int = 120_000
    columns: int = 256
    cells: int = 4_000_000
    members: int = 1_000
    unpacked_bytes: int = 250_000_000
    ratio: int = 400


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a sheet; `number` is the line of the CSV file or the row of the Excel sheet, from 1."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Sheet:
    """One sheet: the heading row, the rows below it, and what stood above it.

    `header_row` is the number of the heading row; `preamble` keeps the rows above, because some tools print
    the reporting period there.
    """

    name: str
    header_row: int
    header: tuple[str, ...]
    rows: Sequence[Row]
    preamble: tuple[Row, ...] = ()


@dataclass(frozen=True)
class TableFile:
    """A file that could be read: its sheets, how it was written, and what the sender should know about it."""

    kind: str
    encoding: str | None
    delimiter: str | None
    sheets: tuple[Sheet, ...]
    notes: tuple[Message, ...] = ()


def column_letter(index: int) -> str:
    """The name a spreadsheet shows above the column with this index, counted from 0: A, B, … Z, AA."""
    letters = ""
    number = index + 1
    while number:
        number, remainder = divmod(number - 1, 26)
        letters = chr(65 + remainder) + letters
    return letters
