"""Looking into an evidence file: the rows behind a number, counted and page by page, and numbers that stand twice."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute
import pyarrow.parquet

from portal.infra.conversations.repeating import Words, hashes_of, repeated
from portal.kernel.conversations.cells import DAY, shown
from portal.kernel.conversations.columns import COLUMNS, Content
from portal.kernel.conversations.repeats import MOST_EXAMPLES, Repeat, Repeats
from portal.kernel.conversations.rows import Condition, Operator, RowFilter

Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]

COMPARE = {
    Operator.EQUAL: np.equal,
    Operator.AT_MOST: np.less_equal,
    Operator.MORE_THAN: np.greater,
    Operator.AT_LEAST: np.greater_equal,
    Operator.UNLIKE: np.not_equal,
}
MINUTE = 60_000


@dataclass(frozen=True)
class Page:
    """How many rows fit a filter, and some of them as plain values by column."""

    count: int
    rows: list[dict[str, Any]]


def page_of(path: Path, wanted: RowFilter, *, offset: int, limit: int) -> Page:
    """The rows of one evidence file that fit, counted in all; `limit` of them from `offset` on."""
    count = 0
    rows: list[dict[str, Any]] = []
    for group in _groups(path, None):
        places = np.flatnonzero(_fitting(group, wanted))
        take = places[max(offset - count, 0) :][: max(limit - len(rows), 0)]
        count += len(places)
        if len(take):
            rows += _plain(group.take(pa.array(take)))
    return Page(count, rows)


def repeats_in_evidence(path: Path) -> Repeats:
    """Conversation numbers that stand more than once, as the plain reader would name them."""

    def hashed() -> Iterator[Words]:
        return (hashes_of(_cells(group)) for group in _groups(path, ["conversation"]))

    with pa.parquet.ParquetFile(path) as file:
        rows = file.metadata.num_rows
    count, found = repeated(hashed, rows, most=MOST_EXAMPLES)
    if not count:
        return Repeats()
    known = _at(path, sorted({one.place for one in found} | {one.before for one in found}))
    examples = [(known[one.place], known[one.before]) for one in found]
    return Repeats(count, tuple(Repeat(shown(key), at, line) for (key, line), (_, at) in examples))


def _cells(group: pa.Table) -> pa.Array:
    cells = group.column(0)
    return cells.chunk(0) if cells.num_chunks else pa.array([], cells.type)


def _groups(path: Path, columns: list[str] | None) -> Iterator[pa.Table]:
    with pa.parquet.ParquetFile(path) as file:
        for number in range(file.num_row_groups):
            yield file.read_row_group(number, columns=columns).combine_chunks()


def _fitting(group: pa.Table, wanted: RowFilter) -> Mask:
    fits: Mask = group.column("counted").to_numpy().astype(bool)
    if wanted.day is not None:
        fits &= _numbers(group, "started_at") // DAY == wanted.day
    if wanted.minutes is not None:
        minute = _numbers(group, "started_at") % DAY // MINUTE
        fits &= np.isin(minute, list(wanted.minutes))
    if wanted.open:
        fits &= _inside(_numbers(group, "started_at") // MINUTE, wanted.open)
    for column, name in wanted.names.items():
        fits &= _named(group, column, name)
    for condition in wanted.conditions:
        fits &= _holds(group, condition)
    if wanted.unlike:
        inside = np.ones(len(fits), bool)
        for condition in wanted.unlike:
            inside &= _holds(group, condition)
        fits &= ~inside
    return fits


def _inside(minutes: Numbers, stretches: tuple[tuple[int, int], ...]) -> Mask:
    starts, ends = (np.array(times, np.int64) for times in zip(*sorted(stretches), strict=True))
    place = np.searchsorted(starts, minutes, side="right") - 1
    found: Mask = (place >= 0) & (minutes < ends[place])
    return found


def _named(group: pa.Table, column: str, name: str) -> Mask:
    if column not in group.column_names:
        return np.zeros(len(group), bool)
    cells = group.column(column).combine_chunks().dictionary_decode()
    found: Mask = pa.compute.fill_null(pa.compute.equal(cells, name), False).to_numpy(zero_copy_only=False)
    return found


def _holds(group: pa.Table, condition: Condition) -> Mask:
    found: Mask = COMPARE[condition.operator](_numbers(group, condition.column), condition.value)
    return found


def _numbers(group: pa.Table, column: str) -> Numbers:
    """A column as whole numbers, -1 where nothing stands; a first response may come from the moment of the reply."""
    if column == "first_response" and "first_reply_at" in group.column_names:
        reply, start = _stored(group, "first_reply_at"), _stored(group, "started_at")
        since = np.where(reply >= 0, reply - start, -1)
        seconds = _stored(group, column)
        return np.where(seconds >= 0, seconds, since)
    return _stored(group, column)


def _stored(group: pa.Table, column: str) -> Numbers:
    if column not in group.column_names:
        return np.full(len(group), -1, np.int64)
    numbers: Numbers = (
        group.column(column).cast(pa.int64()).combine_chunks().fill_null(-1).to_numpy(zero_copy_only=False)
    )
    return numbers


def _plain(rows: pa.Table) -> list[dict[str, Any]]:
    """Rows as plain values: moments and durations in milliseconds, amounts in minor units."""
    times = [name for name in rows.column_names if name in COLUMNS and COLUMNS[name].content is Content.TIME]
    for name in times:
        place = rows.column_names.index(name)
        rows = rows.set_column(place, name, rows.column(name).cast(pa.int64()))
    found: list[dict[str, Any]] = rows.to_pylist()
    return found


def _at(path: Path, places: list[int]) -> Mapping[int, tuple[str, int]]:
    """Conversation number and line of rows by their place in the file."""
    found: dict[int, tuple[str, int]] = {}
    begin = 0
    for group in _groups(path, ["conversation", "line"]):
        if begin > places[-1]:
            break
        inside = [place for place in places if begin <= place < begin + len(group)]
        rows = group.take(pa.array([place - begin for place in inside], pa.int64())).to_pylist()
        found |= {place: (row["conversation"], row["line"]) for place, row in zip(inside, rows, strict=True)}
        begin += len(group)
    return found
