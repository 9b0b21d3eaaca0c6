"""`python -m tests.app.infra.rival FOLDER DATABASE JOURNAL`: a worker with one slow piece of work and a journal of it.

A wake-up call says nothing here, so that only leases and the sweep decide who works on what.
"""

import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from portal.app import create_app
from portal.infra.db import db
from portal.infra.jobs import Slow, configure_jobs
from portal.infra.jobs.table import DONE, QUEUED, Job
from portal.infra.jobs.worker import run_job
from portal.settings import Settings
from portal.worker import Caretaker

STEPS, STEP = 40, 0.05


def app_with(work: dict[str, Slow], folder: Path, database: str) -> Flask:
    """The portal with this work and nothing else."""
    app = create_app(Settings(data_folder=folder, database_url=database, testing=True))
    configure_jobs(app, work=work, schedule=(), data_folder=folder, queue_url="", secret="x", run=run_job)
    return app


def main(folder: Path, database: str, journal: Path) -> None:
    """Work until nothing is left."""

    def say(word: str) -> None:
        with journal.open("a") as file:
            file.write(f"{time.monotonic()} {os.getpid()} {word}\n")

    def compute(number: int) -> int:
        say(f"begins {number}")
        for _ in range(STEPS):
            time.sleep(STEP)
            say(f"works {number}")
        return number

    def save(result: int, number: int) -> None:
        say(f"saves {result}")

    app = app_with({"long": Slow(compute, save)}, folder, database)
    Caretaker(app).start()
    say("is ready")
    while not has_finished(app):
        for job_id in waiting(app):
            run_job(app, job_id)
        time.sleep(STEP)


def waiting(app: Flask) -> list[int]:
    """What nobody has begun."""
    with app.app_context():
        query = select(Job.id).where(Job.status == QUEUED, Job.run_after <= datetime.now(UTC))
        return list(db.session.scalars(query.order_by(Job.id)))


def has_finished(app: Flask) -> bool:
    """Whether everything ordered is done."""
    with app.app_context():
        states = list(db.session.scalars(select(Job.status)))
        return bool(states) and set(states) == {DONE}


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
