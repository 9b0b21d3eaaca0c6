"""A file of conversations as the figures of a slot, by whoever adds its rows up: here plainly, in a child by column."""

import io
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from portal.infra.tables.reading import read_table
from portal.kernel.conversations.layout import Layout, Shift
from portal.kernel.conversations.reading import tally_of
from portal.kernel.conversations.repeats import Repeat, Repeats, repeats_in
from portal.kernel.conversations.tally import Tally
from portal.kernel.sheets.table import Sheet
from portal.sla.actions.wanted import SHOWN_PROBLEMS, Reading, Wanted, expected_of, month_of, plain_problem
from portal.sla.rules.breakdown import breakdown_of, breakdown_to_plain
from portal.sla.rules.conversation_files import (
    Head,
    Readers,
    RowsRead,
    figures_of_rows,
    ignored_plain,
    read_rows,
    sheet_as_text,
)
from portal.sla.rules.conversations import CONVERSATIONS, is_of_conversations
from portal.sla.rules.plain_figures import figures_to_plain
from portal.sla.rules.plain_messages import message_to_plain
from portal.sla.rules.tools.registry import known_heading

LABELS = {"utf-8": "UTF-8", "utf-16": "UTF-16", "gb18030": "GB18030", "cp950": "Big5"}


def month_layout(wanted: Wanted) -> Layout:
    """Month, clock, currency and shifts of a layout; where what stands is known from the heading."""
    return Layout(
        columns=(),
        first_day=date.fromisoformat(wanted.first_day),
        day_after=date.fromisoformat(wanted.last_day) + timedelta(days=1),
        zone=wanted.zone,
        digits=wanted.currency_digits,
        shifts=tuple(Shift(*shift) for shift in wanted.shifts),
        open=tuple((start, end) for start, end in wanted.open),
    )


def read_plainly(content: bytes, head: Head, wanted: Wanted) -> Reading:
    """Read a text file with nothing but the standard library."""
    readers = Readers(
        tally=lambda layout: tally_of(io.BytesIO(content), layout),
        repeats=lambda layout: repeats_in(io.BytesIO(content), layout),
    )
    return read_with(readers, head, wanted, kind="csv")


def conversations_in(sheets: tuple[Sheet, ...]) -> Sheet | None:
    """The sheet with one row per conversation, if any."""
    return next((sheet for sheet in sheets if is_of_conversations(sheet.header)), None)


def read_sheet(sheet: Sheet, wanted: Wanted, *, kind: str) -> Reading:
    """Read a sheet of a workbook as the text table it would have been."""
    content, numbers = sheet_as_text(sheet)

    def line(number: int) -> int:
        return numbers[number - 1]

    def tally(layout: Layout) -> Tally:
        found = tally_of(io.BytesIO(content), layout)
        found.bad_cells = [replace(cell, row=line(cell.row)) for cell in found.bad_cells]
        return found

    def repeats(layout: Layout) -> Repeats:
        found = repeats_in(io.BytesIO(content), layout)
        return Repeats(
            found.count,
            tuple(Repeat(one.conversation, line(one.before), line(one.line)) for one in found.examples),
        )

    return read_with(Readers(tally, repeats), head_of_sheet(sheet), wanted, kind=kind)


def head_of_sheet(sheet: Sheet) -> Head:
    """The heading of a sheet that was written out as text."""
    return Head(sheet.header, 1, "utf-8", ",")


def sheet_of_workbook(content: bytes, name: str) -> Sheet | None:
    """The sheet of conversations of a stored workbook."""
    return conversations_in(read_table(content, name=name, known=known_heading).sheets)


def read_with(readers: Readers, head: Head, wanted: Wanted, *, kind: str) -> Reading:
    """What a file holds for a slot, as a submission keeps it."""
    read = read_rows(head, expected_of(wanted), readers, layout=month_layout(wanted))
    month = month_of(wanted)
    days = [row.days for row in read.rows if row.days is not None]
    return Reading(
        kind=kind,
        tool=CONVERSATIONS,
        mapping=_mapping(read, head, kind),
        figures=figures_to_plain(figures_of_rows(read.rows, read.first_responses, month)),
        parts=breakdown_to_plain(breakdown_of(read.rows, month)),
        errors=[plain_problem(error) for error in read.errors[:SHOWN_PROBLEMS]],
        warnings=[message_to_plain(one) for one in read.warnings[:SHOWN_PROBLEMS]],
        questions=[],
        ignored=ignored_plain(read.plan.ignored),
        dropped=ignored_plain(read.plan.personal),
        row_count=read.accepted + read.rejected,
        skipped_rows=read.left_out,
        covers=[min(days).first.isoformat(), max(days).last.isoformat()] if days else [],
        provenance="computed",
    )


def _mapping(read: RowsRead, head: Head, kind: str) -> dict[str, Any]:
    """What is needed to read the file again, with us or without: the layout, and how the letters were written."""
    return {
        "tool": CONVERSATIONS,
        "columns": {},
        "clock": None,
        "percent": None,
        "encoding": LABELS.get(head.encoding, head.encoding),
        "delimiter": head.delimiter,
        "kind": kind,
        "layout": read.layout.to_plain(),
        "shops": dict(read.shops or {}),
        "rejected": read.rejected,
    }
