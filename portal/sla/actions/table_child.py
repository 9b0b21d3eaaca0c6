"""The limited child that reads workbooks and large tables, by column; the web process never loads what that needs."""

from dataclasses import asdict

from portal.infra.tables.wide_sheets import read_wide_table
from portal.sla.actions.by_column.reading import judged_by_column
from portal.sla.actions.judging import Way
from portal.sla.actions.reading import answered, read_figures
from portal.sla.actions.sorting import sorted_parts
from portal.sla.actions.wanted import Reading, Wanted

BY_COLUMN = Way(read_wide_table, judged_by_column)


def read_by_column(content: bytes, wanted: Wanted) -> Reading:
    """Read a file as the figures of a slot. Raises Invalid in words when it cannot be read at all."""
    return read_figures(content, wanted, way=BY_COLUMN)


def answer(request: bytes) -> bytes:
    """The figures of a file: a line of JSON and the file in, a letter and JSON out."""
    return answered(request, lambda about, content: asdict(read_by_column(content, Wanted(**about))))


def answer_sorting(request: bytes) -> bytes:
    """The places of a file and its figures there."""
    return answered(request, lambda about, content: sorted_parts(about, content, way=BY_COLUMN))
