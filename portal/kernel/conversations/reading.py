"""The plain reader of conversation rows, one row after the other with nothing but the standard library.

It is slow and says what is right: the fast reader must give the same integers and the same bad cells.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO, Protocol

from portal.kernel.conversations.cells import (
    DAY,
    LONGEST,
    MINUTE,
    Answer,
    Fault,
    count_of,
    flag_of,
    milliseconds_of,
    minor_units_of,
    moment_of,
    name_of,
    rating_of,
    shown,
)
from portal.kernel.conversations.columns import COLUMNS, POSITION, Content
from portal.kernel.conversations.layout import Layout
from portal.kernel.conversations.tally import MOST_AGENTS, MOST_KEPT, BadCell, Tally, first_faults
from portal.kernel.errors import Invalid
from portal.kernel.messages import message

HALF_MINUTE = 30_000
THREE_MINUTES = 180_000


def tally_of(stream: BinaryIO, layout: Layout) -> Tally:
    """Read a whole file; raises Invalid for an open quotation mark or far too many agents."""
    tally = Tally()
    for line, record in records(stream, layout):
        count_row(tally, line, record, layout)
    tally.bad_cells = first_faults(tally.bad_cells)
    return tally


class Written(Protocol):
    """How a text file is written: where its heading ends, in which letters, with which delimiter."""

    @property
    def header_row(self) -> int:
        """The line the heading ends on."""

    @property
    def encoding(self) -> str:
        """The letters."""

    @property
    def delimiter(self) -> str:
        """What stands between cells."""


def records(stream: BinaryIO, layout: Written) -> Iterator[tuple[int, list[str]]]:
    """The rows below the heading with the line each begins on; empty lines are passed over."""
    text = io.TextIOWrapper(stream, layout.encoding, errors="surrogateescape", newline="")
    reader = csv.reader(text, delimiter=layout.delimiter, strict=True)
    line = 0
    try:
        for record in reader:
            first, line = line + 1, reader.line_num
            if record and first > layout.header_row:
                yield first, record
    except csv.Error as fault:
        raise (too_long if "limit" in str(fault) else open_quotation)(line + 1) from fault
    finally:
        text.detach()


def open_quotation(line: int) -> Invalid:
    """The refusal of a file whose rows cannot be told apart."""
    return Invalid(
        message(
            'The row that begins on line %(line)s has a quotation mark (") that is not closed. Correct the line '
            "or save the file again as .xlsx.",
            line=line,
        )
    )


def too_long(line: int) -> Invalid:
    """The refusal of a row with a cell of many pages, as an open quotation mark gives one too."""
    return Invalid(
        message("Line %(line)s holds a cell that is too long to be a figure or a name.", line=line)
    )


def too_many_agents() -> Invalid:
    """The refusal of a file whose column of agents holds something else."""
    return Invalid(
        message(
            "The column of agents holds more than %(most)s different names. Check whether the columns have moved.",
            most=MOST_AGENTS,
        )
    )


@dataclass
class _Row:
    """The cells of one row as integers and names."""

    numbers: dict[str, int | None] = field(default_factory=dict)
    names: dict[str, str | None] = field(default_factory=dict)
    faults: dict[str, Fault] = field(default_factory=dict)


def answer_of(column: str, text: str, layout: Layout) -> Answer:
    """What a cell of a column of numbers means."""
    content = COLUMNS[column].content
    if content is Content.TIME:
        return moment_of(text, zone=layout.clock)
    if content is Content.SECONDS:
        return milliseconds_of(text, unit=layout.unit_of(column))
    if content is Content.MONEY:
        return minor_units_of(text, digits=layout.digits)
    return {Content.COUNT: count_of, Content.FLAG: flag_of, Content.RATING: rating_of}[content](text)


def count_row(tally: Tally, line: int, record: list[str], layout: Layout) -> None:
    """Add one row to the tally, or note why it cannot be counted."""
    if len(record) != len(layout.columns):
        _reject(tally, [BadCell(line, "", str(len(record)), Fault.WRONG_CELLS)])
        return
    cells = {column: text for column, text in zip(layout.columns, record, strict=True) if column}
    if layout.shop is not None and name_of(cells.get("shop", "")) != layout.shop:
        return
    row = _read(cells, layout)
    _judge(row, layout)
    if row.faults:
        _reject(tally, [BadCell(line, key, shown(cells[key]), fault) for key, fault in row.faults.items()])
        return
    _count(tally, row, layout)


def _read(cells: Mapping[str, str], layout: Layout) -> _Row:
    row = _Row()
    for column, text in cells.items():
        content = COLUMNS[column].content
        if content is Content.KEY:
            if not text:
                row.faults[column] = Fault.MISSING
            continue
        answer = name_of(text) if content is Content.NAME else answer_of(column, text, layout)
        if isinstance(answer, Fault):
            row.faults[column] = answer
        elif content is Content.NAME:
            row.names[column] = None if answer is None else str(answer)
        else:
            row.numbers[column] = None if answer is None else int(answer)
    return row


def _judge(row: _Row, layout: Layout) -> None:
    """What only the row as a whole can show."""
    start = row.numbers.get("started_at")
    if start is None:
        row.faults.setdefault("started_at", Fault.MISSING)
    elif not layout.first_ms <= start < layout.after_ms:
        row.faults["started_at"] = Fault.OUTSIDE_MONTH
    if "agent" not in row.faults and row.names["agent"] is None and not row.numbers.get("bot"):
        row.faults["agent"] = Fault.MISSING
    for column in ("ended_at", "first_reply_at"):
        moment = row.numbers.get(column)
        if moment is not None and start is not None:
            if moment < start:
                row.faults[column] = Fault.BEFORE_START
            elif moment - start > LONGEST:
                row.faults[column] = Fault.TOO_LONG


def _reject(tally: Tally, cells: list[BadCell]) -> None:
    tally.rejected += 1
    tally.fault_count += len(cells)
    tally.bad_cells += cells
    if len(tally.bad_cells) > 2 * MOST_KEPT:
        tally.bad_cells = first_faults(tally.bad_cells)


def _count(tally: Tally, row: _Row, layout: Layout) -> None:
    start = row.numbers["started_at"] or 0
    shift = layout.shift_of_minute[start % DAY // MINUTE]
    group = ((start - layout.first_ms) // DAY, shift, row.names["agent"] or "")
    values = tally.group(group)
    if len(tally.agents) > MOST_AGENTS:
        raise too_many_agents()
    is_judged = layout.is_open(start) and not row.numbers.get("bot")
    for figure, value in _figures(row, is_judged=is_judged):
        values[POSITION[figure]] += value
    first = _first_response(row)
    if first is not None and is_judged:
        tally.first_responses[first] = tally.first_responses.get(first, 0) + 1
    shop = row.names.get("shop")
    if shop is not None:
        tally.shops[shop] = tally.shops.get(shop, 0) + 1
    tally.accepted += 1


def _first_response(row: _Row) -> int | None:
    seconds, reply = row.numbers.get("first_response"), row.numbers.get("first_reply_at")
    if seconds is None and reply is not None:
        return reply - (row.numbers["started_at"] or 0)
    return seconds


def _figures(row: _Row, *, is_judged: bool) -> Iterator[tuple[str, int]]:
    """What one row adds; only what a human did in the hours of service is counted, besides the conversation itself."""
    numbers = row.numbers
    yield "sessions", 1
    if numbers.get("bot"):
        yield "bot_sessions", 1
    if not is_judged:
        return
    yield "sessions_eligible", 1
    yield from _speed(row)
    yield "buyer_msgs", numbers.get("buyer_messages") or 0
    yield "agent_msgs", numbers.get("agent_messages") or 0
    if stars := numbers.get("rating"):
        yield f"votes_{stars}", 1
    yield "transfer_out", numbers.get("transferred") or 0
    end = numbers.get("ended_at")
    if numbers.get("resolved") and end is not None:
        yield "resolved", 1
        yield "resolution_sum_ms", end - (numbers["started_at"] or 0)
    if amount := numbers.get("order_amount"):
        yield "paid_orders", 1
        yield "sales_amount", amount


def _speed(row: _Row) -> Iterator[tuple[str, int]]:
    first = _first_response(row)
    if first is not None:
        yield "frt_count", 1
        yield "frt_sum_ms", first
        yield "sessions_le_30s", int(first <= HALF_MINUTE)
        yield "sessions_le_180s", int(first <= THREE_MINUTES)
    total, turns = row.numbers.get("response_sum"), row.numbers.get("response_turns")
    if total is not None and turns is not None:
        yield "rt_count", turns
        yield "rt_sum_ms", total
