"""Evidence of files whose rows bytes alone cannot tell apart: first written out plainly, then read by column."""

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from portal.infra.conversations.blocks import IrregularError
from portal.infra.conversations.fast import tally_quickly
from portal.kernel.conversations.layout import Layout
from portal.kernel.conversations.reading import records, tally_of
from portal.kernel.conversations.tally import Tally

Progress = Callable[[int], None]


class Watched(io.BufferedReader):
    """A stream that says how far it was read."""

    def __init__(self, path: Path, progress: Progress) -> None:
        super().__init__(io.FileIO(path), 1 << 20)
        self.progress = progress

    def read1(self, size: int = -1, /) -> bytes:
        """The next bytes."""
        self.progress(self.tell())
        return super().read1(size)


def tally_and_keep(path: Path, layout: Layout, evidence: Path, progress: Progress) -> Tally:
    """Read a file and keep its rows; the plain reader sums up where the quick one may not."""
    try:
        return tally_quickly(path, layout, evidence=evidence, progress=progress)
    except IrregularError:
        evidence.unlink(missing_ok=True)
    tally = tally_plainly(path, layout, progress)
    copy = evidence.with_suffix(".csv")
    try:
        lines = write_plainly(path, layout, copy)
        plain = replace(layout, encoding="utf-8", delimiter=",", header_row=1)
        tally_quickly(copy, plain, evidence=evidence, lines=lines)
    finally:
        copy.unlink(missing_ok=True)
    return tally


def tally_plainly(path: Path, layout: Layout, progress: Progress) -> Tally:
    """What the plain reader says about a file of any size."""
    with Watched(path, progress) as stream:
        return tally_of(stream, layout)


def write_plainly(path: Path, layout: Layout, copy: Path) -> list[int]:
    """Write the rows one to a line in UTF-8; answers the line of the original for each line of the copy."""
    lines = [layout.header_row]
    with (
        path.open("rb") as stream,
        copy.open("w", encoding="utf-8", errors="surrogateescape", newline="") as out,
    ):
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow([f"#{place}" for place in range(len(layout.columns))])
        for line, record in records(stream, layout):
            writer.writerow([" ".join(cell.split("\n")).replace("\r", " ") for cell in record])
            lines.append(line)
    return lines
