"""Who reads a file: this process when it is small text, a limited child when it is a workbook or large."""

import atexit
import json
import logging
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from portal.infra.limited.crew import ChildEnded, ChildTooSlow, Crew
from portal.infra.tables.reading import refuse_size
from portal.kernel.errors import Invalid
from portal.kernel.messages import message
from portal.kernel.sheets.kinds import kind_of
from portal.sla.actions.reading import BROKEN, REFUSED, read_figures
from portal.sla.actions.wanted import Reading, Wanted
from portal.sla.rules.plain_messages import message_from_plain

READ_HERE_BYTES = 1_000_000
SECONDS = 4.0
SECONDS_PER_MEGABYTE = 6.0
LOGGER = logging.getLogger(__name__)

_readers = Crew(
    program=("portal.infra.limited.program", "portal.sla.actions.table_child:answer"), tasks_per_child=20
)


def read(content: bytes, wanted: Wanted) -> Reading:
    """Read a file as the figures of a slot; whatever it holds, this process stays well.

    Raises Invalid in words when the file cannot be read, within four seconds for a small one.
    """
    if is_read_here(content, name=wanted.name):
        return read_figures(content, wanted)
    return _read_apart(content, wanted)


def is_read_here(content: bytes, *, name: str) -> bool:
    """Whether this process may read a file itself; Invalid when it is larger than any table may be."""
    refuse_size(content, name)
    return len(content) <= READ_HERE_BYTES and kind_of(content, name=name) == "csv"


def _read_apart(content: bytes, wanted: Wanted) -> Reading:
    return Reading(**asked(_readers, content, asdict(wanted), name=wanted.name))


def asked(crew: Crew, content: bytes, about: Mapping[str, Any], *, name: str) -> dict[str, Any]:
    """What a limited child answers about a file, as plain values. Raises Invalid in words when it cannot be read."""
    found: dict[str, Any] = json.loads(answer_about(crew, content, about, name=name))
    return found


def answer_about(crew: Crew, content: bytes, about: Mapping[str, Any], *, name: str) -> bytes:
    """The same in bytes."""
    request = json.dumps(about).encode() + b"\n" + content
    seconds = SECONDS + SECONDS_PER_MEGABYTE * len(content) / 1_000_000
    try:
        answer = crew.ask(request, seconds)
    except (ChildTooSlow, ChildEnded) as failed:
        LOGGER.warning("a table could not be read: %s", failed or "too slow")
        raise _too_much(name) from failed
    letter, words = answer[:1], answer[1:]
    if letter == REFUSED:
        raise Invalid(message_from_plain(json.loads(words)))
    if letter == BROKEN:
        LOGGER.warning("a table could not be read: %s", words.decode("utf-8", "replace"))
        raise _too_much(name)
    return words


def _too_much(name: str) -> Invalid:
    return Invalid(
        message(
            "%(name)s could not be read with the time and memory a table may take. Save the sheet alone as .csv "
            "and upload that file.",
            name=name,
        )
    )


def megabytes() -> float:
    """The most memory that one of the idle readers has ever held."""
    return max((child.peak_megabytes for child in _readers.idle), default=0.0)


def close() -> None:
    """End this process's idle readers."""
    _readers.close()


atexit.register(close)
