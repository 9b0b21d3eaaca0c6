"""The limited children that read files of conversations by column: one for whole files, one for single pages."""

import atexit
import json
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from portal.infra.limited.crew import ChildEnded, ChildTooSlow, Crew
from portal.kernel.conversations.rows import RowFilter
from portal.kernel.errors import Invalid
from portal.kernel.messages import message
from portal.sla.actions.reading import BROKEN, REFUSED
from portal.sla.actions.wanted import Reading, Wanted
from portal.sla.rules.plain_messages import message_from_plain

PROGRAM = ("portal.infra.limited.program", "portal.sla.actions.row_child:answer")
SILENT_SECONDS = 120.0
PAGE_SECONDS = 60.0
LOGGER = logging.getLogger(__name__)

KEEPS_MEMORY = {"MALLOC_MMAP_THRESHOLD_": str(64 << 20), "MALLOC_TRIM_THRESHOLD_": str(128 << 20)}
"""A reader takes the memory of the block before again, instead of asking the kernel for clean pages (glibc)."""

_readers = Crew(
    program=(*PROGRAM, "6144", "1800", "8192"), extra_environment=KEEPS_MEMORY, at_once=1, tasks_per_child=8
)
"""Megabytes of address space (columns are mapped, not held), CPU seconds, megabytes of the evidence it may write."""
_lookers = Crew(program=(*PROGRAM, "3072", "60", "0"), at_once=2, tasks_per_child=50)


def read_large(
    path: Path, evidence: Path, wanted: Mapping[str, Any], hear: Callable[[int], None], *, part: Path
) -> Reading:
    """Read a stored file and write its rows to `evidence`; `hear` is told the bytes read so far.

    Of a file that holds other shops too this shop's rows alone are written to `part`, and read there.

    Raises Invalid in words when it cannot be read.
    """
    found = _ask(
        _readers,
        {
            "do": "read",
            "path": str(path),
            "evidence": str(evidence),
            "part": str(part),
            "wanted": dict(wanted),
        },
        SILENT_SECONDS,
        hear,
    )
    return Reading(**found)


def keep_rows(path: Path, evidence: Path, *, layout: Mapping[str, Any], kind: str) -> None:
    """Write the rows of a file that was read plainly to `evidence`."""
    asked = {"do": "keep", "path": str(path), "evidence": str(evidence), "layout": layout, "kind": kind}
    _ask(_readers, asked, SILENT_SECONDS, lambda done: None)


def figures_without(
    path: Path,
    *,
    layout: Mapping[str, Any],
    kind: str,
    name: str,
    conversations: Sequence[str],
    days: tuple[date, date],
) -> dict[str, Any]:
    """What a file gives without single conversations: `figures`, `days`, and which of them it has (`found`)."""
    asked = {
        "do": "without",
        "path": str(path),
        "layout": layout,
        "kind": kind,
        "name": name,
        "conversations": list(conversations),
        "days": [day.isoformat() for day in days],
    }
    found: dict[str, Any] = _ask(_readers, asked, SILENT_SECONDS, lambda done: None)
    return found


def rows_page(files: list[tuple[Path, RowFilter]], *, offset: int, limit: int) -> dict[str, Any]:
    """How many rows of these evidence files fit (`count`), and some of them (`rows`), with the number of the file."""
    asked = {
        "do": "page",
        "files": [[str(path), wanted.to_plain()] for path, wanted in files],
        "offset": offset,
        "limit": limit,
    }
    found: dict[str, Any] = _ask(_lookers, asked, PAGE_SECONDS, lambda done: None)
    return found


def _ask(crew: Crew, asked: Mapping[str, Any], seconds: float, hear: Callable[[int], None]) -> Any:
    try:
        answer = crew.ask(json.dumps(asked).encode(), seconds, lambda news: hear(int(news)))
    except (ChildTooSlow, ChildEnded) as failed:
        LOGGER.warning("conversations could not be read: %s", failed or "too slow")
        raise _too_much() from failed
    letter, words = answer[:1], answer[1:]
    if letter == REFUSED:
        raise Invalid(message_from_plain(json.loads(words)))
    if letter == BROKEN:
        LOGGER.warning("conversations could not be read: %s", words.decode("utf-8", "replace"))
        raise _too_much()
    return json.loads(words)


def _too_much() -> Invalid:
    return Invalid(
        message(
            "The conversations could not be read with the time and memory a file may take. Split the file by day "
            "or shop, or upload the report per agent and day."
        )
    )


def plain_wanted(wanted: Wanted) -> dict[str, Any]:
    """What a file is read for, as it is sent to the child."""
    return {name: getattr(wanted, name) for name in wanted.__dataclass_fields__}


def close() -> None:
    """End this process's idle readers."""
    _readers.close()
    _lookers.close()


atexit.register(close)
