"""Service months, what was submitted for them, and how the other side answered."""

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.infra.db import Currency, Digest, Key, Model, Name, Plain, PlainList, Prose, Word
from portal.infra.tenancy import Private, Shared, parties


class MonthRecord(Shared, Model):
    """One month of a contract: where it stands, whose turn it is, and the results once figures are in.

    `results` holds what the figures gave under the terms in force (plain values), `quantities` what both sides
    state besides the files, `holds` who keeps the month from being opened again.
    """

    __tablename__ = "service_months"
    __table_args__ = parties(
        UniqueConstraint("contract_id", "month"),
        Index("ix_service_months_first_day", "contract_id", "first_day"),
        contract_id="contracts",
        engagement_id="engagements",
    )
    either_side_writes = frozenset(
        {
            "state",
            "turn",
            "due_at",
            "submitted_at",
            "agreed_at",
            "is_confirmed",
            "results",
            "quantities",
            "holds",
            "version",
        }
    )

    id: Mapped[Key]
    engagement_id: Mapped[int]
    contract_id: Mapped[int]
    month: Mapped[Word]
    start_day: Mapped[int]
    first_day: Mapped[date]
    last_day: Mapped[date]
    currency: Mapped[Currency]
    state: Mapped[Word]
    turn: Mapped[Word]
    due_at: Mapped[datetime | None]
    opened_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    agreed_at: Mapped[datetime | None]
    is_confirmed: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int]
    """The version of the contract whose terms judge the month."""
    results: Mapped[Plain]
    quantities: Mapped[Plain]
    holds: Mapped[PlainList]


class Submission(Shared, Model):
    """One file, or one typed figure, for one slot of a month: staged, submitted, superseded or withdrawn."""

    __tablename__ = "submissions"
    __table_args__ = parties(
        UniqueConstraint("month_id", "slot", "version"),
        Index("ix_submissions_current", "month_id", "state"),
        month_id="service_months",
    )
    either_side_writes = frozenset({"state"})

    id: Mapped[Key]
    month_id: Mapped[int]
    slot: Mapped[Name]
    version: Mapped[int | None]
    state: Mapped[Word]
    provenance: Mapped[Word]
    """typed, declared (by the file's sender), computed (from single rows) or verified."""
    tool: Mapped[Word]
    mapping: Mapped[Plain]
    figures: Mapped[Plain]
    errors: Mapped[PlainList]
    warnings: Mapped[PlainList]
    questions: Mapped[PlainList]
    ignored: Mapped[PlainList]
    dropped: Mapped[PlainList]
    row_count: Mapped[int]
    skipped_rows: Mapped[int]
    reason: Mapped[Prose]
    submitted_by: Mapped[Name]
    staged_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    file_sha256: Mapped[Digest | None]
    file_name: Mapped[Name]
    file_size: Mapped[int]
    media_type: Mapped[Name]


class MonthAnswer(Shared, Model):
    """What one side said about a month: accepted, returned, confirmed, withdrawn or reopened, with its comment."""

    __tablename__ = "month_answers"
    __table_args__ = parties(month_id="service_months")

    id: Mapped[Key]
    month_id: Mapped[int]
    kind: Mapped[Word]
    comment: Mapped[Prose]
    line: Mapped[Name]
    said_by: Mapped[Name]
    said_at: Mapped[datetime]


class SavedMapping(Private, Model):
    """What an organisation answered about the files of one tool, so that it is asked once."""

    __tablename__ = "saved_mappings"
    __table_args__ = (UniqueConstraint("organisation_id", "tool"),)

    id: Mapped[Key]
    tool: Mapped[Word]
    columns: Mapped[Plain]
    clock: Mapped[Word | None]
    percent: Mapped[Word | None]
    version: Mapped[int]
    changed_at: Mapped[datetime]
