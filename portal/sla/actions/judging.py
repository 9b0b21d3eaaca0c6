"""What the sheets of a table say for a slot, judged by whoever is quick enough: here row by row."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from portal.infra.tables.reading import read_table
from portal.kernel.sheets.table import Recognise, Sheet, TableFile
from portal.sla.rules.breakdown import breakdown_of, breakdown_to_plain
from portal.sla.rules.imported import ColumnMapping, Expected, ImportedFile
from portal.sla.rules.importing import read_submission
from portal.sla.rules.plain_figures import figures_to_plain
from portal.sla.rules.pooling import slot_figures
from portal.sla.rules.values.dates import Days


@dataclass(frozen=True)
class Judged:
    """What the sheets of a file hold for a slot: figures and breakdown in plain values, and what was found on the way.

    The rows of `imported` may be left out; `row_count` is their number and `covers` the days they name.
    """

    imported: ImportedFile
    figures: dict[str, Any]
    parts: dict[str, dict[str, Any]]
    row_count: int
    covers: Days | None


Judge = Callable[[tuple[Sheet, ...], ColumnMapping, Expected, frozenset[str]], Judged]


class Open(Protocol):
    """Reads the bytes of a table file."""

    def __call__(self, content: bytes, *, name: str, known: Recognise) -> TableFile:
        """The sheets of the file; raises Invalid."""


@dataclass(frozen=True)
class Way:
    """How tables are opened and judged: plainly, or by column; the answers are the same."""

    open: Open
    judge: Judge


def judged_plainly(
    sheets: tuple[Sheet, ...], mapping: ColumnMapping, expected: Expected, spread: frozenset[str]
) -> Judged:
    """Judge row by row with nothing but the plain rules; `spread` names fields whose distribution is kept."""
    imported = read_submission(sheets, mapping, expected)
    rows, month = imported.rows, expected.month
    days = [row.days for row in rows if row.days is not None]
    return Judged(
        imported,
        figures=figures_to_plain(slot_figures(rows, month, spread=spread)),
        parts=breakdown_to_plain(breakdown_of(rows, month)),
        row_count=len(rows),
        covers=Days(min(one.first for one in days), max(one.last for one in days)) if days else None,
    )


PLAINLY = Way(read_table, judged_plainly)
