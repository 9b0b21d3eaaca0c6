"""Background work: ordered in the business transaction, run at least once, with effect once, seen while it runs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from portal.infra.access import actor, now
from portal.infra.db import db
from portal.infra.jobs.leases import sweep
from portal.infra.jobs.queue import Recurring, Slow, Work, configure_jobs, jobs_of_app, kick
from portal.infra.jobs.table import FAILED, QUEUED, UNHEARD, Job
from portal.infra.jobs.worker import report_progress, run_due_jobs, run_job
from portal.infra.transactions import after_commit
from portal.kernel.errors import Conflict, NotFound
from portal.kernel.messages import message
from portal.kernel.permissions import Side

__all__ = [
    "JobState",
    "Recurring",
    "Slow",
    "Work",
    "configure_jobs",
    "enqueue",
    "job_state",
    "job_states",
    "latest_job",
    "report_progress",
    "retry",
    "run_due_jobs",
    "run_job",
    "sweep",
]


@dataclass(frozen=True)
class JobState:
    """What the person who waits may see: queued, running, done or failed, and how far in per cent."""

    status: str
    progress: int
    error: str


def enqueue(
    name: str,
    payload: Mapping[str, Any],
    *,
    unique_key: str | None = None,
    run_after: datetime | None = None,
    organisation_id: int | None = None,
) -> int:
    """Order work as part of the current transaction; returns the number of the job.

    It runs as the organisation that acts now, or as `organisation_id`, the other side of a cooperation, when the
    work is that side's to author, such as the vendor's invoice after the merchant's acceptance. With a
    `unique_key` the same work is ordered once: a second call returns the first job, and brings it back to life
    when it had failed.
    """
    if name not in jobs_of_app().work:
        raise KeyError(f"No job is called {name!r}; add it to portal/wiring.py.")
    job = _ordered_before(unique_key)
    due = run_after or now()
    if job is None:
        doer, side = _doer(organisation_id)
        job = Job(
            name=name,
            payload=dict(payload),
            organisation_id=doer,
            side=side,
            unique_key=unique_key,
            status=QUEUED,
            attempts=0,
            run_after=due,
            lease_until=due + UNHEARD,
            progress=0,
            error="",
            created_at=now(),
        )
        db.session.add(job)
    elif job.status == FAILED:
        job.status, job.attempts, job.run_after, job.lease_until = QUEUED, 0, due, due + UNHEARD
    else:
        return job.id
    db.session.flush()
    job_id = job.id
    if due <= now():
        after_commit(lambda: kick(job_id))
    return job_id


def retry(job_id: int) -> str:
    """Start a failed job again from its first attempt; returns its name."""
    job = db.session.get(Job, job_id)
    if job is None:
        raise NotFound
    if job.status != FAILED:
        raise Conflict(message("Only a job that has failed can be started again."))
    job.status, job.attempts, job.error = QUEUED, 0, ""
    job.run_after, job.lease_until = now(), now() + UNHEARD
    db.session.flush()
    after_commit(lambda: kick(job_id))
    return job.name


def job_state(job_id: int) -> JobState:
    """How far a job of the acting organisation is; somebody else's job is not found."""
    job = db.session.get(Job, job_id)
    if job is None or job.organisation_id != actor().organisation_id:
        raise NotFound
    return JobState(job.status, job.progress, job.error)


def job_states(job_ids: Iterable[int]) -> dict[int, JobState]:
    """The same for many in one statement; somebody else's jobs are left out."""
    query = select(Job).where(Job.id.in_(list(job_ids)), Job.organisation_id == actor().organisation_id)
    return {job.id: JobState(job.status, job.progress, job.error) for job in db.session.scalars(query)}


def latest_job(name: str, key_start: str) -> JobState | None:
    """How far the latest job of the acting organisation is that was ordered under a key beginning so."""
    query = select(Job).where(
        Job.name == name,
        Job.organisation_id == actor().organisation_id,
        Job.unique_key.startswith(key_start, autoescape=True),
    )
    job = db.session.scalars(query.order_by(Job.id.desc()).limit(1)).one_or_none()
    return None if job is None else JobState(job.status, job.progress, job.error)


def _doer(organisation_id: int | None) -> tuple[int | None, Side | None]:
    """Whose eyes and hands the job will have."""
    acting = actor()
    if organisation_id in {None, acting.organisation_id}:
        return acting.organisation_id, acting.side
    organisations = Job.metadata.tables["organisations"].columns
    side = db.session.scalar(select(organisations["side"]).where(organisations["id"] == organisation_id))
    if side is None:
        raise NotFound
    return organisation_id, Side(side)


def _ordered_before(unique_key: str | None) -> Job | None:
    if unique_key is None:
        return None
    return db.session.scalars(select(Job).where(Job.unique_key == unique_key)).one_or_none()
