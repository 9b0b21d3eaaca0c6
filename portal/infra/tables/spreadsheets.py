"""Excel files, read by calamine after they have been measured."""

import io

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from portal.kernel.errors import Invalid
from portal.kernel.messages import Message, message
from portal.kernel.sheets.archives import check_workbook, damaged, locked
from portal.kernel.sheets.headings import sheet_from
from portal.kernel.sheets.table import Cell, Limits, Recognise, Row, Sheet

ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
MOST_BYTES_OF_OLD_FORMAT = 10_000_000


def read_spreadsheet(
    content: bytes, *, kind: str, name: str, known: Recognise, limits: Limits
) -> tuple[list[Sheet], list[Message]]:
    """Read every visible sheet with a heading; answers the sheets and what was left out.

    Cells come as values (never formulas), rows with the numbers Excel shows. Raises Invalid with the cause.
    """
    _check(content, kind, name, limits)
    try:
        with CalamineWorkbook.from_object(io.BytesIO(content)) as workbook:
            return _sheets(workbook, known, limits)
    except PasswordError as fault:
        raise locked(name) from fault
    except (CalamineError, ValueError, OSError) as fault:
        raise damaged(name) from fault
    except BaseException as fault:
        # A fault inside the Rust reader arrives as a panic, which is no Exception; the file is to blame.
        if type(fault).__name__ == "PanicException":
            raise damaged(name) from fault
        raise


def _sheets(
    workbook: CalamineWorkbook, known: Recognise, limits: Limits
) -> tuple[list[Sheet], list[Message]]:
    notes: list[Message] = []
    sheets: list[Sheet] = []
    for index, about in enumerate(workbook.sheets_metadata):
        if about.typ != SheetTypeEnum.WorkSheet:
            continue
        if about.visible != SheetVisibleEnum.Visible:
            notes.append(message("The hidden sheet “%(sheet)s” was not read.", sheet=about.name))
            continue
        rows = _rows(workbook.get_sheet_by_index(index), limits)
        sheet = sheet_from(about.name, rows, known)
        if sheet is not None:
            sheets.append(sheet)
        elif rows:
            notes.append(
                message("The sheet “%(sheet)s” has no heading row and was not read.", sheet=about.name)
            )
    return sheets, notes


def _check(content: bytes, kind: str, name: str, limits: Limits) -> None:
    if kind == "xlsx":
        check_workbook(content, name=name, limits=limits)
    elif ENCRYPTED_PACKAGE in content:
        raise locked(name)
    elif len(content) > MOST_BYTES_OF_OLD_FORMAT:
        raise Invalid(
            message(
                "%(name)s is too large for the old .xls format. Save it as .xlsx and upload that.", name=name
            )
        )


def _rows(sheet: CalamineSheet, limits: Limits) -> list[Row]:
    start, end = sheet.start, sheet.end
    if start is None or end is None:
        return []
    width = end[1] - start[1] + 1
    if width > limits.columns or end[0] + 1 > limits.rows or width * (end[0] + 1) > limits.cells * 2:
        raise Invalid(
            message(
                "The sheet “%(sheet)s” reaches to row %(row)s and column %(column)s. Delete the empty rows and "
                "columns around the table and upload the file again.",
                sheet=sheet.name,
                row=end[0] + 1,
                column=end[1] + 1,
            )
        )
    left: tuple[Cell, ...] = ("",) * start[1]
    merged = _merged(sheet, limits)
    above: dict[int, Cell] = {}
    rows: list[Row] = []
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        values = [*left, *map(_plain, cells)]
        for column in merged.get(number, ()):
            values[column] = above[column] if values[column] == "" and column in above else values[column]
        above.update(
            (column, values[column]) for column in merged.get(number + 1, ()) if column < len(values)
        )
        kept = _trimmed(values)
        if kept:
            rows.append(Row(number, kept))
    return rows


def _merged(sheet: CalamineSheet, limits: Limits) -> dict[int, list[int]]:
    """For each row the columns whose cell is merged with the one above it."""
    merged: dict[int, list[int]] = {}
    filled = 0
    for (top, column), (bottom, _) in sheet.merged_cell_ranges or ():
        filled += bottom - top
        if filled > limits.rows * 10 or column >= limits.columns or bottom > limits.rows:
            break
        for row in range(top + 2, bottom + 2):
            merged.setdefault(row, []).append(column)
    return merged


def _plain(cell: Cell) -> Cell:
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return int(cell)
    return cell


def _trimmed(cells: list[Cell]) -> tuple[Cell, ...]:
    while cells and cells[-1] == "":
        cells.pop()
    return tuple(cells)
