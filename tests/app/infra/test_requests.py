"""One request: who may open it, what a second click does, and what stays after a refusal."""

import fcntl
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage, MultiDict

from portal.accounts.models import Organisation
from portal.infra.access import act_as, refuse_unmarked_routes, system_actor
from portal.infra.db import db
from portal.infra.events import AuditEntry, AuditHead, link_of, record, trail
from portal.infra.forms import IdempotencyKey, _digest
from portal.infra.keys import audit_key
from portal.infra.progress import close_duty, mark_step, open_duties, open_duty, start_engagement, steps_of
from portal.infra.tenancy import across_tenants
from portal.infra.transactions import (
    after_commit,
    note,
    prepared,
    prepared_by,
    savepoint,
    take_turn,
    transaction,
)
from portal.kernel.errors import Conflict
from portal.kernel.events import Event
from portal.kernel.messages import message
from portal.kernel.permissions import Side

MOMENT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


def two_organisations() -> tuple[int, int]:
    merchant = Organisation(side=Side.MERCHANT, name="远山运动", created_at=MOMENT)
    vendor = Organisation(side=Side.VENDOR, name="青禾客服", created_at=MOMENT)
    db.session.add_all([merchant, vendor])
    db.session.flush()
    return merchant.id, vendor.id


def act_for(organisation_id: int, side: Side) -> None:
    act_as(system_actor(organisation_id=organisation_id, side=side, moment=MOMENT, label="test"))


def test_a_page_needs_a_person_and_says_where_to_sign_in(visitor):
    page = visitor().get("/today", status=303, follow=False)
    assert page.response.location.startswith("/sign-in?next=")


def test_an_unmarked_route_stops_the_start():
    app = Flask("unmarked")
    app.add_url_rule("/open", "open", lambda: "")
    with pytest.raises(RuntimeError, match="open"):
        refuse_unmarked_routes(app)


@pytest.mark.parametrize("missing", ["csrf_token", "idempotency_key"])
def test_a_writing_form_without_its_keys_is_refused(app, missing):
    app.config["WTF_CSRF_ENABLED"] = True
    client = app.test_client()
    page = client.get("/sign-in").get_data(as_text=True)
    keys = dict(re.findall(r'name="(csrf_token|idempotency_key)" value="([^"]+)"', page))
    assert set(keys) == {"csrf_token", "idempotency_key"}
    answer = client.post("/language", data={**keys, missing: "", "locale": "zh-Hans", "next": "/"})
    assert answer.status_code in (400, 422)


def test_the_same_form_sent_twice_leads_to_the_same_place_and_acts_once(app):
    client = app.test_client()
    page = client.get("/sign-in").get_data(as_text=True)
    keys = dict(re.findall(r'name="(csrf_token|idempotency_key)" value="([^"]+)"', page))
    first = client.post("/language", data={**keys, "locale": "zh-Hans", "next": "/sign-in"})
    second = client.post("/language", data={**keys, "locale": "zh-Hans", "next": "/sign-in"})
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert 'lang="zh-Hans"' in client.get("/sign-in").get_data(as_text=True)
    with app.app_context():
        assert db.session.scalar(select(func.count(IdempotencyKey.id))) == 1


def test_what_a_second_window_of_the_same_page_sends_is_not_taken_for_a_repetition(app):
    client = app.test_client()
    page = client.get("/sign-in").get_data(as_text=True)
    keys = dict(re.findall(r'name="(csrf_token|idempotency_key)" value="([^"]+)"', page))
    for chosen in ("zh-Hans", "zh-Hant"):
        client.post("/language", data={**keys, "locale": chosen, "next": "/sign-in"})
        assert f'lang="{chosen}"' in client.get("/sign-in").get_data(as_text=True)
    with app.app_context():
        assert db.session.scalar(select(func.count(IdempotencyKey.id))) == 2


def test_a_large_file_corrected_near_its_end_is_not_taken_for_a_repetition(app):
    def digest(last: bytes) -> str:
        with app.test_request_context("/language", method="POST") as context:
            file = FileStorage(io.BytesIO(b"0" * (1 << 20) + last), "figures.csv", "file")
            assert not context.request.form, "read before the file is put beside it"
            vars(context.request)["files"] = MultiDict({"file": file})
            return _digest("key")

    assert digest(b"1") == digest(b"1") != digest(b"2")


def test_a_failed_step_leaves_nothing_and_what_follows_a_commit_is_dropped_with_it(app):
    done = []

    def fail_half_way() -> None:
        with transaction():
            two_organisations()
            after_commit(lambda: done.append("sent"))
            raise ZeroDivisionError

    with app.app_context(), pytest.raises(ZeroDivisionError):
        fail_half_way()
    with app.app_context():
        assert db.session.scalar(select(func.count(Organisation.id))) == 0
    assert done == []


def test_a_step_begins_afresh_even_after_something_was_read_long_ago(app):
    with app.app_context():
        assert db.session.scalar(select(func.count(IdempotencyKey.id))) == 0
        with app.app_context(), transaction():
            db.session.add(IdempotencyKey(digest="elsewhere", location="", used_at=MOMENT))
        with transaction():
            db.session.add(IdempotencyKey(digest="here", location="", used_at=MOMENT))
        assert db.session.scalar(select(func.count(IdempotencyKey.id))) == 2


