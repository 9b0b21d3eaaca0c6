"""Requests for quotes, quotes, the merchant's own weights, and awards."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.infra.db import Currency, Key, Model, Plain, PlainList, Prose, Word
from portal.infra.tenancy import Private, Shared, parties


class QuoteRequest(Shared, Model):
    """A merchant asks one vendor for a quote on a requirement.

    ``state`` is invited, quoted, declined, withdrawn, awarded or not_awarded. With ``is_sealed`` nobody opens a
    quote before the deadline.
    """

    __tablename__ = "quote_requests"
    __table_args__ = parties(UniqueConstraint("requirement_id", "vendor_id"), engagement_id="engagements")
    either_side_writes = frozenset({"state"})

    id: Mapped[Key]
    engagement_id: Mapped[int]
    requirement_id: Mapped[int] = mapped_column(ForeignKey("requirements.id"), index=True)
    requirement_version: Mapped[int]
    state: Mapped[Word]
    note: Mapped[Prose]
    deadline: Mapped[datetime | None]
    is_sealed: Mapped[bool]
    created_at: Mapped[datetime]


class Quote(Shared, Model):
    """A vendor's answer: rate card, promised standards and facts, frozen once it is sent.

    ``state`` is draft, submitted or withdrawn; a new attempt is a new version. ``tax_rate`` is a share in words,
    such as ``0.06``.
    """

    __tablename__ = "quotes"
    __table_args__ = parties(
        UniqueConstraint("request_id", "version"),
        engagement_id="engagements",
        request_id="quote_requests",
    )

    id: Mapped[Key]
    engagement_id: Mapped[int]
    request_id: Mapped[int] = mapped_column(index=True)
    version: Mapped[int]
    state: Mapped[Word]
    currency: Mapped[Currency]
    tax_rate: Mapped[Word]
    lines: Mapped[PlainList]
    promises: Mapped[Plain]
    facts: Mapped[Plain]
    note: Mapped[Prose]
    changed_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]


class ComparisonSettings(Private, Model):
    """How a merchant weighs its criteria for one requirement; the vendors never see it."""

    __tablename__ = "comparison_settings"
    __table_args__ = (UniqueConstraint("organisation_id", "requirement_id"),)

    id: Mapped[Key]
    requirement_id: Mapped[int] = mapped_column(ForeignKey("requirements.id"))
    weights: Mapped[Plain]
    gates: Mapped[Plain]
    method: Mapped[Word]


class Award(Shared, Model):
    """A merchant's choice and its reason, as the chosen vendor may read it.

    ``state`` is given or withdrawn. ``held_by`` names the contract that makes a way back impossible.
    """

    __tablename__ = "awards"
    __table_args__ = parties(engagement_id="engagements", request_id="quote_requests", quote_id="quotes")
    either_side_writes = frozenset({"held_by"})

    id: Mapped[Key]
    engagement_id: Mapped[int]
    request_id: Mapped[int] = mapped_column(index=True)
    quote_id: Mapped[int]
    requirement_id: Mapped[int] = mapped_column(ForeignKey("requirements.id"), index=True)
    state: Mapped[Word]
    reason: Mapped[Prose]
    at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    held_by: Mapped[Word] = mapped_column(default="")


class AwardBasis(Private, Model):
    """The comparison on which a merchant chose, kept for its own file: scores, weights and who was left out."""

    __tablename__ = "award_bases"
    __table_args__ = (UniqueConstraint("award_id"),)

    id: Mapped[Key]
    award_id: Mapped[int] = mapped_column(ForeignKey("awards.id"))
    comparison: Mapped[Plain]
