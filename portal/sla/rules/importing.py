"""From the sheets of an uploaded file to rows of figures, with every error at its cell."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from portal.kernel.messages import Message, message
from portal.sla.rules.cells import reader_of
from portal.sla.rules.checks import (
    all_alike,
    contradictions,
    missing_days,
    outliers,
    too_round,
    totals_that_differ,
)
from portal.sla.rules.columns import Column, ColumnPlan, missing_figures, plan_columns
from portal.sla.rules.fields import Kind
from portal.sla.rules.imported import (
    CellError,
    ColumnMapping,
    Expected,
    FigureRow,
    ImportedFile,
    Question,
    RowLike,
    SheetLike,
)
from portal.sla.rules.means import FIELDS
from portal.sla.rules.rows import RowKind, kind_of_row, outside_month, repeated
from portal.sla.rules.shops import rows_of_shop
from portal.sla.rules.tools.definition import Tool
from portal.sla.rules.tools.registry import TOOLS, likely_tools
from portal.sla.rules.values.dates import Days, days_of
from portal.sla.rules.values.texts import Cell, Fault, name_of, shown

Readers = Sequence[tuple[Column, Callable[[Cell], int | Fault | None]]]
MOST_ERRORS = 500
MOST_WARNINGS = 100


@dataclass
class _Findings:
    """What is collected while one file is read."""

    rows: list[FigureRow] = field(default_factory=list)
    errors: list[CellError] = field(default_factory=list)
    warnings: list[Message] = field(default_factory=list)
    questions: dict[tuple[str, str], Question] = field(default_factory=dict)
    skipped: int = 0
    days: dict[tuple[type, str], Days | Fault] = field(default_factory=dict)
    shops: Mapping[str, int] = field(default_factory=dict)

    def take_one_shop(self, shop: str | None) -> None:
        """Leave out the rows of other shops than the one the file is uploaded for."""
        found = rows_of_shop(self.rows, shop)
        self.skipped += len(self.rows) - len(found.rows)
        self.rows, self.shops = list(found.rows), found.shops
        self.errors += found.errors
        self.warnings += found.warnings


def read_submission(sheets: Sequence[SheetLike], mapping: ColumnMapping, expected: Expected) -> ImportedFile:
    """Read all sheets of one file as figures of one service month.

    Nothing is guessed: what cannot be read is an error with sheet, row, column, value, reason and remedy; what
    can be read in two ways is a question; what looks wrong but may be true is a warning.
    """
    tool = TOOLS[mapping.tool]
    plans = [plan_columns(sheet, tool, mapping) for sheet in sheets]
    found = _Findings()
    if tool.by_conversation:
        found.errors.append(_one_row_per_conversation(sheets, tool))
    elif missing_figures(plans):
        found.errors.append(_no_known_heading(sheets, tool))
    else:
        for sheet, plan in zip(sheets, plans, strict=True):
            _read_sheet(sheet, plan, mapping, expected, found)
        found.take_one_shop(expected.shop)
        _judge_file(found, expected)
    return ImportedFile(
        tool=tool.key,
        rows=tuple(found.rows),
        fields=tuple(dict.fromkeys(column.field.key for plan in plans for column in plan.figures)),
        ignored_columns=tuple(column for plan in plans for column in plan.ignored),
        personal_columns=tuple(column for plan in plans for column in plan.personal),
        errors=tuple(found.errors[:MOST_ERRORS]),
        warnings=tuple(found.warnings[:MOST_WARNINGS]),
        questions=tuple(found.questions.values()),
        skipped_rows=found.skipped,
        shops=found.shops,
    )


def _read_sheet(
    sheet: SheetLike, plan: ColumnPlan, mapping: ColumnMapping, expected: Expected, found: _Findings
) -> None:
    if not plan.figures:
        return
    found.errors += plan.errors
    found.warnings += plan.warnings
    readers = [(column, reader_of(column, mapping, expected)) for column in plan.figures]
    for row in sheet.rows:
        kind = kind_of_row(row.cells, plan)
        if kind is RowKind.SKIPPED:
            found.skipped += 1
        elif len(row.cells) > len(sheet.header):
            found.errors.append(_too_many_cells(sheet, row))
        else:
            _read_row(_Place(sheet, row, plan, kind is RowKind.TOTAL), readers, expected, found)


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


def _read_row(place: _Place, readers: Readers, expected: Expected, found: _Findings) -> None:
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


def _note_fault(place: _Place, column: Column, fault: Fault, found: _Findings) -> None:
    if fault.question is None:
        found.errors.append(place.error(column, fault))
        return
    key = (fault.question, column.text)
    found.questions.setdefault(key, Question(fault.question, column.text, shown(place.cell(column))))


def _days_of_row(place: _Place, expected: Expected, found: _Findings) -> Days | None:
    column = place.plan.named("day")
    if column is None or place.is_total:
        return None
    cell = place.cell(column)
    key = (type(cell), str(cell))
    if key not in found.days:
        found.days[key] = _days_in(cell, expected)
    days = found.days[key]
    if isinstance(days, Fault):
        found.errors.append(place.error(column, days))
        return None
    return days


def _days_in(cell: Cell, expected: Expected) -> Days | Fault:
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


def _judge_file(found: _Findings, expected: Expected) -> None:
    broken = {(error.sheet, error.row) for error in found.errors}
    dated = [row for row in found.rows if row.days is not None or (row.sheet, row.number) not in broken]
    found.errors += repeated(dated)
    if not found.rows and not found.errors and not found.questions:
        found.errors.append(_no_rows())
    for judge in (totals_that_differ, all_alike, too_round, outliers):
        found.warnings += judge(found.rows)
    last = min(expected.month.last, expected.until or expected.month.last)
    if last >= expected.month.first:
        found.warnings += missing_days(found.rows, Days(expected.month.first, last))


def _no_rows() -> CellError:
    return CellError(
        sheet="",
        row=0,
        column="",
        heading="",
        value="",
        reason=message("The file has a heading but no rows with figures."),
        remedy=message("Export the month again and check the period you chose."),
    )


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


def _no_known_heading(sheets: Sequence[SheetLike], tool: Tool) -> CellError:
    first = sheets[0]
    expected = [texts[0] for key, texts in tool.columns.items() if FIELDS[key].kind is not Kind.NAME]
    better = next((like for like in likely_tools(first.header) if like.figures), None)
    return CellError(
        sheet=first.name,
        row=first.header_row,
        column="",
        heading="",
        value=shown(", ".join(first.header)),
        reason=message(
            "None of the headings is a figure of “%(tool)s”. Expected for example: %(headings)s.",
            tool=tool.label,
            headings=", ".join(expected[:6]),
        ),
        remedy=message(
            "This looks like “%(tool)s”. Choose that tool and upload the file again.", tool=better.tool.label
        )
        if better
        else message("Choose the tool the file comes from, or fill in our template."),
    )


def _one_row_per_conversation(sheets: Sequence[SheetLike], tool: Tool) -> CellError:
    first = sheets[0]
    return CellError(
        sheet=first.name,
        row=first.header_row,
        column="",
        heading="",
        value=shown(", ".join(first.header)),
        reason=message(
            "The heading has no conversation number, agent and start of the conversation, without which “%(tool)s” "
            "cannot be counted.",
            tool=tool.label,
        ),
        remedy=message("Upload the report per agent and day, or fill in our template for conversations."),
    )
