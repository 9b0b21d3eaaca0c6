"""What an organisation uploaded and never submitted: how much it is, and what has been left for long."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from portal.infra.access import actor
from portal.infra.db import db
from portal.sla.models import BatchFile, FileBatch, Submission, WholeFile
from portal.sla.queries.steps import BEING_READ, STAGED
from portal.sla.rules.batches import FileState

WAITING = (STAGED, BEING_READ)


@dataclass(frozen=True)
class Left:
    """Uploads nobody has submitted for some time: read files, and files whose place was never said."""

    submissions: tuple[Submission, ...]
    batches: tuple[tuple[FileBatch, tuple[BatchFile, ...]], ...]


def staged_bytes() -> int:
    """The bytes of everything the organisation acted for has uploaded and not submitted, each file once."""
    own = (Submission.author_id == actor().party, Submission.state.in_(WAITING))
    sizes: dict[str | None, int] = {}
    for query in (
        select(Submission.file_sha256, Submission.file_size).where(*own),
        select(WholeFile.file_sha256, WholeFile.file_size).where(
            WholeFile.submission_id.in_(select(Submission.id).where(*own))
        ),
        select(BatchFile.file_sha256, BatchFile.file_size).where(BatchFile.state == FileState.OPEN),
    ):
        found: list[tuple[str | None, int]] = [(sha256, size) for sha256, size in db.session.execute(query)]
        sizes.update(found)
    return sum(sizes.values())


def owners_of_old_uploads(before: datetime) -> set[int]:
    """Organisations with uploads from before that moment that were never submitted; for the daily run."""
    files = select(Submission.author_id).where(Submission.state.in_(WAITING), Submission.staged_at < before)
    batches = (
        select(FileBatch.organisation_id)
        .join(BatchFile, BatchFile.batch_id == FileBatch.id)
        .where(BatchFile.state == FileState.OPEN, FileBatch.sent_at < before)
    )
    return {*db.session.scalars(files.distinct()), *db.session.scalars(batches.distinct())}


def left_since(before: datetime) -> Left:
    """What the organisation acted for uploaded before that moment and never submitted, oldest first."""
    files = select(Submission).where(
        Submission.author_id == actor().party,
        Submission.state.in_(WAITING),
        Submission.staged_at < before,
    )
    open_ones: dict[int, list[BatchFile]] = {}
    query = select(BatchFile).where(BatchFile.state == FileState.OPEN).order_by(BatchFile.id)
    for file in db.session.scalars(query):
        open_ones.setdefault(file.batch_id, []).append(file)
    batches = select(FileBatch).where(FileBatch.id.in_(open_ones), FileBatch.sent_at < before)
    return Left(
        tuple(db.session.scalars(files.order_by(Submission.id))),
        tuple((one, tuple(open_ones[one.id])) for one in db.session.scalars(batches.order_by(FileBatch.id))),
    )
