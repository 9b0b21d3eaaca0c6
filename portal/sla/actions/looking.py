"""Looking at single conversations: the rows of a month that stand behind a figure, read from its evidence files."""

from dataclasses import dataclass
from typing import Any

from portal.infra.files import stored_path
from portal.kernel.conversations.rows import RowFilter
from portal.sla.actions.row_readers import rows_page
from portal.sla.queries.rows import RowFile
from portal.sla.rules.evidence_rows import Choice, chosen


@dataclass(frozen=True)
class Seen:
    """How many rows fit, and some of them with the file each stands in."""

    count: int
    rows: tuple[tuple[RowFile, dict[str, Any]], ...] = ()


def look_at(files: list[RowFile], wanted: RowFilter, choice: Choice, *, offset: int, limit: int) -> Seen:
    """The rows of a month's files that fit, one file after the other. Raises Invalid when reading takes too long."""
    asked = [
        (file, narrowed)
        for file in files
        if file.evidence is not None and (narrowed := chosen(wanted, choice, file.layout)) is not None
    ]
    if not asked:
        return Seen(0)
    found = rows_page(
        [(stored_path(file.evidence or ""), narrowed) for file, narrowed in asked],
        offset=offset,
        limit=limit,
    )
    return Seen(found["count"], tuple((asked[row.pop("file")][0], row) for row in found["rows"]))
