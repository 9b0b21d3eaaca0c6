"""The rows of one shop cut out of a file of conversations, letter for letter as they stand in it."""

import csv
import io
from collections.abc import Callable, Iterator
from typing import BinaryIO

from portal.kernel.conversations.cells import name_of
from portal.kernel.conversations.layout import Layout
from portal.kernel.conversations.reading import open_quotation

Progress = Callable[[int], None]
LINES_BETWEEN_NEWS = 20_000


def cut_out(
    source: BinaryIO, target: BinaryIO, layout: Layout, shop: str, progress: Progress | None = None
) -> int:
    """Write the heading and every row of a shop to `target`; answers how many rows there are.

    What stands above the heading is left out. `progress` hears how many bytes were read. Raises Invalid for an
    open quotation mark.
    """
    place, width, count = layout.columns.index("shop"), len(layout.columns), 0
    out = io.TextIOWrapper(target, layout.encoding, errors="surrogateescape", newline="")
    for last, written, record in _written_records(source, layout, progress):
        if last == layout.header_row:
            out.write(_ended(written))
        elif last > layout.header_row and len(record) == width and name_of(record[place]) == shop:
            out.write(_ended(written))
            count += 1
    out.flush()
    out.detach()
    return count


def _ended(written: str) -> str:
    return written if written.endswith(("\n", "\r")) else f"{written}\n"


def _written_records(
    source: BinaryIO, layout: Layout, progress: Progress | None
) -> Iterator[tuple[int, str, list[str]]]:
    """Every record with the line it ends on and the letters it is written in."""
    text = io.TextIOWrapper(source, layout.encoding, errors="surrogateescape", newline="")
    lines: list[str] = []

    def taken() -> Iterator[str]:
        for number, line in enumerate(text):
            if progress is not None and not number % LINES_BETWEEN_NEWS:
                progress(source.tell())
            lines.append(line)
            yield line

    reader = csv.reader(taken(), delimiter=layout.delimiter, strict=True)
    try:
        for record in reader:
            yield reader.line_num, "".join(lines), record
            lines.clear()
    except csv.Error as fault:
        raise open_quotation(reader.line_num) from fault
    finally:
        text.detach()
