"""The figures of a large table, by column where that is sure to be right, row by row where not."""

from portal.kernel.sheets.table import Sheet
from portal.sla.actions.by_column.figures import NotPlainError
from portal.sla.actions.by_column.judging import ByColumn
from portal.sla.actions.by_column.pooling import Pooling
from portal.sla.actions.judging import Judged, judged_plainly
from portal.sla.rules.imported import ColumnMapping, Expected
from portal.sla.rules.importing import read_submission
from portal.sla.rules.plain_figures import figures_to_plain
from portal.sla.rules.pooling import Figures
from portal.sla.rules.values.dates import Days

NOTHING = figures_to_plain(Figures({}, {}))
FROM_ROWS = 2_000
"""Smaller tables are read row by row: that takes no longer."""


def judged_by_column(
    sheets: tuple[Sheet, ...], mapping: ColumnMapping, expected: Expected, spread: frozenset[str]
) -> Judged:
    """What the sheets hold for a slot; the same as `judged_plainly`."""
    if sum(len(sheet.rows) for sheet in sheets) < FROM_ROWS:
        return judged_plainly(sheets, mapping, expected, spread)
    try:
        return by_column(sheets, mapping, expected, spread)
    except NotPlainError:
        return judged_plainly(sheets, mapping, expected, spread)


def by_column(
    sheets: tuple[Sheet, ...], mapping: ColumnMapping, expected: Expected, spread: frozenset[str]
) -> Judged:
    """The same for a table of any size; raises NotPlainError where only the plain rules can be sure."""
    found = ByColumn()
    imported = read_submission(sheets, mapping, expected, found)
    if not found.tables:
        return Judged(imported, figures=NOTHING, parts={}, row_count=0, covers=None)
    pooling = Pooling(found.table, found.naming, expected.month)
    days = [
        one for code in set(found.table.names["day"].tolist()) if (one := found.naming.days_numbered(code))
    ]
    covers = (min(one.first for one in days), max(one.last for one in days)) if days else None
    return Judged(
        imported,
        figures=pooling.whole(spread),
        parts=pooling.parts(),
        row_count=len(found.table),
        covers=None if covers is None else Days(*covers),
    )
