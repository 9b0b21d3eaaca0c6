"""Many files at once: placed, asked about where needed, and submitted together, each on its own."""

import io
from collections.abc import Sequence

from portal.infra.access import actor
from portal.infra.db import db
from portal.infra.files import StoredFile, keep, open_stored
from portal.infra.transactions import savepoint
from portal.kernel.errors import Conflict, Invalid, NotFound, PortalError
from portal.kernel.messages import Message, message
from portal.kernel.sheets.kinds import kind_of
from portal.sla.actions.forgetting import forget_open
from portal.sla.actions.large_files import LARGE_TYPE, READING, is_large_file_of_conversations
from portal.sla.actions.receiving import Sent, stage
from portal.sla.actions.sending import SentFile, SentFiles
from portal.sla.actions.sorting import Sorted
from portal.sla.actions.staging import read_for_slot
from portal.sla.actions.submitting import discard, submit
from portal.sla.actions.wanted import Reading
from portal.sla.actions.wholes import ENDINGS
from portal.sla.models import BatchFile, FileBatch, MonthRecord, ShopAlias, Submission
from portal.sla.queries.batches import files_of, lines_of, shop_aliases
from portal.sla.queries.months import month, terms_of
from portal.sla.rules.batches import FileState
from portal.sla.rules.months import slots_of
from portal.sla.rules.plain_messages import message_from_plain, message_to_plain
from portal.sla.rules.routing import Offer

WAITING = frozenset({"staged", READING})
"""States of a file that was taken in and does not count."""
SAME_PLACE = message("Another of these files has the same place. Say where this one belongs.")


def stage_files(sent: SentFiles) -> FileBatch:
    """Keep the files staged at their places; those without a place wait for it to be told."""
    batch = FileBatch(organisation_id=actor().party, sent_at=actor().now, sent_by=actor().label)
    db.session.add(batch)
    db.session.flush()
    add_files(batch, sent.files, sent.places.offers)
    return batch


def add_files(batch: FileBatch, files: Sequence[SentFile], offered: Sequence[Offer]) -> None:
    """Keep files with those that were sent before, each at its place unless another has it."""
    before = lines_of(batch)
    taken = {(one.staged.month_id, one.staged.slot) for one in before if one.staged is not None}
    for position, one in sorted(enumerate(files, start=len(before)), key=lambda place: _has_errors(place[1])):
        file = BatchFile(
            batch_id=batch.id,
            position=position,
            state=FileState.REFUSED,
            file_name=one.name[:200],
            file_size=one.size,
            tool="",
            alias="",
            places=[],
            reason={},
        )
        db.session.add(file)
        try:
            _keep(file, one, offered, taken)
        except PortalError as refusal:
            _refuse(file, refusal.reason)
    db.session.flush()


def _has_errors(one: SentFile) -> bool:
    """Of two files for the same place the one that can count comes first."""
    reading = one.outcome.figures if isinstance(one.outcome, Sorted) else None
    return reading is not None and bool(reading.errors)


def _keep(file: BatchFile, one: SentFile, offered: Sequence[Offer], taken: set[tuple[int, str]]) -> None:
    found = one.outcome
    if isinstance(found, Message):
        _refuse(file, found)
        return
    file.tool, file.alias = found.tool, found.alias[:200]
    reasonable = [offered[position] for position in found.offers]
    file.places = [[offer.month_id, offer.slot] for offer in reasonable]
    known = found.figures or one.kept
    if found.is_decided and known is not None and (reasonable[0].month_id, reasonable[0].slot) not in taken:
        taken.add((reasonable[0].month_id, reasonable[0].slot))
        _place(file, reasonable[0].month_id, reasonable[0].slot, known, one.content)
        if file.state == FileState.PLACED and found.reason is not None:
            file.reason = {"said": found.reason}
        return
    kept = one.kept or keep(io.BytesIO(one.content), f"upload{ENDINGS[kind_of(one.content, name=one.name)]}")
    file.file_sha256, file.state = kept.sha256, FileState.OPEN
    reason = message_to_plain(SAME_PLACE) if found.is_decided else found.reason
    file.reason = {"said": reason or message_to_plain(SAME_PLACE)}


def _place(file: BatchFile, month_id: int, slot: str, reading: Reading | StoredFile, content: bytes) -> None:
    try:
        staged = stage(month(month_id), Sent(file.file_name, content, reading), slot_key=slot)
    except Invalid as refusal:
        file.state, file.reason = FileState.SAME, {"said": message_to_plain(refusal.reason)}
        file.places = [[month_id, slot]]
        return
    file.submission_id, file.file_sha256 = staged.id, staged.whole_sha256 or staged.file_sha256
    file.state, file.reason = FileState.PLACED, {}


