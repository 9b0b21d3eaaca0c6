"""What a row of a table is: data, the file's own total, an average, a subtotal, a repeated heading or a note."""

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import lru_cache

from portal.kernel.messages import message
from portal.sla.rules.columns import ColumnPlan
from portal.sla.rules.folding import simplified
from portal.sla.rules.imported import CellError, FigureRow
from portal.sla.rules.values.dates import Days
from portal.sla.rules.values.texts import Cell, plain

WHOSE = (
    r"(?:店铺|全店|团队|本店|所有客服|全部客服|客服|整体|部门|本月|月度|all|shop|team|grand|overall)?[ -]?"
)
TOTAL = re.compile(
    rf"^{WHOSE}(?:总计|合计|总和|汇总|总数|总|累计|全部|全店|total|totals|sum|summary|overall)(?:行|值|数|量)?$"
)
AVERAGE = re.compile(
    rf"^{WHOSE}(?:平均|平均值|均值|人均|日均|人均值|日均值|平均数|average|avg|mean|median|中位数|最大值|最小值)(?:行|值)?$"
)
SUBTOTAL = re.compile(r"^.{0,12}小计$|^sub-?total.*$")
EXAMPLE = re.compile(r"^(?:示例客服|范例客服|exampleagent)")
TRAILER = re.compile(r"\s*[(:].*$")


class RowKind(StrEnum):
    """How a row is treated."""

    DATA = "data"
    TOTAL = "total"
    SKIPPED = "skipped"


def kind_of_row(cells: Sequence[Cell], plan: ColumnPlan) -> RowKind:
    """Judge a row by the cells that name it (or its first cell); blank and note rows are skipped.

    Totals may stand on top or at the bottom; averages and subtotals are never read, because they cannot be
    added and would count twice. The example row of our own template is left out as well.
    """
    kinds = {_kind_of_name(name) for name in _names(cells, plan)}
    if RowKind.SKIPPED in kinds:
        return RowKind.SKIPPED
    if RowKind.TOTAL in kinds:
        return RowKind.TOTAL
    if _is_heading(cells, plan) or _is_note(cells, plan):
        return RowKind.SKIPPED
    return RowKind.DATA


def is_collective(cell: Cell) -> bool:
    """Whether a naming cell stands for several rows (a total, an average) or for our template's example."""
    return _kind_of_name(str(cell)) is not RowKind.DATA


def _names(cells: Sequence[Cell], plan: ColumnPlan) -> Iterator[str]:
    first = next((index for index, cell in enumerate(cells) if cell != ""), 0)
    places = plan.naming_places if first in plan.figure_places else plan.naming_places | {first}
    for place in places:
        if place < len(cells) and isinstance(cell := cells[place], str):
            yield cell


@lru_cache(maxsize=20_000)
def _kind_of_name(text: str) -> RowKind:
    """What a row is by one cell that names it; the same names stand in many rows."""
    name = TRAILER.sub("", simplified(plain(text).lower())).replace(" ", "")
    if AVERAGE.match(name) or SUBTOTAL.match(name) or EXAMPLE.match(name):
        return RowKind.SKIPPED
    return RowKind.TOTAL if TOTAL.match(name) else RowKind.DATA


def _is_heading(cells: Sequence[Cell], plan: ColumnPlan) -> bool:
    return all(
        column.index < len(cells) and plain(cells[column.index]) == plain(column.text)
        for column in plan.columns
    )


def _is_note(cells: Sequence[Cell], plan: ColumnPlan) -> bool:
    if any(column.index < len(cells) and cells[column.index] != "" for column in plan.figures):
        return False
    return sum(1 for cell in cells if cell != "") <= 2


def outside_month(days: Days, month: Days) -> bool:
    """Whether a row reports days that do not belong to the month it was uploaded for."""
    return days.first not in month or days.last not in month


def repeated(rows: Sequence[FigureRow]) -> list[CellError]:
    """Rows that report the same (shop, agent, day) twice, each named with the row it repeats."""
    seen: dict[tuple[object, ...], list[FigureRow]] = {}
    errors: list[CellError] = []
    for row in rows:
        key = (*row.identity, row.is_total)
        earlier = next(
            (other for other in seen.get(key, ()) if other.values.keys() & row.values.keys()), None
        )
        if earlier is None:
            seen.setdefault(key, []).append(row)
        elif not (row.is_total and earlier.values == row.values):
            errors.append(_repeat(row, earlier))
    return errors


def _repeat(row: FigureRow, earlier: FigureRow) -> CellError:
    same = row.values == earlier.values
    return CellError(
        sheet=row.sheet,
        row=row.number,
        column="",
        heading="",
        value=row.agent or row.shop or "",
        reason=message(
            "Row %(row)s repeats row %(earlier)s with the same figures.",
            row=row.number,
            earlier=earlier.number,
        )
        if same
        else message(
            "Rows %(earlier)s and %(row)s report the same agent and day with different figures.",
            row=row.number,
            earlier=earlier.number,
        ),
        remedy=message("Keep the row that is right and delete the other."),
    )
