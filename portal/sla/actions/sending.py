"""Many files as they are sent: opened and sorted, or kept for later when they are large, before the turn to write."""

import hashlib
import io
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import repeat
from typing import BinaryIO

from flask import current_app

from portal.infra.files import StoredFile
from portal.infra.tables.packs import LARGEST_UNPACKED, unpacked
from portal.kernel.errors import Invalid, PortalError
from portal.kernel.messages import Message, message
from portal.sla.actions.large_files import is_large_file_of_conversations, keep_large_file
from portal.sla.actions.room import need_room
from portal.sla.actions.sorting import Places, Sorted, sort_by_head, sort_file
from portal.sla.actions.staging import plain_mappings, wanted_in
from portal.sla.queries.batches import aliases, offered_places
from portal.sla.queries.elsewhere import shops_by_partner
from portal.sla.rules.plain_messages import message_from_plain

MOST_FILES = 60
AT_ONCE = 2
"""So many limited children read at the same time."""
BLOCK_BYTES = 1_000_000
FIRST_ROWS_BYTES = 500_000
"""By so much of its beginning a large file finds its place."""


@dataclass(frozen=True)
class LargeFile:
    """A file that is kept and read later, with its beginning."""

    stream: BinaryIO
    head: bytes
    sha256: str


Opened = bytes | LargeFile | Message


@dataclass(frozen=True)
class SentFile:
    """A file, or one shop of it, and what it turned out to be: sorted, or why it cannot be opened.

    A large file has no content here; it is `kept` already.
    """

    name: str
    content: bytes
    outcome: Sorted | Message
    kept: StoredFile | None = None

    @property
    def size(self) -> int:
        """Its bytes."""
        return len(self.content) if self.kept is None else self.kept.size


@dataclass(frozen=True)
class SentFiles:
    """Everything that was sent together, with the places there were to choose from."""

    places: Places
    files: tuple[SentFile, ...]


def read_files(sent: Iterable[tuple[str, bytes | BinaryIO]]) -> SentFiles:
    """Open and sort every file, those in archives too; changes nothing, so that it is done before the turn to write.

    Raises Invalid when there are none or too many; what is wrong with a single file is kept with it.
    """
    sent = list(sent)
    need_room(sum(_size(content) for _name, content in sent))
    places = places_now()
    opened = _all_opened(sent)
    if not opened:
        raise Invalid(fields={"files": message("Choose the files first.")})
    seen: set[str] = set()
    names = [name for name, _content in opened]
    contents = [_unseen(content, seen) for _name, content in opened]
    with ThreadPoolExecutor(AT_ONCE) as readers:
        found = list(readers.map(_sent, names, contents, repeat(places)))
    kept = (
        _kept(parts, content) if isinstance(content, LargeFile) else parts
        for parts, content in zip(found, contents, strict=True)
    )
    return SentFiles(places, tuple(one for parts in kept for one in parts))


def _size(content: bytes | BinaryIO) -> int:
    if isinstance(content, bytes):
        return len(content)
    size = content.seek(0, io.SEEK_END)
    content.seek(0)
    return size


def _all_opened(sent: Iterable[tuple[str, bytes | BinaryIO]]) -> list[tuple[str, Opened]]:
    """Everything that was sent, archives taken apart; all of it together unpacks to no more than one archive may."""
    opened: list[tuple[str, Opened]] = []
    room = LARGEST_UNPACKED
    for name, content in sent:
        found, taken = _opened(name, io.BytesIO(content) if isinstance(content, bytes) else content, room)
        opened += found
        room -= taken
        if len(opened) > MOST_FILES:
            raise Invalid(
                fields={"files": message("At most %(count)s files can be sent at once.", count=MOST_FILES)}
            )
    return opened


def _kept(parts: list[SentFile], large: LargeFile) -> list[SentFile]:
    """A large file is kept once it is known that a place may take it: what is kept stays."""
    sorted_ones = [one.outcome for one in parts if isinstance(one.outcome, Sorted)]
    if not any(one.offers for one in sorted_ones):
        reasons = [message_from_plain(one.reason) for one in sorted_ones if one.reason is not None]
        return [replace(parts[0], outcome=reasons[0])] if reasons else parts
    stored = keep_large_file(large.stream)
    return [replace(one, kept=stored) for one in parts]


def places_now() -> Places:
    """The places on offer and what is remembered about files."""
    offered, by_partner = offered_places(), shops_by_partner()
    return Places(
        tuple(one.offer for one in offered),
        tuple(
            wanted_in(one.month, one.terms, one.slot, mappings={}, by_partner=by_partner) for one in offered
        ),
        aliases(),
        plain_mappings(),
    )


def _opened(name: str, stream: BinaryIO, room: int) -> tuple[list[tuple[str, Opened]], int]:
    """The files in what was sent and how much was unpacked; a large one is never held whole."""
    try:
        large = _large(stream)
        if large is not None:
            return [(name, large)], 0
        if stream.seek(0, 2) > int(current_app.config["MAX_CONTENT_LENGTH"]):
            raise Invalid(
                message("%(name)s is too large for a table. Split it and send the parts.", name=name)
            )
        stream.seek(0)
        content = stream.read()
        found = unpacked(content, name=name, room=room)
    except Invalid as refusal:
        return [(name, refusal.reason)], 0
    taken = sum(len(one) for _name, one in found if one is not content)
    return [(own, _large(io.BytesIO(one)) or one) for own, one in found], taken


def _large(stream: BinaryIO) -> LargeFile | None:
    if not is_large_file_of_conversations(stream):
        return None
    head = stream.read(FIRST_ROWS_BYTES)
    stream.seek(0)
    digest = hashlib.sha256()
    for block in iter(lambda: stream.read(BLOCK_BYTES), b""):
        digest.update(block)
    stream.seek(0)
    return LargeFile(stream, head, digest.hexdigest())


def _unseen(content: Opened, seen: set[str]) -> Opened:
    """The content, or that it was among the files before."""
    if isinstance(content, Message):
        return content
    digest = content.sha256 if isinstance(content, LargeFile) else hashlib.sha256(content).hexdigest()
    if digest in seen:
        return message("The same file was sent twice.")
    seen.add(digest)
    return content


def _sent(name: str, content: Opened, places: Places) -> list[SentFile]:
    if isinstance(content, Message):
        return [SentFile(name, b"", content)]
    try:
        if isinstance(content, LargeFile):
            return [SentFile(name, b"", one) for one in sort_by_head(content.head, name=name, places=places)]
        return [SentFile(name, content, one) for one in sort_file(content, name=name, places=places)]
    except PortalError as refusal:
        return [SentFile(name, b"", refusal.reason)]
