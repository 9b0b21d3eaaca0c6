"""Mail leaves after the business step stands, once, and not at all without a mail server."""

import socketserver
import threading
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from portal.infra.access import act_as, system_actor
from portal.infra.db import db
from portal.infra.jobs import run_due_jobs
from portal.infra.jobs.table import DONE, QUEUED, Job
from portal.infra.mail import Mail, outbox, post
from portal.infra.transactions import transaction
from portal.kernel.permissions import Side

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


class PostOffice(socketserver.StreamRequestHandler):
    """A mail server that understands just enough."""

    received: list[str]
    refusing = False

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline():
            command = line[:4].upper()
            if command == b"DATA":
                self._take()
            elif command == b"QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            else:
                self.wfile.write(b"450 later\r\n" if self.refusing and command == b"RCPT" else b"250 ok\r\n")

    def _take(self) -> None:
        self.wfile.write(b"354 go\r\n")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line)
        self.received.append(b"".join(lines).decode())
        self.wfile.write(b"250 kept\r\n")


@pytest.fixture
def office(app: Flask) -> Iterator[type[PostOffice]]:
    """A mail server on this machine that the portal is told to use."""
    handler = type("Office", (PostOffice,), {"received": []})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        before = app.config["SETTINGS"]
        address = f"127.0.0.1:{server.server_address[1]}"
        app.config["SETTINGS"] = before.model_copy(update={"mail_server": address})
        yield handler
        app.config["SETTINGS"] = before
        server.shutdown()


def write(app: Flask, subject: str = "考核月已开放") -> None:
    with app.app_context():
        act_as(system_actor(organisation_id=1, side=Side.VENDOR, moment=NOON, label="test"))
        with transaction():
            post(address="li@example.com", subject=subject, text="请提报数据。\nhttp://localhost/months/1")


def test_a_mail_leaves_once(app: Flask, office: type[PostOffice]) -> None:
    write(app)
    assert office.received == []
    with app.app_context():
        assert run_due_jobs(NOON) == 1
        (mail,) = outbox()
        assert mail.sent_at == NOON
        assert run_due_jobs(NOON) == 0
    (letter,) = office.received
    assert "To: li@example.com" in letter
    assert "Message-ID: <mail-" in letter


def test_a_mail_that_the_server_refuses_is_tried_again(app: Flask, office: type[PostOffice]) -> None:
    office.refusing = True
    write(app)
    with app.app_context():
        run_due_jobs(NOON)
        assert db.session.scalars(select(Job)).one().status == QUEUED
        assert outbox()[0].sent_at is None
        office.refusing = False
        db.session.rollback()
        run_due_jobs(datetime(2026, 11, 23, tzinfo=UTC))
        assert db.session.scalars(select(Job)).one().status == DONE
    assert len(office.received) == 1


def test_without_a_mail_server_the_mail_waits_in_the_outbox(app: Flask) -> None:
    write(app)
    with app.app_context():
        assert [mail.address for mail in outbox()] == ["li@example.com"]
        assert db.session.scalars(select(Job)).all() == []


def test_a_line_break_in_a_subject_does_not_become_a_header(app: Flask, office: type[PostOffice]) -> None:
    write(app, subject="Hello\r\nBcc: thief@example.com")
    with app.app_context():
        run_due_jobs(NOON)
        assert db.session.scalars(select(Mail)).one().subject == "Hello Bcc: thief@example.com"
    assert "\nBcc:" not in office.received[0]
