"""What a file holds for one slot of a month: read, judged and pooled without the database, here or in a child."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from portal.infra.tables.reading import read_table
from portal.kernel.errors import Invalid
from portal.kernel.messages import message
from portal.kernel.sheets.table import TableFile
from portal.sla.rules.breakdown import breakdown_of, breakdown_to_plain
from portal.sla.rules.imported import CellError, ColumnMapping, Expected, ImportedFile
from portal.sla.rules.importing import read_submission
from portal.sla.rules.plain_figures import figures_to_plain
from portal.sla.rules.plain_messages import message_to_plain
from portal.sla.rules.pooling import slot_figures
from portal.sla.rules.tools.registry import TOOLS, known_heading, likely_tools
from portal.sla.rules.values.dates import Days
from portal.sla.rules.values.durations import Clock
from portal.sla.rules.values.percentages import Scale

SHOWN_PROBLEMS = 200
CLOCKS: Mapping[str, Clock] = {"mm:ss": "mm:ss", "hh:mm": "hh:mm"}
SCALES: Mapping[str, Scale] = {"percent": "percent", "fraction": "fraction"}
DONE, REFUSED, BROKEN = b"D", b"R", b"B"


@dataclass(frozen=True)
class Wanted:
    """What a file is read for, in plain values: the slot, the month, and what is known about the sender's tools.

    `tool` is the sender's choice ("" = the slot's own, or the one the headings belong to); `mappings` holds
    columns, clock and percent by tool; `own_columns` are headings (folded) that the contract itself gives a
    meaning, `spread` the fields whose distribution over the rows it asks for.
    """

    name: str
    tool: str
    slot_tool: str
    slot_shop: str
    first_day: str
    last_day: str
    until: str
    zone: str
    currency_digits: int
    mappings: Mapping[str, Mapping[str, Any]]
    own_columns: Mapping[str, str] = field(default_factory=dict)
    spread: Sequence[str] = ()


@dataclass(frozen=True)
class Reading:
    """What was read, in plain values as a submission keeps them."""

    kind: str
    tool: str
    mapping: dict[str, Any]
    figures: dict[str, Any]
    parts: dict[str, dict[str, Any]]
    errors: list[dict[str, Any]]
    warnings: list[Any]
    questions: list[dict[str, Any]]
    ignored: list[dict[str, Any]]
    dropped: list[dict[str, Any]]
    row_count: int
    skipped_rows: int
    covers: list[str] = field(default_factory=list)
    """The first and the last day that rows name, if any do."""


def read_figures(content: bytes, wanted: Wanted) -> Reading:
    """Read a file as the figures of a slot. Raises Invalid in words when it cannot be read at all."""
    table = read_table(content, name=wanted.name, known=known_heading)
    mapping = _mapping_for(wanted.tool or _tool_of(table, wanted.slot_tool), wanted)
    imported = read_submission(table.sheets, mapping, _expected(wanted))
    return _reading(table, mapping, imported, wanted)


def answer(request: bytes) -> bytes:
    """The same for a child process: a line of JSON and the file in, a letter and JSON out."""
    head, content = request.split(b"\n", 1)
    try:
        return DONE + json.dumps(asdict(read_figures(content, Wanted(**json.loads(head))))).encode()
    except Invalid as refusal:
        return REFUSED + json.dumps(message_to_plain(refusal.reason)).encode()
    except MemoryError:
        return BROKEN + b"it needs more memory than a table may"
    except Exception as broken:
        return BROKEN + f"{type(broken).__name__}: {broken}".encode("utf-8", "replace")


def _tool_of(table: TableFile, slot_tool: str) -> str:
    """The tool the contract names for the slot, unless the headings clearly belong to another."""
    likely = likely_tools([text for sheet in table.sheets for text in sheet.header])
    best = next((like for like in likely if like.figures), None)
    if slot_tool not in TOOLS:
        return best.tool.key if best else "own"
    named = next((like for like in likely if like.tool.key == slot_tool), None)
    if best is not None and (named is None or not named.figures):
        return best.tool.key
    return slot_tool


def _mapping_for(tool: str, wanted: Wanted) -> ColumnMapping:
    if tool not in TOOLS:
        raise Invalid(message("This export tool is not known."))
    saved = wanted.mappings.get(tool, {"columns": {}, "clock": None, "percent": None})
    return ColumnMapping(
        tool,
        {**wanted.own_columns, **saved["columns"]},
        CLOCKS.get(saved["clock"] or ""),
        SCALES.get(saved["percent"] or ""),
    )


def _month(wanted: Wanted) -> Days:
    return Days(date.fromisoformat(wanted.first_day), date.fromisoformat(wanted.last_day))


def _expected(wanted: Wanted) -> Expected:
    return Expected(
        month=_month(wanted),
        zone=ZoneInfo(wanted.zone),
        shop=wanted.slot_shop or None,
        currency_digits=wanted.currency_digits,
        until=date.fromisoformat(wanted.until),
    )


def _reading(table: TableFile, mapping: ColumnMapping, imported: ImportedFile, wanted: Wanted) -> Reading:
    month, spread = _month(wanted), frozenset(wanted.spread)
    warnings = [message_to_plain(one) for one in (*table.notes, *imported.warnings)]
    return Reading(
        kind=table.kind,
        tool=imported.tool,
        mapping=asdict(mapping)
        | {"encoding": table.encoding, "delimiter": table.delimiter, "kind": table.kind}
        | ({"spread": sorted(spread)} if spread else {}),
        figures=figures_to_plain(slot_figures(imported.rows, month, spread=spread)),
        parts=breakdown_to_plain(breakdown_of(imported.rows, month)),
        errors=[_problem(error) for error in imported.errors[:SHOWN_PROBLEMS]],
        warnings=warnings[:SHOWN_PROBLEMS],
        questions=[asdict(question) for question in imported.questions],
        ignored=[asdict(column) for column in imported.ignored_columns],
        dropped=[asdict(column) for column in imported.personal_columns],
        row_count=len(imported.rows),
        skipped_rows=imported.skipped_rows,
        covers=_covers(imported),
    )


def _covers(imported: ImportedFile) -> list[str]:
    days = [row.days for row in imported.rows if row.days is not None]
    if not days:
        return []
    return [min(one.first for one in days).isoformat(), max(one.last for one in days).isoformat()]


def _problem(error: CellError) -> dict[str, Any]:
    return {
        "sheet": error.sheet,
        "row": error.row,
        "column": error.column,
        "heading": error.heading,
        "value": error.value,
        "reason": message_to_plain(error.reason),
        "remedy": message_to_plain(error.remedy),
    }
