"""The rows of background work, written in the transaction that needs them: neither is ever without the other."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from portal.infra.db import Key, Model, Name, Plain, Prose, Word
from portal.infra.tenancy import Installation

QUEUED, RUNNING, DONE, FAILED = "queued", "running", "done", "failed"

LEASE = timedelta(seconds=15)
"""How long a job that a worker of another machine runs counts as taken care of without a further sign of life."""

UNHEARD = timedelta(seconds=60)
"""How long a wake-up call may wait in the queue before another is sent."""

LOST = timedelta(seconds=3)
"""The same where the queue is empty: the call was lost."""

LONGEST_RUN = timedelta(minutes=30)
"""After this time the lease is not renewed: the job hangs, and another worker may take it."""

FREE_TAKEOVERS = 3
"""So often a job is begun again at once after its worker died; then it may be what kills them, and it has to wait."""

DELAYS = tuple(timedelta(seconds=seconds) for seconds in (5, 30, 120, 600, 3600, 21600))
"""The wait before the second, third … attempt; after the last one the job has failed."""


class Job(Installation, Model):
    """One piece of background work with its attempts; it runs at least once and takes effect once."""

    __tablename__ = "jobs"
    __table_args__ = (UniqueConstraint("unique_key"), Index("ix_jobs_due", "status", "lease_until"))

    id: Mapped[Key]
    name: Mapped[Word]
    payload: Mapped[Plain]
    organisation_id: Mapped[int | None]
    side: Mapped[Word | None]
    unique_key: Mapped[Name | None]
    status: Mapped[Word]
    attempts: Mapped[int]
    run_after: Mapped[datetime]
    lease_until: Mapped[datetime]
    holder: Mapped[Name | None]
    """The process that runs it, as `portal.infra.processes` names it."""
    progress: Mapped[int]
    error: Mapped[Prose]
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


@dataclass(frozen=True)
class Claim:
    """What a worker holds while it runs a job; `attempt` proves that nobody else has taken it since."""

    job_id: int
    attempt: int
    name: str
    payload: dict[str, Any]
    organisation_id: int | None
    side: str | None
