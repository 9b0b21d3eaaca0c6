"""`python -m portal.worker`: the process that does background jobs until it is told to stop."""

import fcntl
import logging
import os
import threading
from collections.abc import Callable
from datetime import UTC, datetime

from flask import Flask

from portal.app import create_app
from portal.infra.access import Actor, act_as
from portal.infra.db import db
from portal.infra.jobs import enqueue, sweep
from portal.infra.jobs.leases import release_orphans, renew_leases, running_here
from portal.infra.jobs.queue import Recurring, jobs_of_app
from portal.infra.pdf import warm
from portal.infra.transactions import transaction
from portal.settings import Settings

SWEEP_EVERY = 1.0
RENEW_EVERY = 5.0
THREADS = 2

log = logging.getLogger("portal.worker")


class Caretaker(threading.Thread):
    """Wakes forgotten jobs, orders recurring ones, and keeps the leases of running ones alive."""

    def __init__(self, app: Flask) -> None:
        super().__init__(name="caretaker", daemon=True)
        self.app = app
        self.stopping = threading.Event()
        self.slots: dict[str, int] = {}

    def run(self) -> None:
        renewed = datetime.now(UTC)
        while not self.stopping.is_set():
            now = datetime.now(UTC)
            if (now - renewed).total_seconds() >= RENEW_EVERY and (running := running_here()):
                renewed = now
                self._try(renew_leases, running, now)
            self._try(sweep, now)
            self._try(self.order_recurring, now)
            self.stopping.wait(SWEEP_EVERY)

    def _try(self, work: Callable[..., object], *arguments: object) -> None:
        """Whatever goes wrong in one piece of care must not keep the others from being done."""
        try:
            with self.app.app_context():
                work(*arguments)
        except Exception:
            log.exception("The caretaker stumbled; it tries again in a moment.")

    def order_recurring(self, now: datetime) -> None:
        """Order each recurring job once per interval, however many workers there are."""
        for recurring in jobs_of_app().schedule:
            slot = int(now.timestamp() // recurring.every.total_seconds())
            if self.slots.get(recurring.name) != slot:
                _order(recurring, slot, now)
                self.slots[recurring.name] = slot


def _order(recurring: Recurring, slot: int, now: datetime) -> None:
    act_as(Actor(organisation_id=None, side=None, roles=frozenset(), now=now, label="system: schedule"))
    with transaction():
        enqueue(recurring.name, recurring.payload, unique_key=f"{recurring.name}:{slot}")


def main() -> None:
    """Run until SIGTERM, which lets running jobs finish."""
    app = create_app(Settings.from_environment(os.environ))
    with app.app_context():
        queue = jobs_of_app().queue
    if queue is None:
        raise RuntimeError("There is no queue in testing mode.")
    lock = only_worker(app)
    warm()
    caretaker = Caretaker(app)
    caretaker.start()
    consumer = queue.create_consumer(
        workers=THREADS,
        worker_type="thread",
        periodic=False,
        initial_delay=0.05,
        max_delay=0.5,
        graceful_signal="TERM",
        shutdown_timeout=15,
    )
    consumer.run()
    caretaker.stopping.set()
    if lock is not None:
        os.close(lock)


def only_worker(app: Flask) -> int | None:
    """On SQLite there is one worker: hold its lock and take over at once what a killed one left behind.

    Workers of other databases may run on several machines; there the leases and their holders decide.
    """
    with app.app_context():
        if db.engine.dialect.name != "sqlite":
            return None
        lock = os.open(app.config["DATA_FOLDER"] / "worker.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            log.warning("Another worker runs on this data folder.")
        else:
            release_orphans(datetime.now(UTC))
    return lock


if __name__ == "__main__":
    main()
