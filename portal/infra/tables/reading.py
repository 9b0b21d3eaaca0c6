"""The one door for tables: bytes of an uploaded file in, sheets of rows out, or a refusal in words."""

from portal.infra.tables.spreadsheets import read_spreadsheet
from portal.kernel.sheets.kinds import kind_of
from portal.kernel.sheets.reading import DEFAULT_LIMITS, read_text, refuse_size, workbook_of
from portal.kernel.sheets.table import Limits, Recognise, TableFile

__all__ = ["DEFAULT_LIMITS", "read_table", "refuse_size"]


def read_table(content: bytes, *, name: str, known: Recognise, limits: Limits = DEFAULT_LIMITS) -> TableFile:
    """Read a CSV, XLSX or XLS file whatever its name says.

    `known` tells headings that mean something from other text; it decides encoding, delimiter and heading row.
    Raises Invalid naming line, cell or cause when the file is empty, no table, damaged, locked, too large, or
    holds formulas without results.
    """
    refuse_size(content, name, limits)
    kind = kind_of(content, name=name)
    if kind == "csv":
        return read_text(content, name=name, known=known, limits=limits)
    sheets, notes = read_spreadsheet(content, kind=kind, name=name, known=known, limits=limits)
    return workbook_of(kind, name, sheets, notes)
