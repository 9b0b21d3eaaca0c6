"""The container of the old Office formats: a file that holds files, cut into sectors that follow on one another."""

import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from portal.kernel.sheets.markup import Damaged

END = 0xFFFFFFFE
FIRST_RESERVED = 0xFFFFFFFA
HEADER = 512
SECTORS_IN_HEADER = 109
SECTOR_SIZES = {9: 512, 12: 4096}
SMALL_SECTOR = 64
SMALL_STREAM = 4096
"""Streams below this lie in the small sectors, inside the stream of the root."""
ENTRY = 128
STREAM, ROOT = 2, 5


@dataclass(frozen=True)
class _Entry:
    """A stream as the directory lists it."""

    name: str
    kind: int
    first: int
    size: int


def stream_named(content: bytes, names: Sequence[str]) -> bytes | None:
    """The first of these streams that the container holds, whole; None without any. Raises Damaged.

    Whatever the file says, no sector is followed more often than there are sectors.
    """
    try:
        return _Container(content).stream(names)
    except (struct.error, IndexError) as fault:
        raise Damaged("a container that ends too early") from fault


class _Container:
    """The tables of a container, read once."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        shift, small_shift = struct.unpack_from("<HH", content, 30)
        if shift not in SECTOR_SIZES or small_shift != 6:
            raise Damaged("sectors of a size that no container has")
        self.size = SECTOR_SIZES[shift]
        self.count = -(-len(content) // self.size)
        self.links = self._links()
        (first_of_directory,) = struct.unpack_from("<I", content, 48)
        self.entries = self._entries(self._chain(first_of_directory, self.links, self._sector))

    def stream(self, names: Sequence[str]) -> bytes | None:
        """The bytes of the first of these names that is there."""
        for name in names:
            for entry in self.entries:
                if entry.kind == STREAM and entry.name.casefold() == name.casefold():
                    return self._bytes_of(entry)
        return None

    def _bytes_of(self, entry: _Entry) -> bytes:
        if entry.size >= SMALL_STREAM:
            return self._chain(entry.first, self.links, self._sector, entry.size)
        (first_link,) = struct.unpack_from("<I", self.content, 60)
        links = _numbers(self._chain(first_link, self.links, self._sector))
        root = next((one for one in self.entries if one.kind == ROOT), None)
        if root is None:
            raise Damaged("a container without a root")
        inside = self._chain(root.first, self.links, self._sector, root.size)

        def small(number: int) -> bytes:
            return inside[number * SMALL_SECTOR : (number + 1) * SMALL_SECTOR]

        return self._chain(entry.first, links, small, entry.size)

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self.size
        found = self.content[start : start + self.size]
        if not found:
            raise Damaged("a sector beyond the end of the file")
        return found

    def _chain(
        self,
        first: int,
        links: Sequence[int],
        sector: Callable[[int], bytes],
        size: int | None = None,
    ) -> bytes:
        """The sectors from the first one on, up to the size or the end of the chain."""
        found = bytearray()
        at = first
        for _ in range(len(links) + 1):
            if at == END or (size is not None and len(found) >= size):
                return bytes(found[:size])
            found += sector(at)
            at = links[at]
        raise Damaged("sectors that follow on one another in a circle")

    def _links(self) -> Sequence[int]:
        """For each sector the one that follows on it."""
        places = [*struct.unpack_from(f"<{SECTORS_IN_HEADER}I", self.content, 76)]
        (more,) = struct.unpack_from("<I", self.content, 68)
        for _ in range(self.count):
            if more >= FIRST_RESERVED:
                break
            *further, more = _numbers(self._sector(more))
            places += further
        used = [place for place in places if place < FIRST_RESERVED]
        if len(used) > self.count:
            raise Damaged("more tables of sectors than there are sectors")
        return [link for place in used for link in _numbers(self._sector(place))]

    def _entries(self, directory: bytes) -> list[_Entry]:
        return [self._entry(directory[at : at + ENTRY]) for at in range(0, len(directory) - ENTRY + 1, ENTRY)]

    def _entry(self, entry: bytes) -> _Entry:
        name = entry[:64].decode("utf-16-le", "replace").partition("\0")[0]
        first, size = struct.unpack_from("<IQ", entry, 116)
        return _Entry(name, entry[66], first, size & 0xFFFFFFFF if self.size == HEADER else size)


def _numbers(sector: bytes) -> Sequence[int]:
    return struct.unpack(f"<{len(sector) // 4}I", sector[: len(sector) // 4 * 4])
