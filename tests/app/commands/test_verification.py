"""`flask verify` notices every broken invariant: each is broken below the portal, by plain SQL or in the folder."""

import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar

import pytest
from flask import Flask
from sqlalchemy import text

from portal.accounts.models import Organisation
from portal.infra.access import act_as, system_actor
from portal.infra.db import db
from portal.infra.documents import order_document
from portal.infra.events import record
from portal.infra.files import file_store, keep
from portal.infra.jobs import enqueue
from portal.infra.progress import start_engagement
from portal.infra.transactions import transaction
from portal.kernel.events import Event
from portal.kernel.permissions import Side

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Happened(Event):
    """Something."""

    summary: ClassVar[str] = "%(what)s happened"
    what: str


@pytest.fixture
def lived_in(empty_app: Flask) -> Flask:
    """An installation in which a few things happened."""
    with empty_app.app_context():
        db.create_all()
        with transaction():
            for side in (Side.MERCHANT, Side.VENDOR):
                db.session.add(Organisation(side=side, name=str(side), created_at=NOON))
        act_as(system_actor(organisation_id=1, side=Side.MERCHANT, moment=NOON, label="test"))
        with transaction():
            on = start_engagement(
                merchant_id=1, vendor_id=2, author_id=1, name="One", moment=NOON, visible_from=NOON
            )
            for what in ("first", "second", "third"):
                record(Happened(engagement_id=1, what=what))
            kept = keep(io.BytesIO(b"%PDF-1.7"), "a.pdf")
            enqueue("send_mail", {"mail_id": 1})
            document = order_document(
                kind="test",
                engagement=on,
                number="D-1",
                title="t",
                template="t",
                values={},
                languages=["en"],
                key="k",
            )
            document.state, document.file_sha256 = "ready", kept.sha256
        with db.engine.begin() as connection:
            connection.execute(text("UPDATE jobs SET status='done'"))
    return empty_app


def faults(app: Flask) -> list[str]:
    answer = app.test_cli_runner().invoke(args=["verify"])
    lines = answer.stdout.splitlines()
    assert answer.exit_code == (1 if lines else 0), answer.output
    return lines


def test_a_sound_installation_has_no_faults(lived_in: Flask) -> None:
    assert faults(lived_in) == []


@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        ("audit_entries SET payload='{}' WHERE sequence=2", "entry 2 of chain engagement:1 was changed"),
        ("audit_entries SET actor_label='x' WHERE sequence=2", "entry 2 of chain engagement:1 was changed"),
        (
            "audit_entries SET template='Nothing happened' WHERE sequence=2",
            "entry 2 of chain engagement:1 was changed",
        ),
        (
            "audit_entries SET visible_from=NULL WHERE sequence=2",
            "entry 2 of chain engagement:1 was changed",
        ),
        (
            "audit_entries SET engagement_id=NULL WHERE sequence=2",
            "entry 2 of chain engagement:1 was changed",
        ),
        (
            "audit_entries SET previous='00' WHERE sequence=2",
            "entry 2 of chain engagement:1 does not follow the one before it",
        ),
        (
            "audit_entries SET at='2025-01-01 00:00:00' WHERE sequence=1",
            "entry 1 of chain engagement:1 was changed",
        ),
        (
            "audit_entries SET signature='00' WHERE sequence=1",
            "entry 1 of chain engagement:1 has no valid signature",
        ),
        ("audit_heads SET signature='00'", "the head of chain engagement:1 has no valid signature"),
        ("documents SET file_sha256=NULL", "counts as made and has no file"),
        ("documents SET file_sha256='00'", "names 00, which is not in the store"),
        ("documents SET state='pending', file_sha256=NULL", "waits and no job makes it"),
        ("jobs SET status='failed', error='OSError: x'", "has failed: OSError: x"),
        (
            "jobs SET status='running', lease_until='2026-01-01 00:00:00', run_after='2026-01-01 00:00:00'",
            "is running and nobody takes care",
        ),
    ],
)
def test_each_change_has_its_line(lived_in: Flask, damage: str, fault: str) -> None:
    with lived_in.app_context(), db.engine.begin() as connection:
        connection.execute(text(f"UPDATE {damage}"))
    assert any(fault in line for line in faults(lived_in))


@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        ("audit_entries WHERE sequence=2", "chain engagement:1 lacks entry 2"),
        ("audit_entries WHERE sequence=3", "ends at 2, its head says 3"),
        ("audit_heads", "chain engagement:1 has no head"),
        ("audit_entries", "has a head and no entries"),
    ],
)
def test_each_deletion_has_its_line(lived_in: Flask, damage: str, fault: str) -> None:
    with lived_in.app_context(), db.engine.begin() as connection:
        connection.execute(text(f"DELETE FROM {damage}"))
    assert any(fault in line for line in faults(lived_in))


def test_an_entry_that_was_added_below_the_portal_is_noticed(lived_in: Flask) -> None:
    copied = (
        "INSERT INTO audit_entries SELECT id+100, engagement_id, chain, sequence+3, at, actor_id, actor_label, event,"
        " template, payload, digest, digest, signature, merchant_id, vendor_id, author_id, visible_from"
        " FROM audit_entries WHERE sequence=1"
    )
    names = (
        "id, engagement_id, chain, sequence, at, actor_id, actor_label, event, template, payload, previous"
    )
    rest = "digest, signature, merchant_id, vendor_id, author_id, visible_from"
    with lived_in.app_context(), db.engine.begin() as connection:
        connection.execute(
            text(copied.replace("audit_entries SELECT", f"audit_entries ({names}, {rest}) SELECT"))
        )
    lines = faults(lived_in)
    assert any("entry 4 of chain engagement:1 was changed" in line for line in lines)
    assert any("ends at 4, its head says 3" in line for line in lines)


def test_two_entries_that_changed_places_are_noticed(lived_in: Flask) -> None:
    with lived_in.app_context(), db.engine.begin() as connection:
        for before, after in ((1, 9), (2, 1), (9, 2)):
            connection.execute(text(f"UPDATE audit_entries SET sequence={after} WHERE sequence={before}"))
    assert any("does not follow the one before" in line for line in faults(lived_in))


def damaged(content: bytes) -> Callable[[Flask], None]:
    def damage(app: Flask) -> None:
        with app.app_context():
            store = file_store()
            (path,) = list(store.folder.rglob("?" * 64))
            path.chmod(0o600)
            path.write_bytes(content)

    return damage


def test_a_changed_file_is_noticed(lived_in: Flask) -> None:
    damaged(b"%PDF-1.8")(lived_in)
    assert any("was changed" in line for line in faults(lived_in))


def test_state_counts_everything(lived_in: Flask) -> None:
    state = json.loads(lived_in.test_cli_runner().invoke(args=["state"]).stdout)
    assert state["rows"]["organisations"] == 2
    assert state["states"]["jobs"] == {"done": 2}
    assert state["files"] == 1
    assert state["audit_heads"]["engagement:1"].startswith("3:")


def test_every_route_is_listed_with_its_permission(lived_in: Flask) -> None:
    routes = json.loads(lived_in.test_cli_runner().invoke(args=["routes-json"]).stdout)
    assert {"rule": "/healthz", "methods": ["GET"], "endpoint": "healthz", "permission": "public"} in routes
    assert all(route["permission"] not in {"", "None"} for route in routes)
