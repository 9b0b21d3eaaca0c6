"""Files of several shops: the whole stays with its sender, the part of one shop is what both sides hold."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.infra.access import actor
from portal.infra.db import db
from portal.infra.files import StoredFile, keep, open_stored
from portal.infra.typed_text import clean_file_name
from portal.kernel.sheets.kinds import kind_of
from portal.sla.actions.cutting import content_of_cut
from portal.sla.actions.wanted import Reading
from portal.sla.models import MonthRecord, Reconciliation, Submission, WholeFile
from portal.sla.queries.elsewhere import elsewhere, shops_by_partner
from portal.sla.queries.months import terms_of
from portal.sla.queries.wholes import whole_of
from portal.sla.rules.elsewhere import sought
from portal.sla.rules.months import slots_of

ENDINGS = {"csv": ".csv", "xlsx": ".xlsx", "xls": ".xls"}


@dataclass(frozen=True)
class Kept:
    """A file as a row will name it, and the whole it was cut out of (with `facts` for its sender alone), if any."""

    file: StoredFile
    name: str
    whole: StoredFile | None = None
    whole_name: str = ""
    facts: Mapping[str, Any] | None = None


def kept_file(record: MonthRecord, reading: Reading, content: bytes, *, name: str, shop: str) -> Kept:
    """Keep a file that was read: itself, or the part of one shop and the whole apart."""
    kinds = frozenset(ENDINGS.values())
    if reading.cut is None:
        file = keep(io.BytesIO(content), f"upload{ENDINGS[reading.kind]}", kinds)
        return Kept(file, public_name(record, shop, name))
    kind = reading.cut["kind"]
    part = keep(io.BytesIO(content_of_cut(reading.cut)), f"part{ENDINGS[kind]}", kinds)
    whole = keep(io.BytesIO(content), f"upload{whole_ending(content)}", kinds)
    return Kept(part, part_name(record, shop, kind), whole, name[:200], reading.cut)


def stored_as_sent(staged: Submission) -> tuple[StoredFile, str]:
    """The file its sender sent, whole, and what it was called."""
    named: Submission | WholeFile = whole_of(staged.id) or staged
    return StoredFile(named.file_sha256 or "", named.file_size, named.media_type), named.file_name


def as_sent(staged: Submission) -> tuple[bytes, str]:
    """The same with its content."""
    kept, name = stored_as_sent(staged)
    with open_stored(kept.sha256) as stored:
        return stored.read(), name


def shops_sent(staged: Submission) -> list[str]:
    """Every shop that stands in the file its sender sent."""
    whole = whole_of(staged.id)
    return [str(shop) for shop in (staged.mapping.get("shops", ()) if whole is None else whole.shops)]


def whole_ending(content: bytes) -> str:
    """The ending under which a file that was read is kept."""
    return ENDINGS[kind_of(content, name="upload")]


def part_name(record: MonthRecord, shop: str, kind: str) -> str:
    """What a part is called: by its shop and month, for the name of the whole may name others' shops."""
    return clean_file_name(f"{shop.replace('/', ' ')} {record.month}{ENDINGS[kind]}")


def public_name(record: MonthRecord, shop: str, name: str) -> str:
    """What a file was called, unless that names a shop of another party's contract."""
    others = sought(elsewhere(record, shops_by_partner()), shop)
    if not any(one in name for one in others):
        return name[:200]
    ending = name.rpartition(".")[2].lower()
    return part_name(record, shop, ending if ending in ENDINGS else "csv")


def name_file(row: Submission | Reconciliation, kept: Kept) -> None:
    """Let a row name the file that both sides hold."""
    row.file_sha256, row.file_size = kept.file.sha256, kept.file.size
    row.file_name, row.media_type = kept.name, kept.file.media_type
    row.whole_sha256 = None if kept.whole is None else kept.whole.sha256


def remember_whole(row: Submission | Reconciliation, kept: Kept) -> None:
    """Note for the sender alone which file the row's was cut out of; of an earlier one nothing is left."""
    if isinstance(row, Submission):
        forget_whole(row)
    if kept.whole is None or kept.facts is None:
        return
    db.session.add(
        WholeFile(
            organisation_id=actor().party,
            submission_id=row.id if isinstance(row, Submission) else None,
            reconciliation_id=row.id if isinstance(row, Reconciliation) else None,
            file_sha256=kept.whole.sha256,
            file_name=kept.whole_name,
            file_size=kept.whole.size,
            media_type=kept.whole.media_type,
            shops=dict(kept.facts["shops"]),
            left_out=kept.facts["left_out"],
        )
    )
    db.session.flush()


def become_part(record: MonthRecord, staged: Submission, part: StoredFile, facts: Mapping[str, Any]) -> None:
    """A large file that was kept whole gives way to the part that was cut out of it."""
    whole, name = stored_as_sent(staged)
    shop = next((slot.shop for slot in slots_of(terms_of(record)) if slot.key == staged.slot), "")
    kept = Kept(part, part_name(record, shop, facts["kind"]), whole, name, facts)
    name_file(staged, kept)
    remember_whole(staged, kept)


def forget_whole(of: Submission) -> None:
    """Nothing is known of a whole any more."""
    before = whole_of(of.id)
    if before is not None:
        db.session.delete(before)
        db.session.flush()
