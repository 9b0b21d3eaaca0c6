"""Mail leaves through an outbox: written with the business step, sent by a job, shown to the operator."""

import smtplib
import ssl
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Mapped

from portal.infra.access import now
from portal.infra.db import Key, Model, Name, Prose, db
from portal.infra.jobs import Slow, enqueue
from portal.infra.tenancy import Installation
from portal.settings import Settings

JOB = "send_mail"
PATIENCE = 20
IMPLICIT_TLS_PORT = 465
NOTHING_TO_SEND = ""


class Mail(Installation, Model):
    """One mail in plain words, and when it left; without a mail server it waits here and the operator reads it."""

    __tablename__ = "mails"

    id: Mapped[Key]
    address: Mapped[Name]
    subject: Mapped[Name]
    text: Mapped[Prose]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]


def post(*, address: str, subject: str, text: str) -> int:
    """Put a mail into the outbox as part of the current transaction; it leaves after the commit. Returns its number."""
    mail = Mail(address=address, subject=" ".join(subject.split())[:200], text=text, created_at=now())
    db.session.add(mail)
    db.session.flush()
    if _settings().mail_server:
        enqueue(JOB, {"mail_id": mail.id}, unique_key=f"{JOB}:{mail.id}")
    return mail.id


def outbox(limit: int = 100) -> list[Mail]:
    """The latest mails, newest first, for the operator's page."""
    return list(db.session.scalars(select(Mail).order_by(Mail.id.desc()).limit(limit)))


def deliver(mail_id: int) -> str:
    """Hand one mail to the mail server; returns its message number, or nothing when it has already left."""
    mail = db.session.get(Mail, mail_id)
    if mail is None or mail.sent_at is not None:
        return NOTHING_TO_SEND
    letter = as_letter(mail, _settings())
    with _connected(_settings()) as server:
        server.send_message(letter)
    return str(letter["Message-ID"])


def mark_sent(message_number: str, mail_id: int) -> None:
    """Write down that the mail has left."""
    mail = db.session.get(Mail, mail_id)
    if mail is not None and message_number:
        mail.sent_at = now()


SEND_MAIL = Slow(deliver, mark_sent)
"""For the table of jobs; should a worker die in between, the same message number marks the second copy."""


def as_letter(mail: Mail, settings: Settings) -> EmailMessage:
    """The mail as it travels; line breaks in user text cannot become headers."""
    letter = EmailMessage()
    letter["From"] = settings.mail_sender
    letter["To"] = mail.address
    letter["Subject"] = mail.subject
    letter["Date"] = format_datetime(mail.created_at)
    domain = settings.mail_sender.rpartition("@")[2] or "localhost"
    letter["Message-ID"] = f"<mail-{mail.id}-{mail.created_at:%Y%m%d%H%M%S}@{domain}>"
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(mail.text)
    return letter


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


def _connected(settings: Settings) -> smtplib.SMTP:
    host, _, port = settings.mail_server.partition(":")
    secure = ssl.create_default_context()
    if port == str(IMPLICIT_TLS_PORT):
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, int(port), timeout=PATIENCE, context=secure)
    else:
        server = smtplib.SMTP(host, int(port or 25), timeout=PATIENCE)
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls(context=secure)
    if settings.mail_user:
        server.login(settings.mail_user, settings.mail_password)
    return server
