"""Many files at once: read and placed, asked about where needed, and submitted together, each on its own."""

import hashlib
import io
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import repeat

from portal.infra.access import actor
from portal.infra.db import db
from portal.infra.files import keep, open_stored
from portal.infra.tables.packs import LARGEST_UNPACKED, unpacked
from portal.infra.transactions import savepoint
from portal.kernel.errors import Conflict, Invalid, NotFound, PortalError
from portal.kernel.messages import Message, message
from portal.kernel.sheets.kinds import kind_of
from portal.sla.actions.sorting import Places, Sorted, sort_file
from portal.sla.actions.staging import ENDINGS, plain_mappings, read_for_slot, stage_reading, wanted_in
from portal.sla.actions.submitting import discard, submit
from portal.sla.actions.wanted import Reading
from portal.sla.models import BatchFile, FileBatch, MonthRecord, ShopAlias, Submission
from portal.sla.queries.batches import aliases, files_of, lines_of, offered_places, shop_aliases
from portal.sla.queries.months import month, terms_of
from portal.sla.rules.batches import FileState
from portal.sla.rules.months import slots_of
from portal.sla.rules.plain_messages import message_from_plain, message_to_plain
from portal.sla.rules.routing import Offer

MOST_FILES = 60
AT_ONCE = 2
"""So many limited children read at the same time."""
SAME_PLACE = message("Another of these files has the same place. Say where this one belongs.")


@dataclass(frozen=True)
class SentFile:
    """A file that was sent, and what it turned out to be: sorted, or why it cannot be opened."""

    name: str
    content: bytes
    outcome: Sorted | Message


@dataclass(frozen=True)
class SentFiles:
    """Everything that was sent together, with the places there were to choose from."""

    places: Places
    files: tuple[SentFile, ...]


def read_files(sent: Iterable[tuple[str, bytes]]) -> SentFiles:
    """Open and sort every file, those in archives too; changes nothing, so that it is done before the turn to write.

    Raises Invalid when there are none or too many; what is wrong with a single file is kept with it.
    """
    offered = offered_places()
    places = Places(
        tuple(one.offer for one in offered),
        tuple(wanted_in(one.month, one.terms, one.slot, mappings={}) for one in offered),
        aliases(),
        plain_mappings(),
    )
    opened = _opened(sent)
    if not opened:
        raise Invalid(fields={"files": message("Choose the files first.")})
    seen: set[str] = set()
    names = [name for name, _content in opened]
    contents = [_unseen(content, seen) for _name, content in opened]
    with ThreadPoolExecutor(AT_ONCE) as readers:
        return SentFiles(places, tuple(readers.map(_sent, names, contents, repeat(places))))


def _opened(sent: Iterable[tuple[str, bytes]]) -> list[tuple[str, bytes | Message]]:
    """Everything that was sent, archives taken apart; all of it together unpacks to no more than one archive may."""
    opened: list[tuple[str, bytes | Message]] = []
    room = LARGEST_UNPACKED
    for name, content in sent:
        try:
            found = unpacked(content, name=name, room=room)
        except Invalid as refusal:
            opened.append((name, refusal.reason))
        else:
            opened += found
            room -= sum(len(one) for _name, one in found if one is not content)
        if len(opened) > MOST_FILES:
            raise Invalid(
                fields={"files": message("At most %(count)s files can be sent at once.", count=MOST_FILES)}
            )
    return opened


def _unseen(content: bytes | Message, seen: set[str]) -> bytes | Message:
    """The content, or that it was among the files before."""
    if isinstance(content, Message):
        return content
    digest = hashlib.sha256(content).hexdigest()
    if digest in seen:
        return message("The same file was sent twice.")
    seen.add(digest)
    return content


def _sent(name: str, content: bytes | Message, places: Places) -> SentFile:
    if isinstance(content, Message):
        return SentFile(name, b"", content)
    try:
        return SentFile(name, content, sort_file(content, name=name, places=places))
    except PortalError as refusal:
        return SentFile(name, b"", refusal.reason)


