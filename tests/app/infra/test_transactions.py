"""One request is one transaction: what answers well stands, everything else leaves no trace but what was noted."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

import pytest
from flask import Blueprint, Flask, Response, current_app, redirect, request
from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf
from sqlalchemy import func, select

from portal.accounts.models import Organisation
from portal.infra.access import act_as, public, system_actor
from portal.infra.db import db
from portal.infra.events import AuditEntry, record
from portal.infra.forms import idempotency_key
from portal.infra.mail import Mail
from portal.infra.tenancy import across_tenants
from portal.infra.transactions import after_commit, note, savepoint, transaction
from portal.kernel.errors import Conflict, Refused
from portal.kernel.events import Event
from portal.kernel.messages import message
from portal.kernel.permissions import Side
from tests.conftest import make_empty_app

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Counted(Event):
    """Something was counted."""

    summary: ClassVar[str] = "%(what)s was counted"
    what: str


def add(address: str) -> None:
    db.session.add(Mail(address=address, subject="s", text="0", created_at=NOON))


trials = Blueprint("trials", __name__, url_prefix="/trials")


@trials.get("/keys")
@public
def keys() -> Any:
    return {"csrf_token": generate_csrf(), "idempotency_key": idempotency_key()}


@trials.post("/write")
@public
def write() -> Any:
    add("written")
    after_commit(lambda: current_app.extensions["heard"].append("after"))
    return redirect(f"/trials/keys?mails={db.session.scalar(select(func.count()).select_from(Mail))}", 303)


@trials.post("/refuse")
@public
def refuse() -> Any:
    add("refused")
    db.session.flush()
    note(lambda: add("noted"))
    after_commit(lambda: current_app.extensions["heard"].append("after"))
    raise Refused(message("Not you."))


@trials.post("/answer-422")
@public
def answer_badly() -> Any:
    add("half")
    return Response("wrong input", 422)


@trials.post("/crash")
@public
def crash() -> Any:
    add("crashed")
    db.session.flush()
    raise ZeroDivisionError


@trials.get("/reading-that-writes")
@public
def read_and_write() -> Any:
    add("stray")
    db.session.flush()
    return "ok"


@trials.post("/count")
@public
def count() -> Any:
    row = db.session.scalars(select(Mail).where(Mail.address == "counter").with_for_update()).one()
    row.text = str(int(row.text) + 1)
    return redirect("/trials/keys", 303)


@trials.post("/event")
@public
def event() -> Any:
    act_as(system_actor(organisation_id=1, side=Side.MERCHANT, moment=NOON, label="trial"))
    record(Counted(what=request.form["what"]))
    return redirect("/trials/keys", 303)


def listen(event: Counted) -> None:
    """Fails on demand, as a listener with a fault would."""
    current_app.extensions["heard"].append(event.what)
    if event.what == "poison":
        raise Refused(message("Not this."))


@pytest.fixture
def trial_app(server: str, tmp_path: Path) -> Iterator[Flask]:
    for app in make_empty_app(server, tmp_path / "trial"):
        app.register_blueprint(trials)
        app.config["PROPAGATE_EXCEPTIONS"] = False
        app.extensions["heard"] = []
        app.extensions["listeners"] = {Counted: (listen,)}
        with app.app_context():
            db.create_all()
            with transaction():
                add("counter")
                db.session.add(Organisation(side=Side.MERCHANT, name="O", created_at=NOON))
        yield app


@pytest.fixture
def client(trial_app: Flask) -> FlaskClient:
    return trial_app.test_client()


def send(client: FlaskClient, path: str, keys: dict[str, str] | None = None, **values: str) -> Any:
    return client.post(f"/trials/{path}", data={**(keys or client.get("/trials/keys").get_json()), **values})


def mails(app: Flask) -> list[str]:
    with app.app_context():
        return sorted(db.session.scalars(select(Mail.address).where(Mail.address != "counter")))


def heard(app: Flask) -> list[str]:
    found: list[str] = app.extensions["heard"]
    return found


def test_a_request_that_answers_well_is_kept(trial_app: Flask, client: FlaskClient) -> None:
    assert send(client, "write").status_code == 303
    assert mails(trial_app) == ["written"]
    assert heard(trial_app) == ["after"]


@pytest.mark.parametrize(
    ("path", "status", "left"), [("refuse", 403, ["noted"]), ("answer-422", 422, []), ("crash", 500, [])]
)
def test_everything_else_leaves_only_what_was_noted(
    trial_app: Flask, client: FlaskClient, path: str, status: int, left: list[str]
) -> None:
    assert send(client, path).status_code == status
    assert mails(trial_app) == left
    assert heard(trial_app) == []


def test_reading_never_writes(trial_app: Flask, client: FlaskClient) -> None:
    assert client.get("/trials/reading-that-writes").status_code == 200
    assert mails(trial_app) == []


def test_the_same_form_sent_twice_is_one_act_and_leads_to_the_same_page(
    trial_app: Flask, client: FlaskClient
) -> None:
    keys = client.get("/trials/keys").get_json()
    first, second = send(client, "write", keys), send(client, "write", keys)
    assert (first.status_code, first.location) == (second.status_code, second.location)
    assert mails(trial_app) == ["written"]


def test_a_refused_form_may_be_sent_again(trial_app: Flask, client: FlaskClient) -> None:
    keys = client.get("/trials/keys").get_json()
    assert send(client, "refuse", keys).status_code == 403
    assert send(client, "refuse", keys).status_code == 403


@pytest.mark.parametrize(("missing", "statuses"), [("csrf_token", {400}), ("idempotency_key", {422})])
def test_a_form_without_its_keys_does_nothing(
    trial_app: Flask, client: FlaskClient, missing: str, statuses: set[int]
) -> None:
    keys = client.get("/trials/keys").get_json()
    keys.pop(missing)
    assert send(client, "write", keys).status_code in statuses
    assert mails(trial_app) == []


def test_many_at_once_are_served_one_after_the_other(trial_app: Flask) -> None:
    statuses: list[int] = []

    def person() -> None:
        client = trial_app.test_client()
        statuses.extend(send(client, "count").status_code for _ in range(5))

    people = [threading.Thread(target=person) for _ in range(8)]
    for one in people:
        one.start()
    for one in people:
        one.join()
    with trial_app.app_context():
        total = db.session.scalar(select(Mail.text).where(Mail.address == "counter"))
    assert (set(statuses), total) == ({303}, "40")


def test_a_clash_inside_a_savepoint_is_a_conflict_in_words_and_breaks_nothing(trial_app: Flask) -> None:
    with trial_app.app_context(), transaction():
        add("before")
        with pytest.raises(Conflict, match="Somebody did this"), savepoint():
            db.session.add(Mail(id=1, address="clash", subject="s", text="", created_at=NOON))
        add("after")
    assert mails(trial_app) == ["after", "before"]


def entries(app: Flask) -> list[AuditEntry]:
    with app.app_context(), across_tenants("the test reads the whole trail"):
        return list(db.session.scalars(select(AuditEntry).order_by(AuditEntry.sequence)))


def test_events_form_one_chain(trial_app: Flask, client: FlaskClient) -> None:
    for what in ("one", "two"):
        assert send(client, "event", what=what).status_code == 303
    first, second = entries(trial_app)
    assert (first.sequence, second.sequence, second.previous) == (1, 2, first.digest)
    assert json.dumps(second.payload, sort_keys=True) == '{"engagement_id": null, "what": "two"}'
    assert heard(trial_app) == ["one", "two"]


def test_a_listener_that_refuses_undoes_the_act_and_its_record(trial_app: Flask, client: FlaskClient) -> None:
    assert send(client, "event", what="poison").status_code == 403
    assert entries(trial_app) == []
    assert send(client, "event", what="fine").status_code == 303
    assert [entry.sequence for entry in entries(trial_app)] == [1]
