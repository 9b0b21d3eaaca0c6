"""One row of a table as figures: each cell read by its column, every fault at its place."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from portal.kernel.messages import Message, message
from portal.sla.rules.checks import contradictions
from portal.sla.rules.columns import Column, ColumnPlan
from portal.sla.rules.imported import (
    CellError,
    Expected,
    FigureRow,
    Question,
    RowLike,
    SheetLike,
)
from portal.sla.rules.rows import RowKind, kind_of_row, outside_month
from portal.sla.rules.values.dates import Days, days_of
from portal.sla.rules.values.texts import Cell, Fault, name_of, shown

Readers = Sequence[tuple[Column, Callable[[Cell], int | Fault | None]]]


@dataclass
class Findings:
    """What is collected row by row while one file is read."""

    rows: list[FigureRow] = field(default_factory=list)
    errors: list[CellError] = field(default_factory=list)
    warnings: list[Message] = field(default_factory=list)
    questions: dict[tuple[str, str], Question] = field(default_factory=dict)
    skipped: int = 0
    days: dict[tuple[type, str], Days | Fault] = field(default_factory=dict)


@dataclass(frozen=True)
class _Place:
    """One row on its way: where it stands and whether it is the file's own total."""

    sheet: SheetLike
    row: RowLike
    plan: ColumnPlan
    is_total: bool

    def cell(self, column: Column) -> Cell:
        """The cell in a column; short rows end with empty cells."""
        return self.row.cells[column.index] if column.index < len(self.row.cells) else ""

    def named(self, key: str) -> str | None:
        """The text of a naming column; a totals row has no names of its own but its shop's."""
        column = self.plan.named(key)
        return None if column is None else name_of(self.cell(column))

    def error(self, column: Column, fault: Fault) -> CellError:
        """The fault with its place."""
        return CellError(
            sheet=self.sheet.name,
            row=self.row.number,
            column=column.letter,
            heading=column.text,
            value=shown(self.cell(column)),
            reason=fault.reason,
            remedy=fault.remedy,
        )


def take_row(
    sheet: SheetLike, row: RowLike, plan: ColumnPlan, readers: Readers, expected: Expected, found: Findings
) -> None:
    """Read one row of a sheet into what is found: its figures, its faults, or that it is passed over."""
    kind = kind_of_row(row.cells, plan)
    if kind is RowKind.SKIPPED:
        found.skipped += 1
    elif len(row.cells) > len(sheet.header):
        found.errors.append(_too_many_cells(sheet, row))
    else:
        _read_row(_Place(sheet, row, plan, kind is RowKind.TOTAL), readers, expected, found)


def _read_row(place: _Place, readers: Readers, expected: Expected, found: Findings) -> None:
    values: dict[str, int] = {}
    for column, figure_in in readers:
        answer = figure_in(place.cell(column))
        if isinstance(answer, Fault):
            _note_fault(place, column, answer, found)
        elif answer is not None:
            values[column.field.key] = answer
    days = _days_of_row(place, expected, found)
    if not values:
        found.skipped += 1
        return
    row = FigureRow(
        sheet=place.sheet.name,
        number=place.row.number,
        values=_with_votes(values),
        days=days,
        agent=None if place.is_total else place.named("agent"),
        shop=None if place.is_total else place.named("shop"),
        platform=None if place.is_total else place.named("platform"),
        group=None if place.is_total else place.named("group"),
        shift=None if place.is_total else place.named("shift"),
        is_total=place.is_total,
    )
    found.rows.append(row)
    found.warnings += contradictions(row)


def _note_fault(place: _Place, column: Column, fault: Fault, found: Findings) -> None:
    if fault.question is None:
        found.errors.append(place.error(column, fault))
        return
    key = (fault.question, column.text)
    found.questions.setdefault(key, Question(fault.question, column.text, shown(place.cell(column))))


def _days_of_row(place: _Place, expected: Expected, found: Findings) -> Days | None:
    column = place.plan.named("day")
    if column is None or place.is_total:
        return None
    cell = place.cell(column)
    key = (type(cell), str(cell))
    if key not in found.days:
        found.days[key] = days_in(cell, expected)
    days = found.days[key]
    if isinstance(days, Fault):
        found.errors.append(place.error(column, days))
        return None
    return days


def days_in(cell: Cell, expected: Expected) -> Days | Fault:
    """The days a cell names, if they belong to the reported month."""
    days = days_of(cell, month=expected.month, zone=expected.zone)
    if isinstance(days, Days) and outside_month(days, expected.month):
        return Fault(
            message(
                "“%(value)s” lies outside the reported month (%(first)s to %(last)s).",
                value=shown(cell),
                first=expected.month.first,
                last=expected.month.last,
            ),
            message("Export the file for this month only, or upload it to the month it belongs to."),
        )
    return days or Fault(message("The row has no date."), message("Enter the day, or delete the row."))


def _with_votes(values: dict[str, int]) -> dict[str, int]:
    """Five classes of votes become good, middle, bad and all; good and bad alone are all there were."""
    votes = [values.get(f"votes_{stars}") for stars in (5, 4, 3, 2, 1)]
    if all(vote is not None for vote in votes):
        very_good, good, middle, bad, very_bad = (vote or 0 for vote in votes)
        values = {
            "votes_good": very_good + good,
            "votes_neutral": middle,
            "votes_bad": bad + very_bad,
            "evaluations": very_good + good + middle + bad + very_bad,
        } | values
    elif {"votes_good", "votes_bad"} <= values.keys():
        total = values["votes_good"] + values["votes_bad"] + values.get("votes_neutral", 0)
        values = {"evaluations": total} | values
    return values


def _too_many_cells(sheet: SheetLike, row: RowLike) -> CellError:
    return CellError(
        sheet=sheet.name,
        row=row.number,
        column="",
        heading="",
        value=shown(", ".join(str(cell) for cell in row.cells)),
        reason=message(
            "Row %(row)s has %(cells)s cells, the heading has %(headings)s.",
            row=row.number,
            cells=len(row.cells),
            headings=len(sheet.header),
        ),
        remedy=message("Write thousands without a comma (1234), or save the file as .xlsx."),
    )
