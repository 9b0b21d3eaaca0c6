"""Text tables: comma, semicolon, tab or bar, with the line of every row."""

import csv
import io
import re
from collections.abc import Iterator

from portal.kernel.errors import Invalid
from portal.kernel.messages import message
from portal.kernel.sheets.headings import sheet_from
from portal.kernel.sheets.table import Cell, Limits, Recognise, Row, Sheet

DELIMITERS = (",", "\t", ";", "|")
SEPARATOR_HINT = re.compile(r"^sep=(.)\r?\n", re.IGNORECASE)
TEXT_FORMULA = re.compile(r'^="(.*)"$')
SAMPLE_LINES = 30
LONGEST_CELL = 32_767


def read_delimited(text: str, *, name: str, known: Recognise, limits: Limits) -> tuple[Sheet | None, str]:
    """Read one text table; answers the sheet (None without a heading row) and the delimiter found.

    Row numbers are lines of the file; a record over several lines counts from its first.
    Raises Invalid naming the line of an open quotation mark or of what is too much.
    """
    hint = SEPARATOR_HINT.match(text)
    skipped = 0
    if hint:
        text, skipped = text[hint.end() :], 1
    delimiter = hint.group(1) if hint else delimiter_of(text, known)
    rows = list(_rows(text, delimiter, limits, skipped))
    return sheet_from(name, rows, known), delimiter


def delimiter_of(text: str, known: Recognise) -> str:
    """What stands between the cells of a text table, judged by the headings it gives."""
    sample = "".join(text[:100_000].splitlines(keepends=True)[:SAMPLE_LINES])

    def judge(delimiter: str) -> tuple[int, int]:
        cells = [cell for line in sample.splitlines() for cell in line.split(delimiter) if delimiter in line]
        return sum(1 for cell in cells if known(cell.strip('" '))), sample.count(delimiter)

    return max(DELIMITERS, key=judge)


def _rows(text: str, delimiter: str, limits: Limits, skipped: int) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line, count, cells_seen = skipped, 0, 0
    while True:
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as fault:
            raise _broken_record(line + 1) from fault
        first_line, line = line + 1, reader.line_num + skipped
        cells = _trimmed(record)
        if not cells:
            continue
        count += 1
        cells_seen += len(cells)
        _refuse_excess(cells, first_line, count, cells_seen, limits)
        yield Row(first_line, cells)


def _trimmed(record: list[str]) -> tuple[Cell, ...]:
    cells = [plain_text(cell) for cell in record]
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cells)


def plain_text(cell: str) -> str:
    """A cell without blanks around it, and without the formula that only keeps a text a text."""
    cell = cell.strip()
    wrapped = TEXT_FORMULA.match(cell)
    return wrapped.group(1).strip() if wrapped else cell


def _refuse_excess(cells: tuple[Cell, ...], line: int, count: int, seen: int, limits: Limits) -> None:
    if count > limits.rows or seen > limits.cells:
        raise Invalid(
            message(
                "The file has more than %(rows)s rows (line %(line)s). Split it by month and upload the parts.",
                rows=limits.rows,
                line=line,
            )
        )
    if len(cells) > limits.columns:
        raise Invalid(
            message("Line %(line)s has more than %(columns)s columns.", line=line, columns=limits.columns)
        )
    if any(len(str(cell)) > LONGEST_CELL for cell in cells):
        raise Invalid(
            message("Line %(line)s holds a cell that is too long to be a figure or a name.", line=line)
        )


def _broken_record(line: int) -> Invalid:
    return Invalid(
        message(
            'The row that begins on line %(line)s has a quotation mark (") that is not closed. Correct the line '
            "or save the file again as .xlsx.",
            line=line,
        )
    )
