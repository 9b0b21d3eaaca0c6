"""The merchant's own exports of the platform, kept beside what was submitted."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from portal.infra.db import Digest, Key, Model, Name, Plain, Prose, Word
from portal.infra.tenancy import Shared, parties


class Reconciliation(Shared, Model):
    """One export that the merchant compared with a submission; it never counts by itself.

    `state` is compared, proposed, accepted, refused or replaced by a newer comparison.
    """

    __tablename__ = "reconciliations"
    __table_args__ = parties(
        Index("ix_reconciliations_month", "month_id"), month_id="service_months", submission_id="submissions"
    )
    either_side_writes = frozenset({"state", "answer", "answered_by", "answered_at"})

    id: Mapped[Key]
    month_id: Mapped[int]
    submission_id: Mapped[int]
    slot: Mapped[Name]
    state: Mapped[Word]
    tool: Mapped[Word]
    mapping: Mapped[Plain]
    figures: Mapped[Plain]
    row_count: Mapped[int]
    file_sha256: Mapped[Digest]
    file_name: Mapped[Name]
    file_size: Mapped[int]
    media_type: Mapped[Name]
    whole_sha256: Mapped[Digest | None]
    """SHA-256 of the export it was cut out of, when that held other shops too."""
    compared_by: Mapped[Name]
    compared_at: Mapped[datetime]
    answer: Mapped[Prose]
    answered_by: Mapped[Name]
    answered_at: Mapped[datetime | None]
