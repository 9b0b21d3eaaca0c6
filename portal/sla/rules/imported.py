"""What comes out of reading one uploaded file: rows of integers, and everything that was wrong or left out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, tzinfo
from functools import cached_property
from typing import Protocol

from portal.kernel.messages import Message
from portal.sla.rules.parts import Part, parts_of
from portal.sla.rules.values.dates import Days
from portal.sla.rules.values.durations import Clock
from portal.sla.rules.values.percentages import Scale
from portal.sla.rules.values.texts import Cell


class RowLike(Protocol):
    """A numbered row of cells, as the table reader gives it."""

    @property
    def number(self) -> int:
        """Line of the file or row of the sheet, from 1."""

    @property
    def cells(self) -> Sequence[Cell]:
        """The cells from the left."""


class SheetLike(Protocol):
    """A sheet with its heading row, as the table reader gives it."""

    @property
    def name(self) -> str:
        """The sheet's name."""

    @property
    def header_row(self) -> int:
        """The number of the heading row."""

    @property
    def header(self) -> Sequence[str]:
        """The headings from the left."""

    @property
    def rows(self) -> Sequence[RowLike]:
        """The rows below the heading."""


@dataclass(frozen=True)
class ColumnMapping:
    """What a vendor's files of one tool mean; saved, so that each question is asked once.

    `columns` maps folded headings to fields ("" to ignore) where the tool's own table does not suffice.
    """

    tool: str
    columns: Mapping[str, str] = field(default_factory=dict)
    clock: Clock | None = None
    percent: Scale | None = None


@dataclass(frozen=True)
class Expected:
    """What the file is uploaded for: the days of the service month, its time zone, the shop and the currency.

    `until` is the last day for which rows can be there yet; later days of a running month are not missing.
    """

    month: Days
    zone: tzinfo = UTC
    shop: str | None = None
    currency_digits: int = 2
    until: date | None = None


@dataclass(frozen=True)
class CellError:
    """One thing that keeps a file from being submitted, with its place, its reason and its remedy."""

    sheet: str
    row: int
    column: str
    heading: str
    value: str
    reason: Message
    remedy: Message


@dataclass(frozen=True)
class Question:
    """Something only the sender knows about a column: "clock", "percent" or "tool"."""

    kind: str
    heading: str
    example: str


@dataclass(frozen=True)
class IgnoredColumn:
    """A column that was not read; `suggestion` is the field it may have meant."""

    sheet: str
    column: str
    heading: str
    suggestion: str | None = None


@dataclass(frozen=True)
class FigureRow:
    """The figures of one row; `is_total` marks the file's own totals row, which stands for the whole shop."""

    sheet: str
    number: int
    values: Mapping[str, int]
    days: Days | None = None
    agent: str | None = None
    shop: str | None = None
    platform: str | None = None
    group: str | None = None
    shift: str | None = None
    is_total: bool = False
    stands_for: int = 1
    """How many rows of the file were added up in it: many conversations of an agent, a day and a shift."""

    @property
    def identity(self) -> tuple[object, ...]:
        """What two rows may not share within one file."""
        return (self.shop, self.platform, self.agent, self.group, self.shift, self.days)

    @cached_property
    def parts(self) -> Mapping[str, Part]:
        """The rates and averages the figures allow; reckoned once, though a row counts by day, agent and shift."""
        return parts_of(self.values)


@dataclass(frozen=True)
class ImportedFile:
    """The answer of the importer; nothing may be submitted while there are errors or questions."""

    tool: str
    rows: tuple[FigureRow, ...] = ()
    fields: tuple[str, ...] = ()
    ignored_columns: tuple[IgnoredColumn, ...] = ()
    personal_columns: tuple[IgnoredColumn, ...] = ()
    errors: tuple[CellError, ...] = ()
    warnings: tuple[Message, ...] = ()
    questions: tuple[Question, ...] = ()
    skipped_rows: int = 0
    shops: Mapping[str, int] = field(default_factory=dict)
    """The rows of each shop that stand in the file, also of those that are left out."""

    @property
    def may_be_submitted(self) -> bool:
        """Whether the figures can be handed in as they are."""
        return bool(self.rows) and not self.errors and not self.questions
