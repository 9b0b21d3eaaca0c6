"""Monthly review reports and what both sides say about them."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from portal.infra.db import Key, Model, Name, Plain, PlainList, Prose, Word
from portal.infra.tenancy import Shared, parties


class Review(Shared, Model):
    """The review of one month: its content as plain values in every language, decided when it was made.

    ``state`` is ``preliminary`` before the month is agreed, ``published`` after, ``superseded`` once a later one
    exists or the month was opened again.
    """

    __tablename__ = "reviews"
    __table_args__ = parties(
        UniqueConstraint("month_id", "sequence"),
        engagement_id="engagements",
        contract_id="contracts",
        month_id="service_months",
    )
    either_side_writes = frozenset({"state"})

    id: Mapped[Key]
    engagement_id: Mapped[int]
    contract_id: Mapped[int]
    month_id: Mapped[int]
    contract_number: Mapped[Word]
    month: Mapped[Word]
    sequence: Mapped[int]
    state: Mapped[Word]
    score: Mapped[Word]
    languages: Mapped[PlainList]
    content: Mapped[Plain]
    made_at: Mapped[datetime]

    @property
    def number(self) -> str:
        """What the report is called in a file name: RV-CT-2026-0007-2026-11."""
        return f"RV-{self.contract_number}-{self.month}" + (f"-{self.sequence}" if self.sequence > 1 else "")


class VendorRating(Shared, Model):
    """What the merchant thinks of a month's service: one to five, once per month, and why."""

    __tablename__ = "vendor_ratings"
    __table_args__ = parties(UniqueConstraint("month_id"), month_id="service_months")

    id: Mapped[Key]
    month_id: Mapped[int]
    points: Mapped[int]
    remark: Mapped[Prose]
    rated_by: Mapped[Name]
    rated_at: Mapped[datetime]


class ReviewComment(Shared, Model):
    """What one side says about a review: a comment, or what it will do next."""

    __tablename__ = "review_comments"
    __table_args__ = parties(review_id="reviews")

    id: Mapped[Key]
    review_id: Mapped[int]
    kind: Mapped[Word]
    text: Mapped[Prose]
    written_by: Mapped[Name]
    written_at: Mapped[datetime]
