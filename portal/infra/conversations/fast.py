"""The quick reader of conversation rows: the same integers and bad cells as the plain reader, by column."""

from codecs import BOM_UTF8
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path

from portal.infra.conversations.blocks import DELIMITERS_SAFE, SIZE, Block, IrregularError, blocks
from portal.infra.conversations.columns import Reader, Rows
from portal.infra.conversations.counting import Counter
from portal.infra.conversations.evidence import Evidence
from portal.kernel.conversations.layout import Layout
from portal.kernel.conversations.tally import Tally

READERS = 2
AHEAD = 3
BYTES_AS_LETTERS = frozenset({"utf-8", "gb18030", "gbk", "gb2312", "cp950", "big5"})
"""Encodings in which a delimiter, a quotation mark and a line break are never part of a letter."""


def is_regular(layout: Layout) -> bool:
    """Whether rows and cells can be told apart without decoding."""
    return layout.encoding in BYTES_AS_LETTERS and layout.delimiter in DELIMITERS_SAFE


def tally_quickly(
    path: Path,
    layout: Layout,
    *,
    evidence: Path | None = None,
    progress: Callable[[int], None] = lambda done: None,
    lines: Sequence[int] | None = None,
    size: int = SIZE,
) -> Tally:
    """Read a whole file in blocks; raises IrregularError when only the plain reader can tell its rows apart.

    `progress` is called with the bytes read so far; `lines` are the numbers the evidence gives to the file's lines.
    """
    if not is_regular(layout):
        raise IrregularError
    reader = Reader(layout)
    counter = Counter(layout, reader.names["agent"], reader.names.get("shop"))
    kept = nullcontext() if evidence is None else Evidence(evidence, reader, lines)
    done = 0
    with path.open("rb") as stream, kept as writer, ThreadPoolExecutor(READERS) as pool:
        if stream.read(len(BOM_UTF8)) != BOM_UTF8:
            stream.seek(0)
        found = blocks(stream, header_row=layout.header_row, delimiter=layout.delimiter, size=size)
        for block, rows in _in_order(found, reader, pool):
            counter.add(rows)
            if writer is not None:
                writer.add(rows)
            done += len(block.content)
            progress(done)
    return counter.finished()


def _in_order(
    found: Iterator[Block], reader: Reader, pool: ThreadPoolExecutor
) -> Iterator[tuple[Block, Rows]]:
    """The blocks read a little ahead, in the order of the file."""
    waiting: deque[tuple[Block, Future[Rows]]] = deque()
    for block in found:
        waiting.append((block, pool.submit(reader.read, block)))
        if len(waiting) > AHEAD:
            first, rows = waiting.popleft()
            yield first, rows.result()
    for first, rows in waiting:
        yield first, rows.result()
