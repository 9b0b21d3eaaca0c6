"""Many files at once: the places on offer, what was sent, and where each file stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import select

from portal.contracts.queries import contracts_of, effective_versions_of, terms_among
from portal.contracts.rules.terms import ContractTerms
from portal.infra.access import actor
from portal.infra.db import db
from portal.kernel.errors import NotFound
from portal.kernel.permissions import Side
from portal.sla.models import BatchFile, FileBatch, MonthRecord, ShopAlias, Submission
from portal.sla.queries.months import CURRENT
from portal.sla.rules.months import Slot, slots_of
from portal.sla.rules.progress import TAKES_FIGURES
from portal.sla.rules.routing import Offer

Row = TypeVar("Row", Submission, MonthRecord)
REACH = timedelta(days=400)
"""How far back months are offered."""


@dataclass(frozen=True)
class OfferedPlace:
    """A slot of a month with what a file is read for there."""

    offer: Offer
    month: MonthRecord
    terms: ContractTerms
    slot: Slot


@dataclass(frozen=True)
class FileLine:
    """A file of a batch with what was staged from it and what counts in its place now."""

    file: BatchFile
    staged: Submission | None
    month: MonthRecord | None
    current: Submission | None


def offers() -> tuple[Offer, ...]:
    """Every slot of every month of the viewer that takes figures, newest months first."""
    return tuple(one.offer for one in offered_places())


def offered_places() -> list[OfferedPlace]:
    """The same with month, terms and slot, in a fixed number of statements."""
    acting = actor()
    query = (
        select(MonthRecord)
        .where(MonthRecord.state.in_(TAKES_FIGURES), MonthRecord.first_day >= acting.now.date() - REACH)
        .order_by(MonthRecord.first_day.desc(), MonthRecord.contract_id)
    )
    months = list(db.session.scalars(query))
    filled = _filled(months)
    lines = {one.id: one for one in contracts_of()} if months else {}
    versions = effective_versions_of({one.contract_id for one in months})
    is_vendor = acting.side is Side.VENDOR
    found: list[OfferedPlace] = []
    for of in months:
        terms, line = terms_among(versions.get(of.contract_id, ()), of.first_day), lines[of.contract_id]
        has_ended = of.last_day < acting.now.astimezone(ZoneInfo(terms.time_zone)).date()
        partner = line.merchant if is_vendor else line.vendor
        for slot in slots_of(terms):
            waits = has_ended and (of.id, slot.key) not in filled
            found.append(OfferedPlace(_offer(of, terms, slot, partner, waits), of, terms, slot))
    return found


def _offer(of: MonthRecord, terms: ContractTerms, slot: Slot, partner: str, waits: bool) -> Offer:
    return Offer(
        contract=of.contract_id,
        month_id=of.id,
        month=of.month,
        first_day=of.first_day,
        last_day=of.last_day,
        slot=slot.key,
        platform=slot.platform,
        shop=slot.shop,
        tool=slot.tool,
        partner=partner,
        waits=waits,
        zone=terms.time_zone,
    )


def _filled(months: Iterable[MonthRecord]) -> set[tuple[int, str]]:
    query = select(Submission.month_id, Submission.slot).where(
        Submission.month_id.in_([one.id for one in months]), Submission.state == CURRENT
    )
    return {(found.month_id, found.slot) for found in db.session.execute(query)}


def aliases() -> dict[str, tuple[int, str]]:
    """Contract and shop by what stands for them in the viewer's files."""
    return {one.alias: (one.contract_id, one.shop) for one in shop_aliases()}


def shop_aliases() -> list[ShopAlias]:
    """The remembered names, in their order."""
    return list(db.session.scalars(select(ShopAlias).order_by(ShopAlias.alias)))


def batch(batch_id: int) -> FileBatch:
    """Files sent together that the viewer may see."""
    found: FileBatch | None = db.session.get(FileBatch, batch_id)
    if found is None:
        raise NotFound
    return found


def batches(limit: int = 5) -> list[FileBatch]:
    """The latest ones of the viewer's organisation, newest first."""
    return list(db.session.scalars(select(FileBatch).order_by(FileBatch.id.desc()).limit(limit)))


def batch_file(of: FileBatch, file_id: int) -> BatchFile:
    """One of the files."""
    query = select(BatchFile).where(BatchFile.id == file_id, BatchFile.batch_id == of.id)
    found: BatchFile | None = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def batch_of(submission_id: int) -> int | None:
    """The files a staged file was sent with; None when it came alone."""
    query = select(BatchFile.batch_id).where(BatchFile.submission_id == submission_id)
    return db.session.scalars(query.order_by(BatchFile.id.desc()).limit(1)).one_or_none()


def files_of(of: FileBatch) -> list[BatchFile]:
    """The files of a batch in the order in which they were sent."""
    query = select(BatchFile).where(BatchFile.batch_id == of.id).order_by(BatchFile.position)
    return list(db.session.scalars(query))


def lines_of(of: FileBatch) -> list[FileLine]:
    """The files of a batch with everything a page shows of them, in a fixed number of statements."""
    files = files_of(of)
    staged = _by_id(Submission, [one.submission_id for one in files])
    months = _by_id(MonthRecord, [one.month_id for one in staged.values()])
    query = select(Submission).where(Submission.month_id.in_(months), Submission.state == CURRENT)
    current = {(one.month_id, one.slot): one for one in db.session.scalars(query)}
    lines = []
    for file in files:
        one = staged.get(file.submission_id or 0)
        month = None if one is None else months.get(one.month_id)
        lines.append(
            FileLine(file, one, month, None if one is None else current.get((one.month_id, one.slot)))
        )
    return lines


def _by_id(kind: type[Row], ids: Iterable[int | None]) -> dict[int, Row]:
    wanted = {one for one in ids if one is not None}
    return {one.id: one for one in db.session.scalars(select(kind).where(kind.id.in_(wanted)))}
