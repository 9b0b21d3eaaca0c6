"""Who reads a file: this process when it is small text, a limited child when it is a workbook or large."""

import atexit
import json
import logging
from dataclasses import asdict

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
    program=("portal.infra.limited.program", "portal.sla.actions.reading:answer"), tasks_per_child=20
)


def read(content: bytes, wanted: Wanted) -> Reading:
    """Read a file as the figures of a slot; whatever it holds, this process stays well.

    Raises Invalid in words when the file cannot be read, within four seconds for a small one.
    """
    refuse_size(content, wanted.name)
    if len(content) <= READ_HERE_BYTES and kind_of(content, name=wanted.name) == "csv":
        return read_figures(content, wanted)
    return _read_apart(content, wanted)


def _read_apart(content: bytes, wanted: Wanted) -> Reading:
    request = json.dumps(asdict(wanted)).encode() + b"\n" + content
    seconds = SECONDS + SECONDS_PER_MEGABYTE * len(content) / 1_000_000
    try:
        answer = _readers.ask(request, seconds)
    except (ChildTooSlow, ChildEnded) as failed:
        LOGGER.warning("a table could not be read: %s", failed or "too slow")
        raise _too_much(wanted.name) from failed
    letter, words = answer[:1], answer[1:]
    if letter == REFUSED:
        raise Invalid(message_from_plain(json.loads(words)))
    if letter == BROKEN:
        LOGGER.warning("a table could not be read: %s", words.decode("utf-8", "replace"))
        raise _too_much(wanted.name)
    return Reading(**json.loads(words))


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
