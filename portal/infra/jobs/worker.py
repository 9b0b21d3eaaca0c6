"""Runs jobs: takes one under a lease, works as the organisation it belongs to, saves once, tries again later."""

import contextvars
import logging
from datetime import UTC, datetime

from flask import Flask
from sqlalchemy import select, update

from portal.infra.access import Actor, act_as, system_actor
from portal.infra.db import db
from portal.infra.jobs.leases import running
from portal.infra.jobs.queue import Slow, jobs_of_app
from portal.infra.jobs.table import (
    DELAYS,
    DONE,
    FAILED,
    LEASE,
    QUEUED,
    RUNNING,
    Claim,
    Job,
)
from portal.infra.processes import this_process
from portal.infra.tenancy import set_viewer
from portal.infra.transactions import transaction, write_turn
from portal.kernel.errors import PortalError
from portal.kernel.permissions import Side

log = logging.getLogger("portal.jobs")

_claim: contextvars.ContextVar[Claim | None] = contextvars.ContextVar("claim", default=None)


class LostLease(RuntimeError):
    """Another worker has taken the job over; what was done here is thrown away."""


def run_job(app: Flask, job_id: int, moment: datetime | None = None) -> None:
    """Run one job if it is due and nobody else has it; errors are kept in its row and never raised.

    `moment` stands in for the clock when demonstration data or a test lives in another time.
    """
    now = moment or datetime.now(UTC)
    with running(job_id):
        with app.app_context():
            claim = _take(job_id, now)
        if claim is not None:
            _run(app, claim, now)


def _run(app: Flask, claim: Claim, now: datetime) -> None:
    token = _claim.set(claim)
    try:
        with app.app_context():
            _perform(claim, now)
    except LostLease:
        log.warning("Job %s (%s) was taken over by another worker.", claim.job_id, claim.name)
    except Exception as error:
        log.warning("Job %s (%s) failed", claim.job_id, claim.name, exc_info=True)
        with app.app_context():
            _put_back(claim, error, now)
    finally:
        _claim.reset(token)
        set_viewer(None)


def run_due_jobs(moment: datetime | None = None) -> int:
    """Run everything that is due in this process, jobs that jobs order included; how many ran."""
    app = jobs_of_app().app
    ran = 0
    while due := _due(moment or datetime.now(UTC)):
        for job_id in due:
            run_job(app, job_id, moment)
            ran += 1
    return ran


def report_progress(done: int, total: int) -> None:
    """Show the person who waits how far the slow part of a job has come; only while it computes."""
    claim = _claim.get()
    if claim is None or total <= 0:
        return
    with write_turn(), db.engine.begin() as connection:
        connection.execute(
            update(Job).where(Job.id == claim.job_id).values(progress=min(99, done * 100 // total))
        )


def _due(now: datetime) -> list[int]:
    ids = select(Job.id).where(Job.status == QUEUED, Job.run_after <= now).order_by(Job.id)
    found = list(db.session.scalars(ids))
    db.session.rollback()
    return found


def _take(job_id: int, now: datetime) -> Claim | None:
    """Take a job that waits; one that somebody runs is taken only after the sweep has freed it."""
    with transaction():
        taken = db.session.execute(
            update(Job)
            .where(Job.id == job_id, Job.status == QUEUED, Job.run_after <= now)
            .values(
                status=RUNNING,
                attempts=Job.attempts + 1,
                lease_until=now + LEASE,
                holder=this_process(),
                started_at=now,
                progress=0,
            )
            .returning(Job.attempts, Job.name, Job.payload, Job.organisation_id, Job.side)
        ).one_or_none()
    return None if taken is None else Claim(job_id, *taken)


def _perform(claim: Claim, now: datetime) -> None:
    work = jobs_of_app().work[claim.name]
    act_as(_actor_of(claim, now))
    if isinstance(work, Slow):
        result = work.compute(**claim.payload)
        db.session.rollback()
        with transaction():
            _finish(claim, now)
            work.save(result, **claim.payload)
    else:
        with transaction():
            _finish(claim, now)
            work(**claim.payload)


def _actor_of(claim: Claim, now: datetime) -> Actor:
    label = f"system: {claim.name}"
    if claim.organisation_id is None or claim.side is None:
        return Actor(organisation_id=None, side=None, roles=frozenset(), now=now, label=label)
    return system_actor(organisation_id=claim.organisation_id, side=Side(claim.side), moment=now, label=label)


def _finish(claim: Claim, now: datetime) -> None:
    """Mark it done in the transaction of its effect: both stand, or neither."""
    finished = db.session.execute(
        update(Job)
        .where(Job.id == claim.job_id, Job.status == RUNNING, Job.attempts == claim.attempt)
        .values(status=DONE, progress=100, error="", finished_at=now)
        .returning(Job.id)
    ).one_or_none()
    if finished is None:
        raise LostLease


def _put_back(claim: Claim, error: Exception, now: datetime) -> None:
    """Try again later, ever later; a refusal in words is final, since it will not change by itself."""
    final = isinstance(error, PortalError) or claim.attempt > len(DELAYS)
    again = now if final else now + DELAYS[claim.attempt - 1]
    with transaction():
        db.session.execute(
            update(Job)
            .where(Job.id == claim.job_id, Job.status == RUNNING, Job.attempts == claim.attempt)
            .values(
                status=FAILED if final else QUEUED,
                run_after=again,
                lease_until=again,
                error=f"{type(error).__name__}: {error}"[:2000],
                finished_at=now if final else None,
            )
        )
