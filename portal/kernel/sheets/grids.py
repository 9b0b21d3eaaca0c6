"""The cells of a workbook's sheet as rows: merged cells filled down, numbers and texts made plain, limits kept."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from portal.kernel.errors import Invalid
from portal.kernel.messages import Message, message
from portal.kernel.sheets.headings import sheet_from
from portal.kernel.sheets.table import Cell, Limits, Recognise, Row, Sheet

Place = tuple[int, int]
"""Row and column of a cell, counted from 0."""


@dataclass(frozen=True)
class Grid:
    """One sheet as a workbook holds it, whoever opened the file.

    `extent` is the first and the last place that hold anything (None for an empty sheet); `cells` gives the rows
    from the top of the sheet, each from the first column of the extent; `merged` are first and last place of what
    is merged. A hidden sheet is only named.
    """

    name: str
    extent: tuple[Place, Place] | None = None
    cells: Iterable[Sequence[Cell]] = ()
    merged: Sequence[tuple[Place, Place]] = ()
    is_hidden: bool = False


def sheets_of(
    grids: Iterable[Grid], *, known: Recognise, limits: Limits
) -> tuple[list[Sheet], list[Message]]:
    """Every visible sheet with a heading, and what was left out; raises Invalid for a sheet beyond the limits."""
    notes: list[Message] = []
    sheets: list[Sheet] = []
    for grid in grids:
        if grid.is_hidden:
            notes.append(message("The hidden sheet “%(sheet)s” was not read.", sheet=grid.name))
            continue
        rows = _rows(grid, limits)
        sheet = sheet_from(grid.name, rows, known)
        if sheet is not None:
            sheets.append(sheet)
        elif rows:
            notes.append(
                message("The sheet “%(sheet)s” has no heading row and was not read.", sheet=grid.name)
            )
    return sheets, notes


def _rows(grid: Grid, limits: Limits) -> list[Row]:
    if grid.extent is None:
        return []
    start, end = grid.extent
    _refuse_extent(grid.name, start, end, limits)
    left: tuple[Cell, ...] = ("",) * start[1]
    merged = _merged(grid.merged, limits)
    above: dict[int, Cell] = {}
    return list(_filled(grid.cells, left, merged, above))


def _filled(
    cells: Iterable[Sequence[Cell]],
    left: tuple[Cell, ...],
    merged: dict[int, list[int]],
    above: dict[int, Cell],
) -> Iterator[Row]:
    for number, row in enumerate(cells, start=1):
        values = [*left, *map(plain_cell, row)]
        for column in merged.get(number, ()):
            if column < len(values) and values[column] == "" and column in above:
                values[column] = above[column]
        above.update(
            (column, values[column]) for column in merged.get(number + 1, ()) if column < len(values)
        )
        while values and values[-1] == "":
            values.pop()
        if values:
            yield Row(number, tuple(values))


def _refuse_extent(name: str, start: Place, end: Place, limits: Limits) -> None:
    width = end[1] - start[1] + 1
    if width > limits.columns or end[0] + 1 > limits.rows or width * (end[0] + 1) > limits.cells * 2:
        raise Invalid(
            message(
                "The sheet “%(sheet)s” reaches to row %(row)s and column %(column)s. Delete the empty rows and "
                "columns around the table and upload the file again.",
                sheet=name,
                row=end[0] + 1,
                column=end[1] + 1,
            )
        )


def _merged(ranges: Sequence[tuple[Place, Place]], limits: Limits) -> dict[int, list[int]]:
    """For each row the columns whose cell is merged with the one above it."""
    merged: dict[int, list[int]] = {}
    filled = 0
    for (top, column), (bottom, _) in ranges:
        filled += bottom - top
        if filled > limits.rows * 10 or column >= limits.columns or bottom > limits.rows:
            break
        for row in range(top + 2, bottom + 2):
            merged.setdefault(row, []).append(column)
    return merged


def plain_cell(cell: Cell) -> Cell:
    """A cell without blanks around it, and a whole number without decimals."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return int(cell)
    return cell
