"""The part of a file of several shops that belongs to one shop: all that the other side of its contract ever gets."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from portal.kernel.conversations.cells import name_of as name_in_text
from portal.kernel.sheets.table import Row, Sheet
from portal.sla.rules.columns import plan_columns
from portal.sla.rules.conversation_files import cell_as_text
from portal.sla.rules.conversations import plan_rows
from portal.sla.rules.imported import ColumnMapping, RowLike, SheetLike
from portal.sla.rules.rows import RowKind, kind_of_row
from portal.sla.rules.shops import folded_shops, same_shop
from portal.sla.rules.tools.registry import TOOLS
from portal.sla.rules.values.texts import name_of


def shop_to_cut(mapping: Mapping[str, Any], wanted: str) -> str | None:
    """The shop whose rows must be cut out of a file, as it stands there; None when the file holds no other.

    `mapping` says how the file was read, `wanted` is the shop of the contract it was read for.
    """
    if "layout" in mapping:
        shop: str | None = mapping["layout"]["shop"]
        return shop
    return wanted if wanted and len(folded_shops(mapping.get("shops", ()))) > 1 else None


def part_of_table(sheets: Sequence[SheetLike], mapping: ColumnMapping, shop: str) -> tuple[Sheet, ...]:
    """The rows of one shop in a table of figures, sheet by sheet; what stands above and around them is left out.

    Sheets get numbers for names and rows new numbers, so that nothing tells what was taken out between them.
    """
    tool = TOOLS[mapping.tool]
    parts: list[Sheet] = []
    for sheet in sheets:
        plan = plan_columns(sheet, tool, mapping)
        column = plan.named("shop")
        if column is None or not plan.figures:
            continue
        rows = [
            row
            for row in sheet.rows
            if kind_of_row(row.cells, plan) is RowKind.DATA and _is_of(row, column.index, shop)
        ]
        if rows:
            parts.append(_sheet(str(len(parts) + 1), sheet, rows))
    return tuple(parts)


def part_of_conversations(sheet: SheetLike, shop: str) -> Sheet:
    """The conversations of one shop in a sheet of a workbook."""
    index = plan_rows(sheet.header).columns.index("shop")
    rows = [
        row
        for row in sheet.rows
        if index < len(row.cells) and name_in_text(cell_as_text(row.cells[index])) == shop
    ]
    return _sheet("1", sheet, rows)


def _is_of(row: RowLike, index: int, shop: str) -> bool:
    named = name_of(row.cells[index]) if index < len(row.cells) else None
    return bool(named) and same_shop(named or "", shop)


def _sheet(name: str, sheet: SheetLike, rows: Sequence[RowLike]) -> Sheet:
    return Sheet(
        name,
        1,
        tuple(sheet.header),
        tuple(Row(number, tuple(row.cells)) for number, row in enumerate(rows, start=2)),
    )


def cells_in(sheets: Sequence[SheetLike]) -> Iterator[tuple[object, ...]]:
    """Headings and rows, one after the other, by which two tables are compared."""
    for sheet in sheets:
        yield tuple(sheet.header)
        yield from (tuple(row.cells) for row in sheet.rows)
