"""Taking a file in: read, judged, kept, and shown to its sender before anything counts."""

import io
from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from portal.contracts.rules.terms import ContractTerms
from portal.infra.access import actor
from portal.infra.db import db
from portal.infra.files import keep, open_stored
from portal.infra.tables.reading import read_table
from portal.infra.tables.sheets import TableFile
from portal.kernel.errors import Invalid
from portal.kernel.messages import message
from portal.kernel.money import exponent_of
from portal.sla.models import MonthRecord, SavedMapping, Submission
from portal.sla.queries.months import current_submissions, saved_mapping, terms_of
from portal.sla.rules.imported import CellError, ColumnMapping, Expected, ImportedFile
from portal.sla.rules.importing import read_submission
from portal.sla.rules.months import Slot, slots_of
from portal.sla.rules.plain_figures import figures_to_plain
from portal.sla.rules.plain_messages import message_to_plain
from portal.sla.rules.pooling import slot_figures
from portal.sla.rules.progress import TAKES_FIGURES, need_state
from portal.sla.rules.tools.registry import TOOLS, known_heading, likely_tools
from portal.sla.rules.values.dates import Days
from portal.sla.rules.values.durations import Clock
from portal.sla.rules.values.percentages import Scale

ENDINGS = {"csv": ".csv", "xlsx": ".xlsx", "xls": ".xls"}
SHOWN_PROBLEMS = 200
CLOCKS: Mapping[str, Clock] = {"mm:ss": "mm:ss", "hh:mm": "hh:mm"}
SCALES: Mapping[str, Scale] = {"percent": "percent", "fraction": "fraction"}


def stage_file(
    record: MonthRecord, *, slot_key: str, content: bytes, name: str, tool: str = ""
) -> Submission:
    """Read a file for one slot of a month and keep it staged, visible to its sender alone.

    Raises Invalid in words when it cannot be read at all, is the very file that counts already, or names a slot
    the month does not have; then nothing is kept.
    """
    need_state(record.state, *TAKES_FIGURES)
    terms = terms_of(record)
    slot = next((slot for slot in slots_of(terms) if slot.key == slot_key), None)
    if slot is None:
        raise Invalid(message("This month has no such shop and tool."))
    table = read_table(content, name=name, known=known_heading)
    mapping = _mapping_for(tool or _tool_of(table, slot))
    imported = read_submission(table.sheets, mapping, _expected(record, terms, slot))
    file = keep(io.BytesIO(content), f"upload{ENDINGS[table.kind]}", frozenset(ENDINGS.values()))
    _refuse_same(record, slot_key, file.sha256)
    staged = Submission(
        merchant_id=record.merchant_id,
        vendor_id=record.vendor_id,
        author_id=actor().party,
        visible_from=None,
        month_id=record.id,
        slot=slot_key,
        version=None,
        state="staged",
        provenance="declared",
        reason="",
        submitted_by=actor().label,
        staged_at=actor().now,
        file_sha256=file.sha256,
        file_name=name[:200],
        file_size=file.size,
        media_type=file.media_type,
    )
    _fill(staged, record, imported, mapping, table)
    db.session.add(staged)
    db.session.flush()
    return staged


def answer_questions(
    staged: Submission,
    record: MonthRecord,
    *,
    tool: str,
    clock: str | None,
    percent: str | None,
    columns: Mapping[str, str],
) -> None:
    """Take the sender's answers about a staged file, remember them for the tool, and read the file again."""
    saved = saved_mapping(tool)
    if saved is None:
        saved = SavedMapping(organisation_id=actor().party, tool=tool, columns={}, version=0)
        db.session.add(saved)
    saved.clock, saved.percent = clock or saved.clock, percent or saved.percent
    saved.columns = {**saved.columns, **columns}
    saved.version += 1
    saved.changed_at = actor().now
    db.session.flush()
    with open_stored(staged.file_sha256 or "") as stored:
        content = stored.read()
    table = read_table(content, name=staged.file_name, known=known_heading)
    terms = terms_of(record)
    slot = next(slot for slot in slots_of(terms) if slot.key == staged.slot)
    mapping = _mapping_for(tool)
    _fill(
        staged, record, read_submission(table.sheets, mapping, _expected(record, terms, slot)), mapping, table
    )
    db.session.flush()


def _tool_of(table: TableFile, slot: Slot) -> str:
    """The tool the contract names for the slot, unless the headings clearly belong to another."""
    likely = likely_tools([text for sheet in table.sheets for text in sheet.header])
    best = next((like for like in likely if like.figures), None)
    if slot.tool not in TOOLS:
        return best.tool.key if best else "own"
    named = next((like for like in likely if like.tool.key == slot.tool), None)
    if best is not None and (named is None or not named.figures):
        return best.tool.key
    return slot.tool


def _mapping_for(tool: str) -> ColumnMapping:
    if tool not in TOOLS:
        raise Invalid(message("This export tool is not known."))
    saved = saved_mapping(tool)
    if saved is None:
        return ColumnMapping(tool)
    return ColumnMapping(tool, saved.columns, CLOCKS.get(saved.clock or ""), SCALES.get(saved.percent or ""))


def _expected(record: MonthRecord, terms: ContractTerms, slot: Slot) -> Expected:
    return Expected(
        month=Days(record.first_day, record.last_day),
        zone=ZoneInfo(terms.time_zone),
        shop=slot.shop or None,
        currency_digits=exponent_of(terms.currency),
        until=actor().now.astimezone(ZoneInfo(terms.time_zone)).date() - timedelta(days=1),
    )


def _refuse_same(record: MonthRecord, slot_key: str, sha256: str) -> None:
    current = current_submissions(record.id).get(slot_key)
    if current is not None and current.file_sha256 == sha256:
        raise Invalid(
            message(
                "This very file was already submitted as version %(version)s and counts. Nothing was changed.",
                version=current.version,
            )
        )


def _fill(
    staged: Submission, record: MonthRecord, imported: ImportedFile, mapping: ColumnMapping, table: TableFile
) -> None:
    figures = slot_figures(imported.rows, Days(record.first_day, record.last_day))
    staged.tool = imported.tool
    staged.mapping = asdict(mapping) | {
        "encoding": table.encoding,
        "delimiter": table.delimiter,
        "kind": table.kind,
    }
    staged.figures = figures_to_plain(figures)
    staged.errors = [_problem(error) for error in imported.errors[:SHOWN_PROBLEMS]]
    staged.warnings = [message_to_plain(one) for one in (*table.notes, *imported.warnings)][:SHOWN_PROBLEMS]
    staged.questions = [asdict(question) for question in imported.questions]
    staged.ignored = [asdict(column) for column in imported.ignored_columns]
    staged.dropped = [asdict(column) for column in imported.personal_columns]
    staged.row_count = len(imported.rows)
    staged.skipped_rows = imported.skipped_rows


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
