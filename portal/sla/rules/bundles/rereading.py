"""From the bytes of an original file to figures once more, with the plain readers and nothing else."""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import IO, Any, BinaryIO, cast
from zoneinfo import ZoneInfo

from portal.kernel.conversations.layout import Layout
from portal.kernel.conversations.reading import tally_of
from portal.kernel.sheets.reading import DEFAULT_LIMITS, read_plainly
from portal.sla.rules.breakdown import breakdown_of, breakdown_to_plain
from portal.sla.rules.conversation_files import figures_of_rows, sheet_as_text
from portal.sla.rules.conversations import is_of_conversations, rows_of
from portal.sla.rules.imported import ColumnMapping, Expected, FigureRow
from portal.sla.rules.importing import read_submission
from portal.sla.rules.plain_figures import figures_to_plain
from portal.sla.rules.pooling import Figures, slot_figures
from portal.sla.rules.tools.registry import known_heading
from portal.sla.rules.values.dates import Days

ROWS_BYTES_A_MINUTE = 200_000_000
"""Bytes of conversations that the plain reader takes in a minute on an ordinary computer."""
NOTICED = 0.5


@dataclass(frozen=True)
class Reread:
    """What a file gives, as a submission keeps it: the figures of the slot, and by day, agent, shift and shop."""

    figures: dict[str, Any]
    parts: dict[str, dict[str, Any]]


def patience_of(submissions: Iterable[Mapping[str, Any]]) -> int:
    """How many minutes reading their files again will take; 0 when it is hardly noticed."""
    size = sum(one.get("file_size", 0) for one in submissions if "layout" in (one["mapping"] or {}))
    return ceil(size / ROWS_BYTES_A_MINUTE) if size > ROWS_BYTES_A_MINUTE * NOTICED else 0


def reread(submission: Mapping[str, Any], stream: IO[bytes]) -> Reread:
    """Read an original file again as it was read when it was submitted. Raises Invalid when it cannot be."""
    days = Days(date.fromisoformat(submission["first_day"]), date.fromisoformat(submission["last_day"]))
    if "layout" in submission["mapping"]:
        rows, figures = _conversations(submission, stream, days)
    else:
        rows = _table(submission, stream.read(DEFAULT_LIMITS.size + 1), days)
        figures = slot_figures(rows, days, spread=frozenset(submission["mapping"].get("spread", ())))
    return Reread(figures_to_plain(figures), breakdown_to_plain(breakdown_of(rows, days)))


def _table(submission: Mapping[str, Any], content: bytes, days: Days) -> Sequence[FigureRow]:
    mapping = submission["mapping"]
    table = read_plainly(content, name=submission["file_name"], known=known_heading)
    imported = read_submission(
        table.sheets,
        ColumnMapping(mapping["tool"], mapping["columns"], mapping["clock"], mapping["percent"]),
        Expected(
            month=days,
            zone=ZoneInfo(submission["zone"]),
            shop=submission["shop"] or None,
            currency_digits=submission["currency_digits"],
        ),
    )
    return imported.rows


def _conversations(
    submission: Mapping[str, Any], stream: IO[bytes], days: Days
) -> tuple[Sequence[FigureRow], Figures]:
    layout = Layout.from_plain(submission["mapping"]["layout"])
    if submission["mapping"]["kind"] != "csv":
        content = stream.read(DEFAULT_LIMITS.size + 1)
        stream = _sheet_of_conversations(content, submission["file_name"])
    tally = tally_of(cast(BinaryIO, stream), layout)
    rows = rows_of(tally, layout)
    return rows, figures_of_rows(rows, tally.first_responses, days)


def _sheet_of_conversations(content: bytes, name: str) -> IO[bytes]:
    table = read_plainly(content, name=name, known=known_heading)
    sheet = next(sheet for sheet in table.sheets if is_of_conversations(sheet.header))
    return io.BytesIO(sheet_as_text(sheet)[0])
