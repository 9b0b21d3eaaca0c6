"""Whoever runs the installation sees whether it is well, and can start again what failed."""

from collections.abc import Callable

import pytest
from flask import Flask

from portal.infra.db import db
from portal.infra.events import organisation_trail
from portal.infra.jobs.table import FAILED, QUEUED, Job
from portal.infra.mail import JOB, post
from portal.kernel.permissions import Role
from portal.reference.actions.holidays import enter_holidays
from portal.reference.rules.holidays import MAINLAND
from tests.factories.accounts import PASSWORD, Party, acting_as, make_colleague, make_merchant, make_operator
from tests.visitor import Visitor

Visitors = Callable[[], Visitor]


@pytest.fixture
def operator(app: Flask) -> Party:
    return make_operator(app)


def failed_job(app: Flask, operator: Party, status: str = FAILED) -> int:
    with acting_as(app, operator) as acting:
        job = Job(
            name=JOB,
            payload={"mail_id": 0},
            organisation_id=operator.organisation_id,
            side=operator.side,
            unique_key=None,
            status=status,
            attempts=7,
            run_after=acting.now,
            lease_until=acting.now,
            progress=0,
            error="the mail server does not answer",
            created_at=acting.now,
        )
        db.session.add(job)
        db.session.flush()
        return job.id


def enter(visitor: Visitor, party: Party) -> Visitor:
    visitor.sign_in(party.login, PASSWORD)
    return visitor


def test_the_installation_says_whether_it_is_well(app: Flask, visitor: Visitors, operator: Party) -> None:
    with acting_as(app, operator) as acting:
        year = acting.now.year
        enter_holidays(
            zone=MAINLAND,
            year=year,
            lines=f"{year}-10-01, off",
            source="notice",
            published_on=acting.now.date(),
        )
    page = enter(visitor(), operator).get("/installation")
    assert "Database" in page.text
    assert "needs attention" not in page.text
    failed_job(app, operator)
    assert "needs attention" in enter(visitor(), operator).get("/installation").text


def test_a_failed_job_is_started_again_and_written_down(
    app: Flask, visitor: Visitors, operator: Party
) -> None:
    number = failed_job(app, operator)
    olga = enter(visitor(), operator)
    page = olga.get("/jobs?status=failed")
    assert "the mail server does not answer" in page.text
    assert "The job was started again" in olga.submit(page, having=f"/jobs/{number}/retry").text
    with acting_as(app, operator):
        job = db.session.get(Job, number)
        assert job is not None
        assert (job.status, job.attempts) == (QUEUED, 0)
        assert organisation_trail(operator.organisation_id)[0].event == "JobRetried"
    assert "Started job" in olga.get("/audit").text


def test_a_second_click_starts_nothing_again(app: Flask, visitor: Visitors, operator: Party) -> None:
    number = failed_job(app, operator)
    olga = enter(visitor(), operator)
    page = olga.get("/jobs")
    olga.submit(page, having=f"/jobs/{number}/retry")
    olga.submit(page, having=f"/jobs/{number}/retry")
    with acting_as(app, operator):
        assert [entry.event for entry in organisation_trail(operator.organisation_id)] == ["JobRetried"]


def test_looking_is_not_starting(app: Flask, visitor: Visitors, operator: Party) -> None:
    failed_job(app, operator)
    viewer = make_colleague(app, operator, Role.VIEWER)
    assert "/retry" not in str(enter(visitor(), viewer).get("/jobs").response.data)


def test_the_outbox_shows_what_no_mail_server_took(app: Flask, visitor: Visitors, operator: Party) -> None:
    olga = enter(visitor(), operator)
    assert "No mails yet" in olga.get("/outbox").text
    with acting_as(app, operator):
        post(address="lin@example.com", subject="Come in", text="https://steelyard.example/join/1")
    page = olga.get("/outbox")
    assert "Come in" in page.text
    assert "https://steelyard.example/join/1" in page.text


@pytest.mark.parametrize("path", ["/installation", "/jobs", "/outbox"])
def test_nobody_else_comes_in(app: Flask, visitor: Visitors, path: str) -> None:
    enter(visitor(), make_merchant(app)).get(path, status=403)
    assert visitor().get(path).url.startswith("/sign-in")
