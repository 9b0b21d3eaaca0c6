"""Matters somebody looks into between the months."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.infra.db import Key, Model, Name, PlainList, Prose, Word
from portal.infra.tenancy import Shared, parties


class FollowUp(Shared, Model):
    """An agent, item or question that is looked into: by which side, by whom, until when, and what was found.

    ``key`` names the matter within its contract; ``why`` is a message in plain values.
    """

    __tablename__ = "follow_ups"
    __table_args__ = parties(
        UniqueConstraint("contract_id", "key"),
        Index("ix_follow_ups_open", "contract_id", "state"),
        contract_id="contracts",
        engagement_id="engagements",
    )
    either_side_writes = frozenset(
        {"state", "side", "person", "due_at", "answered_at", "why", "closed_at", "closed_by", "outcome"}
    )

    id: Mapped[Key]
    engagement_id: Mapped[int]
    contract_id: Mapped[int]
    kind: Mapped[Word]
    key: Mapped[Name]
    subject: Mapped[Name]
    metric: Mapped[Word]
    why: Mapped[PlainList]
    link: Mapped[Prose]
    asked_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    raised_at: Mapped[datetime]
    raised_by: Mapped[Name]
    state: Mapped[Word]
    """open or closed"""
    side: Mapped[Word]
    """the side that looks into it"""
    person: Mapped[Name]
    due_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[Name]
    outcome: Mapped[Prose] = mapped_column(default="")
