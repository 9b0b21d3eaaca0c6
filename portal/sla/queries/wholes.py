"""The whole files of several shops that the viewer's organisation sent: nobody else sees that there are other shops."""

from sqlalchemy import select

from portal.infra.db import db
from portal.kernel.errors import NotFound
from portal.sla.models import WholeFile


def whole_of(submission_id: int) -> WholeFile | None:
    """The file a submission was cut out of, for its sender alone."""
    return db.session.scalars(select(WholeFile).where(WholeFile.submission_id == submission_id)).one_or_none()


def whole_of_export(reconciliation_id: int) -> WholeFile | None:
    """The file an export was cut out of, for its sender alone."""
    query = select(WholeFile).where(WholeFile.reconciliation_id == reconciliation_id)
    return db.session.scalars(query).one_or_none()


def need_whole(submission_id: int) -> WholeFile:
    """The same where there must be one; NotFound for everybody but its sender."""
    found = whole_of(submission_id)
    if found is None:
        raise NotFound
    return found
