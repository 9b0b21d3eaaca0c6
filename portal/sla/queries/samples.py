"""Files that were submitted before and can serve to try a metric on."""

from dataclasses import dataclass

from sqlalchemy import select

from portal.infra.db import db
from portal.sla.models import MonthRecord, Submission

MOST = 20


@dataclass(frozen=True)
class SampleFile:
    """One submitted file: its number, its name and the month it was submitted for."""

    id: int
    file_name: str
    month: str


def sample_files() -> list[SampleFile]:
    """The latest files the viewer may see that were submitted, newest first."""
    query = (
        select(Submission.id, Submission.file_name, MonthRecord.month)
        .join(MonthRecord, MonthRecord.id == Submission.month_id)
        .where(Submission.version.is_not(None), Submission.tool != "", Submission.file_sha256.is_not(None))
        .order_by(Submission.id.desc())
        .limit(MOST)
    )
    return [SampleFile(*row) for row in db.session.execute(query)]
