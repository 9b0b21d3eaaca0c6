"""The one door of the plain reader: bytes of a table file in, sheets of rows out, or a refusal in words."""

from portal.kernel.errors import Invalid
from portal.kernel.messages import Message, message
from portal.kernel.sheets.delimited import read_delimited
from portal.kernel.sheets.encodings import decode
from portal.kernel.sheets.kinds import kind_of
from portal.kernel.sheets.old_workbooks import read_old_workbook
from portal.kernel.sheets.table import Limits, Recognise, Sheet, TableFile
from portal.kernel.sheets.workbooks import read_workbook

DEFAULT_LIMITS = Limits()


def read_plainly(
    content: bytes, *, name: str, known: Recognise, limits: Limits = DEFAULT_LIMITS
) -> TableFile:
    """Read a CSV, XLSX or XLS file with the standard library alone.

    What it answers is right: the quick reader of the portal must give the same. Raises Invalid as that one does.
    """
    refuse_size(content, name, limits)
    kind = kind_of(content, name=name)
    if kind == "csv":
        return read_text(content, name=name, known=known, limits=limits)
    read = read_old_workbook if kind == "xls" else read_workbook
    sheets, notes = read(content, name=name, known=known, limits=limits)
    return workbook_of(kind, name, sheets, notes)


def read_text(content: bytes, *, name: str, known: Recognise, limits: Limits = DEFAULT_LIMITS) -> TableFile:
    """Read a text table; there is one reader of these."""
    text, encoding = decode(content, known)
    sheet, delimiter = read_delimited(text, name=name, known=known, limits=limits)
    if sheet is None:
        raise no_heading(name)
    return TableFile(kind="csv", encoding=encoding, delimiter=delimiter, sheets=(sheet,))


def workbook_of(kind: str, name: str, sheets: list[Sheet], notes: list[Message]) -> TableFile:
    """What was read from a workbook, by whichever reader; Invalid without any heading."""
    if not sheets:
        raise no_heading(name)
    return TableFile(kind=kind, encoding=None, delimiter=None, sheets=tuple(sheets), notes=tuple(notes))


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


def no_heading(name: str) -> Invalid:
    """The refusal of a file in which no row names the columns."""
    return Invalid(
        message(
            "No heading row was found in the first rows of %(name)s. The first row must name the columns, for "
            "example date, agent and the figures.",
            name=name,
        )
    )
