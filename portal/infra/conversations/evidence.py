"""The rows behind the figures as a columnar file: typed, compressed, one column chunk per block of the original."""

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType

import numpy as np
import pyarrow as pa
import pyarrow.parquet

from portal.infra.conversations.cells import Names, Numbers
from portal.infra.conversations.columns import Reader, Rows
from portal.kernel.conversations.columns import COLUMNS, Content

TYPES = {
    Content.KEY: pa.string(),
    Content.NAME: pa.dictionary(pa.int32(), pa.string()),
    Content.TIME: pa.timestamp("ms"),
    Content.SECONDS: pa.int64(),
    Content.MONEY: pa.int64(),
    Content.COUNT: pa.int32(),
    Content.FLAG: pa.int8(),
    Content.RATING: pa.int8(),
}
ROWS_PER_GROUP = 250_000
FEW_DIFFERENT = frozenset({Content.NAME, Content.COUNT, Content.FLAG, Content.RATING, Content.SECONDS})
"""What is kept as places in a list of the different values: smaller, and quicker to pack."""
STEPS = "DELTA_BINARY_PACKED"
"""Lines and moments are kept as steps from one to the next."""


class Evidence:
    """Writes the rows of one file; a cell that could not be read is empty and its row marked as not counted."""

    def __init__(self, path: Path, reader: Reader, lines: Sequence[int] | None = None) -> None:
        self.reader = reader
        self.lines = None if lines is None else np.array(lines, np.int64)
        self.columns = [column for column in COLUMNS if column in reader.layout.present]
        self.schema = pa.schema(
            [("line", pa.int64()), ("counted", pa.bool_())]
            + [(column, TYPES[COLUMNS[column].content]) for column in self.columns]
        )
        self.writer = pa.parquet.ParquetWriter(
            path,
            self.schema,
            compression="zstd",
            compression_level=1,
            use_dictionary=[column for column in self.columns if COLUMNS[column].content in FEW_DIFFERENT],
            column_encoding=dict.fromkeys(("line", *self._times()), STEPS),
            write_statistics=["line"],
        )
        self.waiting: list[pa.RecordBatch] = []
        self.pool = ThreadPoolExecutor(1)
        self.writing: Future[None] | None = None

    def __enter__(self) -> "Evidence":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._write()
                self._await()
        finally:
            self.pool.shutdown()
            self.writer.close()

    def add(self, rows: Rows) -> None:
        """Keep the rows of one block."""
        lines = rows.lines if self.lines is None else self.lines[rows.lines - 1]
        cells = [pa.array(lines), pa.array(~rows.is_bad)]
        cells += [self._cells(column, rows) for column in self.columns]
        self.waiting.append(pa.RecordBatch.from_arrays(cells, schema=self.schema))
        if sum(len(batch) for batch in self.waiting) >= ROWS_PER_GROUP:
            self._write()

    def _write(self) -> None:
        """Pack what waits while the next rows are read; one pack at a time, so that memory stays bounded."""
        self._await()
        if self.waiting:
            self.writing = self.pool.submit(self._pack, self.waiting)
        self.waiting = []

    def _await(self) -> None:
        if self.writing is not None:
            self.writing.result()

    def _pack(self, batches: list[pa.RecordBatch]) -> None:
        table = pa.Table.from_batches(batches).unify_dictionaries()
        self.writer.write_table(table, row_group_size=len(table))

    def _times(self) -> list[str]:
        return [column for column in self.columns if COLUMNS[column].content is Content.TIME]

    def _cells(self, column: str, rows: Rows) -> pa.Array:
        content = COLUMNS[column].content
        if content is Content.KEY:
            return self._keys(rows)
        numbers = rows.numbers[column]
        if content is Content.NAME:
            return _named(numbers, self.reader.names[column])
        return pa.array(numbers, mask=numbers < 0).cast(TYPES[content])

    def _keys(self, rows: Rows) -> pa.Array:
        keys = rows.cells.keys()
        try:
            return keys.cast(pa.string())
        except pa.ArrowInvalid:
            encoding = self.reader.layout.encoding
            return pa.array([key.decode(encoding, "replace") for key in keys.to_pylist()], pa.string())


def _named(numbers: Numbers, names: Names) -> pa.DictionaryArray:
    with names.lock:
        known = list(names.names)
    indices = pa.array(numbers.astype(np.int32), mask=numbers < 0)
    return pa.DictionaryArray.from_arrays(indices, pa.array(known, pa.string()))
