"""The records of an old workbook: numbered pieces of a stream, and texts that run on from one into the next."""

import codecs
import struct
from collections.abc import Iterator, Sequence

from portal.kernel.sheets.markup import Damaged

CONTINUE = b"\x3c\x00"
IS_WIDE, HAS_SOUND, HAS_RUNS = 1, 4, 8
PAGES = {367: "ascii", 936: "gbk", 1200: "utf-16-le", 10000: "mac_roman", 32768: "mac_roman", 65001: "utf-8"}

Record = tuple[int, Sequence[bytes]]
"""The kind of a record and its bytes, with those of the records that continue it."""


def records(stream: bytes, start: int, end: int) -> Iterator[Record]:
    """The records from one place of the stream to another; raises Damaged where one is cut off."""
    at = start
    while at + 4 <= end:
        kind = stream[at] | stream[at + 1] << 8
        pieces: list[bytes] = []
        while not pieces or stream[at : at + 2] == CONTINUE:
            begin = at + 4
            at = begin + (stream[at + 2] | stream[at + 3] << 8)
            if at > end:
                raise Damaged("a record that is cut off")
            pieces.append(stream[begin:at])
        yield kind, pieces


def codec_of(page: int) -> str:
    """The letters that a code page stands for; raises Damaged for one that nobody knows."""
    name = PAGES.get(page, f"cp{page}")
    try:
        return codecs.lookup(name).name
    except LookupError as fault:
        raise Damaged(f"code page {page}") from fault


class Reader:
    """Takes a record's bytes one after another, wherever it is continued."""

    def __init__(self, pieces: Sequence[bytes]) -> None:
        self.pieces = [piece for piece in pieces if piece] or [b""]
        self.piece, self.at = 0, 0

    @property
    def is_at_end(self) -> bool:
        """Whether nothing is left of the record."""
        return self.piece + 1 == len(self.pieces) and self.at >= len(self.pieces[self.piece])

    def number(self, size: int) -> int:
        """An unsigned number of that many bytes."""
        return int.from_bytes(self.take(size), "little")

    def take(self, size: int) -> bytes:
        """So many bytes, across the borders between the pieces."""
        found = b""
        while len(found) < size:
            found += self._some(size - len(found))
        return found

    def pass_over(self, size: int) -> None:
        """Leave so many bytes out."""
        while size:
            size -= len(self._some(size))

    def letters(self, count: int, flags: int) -> str:
        """A text of one or two bytes per letter; each further piece says anew which."""
        found = bytearray()
        is_wide = flags & IS_WIDE
        while len(found) < count * 2:
            missing = count * 2 - len(found)
            some = self._some(missing if is_wide else missing // 2)
            found += some if is_wide else some.decode("latin-1").encode("utf-16-le")
            if len(found) < count * 2:
                is_wide = self._some(1)[0] & IS_WIDE
        return found.decode("utf-16-le", "replace")

    def rich_text(self) -> str:
        """A text with what belongs to its looks and its sound, which are left out."""
        count, flags = self.number(2), self.number(1)
        runs = self.number(2) if flags & HAS_RUNS else 0
        sound = self.number(4) if flags & HAS_SOUND else 0
        text = self.letters(count, flags)
        self.pass_over(runs * 4 + sound)
        return text

    def _some(self, size: int) -> bytes:
        """At most so many bytes, at least one."""
        while not (found := self.pieces[self.piece][self.at : self.at + size]):
            if self.piece + 1 == len(self.pieces):
                raise Damaged("a record that ends too early")
            self.piece, self.at = self.piece + 1, 0
        self.at += len(found)
        return found


def text_of(reader: Reader, codec: str | None, *, size: int = 2) -> str:
    """A text with its length before it, of `size` bytes; without a codec its letters are those of Unicode."""
    count = reader.number(size)
    if codec is not None:
        return reader.take(count).decode(codec, "replace")
    flags = reader.number(1) if count or size == 1 else 0
    return reader.letters(count, flags)


def unpacked(layout: str, data: bytes, at: int = 0) -> tuple[int, ...]:
    """Numbers that stand at a place of a record; raises Damaged when it is too short."""
    try:
        return struct.unpack_from(layout, data, at)
    except struct.error as fault:
        raise Damaged("a record that is too short") from fault
