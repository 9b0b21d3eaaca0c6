"""From the sheets of an uploaded file to rows of figures, with every error at its cell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from portal.kernel.messages import message
from portal.sla.rules.cells import reader_of
from portal.sla.rules.checks import (
    all_alike,
    missing_days,
    outliers,
    too_round,
    totals_that_differ,
)
from portal.sla.rules.columns import ColumnPlan, missing_figures, plan_columns
from portal.sla.rules.fields import Kind
from portal.sla.rules.imported import (
    CellError,
    ColumnMapping,
    Expected,
    ImportedFile,
    SheetLike,
)
from portal.sla.rules.means import FIELDS
from portal.sla.rules.row_figures import Findings, take_row
from portal.sla.rules.rows import repeated
from portal.sla.rules.shops import rows_of_shop
from portal.sla.rules.tools.definition import Tool
from portal.sla.rules.tools.registry import TOOLS, likely_tools
from portal.sla.rules.values.dates import Days
from portal.sla.rules.values.texts import shown

MOST_ERRORS = 500
MOST_WARNINGS = 100


@dataclass
class Gathering(Findings):
    """One file on its way from its sheets to what is known about it as a whole; row by row, so that anybody can check.

    Whoever gathers faster must find the same.
    """

    shops: Mapping[str, int] = field(default_factory=dict)

    def read_sheet(
        self, sheet: SheetLike, plan: ColumnPlan, mapping: ColumnMapping, expected: Expected
    ) -> None:
        """Read all rows of a sheet."""
        readers = [(column, reader_of(column, mapping, expected)) for column in plan.figures]
        for row in sheet.rows:
            take_row(sheet, row, plan, readers, expected, self)

    def take_one_shop(self, shop: str | None) -> None:
        """Leave out the rows of other shops than the one the file is uploaded for."""
        found = rows_of_shop(self.rows, shop)
        self.skipped += len(self.rows) - len(found.rows)
        self.rows, self.shops = list(found.rows), found.shops
        self.errors += found.errors
        self.warnings += found.warnings

    def judge(self, expected: Expected) -> None:
        """Say what the rows show together."""
        broken = {(error.sheet, error.row) for error in self.errors}
        self.errors += repeated(
            [row for row in self.rows if row.days is not None or (row.sheet, row.number) not in broken]
        )
        if not self.rows and not self.errors and not self.questions:
            self.errors.append(no_rows())
        for judge in (totals_that_differ, all_alike, too_round, outliers):
            self.warnings += judge(self.rows)
        days = days_due(expected)
        if days is not None:
            self.warnings += missing_days(self.rows, days)


def read_submission(
    sheets: Sequence[SheetLike],
    mapping: ColumnMapping,
    expected: Expected,
    gathering: Gathering | None = None,
) -> ImportedFile:
    """Read all sheets of one file as figures of one service month.

    Nothing is guessed: what cannot be read is an error with sheet, row, column, value, reason and remedy; what
    can be read in two ways is a question; what looks wrong but may be true is a warning.
    """
    tool = TOOLS[mapping.tool]
    plans = [plan_columns(sheet, tool, mapping) for sheet in sheets]
    found = Gathering() if gathering is None else gathering
    if tool.by_conversation:
        found.errors.append(_one_row_per_conversation(sheets, tool))
    elif missing_figures(plans):
        found.errors.append(_no_known_heading(sheets, tool))
    else:
        for sheet, plan in zip(sheets, plans, strict=True):
            if plan.figures:
                found.errors += plan.errors
                found.warnings += plan.warnings
                found.read_sheet(sheet, plan, mapping, expected)
        found.take_one_shop(expected.shop)
        found.judge(expected)
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


def days_due(expected: Expected) -> Days | None:
    """The days of the month for which rows can be there; None before it has begun."""
    last = min(expected.month.last, expected.until or expected.month.last)
    return Days(expected.month.first, last) if last >= expected.month.first else None


def no_rows() -> CellError:
    """The fault of a file with a heading alone."""
    return CellError(
        sheet="",
        row=0,
        column="",
        heading="",
        value="",
        reason=message("The file has a heading but no rows with figures."),
        remedy=message("Export the month again and check the period you chose."),
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
