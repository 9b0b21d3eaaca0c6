"""Sheets written out again row for row, with remarks beside rows and on cells, for people to mend."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from portal.infra.tables.writing import SAME_FOR_ALL, sheet_name
from portal.kernel.sheets.table import Cell, Row, Sheet

TONE = "#fde8d7"
TEXT_WIDTH = 60


@dataclass(frozen=True)
class Remark:
    """What is said about a row, and about cells of it by position."""

    sentence: str
    cells: Mapping[int, str]


def write_marked(
    sheets: Sequence[Sheet], remarks: Mapping[tuple[str, int], Remark], *, heading: str
) -> bytes:
    """An Excel file with the rows where they stood, one more column under `heading`, and coloured cells.

    Remarks are named by sheet and row number. Texts stay texts: nothing becomes a formula or a link.
    """
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "yyyy-mm-dd",
        "nan_inf_to_errors": True,
    }
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"created": SAME_FOR_ALL})
        bold = book.add_format({"bold": True, "bottom": 1})
        marked = book.add_format({"bg_color": TONE})
        for number, sheet in enumerate(sheets, start=1):
            page = book.add_worksheet(sheet_name(sheet.name, number if len(sheets) > 1 else 0))
            width = max([len(sheet.header), *(len(row.cells) for row in sheet.rows)])
            for row in sheet.preamble:
                _write(page, row, {}, marked)
            for column, text in enumerate(sheet.header):
                page.write_string(sheet.header_row - 1, column, text, bold)
            page.write_string(sheet.header_row - 1, width, heading, bold)
            page.set_column(width, width, TEXT_WIDTH)
            page.freeze_panes(sheet.header_row, 0)
            for row in (Row(sheet.header_row, ()), *sheet.rows):
                remark = remarks.get((sheet.name, row.number))
                _write(page, row, {} if remark is None else remark.cells, marked)
                if remark is not None:
                    _say(page, row, width, remark, marked)
    return out.getvalue()


def _write(page: Worksheet, row: Row, cells: Mapping[int, str], marked: Format) -> None:
    for column, value in enumerate(row.cells):
        look = marked if column in cells else None
        if isinstance(value, str):
            if value:
                page.write_string(row.number - 1, column, value, look)
        else:
            _write_value(page, row.number - 1, column, value, look)


def _write_value(page: Worksheet, row: int, column: int, value: Cell, look: Format | None) -> None:
    if look is None:
        page.write(row, column, value)
    else:
        page.write(row, column, value, look)


def _say(page: Worksheet, row: Row, width: int, remark: Remark, marked: Format) -> None:
    for column, words in remark.cells.items():
        if column >= len(row.cells) or row.cells[column] == "":
            page.write_blank(row.number - 1, column, None, marked)
        page.write_comment(row.number - 1, column, words)
    if row.cells:
        page.write_string(row.number - 1, width, remark.sentence, marked)
