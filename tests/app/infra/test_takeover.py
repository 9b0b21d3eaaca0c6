"""Two real workers and a kill without warning: the other takes over within seconds, and never are two at one job."""

import os
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update

from portal.infra.access import act_as, system_actor
from portal.infra.db import db
from portal.infra.jobs import enqueue
from portal.infra.jobs.table import LEASE, Job
from portal.infra.transactions import transaction
from portal.kernel.permissions import Side
from tests.app.infra.rival import app_with

PATIENCE = 90.0
JOBS = 2
Start = Callable[[], subprocess.Popen[bytes]]


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    file = tmp_path / "journal"
    file.touch()
    return file


@pytest.fixture
def start(empty_app: Flask, journal: Path) -> Iterator[Start]:
    """Starts workers on one installation; none of them outlives the test."""
    with empty_app.app_context():
        db.create_all()
        database = db.engine.url.render_as_string(hide_password=False)
    folder = empty_app.config["DATA_FOLDER"]
    started: list[subprocess.Popen[bytes]] = []

    def one() -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "tests.app.infra.rival", str(folder), database, str(journal)]
        started.append(subprocess.Popen(command))
        return started[-1]

    yield one
    for process in started:
        process.kill()
        process.wait()


def order(app: Flask) -> None:
    database = app.config["SQLALCHEMY_DATABASE_URI"]
    ordering = app_with({"long": lambda **_: None}, app.config["DATA_FOLDER"], database)
    with ordering.app_context():
        moment = datetime.now(UTC)
        act_as(system_actor(organisation_id=7, side=Side.VENDOR, moment=moment, label="test"))
        with transaction():
            for number in range(JOBS):
                enqueue("long", {"number": number})
        db.engine.dispose()


def said(journal: Path) -> list[tuple[float, int, str]]:
    lines = (line.split(" ", 2) for line in journal.read_text().splitlines())
    return [(float(at), int(who), word) for at, who, word in lines]


def wait_for(journal: Path, word: str, count: int = 1) -> None:
    deadline = time.monotonic() + PATIENCE
    while sum(line[2].startswith(word) for line in said(journal)) < count:
        assert time.monotonic() < deadline, journal.read_text()
        time.sleep(0.02)


def test_after_a_kill_another_worker_takes_over_and_each_job_takes_effect_once(
    empty_app: Flask, start: Start, journal: Path
) -> None:
    workers = {process.pid: process for process in (start(), start())}
    wait_for(journal, "is ready", 2)
    order(empty_app)
    wait_for(journal, "begins 0")
    wait_for(journal, "begins 1")
    victim = next(who for _at, who, word in said(journal) if word == "begins 0")
    os.kill(victim, signal.SIGKILL)
    killed = time.monotonic()
    survivor = next(process for pid, process in workers.items() if pid != victim)
    assert survivor.wait(PATIENCE) == 0
    lines = said(journal)
    begun = defaultdict(list)
    for at, who, word in lines:
        if word.startswith("begins"):
            begun[word].append((at, who))
    assert [who for _at, who in begun["begins 0"]] == [victim, survivor.pid]
    assert len(begun["begins 1"]) == 1
    free = max(killed, *(at for at, who, word in lines if who == survivor.pid and word == "saves 1"))
    assert begun["begins 0"][1][0] - free < LEASE.total_seconds() / 2
    assert sorted(word for _at, _who, word in lines if word.startswith("saves")) == ["saves 0", "saves 1"]


def test_a_worker_that_is_held_up_longer_than_any_lease_keeps_its_job(
    empty_app: Flask, start: Start, journal: Path
) -> None:
    first = start()
    wait_for(journal, "is ready")
    order(empty_app)
    wait_for(journal, "begins 0")
    second = start()
    wait_for(journal, "is ready", 2)
    wait_for(journal, "works 0")
    first.send_signal(signal.SIGSTOP)
    with empty_app.app_context(), transaction():
        db.session.execute(update(Job).values(lease_until=datetime.now(UTC) - LEASE))
    time.sleep(2)
    first.send_signal(signal.SIGCONT)
    assert {first.wait(PATIENCE), second.wait(PATIENCE)} == {0}
    lines = said(journal)
    for number in range(JOBS):
        assert len({who for _at, who, word in lines if word.endswith(str(number))}) == 1
        assert sum(word == f"saves {number}" for _at, _who, word in lines) == 1
