"""The wake-up call: a message that carries a job's number and nothing else, and that may get lost without harm."""

import logging
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask, current_app
from huey.api import Huey, PostgresHuey, RedisHuey, SqliteHuey
from huey.serializer import SignedSerializer

EXTENSION = "jobs"
QUEUE_NAME = "steelyard"

log = logging.getLogger("portal.jobs")


@dataclass(frozen=True)
class Slow:
    """Work in two steps, so that nobody waits to write while it computes.

    `compute(**payload)` reads and calculates, `save(result, **payload)` writes the result down. The result is plain
    values: rows loaded while computing belong to a transaction that has ended.
    """

    compute: Callable[..., Any]
    save: Callable[..., None]


Work = Callable[..., None] | Slow
"""What a job does: a function of the payload that writes at once, or slow work in two steps."""


@dataclass(frozen=True)
class Recurring:
    """A job that is due again and again."""

    name: str
    every: timedelta
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class Jobs:
    """What an app knows about background work."""

    app: Flask
    work: Mapping[str, Work]
    schedule: tuple[Recurring, ...] = ()
    queue: Huey | None = None
    wake: Callable[[int], Any] | None = None


def configure_jobs(
    app: Flask,
    *,
    work: Mapping[str, Work],
    schedule: tuple[Recurring, ...],
    data_folder: Path,
    queue_url: str,
    secret: str,
    run: Callable[[Flask, int], None],
) -> None:
    """Join names and functions, and open the queue; in tests there is none and due jobs are run by hand."""
    jobs = Jobs(app, work, schedule)
    app.extensions[EXTENSION] = jobs
    if app.testing:
        return
    jobs.queue = open_queue(data_folder, queue_url, secret)

    def run_job(job_id: int) -> None:
        run(app, job_id)

    jobs.wake = jobs.queue.task(name="run_job")(run_job)


def open_queue(data_folder: Path, queue_url: str, secret: str) -> Huey:
    """The queue by its address; the file of the default is disposable and is made anew when it is damaged."""
    common = {"results": False, "serializer": SignedSerializer(secret=secret)}
    if queue_url.startswith("postgresql"):
        return PostgresHuey(QUEUE_NAME, dsn=queue_url.replace("+psycopg", ""), **common)
    if queue_url:
        return RedisHuey(QUEUE_NAME, url=queue_url, **common)
    file = data_folder / "queue.sqlite"
    try:
        return SqliteHuey(QUEUE_NAME, filename=str(file), **common)
    except sqlite3.DatabaseError:
        for path in data_folder.glob("queue.sqlite*"):
            path.unlink()
        return SqliteHuey(QUEUE_NAME, filename=str(file), **common)


def jobs_of_app() -> Jobs:
    """The background work of the current app."""
    jobs: Jobs = current_app.extensions[EXTENSION]
    return jobs


def kick(job_id: int) -> None:
    """Wake a worker; when the message can't be sent the sweep finds the job a minute later."""
    wake = jobs_of_app().wake
    if wake is None:
        return
    try:
        wake(job_id)
    except Exception:
        log.exception("The wake-up call for job %s could not be sent; the sweep will find it.", job_id)
