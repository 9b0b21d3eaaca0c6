"""From the bytes of an original file to figures once more, with the plain readers and nothing else."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import IO, Any, cast
from zoneinfo import ZoneInfo

from portal.kernel.conversations.layout import Layout
from portal.kernel.conversations.reading import tally_of
from portal.kernel.sheets.reading import read_plainly
from portal.sla.rules.breakdown import breakdown_of, breakdown_to_plain
from portal.sla.rules.conversations import rows_of
from portal.sla.rules.imported import ColumnMapping, Expected, FigureRow
from portal.sla.rules.importing import read_submission
from portal.sla.rules.plain_figures import figures_to_plain
from portal.sla.rules.pooling import slot_figures
from portal.sla.rules.tools.registry import known_heading
from portal.sla.rules.values.dates import Days


@dataclass(frozen=True)
class Reread:
    """What a file gives, as a submission keeps it: the figures of the slot, and by day, agent, shift and shop."""

    figures: dict[str, Any]
    parts: dict[str, dict[str, Any]]


def can_be_reread(submission: Mapping[str, Any]) -> bool:
    """Whether the plain readers know the format; the old .xls they do not."""
    return submission["mapping"].get("kind") in {"csv", "xlsx"}


def reread(submission: Mapping[str, Any], stream: IO[bytes]) -> Reread:
    """Read an original file again as it was read when it was submitted. Raises Invalid when it cannot be."""
    days = Days(date.fromisoformat(submission["first_day"]), date.fromisoformat(submission["last_day"]))
    mapping = submission["mapping"]
    rows = _conversations(mapping, stream) if "layout" in mapping else _table(submission, stream.read(), days)
    spread = frozenset(mapping.get("spread", ()))
    return Reread(
        figures=figures_to_plain(slot_figures(rows, days, spread=spread)),
        parts=breakdown_to_plain(breakdown_of(rows, days)),
    )


def _table(submission: Mapping[str, Any], content: bytes, days: Days) -> tuple[FigureRow, ...]:
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


def _conversations(mapping: Mapping[str, Any], stream: IO[bytes]) -> list[FigureRow]:
    layout = Layout.from_plain(mapping["layout"])
    return rows_of(tally_of(io.BufferedReader(cast(io.RawIOBase, stream)), layout), layout)
