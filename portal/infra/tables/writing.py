"""Tables for people to take away: CSV for Excel and XLSX, safe to open."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

BYTE_ORDER_MARK = "\ufeff"
SAME_FOR_ALL = datetime(2026, 1, 1, tzinfo=UTC)
"""Written as the file's creation time, so that the same values give the same bytes."""
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

Value = str | int | Decimal | date | datetime | time | None
"""What a cell may hold on the way out; figures stay figures, None is an empty cell."""


def write_csv(header: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """A CSV file that Excel in China opens without asking: UTF-8 with BOM, CRLF, texts never run as formulas."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([formula_safe(title) for title in header])
    for row in rows:
        writer.writerow([formula_safe(value) if isinstance(value, str) else _plain(value) for value in row])
    return (BYTE_ORDER_MARK + out.getvalue()).encode("utf-8")


def formula_safe(text: str) -> str:
    """The text as typed, with an apostrophe in front when a spreadsheet would take it for a formula."""
    return f"'{text}" if text.lstrip().startswith(FORMULA_STARTS) or text.startswith(FORMULA_STARTS) else text


def _plain(value: Value) -> str:
    return "" if value is None else str(value)


def write_xlsx(sheets: Iterable[tuple[str, Sequence[str], Iterable[Sequence[Value]]]]) -> bytes:
    """An Excel file of (name, header, rows) sheets, written row by row in little memory.

    Texts are written as texts: nothing becomes a formula or a link. The first row stays in view.
    """
    out = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "yyyy-mm-dd",
    }
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"created": SAME_FOR_ALL})
        bold = book.add_format({"bold": True, "bottom": 1})
        for name, header, rows in sheets:
            sheet = book.add_worksheet(sheet_name(name))
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, max(len(header) - 1, 0), 16)
            for column, title in enumerate(header):
                sheet.write_string(0, column, title, bold)
            for number, row in enumerate(rows, start=1):
                _write_row(sheet, number, row)
    return out.getvalue()


def sheet_name(name: str, number: int = 0) -> str:
    """A name Excel takes, at most 31 characters; `number` keeps the sheets of one file apart."""
    mark = f" {number}" if number else ""
    cleaned = "".join(" " if letter in "[]:*?/\\" else letter for letter in name).strip("' ")
    return f"{cleaned[: 31 - len(mark)]}{mark}".strip() or "1"


def _write_row(sheet: Worksheet, number: int, row: Sequence[Value]) -> None:
    for column, value in enumerate(row):
        if value is None:
            continue
        if isinstance(value, str):
            sheet.write_string(number, column, value)
        elif isinstance(value, (int, Decimal)):
            sheet.write_number(number, column, float(value))
        else:
            sheet.write(number, column, value)
