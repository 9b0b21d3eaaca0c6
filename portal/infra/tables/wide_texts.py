"""Long text tables read by column, each different cell looked at once."""

import csv
import io
from collections.abc import Sequence
from itertools import zip_longest

import numpy as np

from portal.infra.tables.columns import Cells, IrregularError, Whole, filled_rows, sheet_by_column
from portal.kernel.sheets.delimited import LONGEST_CELL, SEPARATOR_HINT, delimiter_of, plain_text
from portal.kernel.sheets.encodings import decode
from portal.kernel.sheets.table import Cell, Limits, Recognise, TableFile

FROM_LINES = 2_000
"""Shorter tables are read row by row: that takes no longer."""


def read_wide_text(content: bytes, *, name: str, known: Recognise, limits: Limits) -> TableFile:
    """Read a text table as `read_text` does; raises IrregularError for what is short, broken or beyond the limits."""
    text, encoding = decode(content, known)
    hint = SEPARATOR_HINT.match(text)
    skipped = 0 if hint is None else 1
    text = text if hint is None else text[hint.end() :]
    if text.count("\n") < FROM_LINES:
        raise IrregularError
    delimiter = delimiter_of(text, known) if hint is None else hint.group(1)
    records, numbers = _records(text, delimiter)
    widths = list(map(len, records))
    if len(records) > limits.rows or max(widths) > limits.columns or sum(widths) > limits.cells:
        raise IrregularError
    columns = [_cells(column) for column in zip_longest(*records, fillvalue="")]
    sheet = sheet_by_column(name, filled_rows(columns, numbers + skipped), known)
    if sheet is None:
        raise IrregularError
    return TableFile(kind="csv", encoding=encoding, delimiter=delimiter, sheets=(sheet,))


def _records(text: str, delimiter: str) -> tuple[list[list[str]], Whole]:
    """The records and the line on which each begins."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        if '"' not in text:
            records = list(reader)
            return records, np.arange(1, len(records) + 1)
        records, ends = [], [0]
        for record in reader:
            records.append(record)
            ends.append(reader.line_num)
    except csv.Error as fault:
        raise IrregularError from fault
    return records, np.array(ends[:-1], np.int64) + 1


def _cells(column: Sequence[str]) -> Cells:
    codes: dict[str, int] = {}
    others: list[Cell] = [""]
    known: dict[str, int] = {"": 0}
    for text in dict.fromkeys(column):
        plain = plain_text(text)
        if len(plain) > LONGEST_CELL:
            raise IrregularError
        code = codes[text] = known.setdefault(plain, len(others))
        if code == len(others):
            others.append(plain)
    found = np.fromiter(map(codes.__getitem__, column), np.int32, len(column))
    return Cells(found, others, np.zeros(len(column)))
