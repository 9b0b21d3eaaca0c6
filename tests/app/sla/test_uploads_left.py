"""Claims about uploads that never count: thrown away they go at once, left they go after days, nothing else goes."""

import io
import random
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts.models import Notice
from portal.commands.verification import faults_of_installation
from portal.infra.access import Actor, act_as
from portal.infra.db import db
from portal.infra.events import AuditEntry
from portal.infra.files import file_store, keep_large
from portal.infra.files.unused import CLEARING, file_columns, forget_files
from portal.infra.jobs import enqueue, run_due_jobs
from portal.infra.jobs.table import Job
from portal.infra.tenancy import across_tenants
from portal.infra.transactions import transaction
from portal.kernel.errors import Invalid, PortalError
from portal.settings import Settings
from portal.sla.actions import batches as acts
from portal.sla.actions import sending
from portal.sla.actions.staging import stage_file
from portal.sla.actions.submitting import discard, submit
from portal.sla.jobs import EXPIRE_UPLOADS
from portal.sla.models import BatchFile, Submission
from portal.sla.queries.batches import batch, files_of
from portal.sla.queries.months import month, submission, terms_of
from portal.sla.queries.staged import staged_bytes
from portal.sla.rules.batches import FileState
from portal.sla.rules.months import slots_of
from tests.factories.accounts import PASSWORD, acting_as
from tests.factories.cooperations import GOOD, MOMENT, POOR, Cooperation, make_cooperation
from tests.visitor import Visitor

DAY = timedelta(days=1)
CONTENTS = (GOOD, POOR, GOOD.replace("12000.5", "12001"))


@pytest.fixture
def pair(app: Flask) -> Cooperation:
    for sha256 in list(stored(app)):
        with app.app_context():
            file_store().path_of(sha256).unlink()
    return make_cooperation(app)


def stored(app: Flask) -> set[str]:
    with app.app_context():
        return set(file_store().hashes())


def referred(app: Flask) -> set[str]:
    with app.app_context(), db.engine.connect() as connection:
        return {
            sha256
            for column in file_columns()
            for sha256 in connection.execute(select(column).where(column.is_not(None))).scalars()
        }


def stage(app: Flask, pair: Cooperation, content: str, moment: datetime = MOMENT) -> int:
    with acting_as(app, pair.vendor, moment=moment):
        of = month(pair.month_id)
        slot = slots_of(terms_of(of))[0].key
        return stage_file(of, slot_key=slot, content=content.encode(), name="数据.csv").id


def work(app: Flask, moment: datetime = MOMENT) -> None:
    with app.app_context():
        run_due_jobs(moment)


def days_later(app: Flask, days: float) -> None:
    """The look for old uploads, so many days after the upload, and everything that follows from it."""
    moment = MOMENT + days * DAY
    with app.app_context():
        act_as(
            Actor(organisation_id=None, side=None, roles=frozenset(), now=moment, label="system: schedule")
        )
        with transaction():
            enqueue(EXPIRE_UPLOADS, {}, unique_key=f"{EXPIRE_UPLOADS}:{moment}")
        run_due_jobs(moment)


def notices(app: Flask) -> list[tuple[str, dict[str, str]]]:
    with app.app_context(), across_tenants("the test reads every notice"):
        rows = db.session.scalars(select(Notice).order_by(Notice.id)).all()
        return [(one.template, dict(one.values)) for one in rows if "never submitted" in one.template]


def exists(app: Flask, submission_id: int) -> bool:
    with app.app_context(), across_tenants("the test looks whether it is there"):
        return db.session.get(Submission, submission_id) is not None


def test_what_is_thrown_away_leaves_no_bytes_behind(app: Flask, pair: Cooperation) -> None:
    staged = stage(app, pair, GOOD)
    assert len(stored(app)) == 1
    with acting_as(app, pair.vendor, moment=MOMENT):
        discard(submission(staged))
    work(app)
    assert stored(app) == set()


