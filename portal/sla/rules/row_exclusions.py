"""What a file of conversations gives without single conversations, as a claim keeps it."""

import io
from collections.abc import Collection
from dataclasses import dataclass
from typing import IO, Any, BinaryIO, cast

from portal.kernel.conversations.layout import Layout
from portal.kernel.conversations.without import tally_without
from portal.kernel.sheets.reading import read_plainly
from portal.sla.rules.breakdown import By, breakdown_of, breakdown_to_plain
from portal.sla.rules.conversation_files import figures_of_rows, sheet_as_text
from portal.sla.rules.conversations import is_of_conversations, rows_of
from portal.sla.rules.plain_figures import figures_to_plain
from portal.sla.rules.tools.registry import known_heading
from portal.sla.rules.values.dates import Days


@dataclass(frozen=True)
class Left:
    """The figures of a file without some conversations, whole and by day as plain values, and which it had."""

    figures: dict[str, Any]
    days: dict[str, Any]
    found: frozenset[str]


def left_of(
    stream: IO[bytes], layout: Layout, conversations: Collection[str], month: Days, *, kind: str, name: str
) -> Left:
    """Read an original file anew without these conversations; `kind` is csv, xlsx or xls."""
    if kind != "csv":
        table = read_plainly(stream.read(), name=name, known=known_heading)
        sheet = next(sheet for sheet in table.sheets if is_of_conversations(sheet.header))
        stream = io.BytesIO(sheet_as_text(sheet)[0])
    tally, found = tally_without(cast(BinaryIO, stream), layout, conversations)
    rows = rows_of(tally, layout)
    return Left(
        figures=figures_to_plain(figures_of_rows(rows, tally.first_responses, month)),
        days=breakdown_to_plain(breakdown_of(rows, month)).get(By.DAY.value, {}),
        found=found,
    )
