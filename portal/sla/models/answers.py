"""What both sides said about a service month."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.infra.db import Digest, Key, Model, Name, Plain, Prose, Word
from portal.infra.tenancy import PartOf, Shared, parties


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
    details: Mapped[Plain | None]
    """What a claim covers or a decision proposes, as plain values."""


class AnswerFile(PartOf, Model):
    """A file that shows what somebody said; both sides can open it, byte for byte as it was sent."""

    __tablename__ = "answer_files"
    __table_args__ = (Index("ix_answer_files_answer_id", "answer_id"),)
    parent = ("month_answers", "answer_id")

    id: Mapped[Key]
    answer_id: Mapped[int] = mapped_column(ForeignKey("month_answers.id"))
    file_sha256: Mapped[Digest]
    file_name: Mapped[Name]
    file_size: Mapped[int]
    media_type: Mapped[Name]