def test_bytes_that_others_refer_to_stay(app: Flask, pair: Cooperation) -> None:
    one, other = stage(app, pair, GOOD), stage(app, pair, GOOD)
    with acting_as(app, pair.vendor, moment=MOMENT):
        discard(submission(one))
    work(app)
    assert len(stored(app)) == 1
    with acting_as(app, pair.vendor, moment=MOMENT):
        submit(submission(other))
    work(app)
    days_later(app, 400)
    with app.app_context():
        assert not [line for line in faults_of_installation() if line.startswith("file")]


def test_bytes_taken_up_again_before_the_job_runs_stay(app: Flask, pair: Cooperation) -> None:
    staged = stage(app, pair, GOOD)
    with acting_as(app, pair.vendor, moment=MOMENT):
        discard(submission(staged))
    again = stage(app, pair, GOOD)
    work(app)
    assert stored(app) == referred(app) != set()
    assert exists(app, again)


def test_an_upload_nobody_submits_is_announced_and_then_deleted(app: Flask, pair: Cooperation) -> None:
    staged = stage(app, pair, GOOD)
    days_later(app, 27.9)
    assert notices(app) == []
    days_later(app, 28.1)
    days_later(app, 28.4)
    ((words, values),) = notices(app)
    assert "will be deleted on" in words
    assert (values["files"], values["day"]) == ("数据.csv", "2026-12-02")
    days_later(app, 30)
    assert exists(app, staged)
    days_later(app, 30.2)
    assert not exists(app, staged)
    assert stored(app) == set()
    assert "were deleted" in notices(app)[-1][0]
    with app.app_context(), across_tenants("the test reads the trail"):
        (entry,) = db.session.scalars(select(AuditEntry).where(AuditEntry.event == "UploadsForgotten")).all()
        assert (entry.chain, entry.payload["files"]) == (
            f"organisation:{pair.vendor.organisation_id}",
            "数据.csv",
        )


def test_the_list_of_drafts_says_until_when_they_are_kept(
    app: Flask, pair: Cooperation, visitor: Callable[[], Visitor]
) -> None:
    stage(app, pair, GOOD)
    person = visitor()
    person.sign_in(pair.vendor.login, PASSWORD)
    page = person.get("/months/upload")
    assert "are deleted after 30 days" in page.text
    assert "will be deleted on" not in page.text
    days_later(app, 29)
    assert "will be deleted on 2026-12-03" in person.get("/months/upload").text
    assert "Uploads that were never submitted will be deleted" in person.get("/notices").text


def test_it_is_never_deleted_without_an_announcement_two_days_before(app: Flask, pair: Cooperation) -> None:
    staged = stage(app, pair, GOOD)
    days_later(app, 90)
    assert exists(app, staged)
    days_later(app, 92.1)
    assert not exists(app, staged)


def test_what_is_submitted_after_the_announcement_stays(app: Flask, pair: Cooperation) -> None:
    staged = stage(app, pair, GOOD)
    days_later(app, 29)
    with acting_as(app, pair.vendor, moment=MOMENT + 29 * DAY):
        submit(submission(staged))
    days_later(app, 60)
    assert exists(app, staged)
    assert stored(app) == referred(app) != set()


def test_files_whose_place_was_never_said_go_as_well(app: Flask, pair: Cooperation) -> None:
    sent = [("甲.csv", GOOD.encode()), ("乙.csv", POOR.encode())]
    with acting_as(app, pair.vendor, moment=MOMENT):
        batch_id = acts.stage_files(sending.read_files(sent)).id
        states = sorted(one.state for one in files_of(batch(batch_id)))
        assert states == [FileState.OPEN, FileState.PLACED]
    days_later(app, 29)
    assert "甲.csv" in notices(app)[0][1]["files"]
    days_later(app, 31.1)
    with acting_as(app, pair.vendor, moment=MOMENT):
        assert {one.state for one in files_of(batch(batch_id))} == {FileState.DISCARDED}
    assert stored(app) == set()


def test_throwing_many_away_leaves_no_bytes_behind(app: Flask, pair: Cooperation) -> None:
    sent = [("甲.csv", GOOD.encode()), ("乙.csv", POOR.encode())]
    with acting_as(app, pair.vendor, moment=MOMENT):
        of = acts.stage_files(sending.read_files(sent))
        acts.discard_files(of)
        assert db.session.scalars(select(BatchFile.file_sha256)).all() == [None, None]
    work(app)
    assert stored(app) == set()


