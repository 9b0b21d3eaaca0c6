"""Who holds which job: leases name their process, those of dead ones are freed at once, others when they lapse."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select, update

from portal.infra.db import db
from portal.infra.jobs.queue import jobs_of_app, kick
from portal.infra.jobs.table import (
    DELAYS,
    FAILED,
    FREE_TAKEOVERS,
    LEASE,
    LONGEST_RUN,
    LOST,
    QUEUED,
    RUNNING,
    UNHEARD,
    Job,
)
from portal.infra.processes import has_ended, is_here, this_process
from portal.infra.transactions import transaction, write_turn

MOST_AT_ONCE = 500
ALWAYS_ENDED = "The process that worked on it ended every time."

_running: Counter[int] = Counter()


class Held(NamedTuple):
    """What is known of a job that somebody runs."""

    id: int
    attempts: int
    holder: str | None
    lease_until: datetime
    started_at: datetime | None


@contextmanager
def running(job_id: int) -> Iterator[None]:
    """While it lasts this process works on the job; the sweep leaves it alone."""
    _running[job_id] += 1
    try:
        yield
    finally:
        _running[job_id] -= 1
        if not _running[job_id]:
            del _running[job_id]


def running_here() -> list[int]:
    """The jobs that run in this process now."""
    return sorted(_running)


def is_abandoned(job: Held, now: datetime) -> bool:
    """Whether nobody works on a running job any more.

    A process on this machine is looked at itself: as long as it lives its jobs are its own, however slow it is.
    What runs elsewhere is judged by its lease.
    """
    has_lapsed = job.lease_until < now
    if job.holder is None or not is_here(job.holder):
        return has_lapsed
    if job.holder == this_process():
        hangs = has_lapsed and (job.started_at or now) <= now - LONGEST_RUN
        return hangs or job.id not in _running
    return has_ended(job.holder)


def sweep(now: datetime) -> int:
    """Wake jobs that are due and that nobody takes care of, such as those of a killed worker; how many."""
    is_needed = bool(_unheard(now) or _abandoned(now))
    db.session.rollback()
    if not is_needed:
        return 0
    with transaction():
        freed = _free(_abandoned(now), now)
        ids = sorted({*freed, *_unheard(now)})
        db.session.execute(update(Job).where(Job.id.in_(ids)).values(lease_until=now + UNHEARD))
    for job_id in ids:
        kick(job_id)
    return len(ids)


def renew_leases(job_ids: Sequence[int], now: datetime) -> None:
    """A sign of life for jobs that run in this process; one that runs too long gets no more.

    Nobody's turn to write may make it come too late: on PostgreSQL it takes none, and leaves out a job that is just
    being written down.
    """
    turn = write_turn() if db.engine.dialect.name == "sqlite" else nullcontext()
    with turn, db.engine.begin() as connection:
        alive = select(Job.id).where(
            Job.id.in_(job_ids),
            Job.status == RUNNING,
            Job.holder == this_process(),
            Job.started_at > now - LONGEST_RUN,
        )
        ids = list(connection.execute(alive.with_for_update(skip_locked=True)).scalars())
        connection.execute(update(Job).where(Job.id.in_(ids)).values(lease_until=now + LEASE))


def release_orphans(now: datetime) -> int:
    """Let the sweep wake at once what a dead worker held or had been told; only for a worker that is the only one.

    Work that another living process of this machine does, such as a command, stays its own.
    """
    with transaction():
        left = [
            job for job in _held() if job.holder is None or not is_here(job.holder) or is_abandoned(job, now)
        ]
        freed = _free(left, now)
        told = db.session.execute(
            update(Job)
            .where(Job.status == QUEUED, Job.run_after <= now)
            .values(lease_until=now - LEASE)
            .returning(Job.id)
        ).scalars()
        return len({*freed, *told})


def _held() -> list[Held]:
    query = select(Job.id, Job.attempts, Job.holder, Job.lease_until, Job.started_at)
    return [Held(*row) for row in db.session.execute(query.where(Job.status == RUNNING).order_by(Job.id))]


def _abandoned(now: datetime) -> list[Held]:
    return [job for job in _held() if is_abandoned(job, now)]


def _unheard(now: datetime) -> list[int]:
    """Jobs that are due and whose call seems to be lost; in an empty queue none is waiting."""
    queue = jobs_of_app().queue
    is_empty = queue is not None and not queue.pending_count()
    told_before = now + UNHEARD - LOST if is_empty else now
    query = select(Job.id).where(Job.status == QUEUED, Job.run_after <= now, Job.lease_until < told_before)
    return list(db.session.scalars(query.order_by(Job.id).limit(MOST_AT_ONCE)))


def _free(jobs: Sequence[Held], now: datetime) -> list[int]:
    """Let jobs wait again that died with their process; which of them may begin at once."""
    due: list[int] = []
    for job in jobs:
        values = _after_death(job.attempts, now)
        db.session.execute(
            update(Job)
            .where(Job.id == job.id, Job.status == RUNNING, Job.attempts == job.attempts)
            .values(holder=None, **values)
        )
        if values["status"] == QUEUED and values["run_after"] <= now:
            due.append(job.id)
    return due


def _after_death(attempts: int, now: datetime) -> dict[str, Any]:
    """A worker may die of anything; one that dies again and again may die of this job."""
    beyond = attempts - FREE_TAKEOVERS
    if beyond > len(DELAYS):
        return {"status": FAILED, "error": ALWAYS_ENDED, "finished_at": now}
    again = now if beyond <= 0 else now + DELAYS[beyond - 1]
    return {"status": QUEUED, "run_after": again, "lease_until": again}
