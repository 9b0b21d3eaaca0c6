"""Part of a table written out again, cell for cell as it was read."""

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from portal.infra.tables.writing import BYTE_ORDER_MARK, SAME_FOR_ALL
from portal.kernel.sheets.table import Cell, Sheet

FORMATS: tuple[tuple[type, str], ...] = (
    (datetime, "yyyy-mm-dd hh:mm:ss.000"),
    (date, "yyyy-mm-dd"),
    (time, "hh:mm:ss.000"),
    (timedelta, "[h]:mm:ss.000"),
)


Looks = Sequence[tuple[type, Format]]


def text_part(sheet: Sheet) -> bytes:
    """A sheet of texts as CSV in UTF-8; cells stand as they stood, since this is what was submitted."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(sheet.header)
    writer.writerows(row.cells for row in sheet.rows)
    return (BYTE_ORDER_MARK + out.getvalue()).encode("utf-8")


def workbook_part(sheets: Sequence[Sheet]) -> bytes:
    """Sheets as an Excel file with the same values; nothing becomes a formula or a link."""
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": True,
    }
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"created": SAME_FOR_ALL})
        looks = [(kind, book.add_format({"num_format": code})) for kind, code in FORMATS]
        for sheet in sheets:
            page = book.add_worksheet(sheet.name)
            for column, text in enumerate(sheet.header):
                page.write_string(sheet.header_row - 1, column, text)
            for row in sheet.rows:
                for column, value in enumerate(row.cells):
                    _write(page, row.number - 1, column, value, looks)
    return out.getvalue()


def _write(page: Worksheet, row: int, column: int, value: Cell, looks: Looks) -> None:
    if isinstance(value, str):
        if value:
            page.write_string(row, column, value)
    elif isinstance(value, bool):
        page.write_boolean(row, column, value)
    elif isinstance(value, (int, float)):
        page.write_number(row, column, value)
    else:
        look = next(one for kind, one in looks if isinstance(value, kind))
        page.write(row, column, value, look)