def stage_files(sent: SentFiles) -> FileBatch:
    """Keep the files staged at their places; those without a place wait for it to be told."""
    batch = FileBatch(organisation_id=actor().party, sent_at=actor().now, sent_by=actor().label)
    db.session.add(batch)
    db.session.flush()
    taken: set[tuple[int, str]] = set()
    for position, one in sorted(enumerate(sent.files), key=lambda place: _has_errors(place[1])):
        file = BatchFile(
            batch_id=batch.id,
            position=position,
            state=FileState.REFUSED,
            file_name=one.name[:200],
            file_size=len(one.content),
            tool="",
            alias="",
            places=[],
            reason={},
        )
        db.session.add(file)
        try:
            _keep(file, one, sent.places.offers, taken)
        except PortalError as refusal:
            _refuse(file, refusal.reason)
    db.session.flush()
    return batch


def _has_errors(one: SentFile) -> bool:
    """Of two files for the same place the one that can count comes first."""
    reading = one.outcome.figures if isinstance(one.outcome, Sorted) else None
    return reading is not None and bool(reading.errors)


def _keep(file: BatchFile, one: SentFile, offered: tuple[Offer, ...], taken: set[tuple[int, str]]) -> None:
    found = one.outcome
    if isinstance(found, Message):
        _refuse(file, found)
        return
    file.tool, file.alias = found.tool, found.alias[:200]
    reasonable = [offered[position] for position in found.offers]
    file.places = [[offer.month_id, offer.slot] for offer in reasonable]
    if found.figures is not None and (reasonable[0].month_id, reasonable[0].slot) not in taken:
        taken.add((reasonable[0].month_id, reasonable[0].slot))
        _place(file, reasonable[0].month_id, reasonable[0].slot, found.figures, one.content)
        return
    kept = keep(io.BytesIO(one.content), f"upload{ENDINGS[kind_of(one.content, name=one.name)]}")
    file.file_sha256, file.state = kept.sha256, FileState.OPEN
    file.reason = {"said": found.reason or message_to_plain(SAME_PLACE)}


def _place(file: BatchFile, month_id: int, slot: str, reading: Reading, content: bytes) -> None:
    try:
        staged = stage_reading(month(month_id), reading, slot_key=slot, content=content, name=file.file_name)
    except Invalid as refusal:
        file.state, file.reason = FileState.SAME, {"said": message_to_plain(refusal.reason)}
        file.places = [[month_id, slot]]
        return
    file.submission_id, file.file_sha256 = staged.id, staged.file_sha256
    file.state, file.reason = FileState.PLACED, {}


def _refuse(file: BatchFile, reason: Message) -> None:
    file.state, file.reason = FileState.REFUSED, {"said": message_to_plain(reason)}


def read_at(file: BatchFile, *, month_id: int, slot: str) -> Reading:
    """Read a file at the place that was chosen for it; changes nothing. Raises Invalid when it cannot be read."""
    if file.state != FileState.OPEN:
        raise Conflict(message("This file has its place already."))
    return read_for_slot(month(month_id), slot_key=slot, content=content_of(file), name=file.file_name)


def content_of(file: BatchFile) -> bytes:
    """The file as it was sent."""
    if file.file_sha256 is None:
        raise NotFound
    with open_stored(file.file_sha256) as stored:
        return stored.read()


def place(batch: FileBatch, file: BatchFile, *, month_id: int, slot: str, reading: Reading) -> None:
    """Put a file at the place its sender chose, and remember by what the shop is known."""
    if file.state != FileState.OPEN:
        raise Conflict(message("This file has its place already."))
    of = month(month_id)
    _make_room(batch, month_id, slot)
    _place(file, month_id, slot, reading, content_of(file))
    _remember(batch, file, of, slot)
    db.session.flush()


def _make_room(batch: FileBatch, month_id: int, slot: str) -> None:
    """Whichever of these files was at the place before gives way and is asked about anew."""
    for line in lines_of(batch):
        staged = line.staged
        if staged is None or staged.state != "staged" or (staged.month_id, staged.slot) != (month_id, slot):
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
        if line.staged is not None and line.staged.state == "staged":
            line.file.submission_id = None
            db.session.flush()
            discard(line.staged)
        if line.file.state in {FileState.PLACED, FileState.OPEN}:
            line.file.state = FileState.DISCARDED
    db.session.flush()


def reason_of(file: BatchFile) -> Message | None:
    """What is open or wrong about a file."""
    return message_from_plain(file.reason["said"]) if file.reason else None