def _refuse(file: BatchFile, reason: Message) -> None:
    file.state, file.reason = FileState.REFUSED, {"said": message_to_plain(reason)}


def read_at(file: BatchFile, *, month_id: int, slot: str) -> Reading | StoredFile:
    """Read a file at the place that was chosen for it; changes nothing. Raises Invalid when it cannot be read.

    A large file of conversations is answered as it is kept: it is read in the background.
    """
    if file.state != FileState.OPEN or file.file_sha256 is None:
        raise Conflict(message("This file has its place already."))
    with open_stored(file.file_sha256) as stored:
        if is_large_file_of_conversations(stored):
            return StoredFile(file.file_sha256, file.file_size, LARGE_TYPE)
    return read_for_slot(month(month_id), slot_key=slot, content=content_of(file), name=file.file_name)


def content_of(file: BatchFile) -> bytes:
    """The file as it was sent."""
    if file.file_sha256 is None:
        raise NotFound
    with open_stored(file.file_sha256) as stored:
        return stored.read()


def place(
    batch: FileBatch, file: BatchFile, *, month_id: int, slot: str, reading: Reading | StoredFile
) -> None:
    """Put a file at the place its sender chose, and remember by what the shop is known."""
    if file.state != FileState.OPEN:
        raise Conflict(message("This file has its place already."))
    of = month(month_id)
    _make_room(batch, month_id, slot)
    content = b"" if isinstance(reading, StoredFile) else content_of(file)
    _place(file, month_id, slot, reading, content)
    _remember(batch, file, of, slot)
    db.session.flush()


def _make_room(batch: FileBatch, month_id: int, slot: str) -> None:
    """Whichever of these files was at the place before gives way and is asked about anew."""
    for line in lines_of(batch):
        staged = line.staged
        if (
            staged is None
            or staged.state not in WAITING
            or (staged.month_id, staged.slot) != (month_id, slot)
        ):
            continue
        line.file.submission_id, line.file.state = None, FileState.OPEN
        line.file.reason = {"said": message_to_plain(SAME_PLACE)}
        db.session.flush()
        discard(staged)


def _remember(batch: FileBatch, file: BatchFile, of: MonthRecord, slot: str) -> None:
    """Next time the file finds its place itself; a name that stands for two shops stands for none."""
    alike = [one for one in files_of(batch) if one.alias == file.alias]
    shop = next(one.shop for one in slots_of(terms_of(of)) if one.key == slot)
    known = next((one for one in shop_aliases() if one.alias == file.alias), None)
    if known is not None and (known.contract_id, known.shop) != (of.contract_id, shop):
        db.session.delete(known)
    elif known is None and file.alias and len(alike) == 1:
        db.session.add(
            ShopAlias(
                organisation_id=actor().party,
                alias=file.alias,
                contract_id=of.contract_id,
                shop=shop,
                changed_at=actor().now,
            )
        )


def forget_alias(alias_id: int) -> None:
    """Forget by what a shop was known; NotFound for somebody else's."""
    known = db.session.get(ShopAlias, alias_id)
    if known is None:
        raise NotFound
    db.session.delete(known)
    db.session.flush()


def submit_files(batch: FileBatch, *, reason: str = "") -> tuple[int, int]:
    """Submit every file that can be; each alone, so that one that cannot leaves the others theirs.

    Returns how many count now and how many were refused; the reasons stay with their files.
    """
    done = refused = 0
    for line in lines_of(batch):
        if line.file.state != FileState.PLACED or line.staged is None or not may_be_submitted(line.staged):
            continue
        try:
            with savepoint():
                submit(line.staged, reason=reason)
        except PortalError as refusal:
            line.file.reason = {"said": message_to_plain(refusal.reason)}
            refused += 1
        else:
            line.file.state, line.file.reason = FileState.SUBMITTED, {}
            done += 1
    db.session.flush()
    return done, refused


def may_be_submitted(staged: Submission) -> bool:
    """Whether a staged file has figures and nothing stands against it."""
    return staged.state == "staged" and not staged.errors and not staged.questions and staged.row_count > 0


def discard_files(batch: FileBatch) -> None:
    """Throw away what of these files does not count."""
    for line in lines_of(batch):
        if line.staged is not None and line.staged.state in WAITING:
            discard(line.staged)
        elif line.file.state in {FileState.PLACED, FileState.OPEN}:
            forget_open(line.file)
    db.session.flush()


def reason_of(file: BatchFile) -> Message | None:
    """What is open or wrong about a file."""
    return message_from_plain(file.reason["said"]) if file.reason else None
