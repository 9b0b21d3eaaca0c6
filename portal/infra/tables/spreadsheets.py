"""Excel files: packed ones read by calamine after they have been measured, old ones by the plain reader."""

import io
from collections.abc import Iterator

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from portal.kernel.messages import Message
from portal.kernel.sheets.archives import check_workbook, damaged, locked
from portal.kernel.sheets.grids import Grid, sheets_of
from portal.kernel.sheets.old_workbooks import read_old_workbook
from portal.kernel.sheets.table import Limits, Recognise, Sheet


def read_spreadsheet(
    content: bytes, *, kind: str, name: str, known: Recognise, limits: Limits
) -> tuple[list[Sheet], list[Message]]:
    """Read every visible sheet with a heading; answers the sheets and what was left out.

    Cells come as values (never formulas), rows with the numbers Excel shows. Raises Invalid with the cause.
    """
    if kind == "xls":
        return read_old_workbook(content, name=name, known=known, limits=limits)
    check_workbook(content, name=name, limits=limits)
    try:
        with CalamineWorkbook.from_object(io.BytesIO(content)) as workbook:
            return sheets_of(_grids(workbook), known=known, limits=limits)
    except PasswordError as fault:
        raise locked(name) from fault
    except (CalamineError, ValueError, OverflowError, OSError) as fault:
        raise damaged(name) from fault
    except BaseException as fault:
        # A fault inside the Rust reader arrives as a panic, which is no Exception; the file is to blame.
        if type(fault).__name__ == "PanicException":
            raise damaged(name) from fault
        raise


def _grids(workbook: CalamineWorkbook) -> Iterator[Grid]:
    for index, about in enumerate(workbook.sheets_metadata):
        if about.typ != SheetTypeEnum.WorkSheet:
            continue
        if about.visible != SheetVisibleEnum.Visible:
            yield Grid(about.name, is_hidden=True)
            continue
        sheet = workbook.get_sheet_by_index(index)
        merged = sheet.merged_cell_ranges or ()
        extent = None if sheet.start is None or sheet.end is None else (sheet.start, sheet.end)
        yield Grid(about.name, extent, sheet.iter_rows(), merged)