def test_a_clash_with_a_unique_key_is_said_in_words(app):
    with app.app_context(), pytest.raises(Conflict), transaction(), savepoint(message("Taken.")):
        db.session.add_all([IdempotencyKey(digest="a", location="", used_at=MOMENT) for _ in range(2)])


def test_a_note_survives_the_refusal(app):
    with app.test_request_context("/today"):
        note(lambda: db.session.add(IdempotencyKey(digest="kept", location="", used_at=MOMENT)))
        app.process_response(app.make_response(("", 403)))
    with app.app_context():
        assert db.session.scalars(select(IdempotencyKey.digest)).all() == ["kept"]


def test_the_trail_is_a_signed_chain_that_both_parties_read(app):
    with app.app_context(), transaction():
        merchant, vendor = two_organisations()
        act_for(merchant, Side.MERCHANT)
        engagement = start_engagement(
            merchant_id=merchant,
            vendor_id=vendor,
            author_id=merchant,
            name="x",
            moment=MOMENT,
            visible_from=MOMENT,
        )
        record(Event(engagement_id=engagement.id))
        act_for(vendor, Side.VENDOR)
        record(Event(engagement_id=engagement.id))
        record(Event())
        entries = trail(engagement.id)
        assert [entry.sequence for entry in entries] == [2, 1]
        assert entries[0].previous == entries[1].digest
        for entry in entries:
            assert link_of(entry).digest() == entry.digest
            key = audit_key(app.config["DATA_FOLDER"]).public_key()
            key.verify(bytes.fromhex(entry.signature), bytes.fromhex(entry.digest))
        act_for(merchant, Side.MERCHANT)
        with across_tenants("count all"):
            assert db.session.scalar(select(func.count(AuditEntry.id))) == 3
        assert db.session.scalar(select(func.count(AuditEntry.id))) == 2
        heads = dict(db.session.execute(select(AuditHead.chain, AuditHead.sequence)).all())
        assert heads == {f"engagement:{engagement.id}": 2, f"organisation:{vendor}": 1}


def test_duties_say_whose_turn_it_is_until_they_are_done(app):
    with app.test_request_context("/"), transaction():
        merchant, vendor = two_organisations()
        act_for(merchant, Side.MERCHANT)
        engagement = start_engagement(
            merchant_id=merchant,
            vendor_id=vendor,
            author_id=merchant,
            name="x",
            moment=MOMENT,
            visible_from=MOMENT,
        )
        for words in ("Send the quote", "Send the quote again"):
            open_duty(
                engagement,
                key="quote:1",
                debtor_id=vendor,
                author_id=merchant,
                permission="quotes:give",
                what=message(words),
                endpoint="sourcing.tenders",
                moment=MOMENT,
            )
        mark_step(
            engagement, "vendor", "active", moment=MOMENT, endpoint="requirements.index", author_id=merchant
        )
        act_for(vendor, Side.VENDOR)
        assert [str(duty.what) for duty in open_duties(debtor_id=vendor)] == ["Send the quote again"]
        assert [step.state for step in steps_of(engagement.id)][:2] == ["open", "active"]
        close_duty("quote:1", moment=MOMENT)
        close_duty("quote:1", moment=MOMENT)
        assert open_duties(engagement_id=engagement.id) == []


def test_long_work_is_done_before_the_turn_to_write_comes(app, tmp_path):
    held = []

    def holds_turn() -> bool:
        with (app.config["DATA_FOLDER"] / "write.lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
            return False

    def prepare(**arguments: object) -> str:
        held.append(holds_turn())
        return "read"

    @prepared_by(prepare)
    def view() -> str:
        held.append(holds_turn())
        return str(prepared())

    with (
        app.test_request_context("/language", method="POST"),
        patched_view(app, "accounts.choose_language", view),
    ):
        take_turn()
        assert app.view_functions["accounts.choose_language"]() == "read"
        app.process_response(app.make_response(("", 403)))
    expected = [False, True] if db_is_sqlite(app) else [False, False]
    assert held == expected


@contextmanager
def patched_view(app: Flask, endpoint: str, view: object) -> Iterator[None]:
    before = app.view_functions[endpoint]
    app.view_functions[endpoint] = view
    try:
        yield
    finally:
        app.view_functions[endpoint] = before


def db_is_sqlite(app: Flask) -> bool:
    with app.app_context():
        return db.engine.dialect.name == "sqlite"


def test_an_asset_is_kept_for_ever_under_the_address_of_its_content_only(app):
    client = app.test_client()
    page = client.get("/sign-in").get_data(as_text=True)
    address = re.search(r'href="(/static/screen.css[?]v=[0-9a-f]+)"', page)
    assert address is not None
    with client.get(address[1]) as named, client.get("/static/screen.css") as plain:
        kept, asked_again = named.headers["Cache-Control"], plain.headers["Cache-Control"]
    assert ("immutable" in kept, "no-cache" in kept) == (True, False)
    assert ("immutable" in asked_again, "no-cache" in asked_again) == (False, True)
    assert "private" in client.get("/sign-in?v=1").headers["Cache-Control"]
