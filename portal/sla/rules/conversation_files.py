"""A file of conversations from its first bytes to figures: heading, shops, sums, and what to tell the sender."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from portal.kernel.conversations.layout import Layout
from portal.kernel.conversations.repeats import Repeats
from portal.kernel.conversations.tally import Tally
from portal.kernel.messages import Message, message
from portal.kernel.sheets.delimited import DELIMITERS
from portal.kernel.sheets.encodings import BYTE_ORDER_MARKS
from portal.sla.rules.checks import missing_days
from portal.sla.rules.conversations import (
    HEADINGS,
    RowsPlan,
    error_of,
    is_of_conversations,
    plan_rows,
    rows_of,
)
from portal.sla.rules.imported import CellError, Expected, FigureRow, IgnoredColumn, SheetLike
from portal.sla.rules.pooling import FIRST_RESPONSES, Figures, slot_figures, with_percentiles
from portal.sla.rules.shops import about_shops, shop_of
from portal.sla.rules.values.dates import Days
from portal.sla.rules.values.texts import Cell, plain

HEAD_BYTES = 256 * 1024
HEAD_RECORDS = 20
MOST_DISTINCT = 5_000
"""Different first response times that are kept, so that files can be pooled for percentiles."""
LETTERS = ("utf-8", "gb18030", "cp950", "utf-16-le", "utf-16-be")


@dataclass(frozen=True)
class Head:
    """How a text file of conversations begins: its heading, the line it ends on, letters and delimiter."""

    header: tuple[str, ...]
    header_row: int
    encoding: str
    delimiter: str


@dataclass(frozen=True)
class Readers:
    """Who adds the rows of a file up, and who looks for numbers that stand twice; plain or quick, they agree."""

    tally: Callable[[Layout], Tally]
    repeats: Callable[[Layout], Repeats]


@dataclass(frozen=True)
class RowsRead:
    """What a file of conversations holds for one slot of a month.

    `shops` says how many rows each shop of the file has; `left_out` counts rows of other shops and of none.
    """

    plan: RowsPlan
    layout: Layout
    rows: tuple[FigureRow, ...] = ()
    errors: tuple[CellError, ...] = ()
    warnings: tuple[Message, ...] = ()
    accepted: int = 0
    rejected: int = 0
    left_out: int = 0
    shops: Mapping[str, int] | None = None
    first_responses: Mapping[int, int] | None = None


def head_of(content: bytes) -> Head | None:
    """The heading of a file of conversations, judged by its first bytes; None when it is no such file."""
    content = content[:HEAD_BYTES]
    marked = next(((mark, name) for mark, name in BYTE_ORDER_MARKS if content.startswith(mark)), None)
    encodings = LETTERS if marked is None else (marked[1],)
    start = b"" if marked is None else marked[0]
    for encoding in encodings:
        text = _text(content[len(start) :], encoding)
        if text is None:
            continue
        found = _heading_in(text, encoding)
        if found is not None:
            return found if marked is None or encoding == "utf-8" else replace(found, encoding="utf-16")
    return None


def first_records(content: bytes) -> bytes:
    """The whole records among the first bytes of a file of conversations as plain CSV; all bytes when it is none.

    The last one is left out, for it may have been cut, within quotation marks too.
    """
    head = head_of(content)
    if head is None:
        return content
    text = content.decode(head.encoding, "replace").removeprefix("\ufeff")
    records: list[list[str]] = []
    with suppress(csv.Error):
        records.extend(csv.reader(io.StringIO(text, newline=""), delimiter=head.delimiter))
        records = records[:-1]
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(records)
    return out.getvalue().encode("utf-8", "replace")


def _text(content: bytes, encoding: str) -> str | None:
    """The whole lines among the first bytes; None when they are not written in this encoding."""
    if encoding.startswith("utf-16"):
        text = content[: len(content) // 2 * 2].decode(encoding, "replace")
        return text if "\n" in text or "\r" in text else None
    end = content.rfind(b"\n") + 1
    try:
        return content[: end or None].decode(encoding)
    except UnicodeDecodeError:
        return None


def _heading_in(text: str, encoding: str) -> Head | None:
    for delimiter in DELIMITERS:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        try:
            for _, record in zip(range(HEAD_RECORDS), reader, strict=False):
                if is_of_conversations(record):
                    header = tuple(plain(cell).replace("\x00", "") for cell in record)
                    return Head(header, reader.line_num, encoding, delimiter)
        except csv.Error:
            continue
    return None


def read_rows(head: Head, expected: Expected, readers: Readers, *, layout: Layout) -> RowsRead:
    """Everything a file says for the shop it is uploaded for; a file of several shops is read for one of them.

    `layout` has month, clock, currency and shifts; where what stands is added from the heading.
    """
    plan = plan_rows(head.header)
    layout = replace(
        layout,
        columns=plan.columns,
        encoding=head.encoding,
        delimiter=head.delimiter,
        header_row=head.header_row,
        units=plan.units,
    )
    if plan.missing:
        return RowsRead(plan, layout, errors=(_missing_columns(head, plan.missing),))
    whole = readers.tally(layout)
    shop, refusal = shop_of(whole.shops, expected.shop)
    if refusal is not None:
        return RowsRead(plan, layout, errors=(refusal,), shops=whole.shops)
    tally = whole
    if shop is not None:
        layout = replace(layout, shop=shop)
        tally = readers.tally(layout)
    rows = tuple(rows_of(tally, layout))
    errors = [error_of(cell, head.header, layout) for cell in tally.bad_cells]
    if not rows and not errors:
        errors.append(_no_rows())
    left_out = whole.accepted - tally.accepted
    return RowsRead(
        plan=plan,
        layout=layout,
        rows=rows,
        errors=tuple(errors),
        warnings=(
            *about_shops(whole.shops, shop, left_out),
            *_about_repeats(readers.repeats(layout)),
            *_about_days(rows, expected),
            *about_hours(tally, layout),
        ),
        accepted=tally.accepted,
        rejected=tally.rejected,
        left_out=left_out,
        shops=whole.shops,
        first_responses=tally.first_responses,
    )


def figures_of(tally: Tally, layout: Layout, month: Days) -> Figures:
    """The figures of a slot from the sums of its file."""
    return figures_of_rows(rows_of(tally, layout), tally.first_responses, month)


def figures_of_rows(
    rows: Sequence[FigureRow], first_responses: Mapping[int, int] | None, month: Days
) -> Figures:
    """The sums, and the distribution of first responses while it is small enough to be kept beside them."""
    figures = slot_figures(rows, month)
    spread = tuple(sorted((first_responses or {}).items()))
    if not spread or len(spread) > MOST_DISTINCT:
        return figures
    return with_percentiles(replace(figures, spreads={FIRST_RESPONSES: spread}))


def sheet_as_text(sheet: SheetLike) -> tuple[bytes, list[int]]:
    """A sheet of conversations as the text table it would have been, and the row of the sheet behind each line."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*sheet.header])
    numbers = [sheet.header_row]
    width = len(sheet.header)
    for row in sheet.rows:
        cells = [cell_as_text(cell) for cell in row.cells][:width]
        writer.writerow([*cells, *[""] * (width - len(cells))])
        numbers.append(row.number)
    return out.getvalue().encode("utf-8", "replace"), numbers


