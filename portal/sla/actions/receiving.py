"""A file that was sent, whatever its size: read at once when it is small, kept for later when it is large."""

import io
from dataclasses import dataclass
from typing import IO, BinaryIO, cast

from portal.infra.files import StoredFile
from portal.kernel.errors import PortalError
from portal.sla.actions.large_files import (
    is_large_file_of_conversations,
    keep_large_file,
    stage_large_file,
)
from portal.sla.actions.room import need_room
from portal.sla.actions.staging import read_for_slot, slot_in, stage_reading
from portal.sla.actions.wanted import Reading
from portal.sla.models import MonthRecord, Submission
from portal.sla.queries.months import terms_of
from portal.sla.rules.progress import TAKES_FIGURES, need_state


@dataclass(frozen=True)
class Sent:
    """A file that was sent, and what it holds, where it is kept to be read later, or why it cannot be read."""

    name: str
    content: bytes
    reading: Reading | StoredFile | PortalError


def receive(record: MonthRecord, stream: IO[bytes], *, slot_key: str, name: str) -> Sent:
    """Before the turn to write: read the file, or keep it when it is large; no row points to it yet.

    A large one is kept only for a place that takes it: what is kept stays.
    """
    file, name = cast(BinaryIO, stream), name.split("/")[-1]
    content = b""
    try:
        need_room(file.seek(0, io.SEEK_END))
        file.seek(0)
        if is_large_file_of_conversations(file):
            need_state(record.state, *TAKES_FIGURES)
            slot_in(terms_of(record), slot_key)
            return Sent(name, b"", keep_large_file(file))
        content = file.read()
        return Sent(name, content, read_for_slot(record, slot_key=slot_key, content=content, name=name))
    except PortalError as refusal:
        return Sent(name, content, refusal)


def stage(record: MonthRecord, sent: Sent, *, slot_key: str) -> Submission:
    """Keep what was sent staged. Raises in words why it cannot be read, and then keeps nothing."""
    if isinstance(sent.reading, PortalError):
        raise sent.reading
    if isinstance(sent.reading, StoredFile):
        return stage_large_file(record, sent.reading, slot_key=slot_key, name=sent.name)
    return stage_reading(record, sent.reading, slot_key=slot_key, content=sent.content, name=sent.name)
