"""Evidence bundles whose original files are too large to be packed while somebody waits: packed in the background."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portal.infra.access import actor
from portal.infra.jobs import JobState, enqueue, latest_job, report_progress
from portal.infra.scratch import has_room_for, made_before, making_again
from portal.kernel.errors import Refused
from portal.kernel.messages import message
from portal.sla.models import MonthRecord
from portal.sla.queries.bundles import BundleFacts, bundle_facts
from portal.sla.queries.months import month
from portal.sla.rules.bundles.contents import ABOUT, canonical, sha256_of, write_bundle

PACK = "pack_bundle"
AT_ONCE = 100 << 20
"""Bundles with original files up to this size are packed when they are asked for."""
UNDER_WAY = frozenset({"queued", "running"})


@dataclass(frozen=True)
class Packing:
    """How far a large bundle is: the file once it is there, else the job that makes it, if it was ordered."""

    path: Path | None
    job: JobState | None

    @property
    def is_under_way(self) -> bool:
        """Whether somebody waits for it."""
        return self.path is None and self.job is not None and self.job.status in UNDER_WAY


def is_large(facts: BundleFacts) -> bool:
    """Whether the original files are too large to be packed while somebody waits."""
    return facts.size > AT_ONCE


def packing_of(record: MonthRecord, facts: BundleFacts) -> Packing:
    """How far the bundle with exactly these facts is."""
    name = _name(facts)
    return Packing(made_before(name), latest_job(PACK, _key(record, name)))


def order_packing(record: MonthRecord) -> None:
    """Have a large bundle packed, unless it is there or on its way; Refused when there is no room for it."""
    facts = bundle_facts(record)
    packing = packing_of(record, facts)
    if packing.path is not None or packing.is_under_way:
        return
    if not has_room_for(facts.size):
        raise Refused(
            message("The server has too little space to pack the files now. Tell whoever runs the portal.")
        )
    key = f"{_key(record, _name(facts))}:{actor().now.isoformat()}"
    enqueue(PACK, {"month_id": record.id}, unique_key=key)


def pack(month_id: int, *, texts_of: Callable[[Mapping[str, Any]], Mapping[str, str]]) -> dict[str, Any]:
    """The slow part of the job: the bundle as it is now, in pieces, so that it may be larger than memory.

    `texts_of` gives the words that lie beside the documents, from what the bundle is about.
    """
    facts = bundle_facts(month(month_id))
    name = _name(facts)
    if made_before(name) is None:
        with making_again(name) as path, path.open("xb") as file:
            write_bundle(
                file,
                facts.documents,
                texts=texts_of(facts.documents[ABOUT]),
                originals=facts.originals,
                told=_teller(facts.size),
            )
    return {"name": name}


def packed(_result: dict[str, Any], month_id: int) -> None:
    """Nothing is written down: the file is there, and can be made again at any time."""


def _teller(size: int) -> Callable[[int], None]:
    """Tells whoever waits how many of all bytes are packed, once per cent."""
    done = shown = 0

    def tell(piece: int) -> None:
        nonlocal done, shown
        done += piece
        if done * 100 // size > shown:
            shown = done * 100 // size
            report_progress(done, size)

    return tell


def _name(facts: BundleFacts) -> str:
    """The same facts have the same name, whoever packs them."""
    return f"bundle-{sha256_of(canonical(facts.documents))}.zip"


def _key(record: MonthRecord, name: str) -> str:
    return f"{PACK}:{record.id}:{actor().party}:{name}"
