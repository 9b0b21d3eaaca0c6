"""What a file holds for one slot of a month: read, judged and pooled without the database, here or in a child."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from portal.infra.tables.reading import refuse_size
from portal.kernel.errors import Invalid
from portal.kernel.messages import message
from portal.kernel.sheets.kinds import kind_of
from portal.kernel.sheets.table import Sheet, TableFile
from portal.sla.actions.cutting import (
    conversations_part,
    is_ready,
    not_to_be_cut,
    sheets_part,
    table_part,
    with_cut,
)
from portal.sla.actions.guarding import guarded
from portal.sla.actions.judging import PLAINLY, Judged, Way
from portal.sla.actions.row_reading import conversations_in, read_plainly, read_sheet
from portal.sla.actions.wanted import SHOWN_PROBLEMS, Reading, Wanted, expected_of, plain_problem
from portal.sla.rules.conversation_files import head_of
from portal.sla.rules.cuts import part_of_conversations, shop_to_cut
from portal.sla.rules.headers import heading_of
from portal.sla.rules.imported import ColumnMapping
from portal.sla.rules.plain_messages import message_to_plain
from portal.sla.rules.tools.registry import TOOLS, known_heading, likely_tools
from portal.sla.rules.values.durations import Clock
from portal.sla.rules.values.percentages import Scale

CLOCKS: Mapping[str, Clock] = {"mm:ss": "mm:ss", "hh:mm": "hh:mm"}
SCALES: Mapping[str, Scale] = {"percent": "percent", "fraction": "fraction"}
DONE, REFUSED, BROKEN = b"D", b"R", b"B"


def read_figures(content: bytes, wanted: Wanted, *, way: Way = PLAINLY) -> Reading:
    """Read a file as the figures of a slot. Raises Invalid in words when it cannot be read at all.

    Of a file that holds other shops too only this shop's part is cut out and read; the part goes with the answer.
    """
    return guarded(_figures_of(content, wanted, way), content, wanted)


def _figures_of(content: bytes, wanted: Wanted, way: Way) -> Reading:
    head = head_of(content) if kind_of(content, name=wanted.name) == "csv" else None
    if head is None:
        return figures_of_table(way.open(content, name=wanted.name, known=known_heading), wanted, way=way)
    refuse_size(content, wanted.name)
    whole = read_plainly(content, head, wanted)
    shop = shop_to_cut(whole.mapping, wanted.slot_shop)
    if shop is None or not is_ready(whole):
        return whole
    part = conversations_part(content, whole.mapping)
    part_head = head_of(part)
    if part_head is None:
        raise not_to_be_cut(shop)
    return with_cut(read_plainly(part, part_head, wanted), whole, part, "csv", shop)


def figures_of_table(table: TableFile, wanted: Wanted, *, way: Way = PLAINLY) -> Reading:
    """The same for a table that was opened, not yet looked through for names of others."""
    sheet = None if table.kind == "csv" else conversations_in(table.sheets)
    if sheet is not None:
        return _conversations_of_sheet(sheet, wanted, kind=table.kind)
    mapping = _mapping_for(wanted.tool or _tool_of(table, wanted.slot_tool), wanted)
    whole = _figures_in(table, mapping, wanted, way)
    shop = shop_to_cut(whole.mapping, wanted.slot_shop)
    if shop is None or not is_ready(whole):
        return whole
    content, kind = table_part(table, mapping, shop)
    part = way.open(content, name=f"part.{kind}", known=known_heading)
    return with_cut(_figures_in(part, mapping, wanted, way), whole, content, kind, shop)


def _conversations_of_sheet(sheet: Sheet, wanted: Wanted, *, kind: str) -> Reading:
    whole = read_sheet(sheet, wanted, kind=kind)
    shop = shop_to_cut(whole.mapping, wanted.slot_shop)
    if shop is None or not is_ready(whole):
        return whole
    part = part_of_conversations(sheet, shop)
    content, kind = sheets_part([part], shop, is_text=False)
    return with_cut(read_sheet(part, wanted, kind=kind), whole, content, kind, shop)


def _figures_in(table: TableFile, mapping: ColumnMapping, wanted: Wanted, way: Way) -> Reading:
    judged = way.judge(table.sheets, mapping, expected_of(wanted), frozenset(wanted.spread))
    return _reading(table, mapping, judged, wanted)


def answered(request: bytes, work: Callable[[dict[str, Any], bytes], dict[str, Any]]) -> bytes:
    """What a child answers about a file: the work's answer as JSON, or a refusal or a fault with its letter."""
    return answered_bytes(request, lambda about, content: json.dumps(work(about, content)).encode())


def answered_bytes(request: bytes, work: Callable[[dict[str, Any], bytes], bytes]) -> bytes:
    """The same for work that answers in bytes."""
    head, content = request.split(b"\n", 1)
    try:
        return DONE + work(json.loads(head), content)
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


def _reading(table: TableFile, mapping: ColumnMapping, judged: Judged, wanted: Wanted) -> Reading:
    imported, spread = judged.imported, frozenset(wanted.spread)
    headings = {heading_of(text).name for sheet in table.sheets for text in sheet.header}
    answered_here = {name: key for name, key in mapping.columns.items() if name in headings}
    warnings = [message_to_plain(one) for one in (*table.notes, *imported.warnings)]
    return Reading(
        kind=table.kind,
        tool=imported.tool,
        mapping=asdict(mapping)
        | {"columns": answered_here}
        | {"encoding": table.encoding, "delimiter": table.delimiter, "kind": table.kind}
        | ({"spread": sorted(spread)} if spread else {})
        | ({"shops": dict(imported.shops)} if len(imported.shops) > 1 else {}),
        figures=judged.figures,
        parts=judged.parts,
        errors=[plain_problem(error) for error in imported.errors[:SHOWN_PROBLEMS]],
        warnings=warnings[:SHOWN_PROBLEMS],
        questions=[asdict(question) for question in imported.questions],
        ignored=[asdict(column) for column in imported.ignored_columns],
        dropped=[asdict(column) for column in imported.personal_columns],
        row_count=judged.row_count,
        skipped_rows=imported.skipped_rows,
        covers=[]
        if judged.covers is None
        else [judged.covers.first.isoformat(), judged.covers.last.isoformat()],
    )
