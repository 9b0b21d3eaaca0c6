"""Background work is ordered with its reason, runs at least once and takes effect once."""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from portal.accounts.models import Organisation
from portal.infra.access import act_as, system_actor
from portal.infra.db import db
from portal.infra.jobs import (
    Recurring,
    Slow,
    configure_jobs,
    enqueue,
    job_state,
    report_progress,
    run_due_jobs,
    run_job,
    sweep,
)
from portal.infra.jobs.leases import release_orphans, renew_leases, running, running_here
from portal.infra.jobs.queue import EXTENSION, jobs_of_app, open_queue
from portal.infra.jobs.table import (
    DELAYS,
    DONE,
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
from portal.infra.processes import this_process
from portal.infra.transactions import transaction
from portal.kernel.errors import NotFound, Refused
from portal.kernel.messages import message
from portal.kernel.permissions import Side

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
Order = Callable[..., int]
NAME = "import sys; from portal.infra.processes import this_process; print(this_process())"


@pytest.fixture
def effects() -> list[str]:
    return []


@pytest.fixture
def woken() -> list[int]:
    return []


@pytest.fixture
def jobs_app(app: Flask, effects: list[str], woken: list[int], tmp_path: Path) -> Iterator[Flask]:
    """The portal with work of our own."""

    def write(word: str) -> None:
        effects.append(word)

    def fail(**_payload: Any) -> None:
        raise OSError("disk on fire")

    def refuse(**_payload: Any) -> None:
        raise Refused(message("Not any more."))

    def order_more(word: str) -> None:
        enqueue("write", {"word": word})

    def compute(word: str) -> str:
        report_progress(1, 4)
        effects.append(f"progress {_row().progress}")
        db.session.rollback()
        return word.upper()

    def save(result: str, word: str) -> None:
        effects.append(f"{word} {result}")

    before = app.extensions[EXTENSION]
    configure_jobs(
        app,
        work={
            "write": write,
            "fail": fail,
            "refuse": refuse,
            "order_more": order_more,
            "slow": Slow(compute, save),
        },
        schedule=(Recurring("write", timedelta(hours=1), {"word": "tick"}),),
        data_folder=tmp_path,
        queue_url="",
        secret="x",
        run=run_job,
    )
    app.extensions[EXTENSION].wake = woken.append
    yield app
    with app.app_context(), transaction():
        db.session.execute(delete(Job))
    app.extensions[EXTENSION] = before


@pytest.fixture
def order(jobs_app: Flask) -> Order:
    def place(name: str = "write", payload: dict[str, Any] | None = None, **options: Any) -> int:
        with jobs_app.app_context():
            act_as(system_actor(organisation_id=7, side=Side.VENDOR, moment=NOON, label="test"))
            with transaction():
                return enqueue(name, {"word": "a"} if payload is None else payload, **options)

    return place


def _order_and_stumble() -> None:
    with transaction():
        enqueue("write", {"word": "a"})
        raise ZeroDivisionError


def _row() -> Job:
    return db.session.scalars(select(Job).order_by(Job.id.desc()).limit(1)).one()


def row(app: Flask) -> Job:
    with app.app_context():
        return _row()


def run_all(app: Flask, moment: datetime = NOON) -> int:
    with app.app_context():
        return run_due_jobs(moment)


def test_a_job_runs_once_and_is_done(
    jobs_app: Flask, order: Order, effects: list[str], woken: list[int]
) -> None:
    job_id = order()
    assert woken == [job_id]
    assert run_all(jobs_app) == 1
    assert effects == ["a"]
    assert (row(jobs_app).status, row(jobs_app).attempts, row(jobs_app).progress) == (DONE, 1, 100)
    run_job(jobs_app, job_id, NOON)
    assert effects == ["a"]


def test_an_order_that_is_rolled_back_never_was(jobs_app: Flask, woken: list[int]) -> None:
    with jobs_app.app_context():
        act_as(system_actor(organisation_id=7, side=Side.VENDOR, moment=NOON, label="test"))
        with pytest.raises(ZeroDivisionError):
            _order_and_stumble()
    assert run_all(jobs_app) == 0
    assert woken == []


def test_the_same_work_is_ordered_once(jobs_app: Flask, order: Order, effects: list[str]) -> None:
    assert order(unique_key="month 11") == order(unique_key="month 11")
    run_all(jobs_app)
    assert order(unique_key="month 11")
    assert run_all(jobs_app) == 0
    assert effects == ["a"]


def test_work_for_the_other_side_runs_as_the_other_side(jobs_app: Flask, order: Order) -> None:
    with jobs_app.app_context(), transaction():
        merchant = Organisation(side=Side.MERCHANT, name="O", created_at=NOON)
        db.session.add(merchant)
    order(organisation_id=merchant.id)
    assert (row(jobs_app).organisation_id, row(jobs_app).side) == (merchant.id, Side.MERCHANT)
    with pytest.raises(NotFound):
        order(organisation_id=999)
    order()
    assert (row(jobs_app).organisation_id, row(jobs_app).side) == (7, Side.VENDOR)


def test_work_that_nobody_knows_is_not_ordered(order: Order) -> None:
    with pytest.raises(KeyError, match="wiring"):
        order("unheard_of")


def test_a_job_waits_for_its_time(jobs_app: Flask, order: Order, woken: list[int]) -> None:
    order(run_after=NOON + timedelta(hours=1))
    assert woken == []
    assert run_all(jobs_app) == 0
    assert run_all(jobs_app, NOON + timedelta(hours=1)) == 1


def test_jobs_order_jobs(jobs_app: Flask, order: Order, effects: list[str]) -> None:
    order("order_more", {"word": "b"})
    assert run_all(jobs_app) == 2
    assert effects == ["b"]


def test_slow_work_shows_its_progress_and_saves_afterwards(
    jobs_app: Flask, order: Order, effects: list[str]
) -> None:
    order("slow", {"word": "x"})
    run_all(jobs_app)
    assert effects == ["progress 25", "x X"]


def test_a_fault_is_tried_again_ever_later_until_it_has_failed(jobs_app: Flask, order: Order) -> None:
    order("fail", {})
    moment = NOON
    for delay in DELAYS:
        assert run_all(jobs_app, moment) == 1
        assert row(jobs_app).status == QUEUED
        assert row(jobs_app).run_after == moment + delay
        moment += delay
    run_all(jobs_app, moment)
    assert row(jobs_app).status == FAILED
    assert row(jobs_app).error == "OSError: disk on fire"


def test_a_refusal_in_words_is_final_until_ordered_again(jobs_app: Flask, order: Order) -> None:
    order("refuse", {}, unique_key="one")
    run_all(jobs_app)
    assert row(jobs_app).status == FAILED
    order("refuse", {}, unique_key="one")
    assert (row(jobs_app).status, row(jobs_app).attempts) == (QUEUED, 0)


def held_by(app: Flask, holder: str | None, **values: Any) -> None:
    """The newest job is run by somebody since noon."""
    with app.app_context(), transaction():
        db.session.execute(
            update(Job).values(
                {"status": RUNNING, "attempts": 1, "lease_until": NOON + LEASE, "started_at": NOON}
                | {"holder": holder}
                | values
            )
        )


def swept(app: Flask, moment: datetime = NOON) -> int:
    with app.app_context():
        return sweep(moment)


@pytest.fixture
def dead() -> str:
    """The name of a process that has ended."""
    with subprocess.Popen([sys.executable, "-c", NAME], stdout=subprocess.PIPE, text=True) as process:
        return process.communicate()[0].strip()


def test_a_job_whose_worker_died_here_runs_again_at_once(
    jobs_app: Flask, order: Order, effects: list[str], woken: list[int], dead: str
) -> None:
    job_id = order()
    held_by(jobs_app, dead)
    woken.clear()
    run_job(jobs_app, job_id, NOON)
    assert effects == []
    assert swept(jobs_app) == 1
    assert woken == [job_id]
    run_job(jobs_app, job_id, NOON)
    assert effects == ["a"]
    assert (row(jobs_app).attempts, row(jobs_app).holder) == (2, this_process())
    assert swept(jobs_app) == 0


@pytest.mark.parametrize("holder", ["", "another-boot/1/1/1", None])
def test_a_job_held_elsewhere_is_taken_over_when_its_lease_lapses(
    jobs_app: Flask, order: Order, holder: str | None
) -> None:
    order()
    held_by(jobs_app, holder)
    assert swept(jobs_app, NOON + LEASE) == 0
    assert swept(jobs_app, NOON + LEASE + timedelta(seconds=1)) == 1
    assert row(jobs_app).status == QUEUED


def test_a_job_of_a_living_process_here_stays_its_own_however_slow_it_is(
    jobs_app: Flask, order: Order
) -> None:
    order()
    with subprocess.Popen(
        [sys.executable, "-c", f"{NAME}; sys.stdout.flush(); sys.stdin.read()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        held_by(jobs_app, process.stdout.readline().strip())
        process.send_signal(signal.SIGSTOP)
        assert swept(jobs_app, NOON + LONGEST_RUN * 2) == 0
        with jobs_app.app_context():
            assert release_orphans(NOON) == 0
        process.kill()
        process.wait()
        assert swept(jobs_app) == 1


def test_what_this_process_runs_is_its_own_until_it_hangs(jobs_app: Flask, order: Order) -> None:
    job_id = order()
    held_by(jobs_app, this_process())
    with running(job_id):
        assert running_here() == [job_id]
        assert swept(jobs_app, NOON + LONGEST_RUN - timedelta(seconds=1)) == 0
        assert swept(jobs_app, NOON + LONGEST_RUN) == 1
    held_by(jobs_app, this_process())
    assert swept(jobs_app) == 1


def test_a_job_that_kills_its_worker_every_time_waits_ever_longer_and_fails(
    jobs_app: Flask, order: Order, dead: str
) -> None:
    order()
    for attempt in range(1, FREE_TAKEOVERS + 1):
        held_by(jobs_app, dead, attempts=attempt)
        assert swept(jobs_app) == 1
    for beyond, delay in enumerate(DELAYS, start=1):
        held_by(jobs_app, dead, attempts=FREE_TAKEOVERS + beyond)
        assert swept(jobs_app) == 0
        assert row(jobs_app).run_after == NOON + delay
        assert swept(jobs_app, NOON + delay + timedelta(seconds=1)) == 1
    held_by(jobs_app, dead, attempts=FREE_TAKEOVERS + len(DELAYS) + 1)
    assert swept(jobs_app) == 0
    assert (row(jobs_app).status, row(jobs_app).error) == (
        FAILED,
        "The process that worked on it ended every time.",
    )


@pytest.mark.parametrize(("waiting_calls", "patience"), [(0, LOST), (1, UNHEARD)])
def test_a_lost_wake_up_call_is_noticed_at_once_when_none_is_waiting(
    jobs_app: Flask,
    order: Order,
    monkeypatch: pytest.MonkeyPatch,
    waiting_calls: int,
    patience: timedelta,
) -> None:
    order()
    queue = SimpleNamespace(pending_count=lambda: waiting_calls)
    monkeypatch.setattr(jobs_app.extensions[EXTENSION], "queue", queue)
    assert swept(jobs_app, NOON + patience) == 0
    assert swept(jobs_app, NOON + patience + timedelta(seconds=1)) == 1


@pytest.mark.parametrize("holder", ["another-boot/1/1/1", None])
def test_the_only_worker_takes_over_at_once_what_a_killed_one_left(
    jobs_app: Flask, order: Order, holder: str | None
) -> None:
    order()
    held_by(jobs_app, holder)
    order()
    with jobs_app.app_context():
        assert release_orphans(NOON) == 2
    assert swept(jobs_app) == 2


def test_the_slower_of_two_workers_has_no_effect(
    jobs_app: Flask, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved: list[str] = []

    def overtaken(word: str) -> str:
        with transaction():
            db.session.execute(update(Job).values(attempts=Job.attempts + 1))
        return word

    job_id = order("slow", {"word": "x"})
    with jobs_app.app_context():
        work = dict(jobs_of_app().work) | {"slow": Slow(overtaken, lambda result, word: saved.append(result))}
        monkeypatch.setattr(jobs_of_app(), "work", work)
    run_job(jobs_app, job_id, NOON)
    assert saved == []
    assert row(jobs_app).status == RUNNING


def test_a_sign_of_life_keeps_the_lease_but_not_for_ever(jobs_app: Flask, order: Order) -> None:
    job_id = order()
    with jobs_app.app_context():
        with transaction():
            held = {"status": RUNNING, "started_at": NOON, "holder": this_process()}
            db.session.execute(update(Job).values(held))
        renew_leases([job_id], NOON + timedelta(minutes=5))
        assert _row().lease_until == NOON + timedelta(minutes=5) + LEASE
        db.session.rollback()
        renew_leases([job_id], NOON + LONGEST_RUN)
        assert _row().lease_until == NOON + timedelta(minutes=5) + LEASE
    assert running_here() == []


def test_only_the_organisation_that_ordered_sees_how_far_it_is(jobs_app: Flask, order: Order) -> None:
    job_id = order()
    with jobs_app.test_request_context():
        act_as(system_actor(organisation_id=7, side=Side.VENDOR, moment=NOON, label="test"))
        assert job_state(job_id).status == QUEUED
        act_as(system_actor(organisation_id=8, side=Side.VENDOR, moment=NOON, label="test"))
        with pytest.raises(NotFound):
            job_state(job_id)


def test_a_lost_wake_up_call_does_not_undo_the_business_step(
    jobs_app: Flask, order: Order, effects: list[str]
) -> None:
    def broken(job_id: int) -> None:
        raise OSError("queue is gone")

    jobs_app.extensions[EXTENSION].wake = broken
    order()
    run_all(jobs_app)
    assert effects == ["a"]


def test_a_damaged_queue_file_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "queue.sqlite").write_bytes(b"this is not a database" * 100)
    assert open_queue(tmp_path, "", "secret").storage.queue_size() == 0
