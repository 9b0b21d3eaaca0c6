"""Where a table begins: the heading row is looked for below titles, notes and blank lines."""

import re
from collections.abc import Sequence

from portal.kernel.sheets.table import Cell, Recognise, Row, Sheet

LOOK_AT_ROWS = 20
ENOUGH_KNOWN = 3
NUMBERLIKE = re.compile(r"^[\s\d.,:%/~￥$+()-]+$")


def sheet_from(name: str, rows: Sequence[Row], known: Recognise) -> Sheet | None:
    """Find the heading among the first rows and cut the sheet there; None when nothing looks like one.

    The row with the most known headings wins when it has at least three; otherwise the first row of two or
    more texts. A heading over two rows (merged cells) is put together from both.
    """
    head = rows[:LOOK_AT_ROWS]
    found = _best_known(head, known)
    if found is None:
        found = next((at for at, row in enumerate(head) if _plausible(row)), None)
    if found is None:
        return None
    header, last = _put_together(head, found, known)
    return Sheet(
        name=name,
        header_row=rows[last].number,
        header=header,
        rows=tuple(rows[last + 1 :]),
        preamble=tuple(rows[:found]),
    )


def heading_text(cell: Cell) -> str:
    """A heading cell as text on one line."""
    return " ".join(str(cell).split())


def _best_known(head: Sequence[Row], known: Recognise) -> int | None:
    counts = [_known_in(row.cells, known) for row in head]
    best = max(counts, default=0)
    return counts.index(best) if best >= ENOUGH_KNOWN else None


def _known_in(cells: Sequence[Cell], known: Recognise) -> int:
    return sum(1 for cell in cells if isinstance(cell, str) and cell.strip() and known(cell))


def _plausible(row: Row) -> bool:
    texts = [cell for cell in row.cells if cell != ""]
    return len(texts) >= 2 and all(_is_words(cell) for cell in texts)


def _is_words(cell: Cell) -> bool:
    return isinstance(cell, str) and not NUMBERLIKE.match(cell)


def _put_together(head: Sequence[Row], found: int, known: Recognise) -> tuple[tuple[str, ...], int]:
    cells = head[found].cells
    above = head[found - 1] if found else None
    if above is not None and above.number == head[found].number - 1 and len(_texts(above)) >= 2:
        cells = _fill(cells, above.cells, known)
    below = head[found + 1] if found + 1 < len(head) else None
    if below is not None and _texts(below) and all(_is_words(cell) for cell in _texts(below)):
        joined = _fill(below.cells, cells, known)
        if _known_in(joined, known) > _known_in(cells, known):
            return tuple(heading_text(cell) for cell in joined), found + 1
    return tuple(heading_text(cell) for cell in cells), found


def _texts(row: Row) -> list[Cell]:
    return [cell for cell in row.cells if cell != ""]


def _fill(cells: Sequence[Cell], others: Sequence[Cell], known: Recognise) -> tuple[Cell, ...]:
    """Take each heading from `cells`; where it is empty, take a known one from `others`."""
    width = max(len(cells), len(others))
    first = [*cells, *[""] * (width - len(cells))]
    second = [*others, *[""] * (width - len(others))]
    return tuple(
        other if cell == "" and isinstance(other, str) and known(other) else cell
        for cell, other in zip(first, second, strict=True)
    )
