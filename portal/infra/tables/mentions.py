"""Whether names stand anywhere in a file: in cells, sheets nobody opens, notes or its properties."""

import zipfile
from collections.abc import Iterable, Sequence
from typing import IO, BinaryIO
from xml.sax.saxutils import escape

ENCODINGS = ("utf-8", "gb18030", "utf-16-le", "cp950")
PIECE = 1 << 20
LONGEST = 1_000
"""Pieces overlap by so much that a name between two of them is found as well."""


def mentions(stream: BinaryIO, names: Iterable[str], *, most: int | None = None) -> bool:
    """Whether any of the names stands in a file; a packed workbook is unpacked piece by piece.

    Give `most`, the bytes that are looked at in each part, for files that were not opened as tables before: of
    those, what swells was refused already.
    """
    letters = _letters(names)
    if not letters:
        return False
    if not zipfile.is_zipfile(stream):
        stream.seek(0)
        return _stands_in(stream, letters, most)
    with zipfile.ZipFile(stream) as archive:
        for member in archive.infolist():
            with archive.open(member) as part:
                if _stands_in(part, letters, most):
                    return True
    return False


def _letters(names: Iterable[str]) -> tuple[bytes, ...]:
    found: set[bytes] = set()
    for name in names:
        for encoding in ENCODINGS:
            for text in {name, escape(name)}:
                found.add(text.encode(encoding, "ignore"))
    return tuple(sorted(one for one in found if len(one) > 1))


def _stands_in(part: IO[bytes], letters: Sequence[bytes], most: int | None) -> bool:
    before, seen = b"", 0
    while (most is None or seen < most) and (piece := part.read(PIECE)):
        seen += len(piece)
        text = before + piece
        if any(one in text for one in letters):
            return True
        before = text[-LONGEST:]
    return False
