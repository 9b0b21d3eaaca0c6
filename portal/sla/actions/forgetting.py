"""Files thrown away before they counted: their rows go at once, their bytes when nothing else refers to them."""

from sqlalchemy import select

from portal.infra.db import db
from portal.infra.files.unused import forget_later
from portal.sla.actions.parts import drop_parts
from portal.sla.actions.wholes import forget_whole
from portal.sla.models import BatchFile, Submission
from portal.sla.queries.wholes import whole_of
from portal.sla.rules.batches import FileState


def forget_staged(staged: Submission) -> None:
    """Forget a file that was read and never submitted, with what it was cut out of and its place among others."""
    whole = whole_of(staged.id)
    hashes = {staged.file_sha256, staged.evidence_file_sha256, None if whole is None else whole.file_sha256}
    for file in db.session.scalars(select(BatchFile).where(BatchFile.submission_id == staged.id)):
        hashes.add(file.file_sha256)
        drop_from_batch(file)
    drop_parts(staged)
    forget_whole(staged)
    db.session.delete(staged)
    db.session.flush()
    forget_later(hashes)


def forget_open(file: BatchFile) -> None:
    """Forget one of many files whose place was never said."""
    sha256 = file.file_sha256
    drop_from_batch(file)
    db.session.flush()
    forget_later({sha256})


def drop_from_batch(file: BatchFile) -> None:
    """One of many files is no more; its line stays and says so."""
    file.state, file.submission_id, file.file_sha256, file.reason = FileState.DISCARDED, None, None, {}
