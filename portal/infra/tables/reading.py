"""The one door for tables: bytes of an uploaded file in, sheets of rows out, or a refusal in words."""

from portal.infra.tables.spreadsheets import read_spreadsheet
from portal.kernel.errors import Invalid
from portal.kernel.messages import message
from portal.kernel.sheets.delimited import read_delimited
from portal.kernel.sheets.encodings import decode
from portal.kernel.sheets.kinds import kind_of
from portal.kernel.sheets.table import Limits, Recognise, TableFile

DEFAULT_LIMITS = Limits()


def read_table(content: bytes, *, name: str, known: Recognise, limits: Limits = DEFAULT_LIMITS) -> TableFile:
    """Read a CSV, XLSX or XLS file whatever its name says.

    `known` tells headings that mean something from other text; it decides encoding, delimiter and heading row.
    Raises Invalid naming line, cell or cause when the file is empty, no table, damaged, locked, too large, or
    holds formulas without results.
    """
    refuse_size(content, name, limits)
    kind = kind_of(content, name=name)
    if kind != "csv":
        sheets, notes = read_spreadsheet(content, kind=kind, name=name, known=known, limits=limits)
        _need_heading(bool(sheets), name)
        return TableFile(kind=kind, encoding=None, delimiter=None, sheets=tuple(sheets), notes=tuple(notes))
    text, encoding = decode(content, known)
    sheet, delimiter = read_delimited(text, name=name, known=known, limits=limits)
    _need_heading(sheet is not None, name)
    sheets = [sheet] if sheet is not None else []
    return TableFile(kind=kind, encoding=encoding, delimiter=delimiter, sheets=tuple(sheets))


def refuse_size(content: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> None:
    """Raise Invalid when a file is larger than any table may be."""
    if len(content) > limits.size:
        raise Invalid(
            message(
                "%(name)s is larger than %(megabytes)s MB. Split it by month and upload the parts.",
                name=name,
                megabytes=limits.size // 1_000_000,
            )
        )


def _need_heading(found: bool, name: str) -> None:
    if not found:
        raise Invalid(
            message(
                "No heading row was found in the first rows of %(name)s. The first row must name the columns, for "
                "example date, agent and the figures.",
                name=name,
            )
        )
