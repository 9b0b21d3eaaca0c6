"""Service months: where each stands and whose turn it is."""

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.infra.db import Currency, Key, Model, Plain, PlainList, Word
from portal.infra.tenancy import Shared, parties


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
            "inputs",
            "quantities",
            "holds",
            "version",
            "late_days",
            "late_from",
            "is_complete",
            "reminded",
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
    late_days: Mapped[int | None]
    """Whole days on which the vendor owed complete figures after their day, on the contract's clock; None before
    the first hand-in."""
    late_from: Mapped[datetime | None]
    """The moment from which further days on which they are owed count; None before the first hand-in."""
    is_complete: Mapped[bool | None]
    """Whether the figures handed in last were complete: only then nothing is owed any more."""
    reminded: Mapped[Word | None]
    """The last reminder that was sent about the step that is due now."""
    version: Mapped[int]
    """The version of the contract whose terms judge the month."""
    results: Mapped[Plain]
    inputs: Mapped[Plain | None] = mapped_column(deferred=True)
    """Everything the results were judged by, as it was then; read only where the month is reckoned anew."""
    quantities: Mapped[Plain]
    holds: Mapped[PlainList]