def cell_as_text(cell: Cell) -> str:
    """A cell of a workbook as a text table would hold it."""
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M:%S}"
    if isinstance(cell, date):
        return f"{cell:%Y-%m-%d} 00:00:00"
    if isinstance(cell, time):
        return f"{cell:%H:%M:%S}"
    if isinstance(cell, timedelta):
        return str(cell.total_seconds())
    if isinstance(cell, bool):
        return str(int(cell))
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).split())


def _about_repeats(repeats: Repeats) -> list[Message]:
    if not repeats.count:
        return []
    first = repeats.examples[0]
    return [
        message(
            "%(count)s rows repeat a conversation number, for example %(number)s in rows %(before)s and %(row)s. "
            "They count as they stand; delete them if they are the same conversation.",
            count=repeats.count,
            number=first.conversation,
            before=first.before,
            row=first.line,
        )
    ]


def _about_days(rows: Sequence[FigureRow], expected: Expected) -> list[Message]:
    last = min(expected.month.last, expected.until or expected.month.last)
    if last < expected.month.first:
        return []
    return missing_days(rows, Days(expected.month.first, last))


def about_hours(tally: Tally, layout: Layout) -> list[Message]:
    """How many conversations of humans are left out because they began outside the hours of service."""
    total = tally.total
    outside = total["sessions"] - total["bot_sessions"] - total["sessions_eligible"]
    if not layout.open or not outside:
        return []
    return [
        message(
            "%(count)s conversations began outside the hours of service and are not judged.", count=outside
        )
    ]


def _missing_columns(head: Head, missing: Sequence[str]) -> CellError:
    error = _error(
        message(
            "Columns are missing without which conversations cannot be counted: %(names)s.",
            names=", ".join(HEADINGS[key][0] for key in missing),
        ),
        message("Export the file again with these columns, or fill in our template."),
    )
    return replace(error, row=head.header_row, value=", ".join(head.header)[:200])


def _no_rows() -> CellError:
    return _error(
        message("The file has a heading but no rows with figures."),
        message("Export the month again and check the period you chose."),
    )


def _error(reason: Message, remedy: Message) -> CellError:
    return CellError(sheet="", row=0, column="", heading="", value="", reason=reason, remedy=remedy)


def ignored_plain(columns: Sequence[IgnoredColumn]) -> list[dict[str, Any]]:
    """Columns that were not read, as they are stored."""
    return [
        {"sheet": one.sheet, "column": one.column, "heading": one.heading, "suggestion": one.suggestion}
        for one in columns
    ]