def limited(app: Flask, monkeypatch: pytest.MonkeyPatch, **changes: int) -> None:
    settings: Settings = app.config["SETTINGS"]
    monkeypatch.setitem(app.config, "SETTINGS", settings.model_copy(update=changes))


def test_too_much_that_was_never_submitted_is_refused_in_words(
    app: Flask, pair: Cooperation, visitor: Callable[[], Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    limited(app, monkeypatch, staged_limit_mb=1)
    stage(app, pair, GOOD + "\n" * 900_000)
    person = visitor()
    person.sign_in(pair.vendor.login, PASSWORD)
    large = (POOR + "\n" * 300_000).encode()
    page = person.get(f"/months/{pair.month_id}")
    answer = person.submit(page, {}, having="slot", files={"file": ("数据.csv", large)}, status=422)
    assert answer.status == 422
    assert "takes 1 of 1 MB, and this file has 1 MB" in answer.text
    with acting_as(app, pair.vendor, moment=MOMENT):
        assert staged_bytes() == len((GOOD + "\n" * 900_000).encode())
        with pytest.raises(Invalid, match="takes 1 of 1 MB"):
            sending.read_files([("数据.csv", large)])
    with acting_as(app, pair.merchant, moment=MOMENT):
        assert staged_bytes() == 0


def test_what_came_in_beside_is_counted_when_it_is_kept(
    app: Flask, pair: Cooperation, monkeypatch: pytest.MonkeyPatch
) -> None:
    limited(app, monkeypatch, staged_limit_mb=1)
    stage(app, pair, GOOD + "\n" * 900_000)
    with pytest.raises(Invalid, match="takes 1 of 1 MB"):
        stage(app, pair, POOR + "\n" * 900_000)


def test_bytes_that_nothing_refers_to_are_cleared_after_the_same_days(app: Flask, pair: Cooperation) -> None:
    kept = stage(app, pair, GOOD)
    with app.app_context():
        keep_large(io.BytesIO(POOR.encode()), "upload.csv", frozenset({".csv"}))
    for days, left in ((29, 2), (31, 1)):
        with app.app_context():
            act_as(
                Actor(
                    organisation_id=None,
                    side=None,
                    roles=frozenset(),
                    now=datetime.now(MOMENT.tzinfo) + days * DAY,
                    label="system: test",
                )
            )
            found = CLEARING.compute()
            db.session.rollback()
            with transaction():
                CLEARING.save(found)
        assert len(stored(app)) == left
    assert exists(app, kept)


def test_while_a_backup_reads_everything_the_job_comes_back_later(
    app: Flask, pair: Cooperation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.infra.files.store.STEPS", 2)
    staged = stage(app, pair, GOOD)
    (sha256,) = stored(app)
    with acting_as(app, pair.vendor, moment=MOMENT):
        discard(submission(staged))
        with file_store().undisturbed():
            forget_files([sha256])
    with app.app_context():
        due = db.session.scalars(select(Job.run_after).where(Job.name == "forget_files")).all()
    assert stored(app) == {sha256}
    assert max(due) > MOMENT
    work(app, max(due))
    assert stored(app) == set()


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_done_in_whatever_order_no_row_ever_lacks_its_bytes(
    app: Flask, pair: Cooperation, seed: int
) -> None:
    chance = random.Random(seed)
    staged: list[int] = []
    moment = MOMENT
    for _ in range(30):
        act = chance.choice(("stage", "stage", "discard", "submit", "wait", "work"))
        try:
            if act == "stage":
                staged.append(stage(app, pair, chance.choice(CONTENTS), moment))
            elif act == "wait":
                moment += chance.choice((1, 20)) * DAY
                days_later(app, (moment - MOMENT) / DAY)
            elif act == "work":
                work(app, moment)
            elif staged:
                with acting_as(app, pair.vendor, moment=moment):
                    found = submission(staged.pop(chance.randrange(len(staged))))
                    submit(found, reason="r") if act == "submit" else discard(found)
        except PortalError:
            pass
        assert referred(app) <= stored(app), f"after {act}"
    work(app, moment)
    assert referred(app) == stored(app)
