"""What was submitted for a service month, and what a sender answered about the files of a tool."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.infra.db import Digest, Key, Model, Name, Plain, PlainList, Prose, Word
from portal.infra.tenancy import PartOf, Private, Shared, parties


class Submission(Shared, Model):
    """One file, or one typed figure, for one slot of a month: staged, submitted, superseded or withdrawn."""

    __tablename__ = "submissions"
    __table_args__ = parties(
        UniqueConstraint("month_id", "slot", "version"),
        Index("ix_submissions_current", "month_id", "state"),
        month_id="service_months",
    )
    either_side_writes = frozenset({"state", "verified_by", "verified_at"})

    id: Mapped[Key]
    month_id: Mapped[int]
    slot: Mapped[Name]
    version: Mapped[int | None]
    state: Mapped[Word]
    provenance: Mapped[Word]
    """typed, declared (by the file's sender), computed (from single rows) or verified."""
    tool: Mapped[Word]
    mapping: Mapped[Plain]
    mapping_version: Mapped[int | None]
    """The version of the sender's saved answers the file was read with; None when nothing was saved."""
    first_day: Mapped[date | None]
    last_day: Mapped[date | None]
    """The days its rows name; None when they name none."""
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
    forget_at: Mapped[datetime | None]
    """When it is deleted unless it is submitted before; None until that was announced."""
    submitted_at: Mapped[datetime | None]
    file_sha256: Mapped[Digest | None]
    evidence_file_sha256: Mapped[Digest | None]
    """The single rows as a columnar file, when the figures were computed from rows."""
    file_name: Mapped[Name]
    file_size: Mapped[int]
    media_type: Mapped[Name]
    whole_sha256: Mapped[Digest | None]
    """SHA-256 of the file it was cut out of, when that held other shops too; the sender alone holds that file."""
    verified_by: Mapped[str | None] = mapped_column(String(200))
    verified_at: Mapped[datetime | None]
    """Who at the merchant checked the figures against its own export, or otherwise, and when."""

    @property
    def holds_other_shops(self) -> bool:
        """Whether the file itself names several shops, as those do that came before parts were cut out."""
        return len(self.mapping.get("shops", ())) > 1

    @property
    def source(self) -> str:
        """The label both sides see: checked by the merchant, or else how the figures came about and who says so."""
        if self.verified_at is not None:
            return "verified"
        if self.provenance != "declared":
            return self.provenance
        return "declared_by_vendor" if self.author_id == self.vendor_id else "declared_by_merchant"


class FigurePart(PartOf, Model):
    """The figures of one submission for one day, agent, shift or shop; days are named 2026-11-01."""

    __tablename__ = "figure_parts"
    __table_args__ = (UniqueConstraint("submission_id", "kind", "key"),)
    parent = ("submissions", "submission_id")

    id: Mapped[Key]
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"))
    kind: Mapped[Word]
    key: Mapped[Name]
    figures: Mapped[Plain]


class WholeFile(Private, Model):
    """A file of several shops as its sender sent it; the other side holds only the part of its own shop.

    `shops` says how many rows each shop has in it, `left_out` how many are not in the part.
    """

    __tablename__ = "whole_files"

    id: Mapped[Key]
    submission_id: Mapped[int | None] = mapped_column(
        ForeignKey("submissions.id", ondelete="CASCADE"), index=True
    )
    reconciliation_id: Mapped[int | None] = mapped_column(
        ForeignKey("reconciliations.id", ondelete="CASCADE"), index=True
    )
    file_sha256: Mapped[Digest]
    file_name: Mapped[Name]
    file_size: Mapped[int]
    media_type: Mapped[Name]
    shops: Mapped[Plain]
    left_out: Mapped[int]


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
