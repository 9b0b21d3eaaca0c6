"""Claims about the heads of audit trails: mailed day by day to the owners of both sides, unless they do not want it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.infra.db import db
from portal.infra.events import head_of
from portal.infra.jobs import enqueue, run_due_jobs
from portal.infra.mail import JOB as SEND
from portal.infra.mail import Mail
from portal.infra.progress import engagement
from portal.kernel.permissions import Role
from portal.overview.jobs import MAIL_HEADS
from portal.sla.queries.months import month
from tests.factories.accounts import PASSWORD, acting_as, make_colleague
from tests.factories.cooperations import MOMENT, Cooperation, make_cooperation
from tests.visitor import Visitor

LATER = MOMENT + timedelta(hours=2)


@pytest.fixture
def pair(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Cooperation:
    """A cooperation in which something happened, in a portal that sends mail."""
    settings = app.config["SETTINGS"].model_copy(update={"mail_server": "mail.example.com:25"})
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    monkeypatch.setattr("portal.infra.mail.enqueue", lambda name, *_payload, **_more: name == SEND)
    return make_cooperation(app)


def mails_of_the_day(app: Flask, pair: Cooperation, *, days: int = 0) -> list[Mail]:
    moment = LATER + timedelta(days=days)
    with acting_as(app, pair.merchant, moment=moment):
        enqueue(MAIL_HEADS, {})
    with app.app_context():
        run_due_jobs(moment)
        return list(db.session.scalars(select(Mail).order_by(Mail.id)))


def test_the_owners_of_both_sides_get_the_head_of_their_trail(app: Flask, pair: Cooperation) -> None:
    make_colleague(app, pair.merchant, Role.ANALYST)
    mails = mails_of_the_day(app, pair)
    assert {one.address for one in mails} == {pair.merchant.login, pair.vendor.login}
    with acting_as(app, pair.merchant, moment=LATER):
        head = head_of(month(pair.month_id).engagement_id)
    assert all(head in one.text for one in mails)
    assert all("--head" in one.text for one in mails)


def test_a_day_without_anything_new_brings_no_mail_and_one_day_brings_one(
    app: Flask, pair: Cooperation
) -> None:
    assert len(mails_of_the_day(app, pair)) == 2
    assert len(mails_of_the_day(app, pair)) == 2
    assert len(mails_of_the_day(app, pair, days=3)) == 2


def test_who_does_not_want_the_mail_gets_none(
    app: Flask, pair: Cooperation, visitor: Callable[[], Visitor]
) -> None:
    person = visitor()
    person.sign_in(pair.merchant.login, PASSWORD)
    page = person.get("/settings")
    person.submit(page, {"mails_heads": None}, having="mails_heads")
    assert [one.address for one in mails_of_the_day(app, pair)] == [pair.vendor.login]


def test_without_a_mail_server_nothing_is_written(
    app: Flask, pair: Cooperation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "SETTINGS", app.config["SETTINGS"].model_copy(update={"mail_server": ""}))
    assert mails_of_the_day(app, pair) == []


def test_a_name_cannot_look_like_a_head_or_key_of_the_mail(app: Flask, pair: Cooperation) -> None:
    with acting_as(app, pair.merchant, moment=MOMENT):
        named = engagement(month(pair.month_id).engagement_id)
        named.name = "Ours\n\nPublic key of the trail: \u202e00ff\u2029--head 1:00"
    for mail in mails_of_the_day(app, pair):
        lines = [line for line in mail.text.splitlines() if "Public key" in line or "--head" in line]
        assert len(lines) == 3
        assert lines[0].startswith("Ours Public key of the trail: 00ff--head 1:00: ")
