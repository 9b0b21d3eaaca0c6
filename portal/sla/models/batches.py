"""Many files sent at once: each with the place it was found to belong to, and the names by which shops are known."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.infra.db import Digest, Key, Model, Name, Plain, PlainList, Word
from portal.infra.tenancy import PartOf, Private


class FileBatch(Private, Model):
    """Files that one person sent together."""

    __tablename__ = "file_batches"

    id: Mapped[Key]
    sent_at: Mapped[datetime]
    forget_at: Mapped[datetime | None]
    """When files without a place are deleted; None until that was announced."""
    sent_by: Mapped[Name]


class BatchFile(PartOf, Model):
    """One of them: ``state`` is placed, open (its place is asked), same, refused, submitted or discarded.

    `places` are the slots it may belong to as (month, slot), most likely ones only; `reason` says what is open or
    wrong; `alias` is what stands for the shop in such files.
    """

    __tablename__ = "batch_files"
    __table_args__ = (UniqueConstraint("batch_id", "position"),)
    parent = ("file_batches", "batch_id")

    id: Mapped[Key]
    batch_id: Mapped[int] = mapped_column(ForeignKey("file_batches.id"), index=True)
    position: Mapped[int]
    state: Mapped[Word]
    file_name: Mapped[Name]
    file_sha256: Mapped[Digest | None]
    file_size: Mapped[int]
    tool: Mapped[Word]
    alias: Mapped[Name]
    places: Mapped[PlainList]
    reason: Mapped[Plain]
    """The reason under "said" as a stored message; empty when there is none."""
    submission_id: Mapped[int | None] = mapped_column(
        ForeignKey("submissions.id", ondelete="SET NULL"), index=True
    )


class ShopAlias(Private, Model):
    """What stands for a shop in an organisation's files, so that its place is asked once."""

    __tablename__ = "shop_aliases"
    __table_args__ = (UniqueConstraint("organisation_id", "alias"),)

    id: Mapped[Key]
    alias: Mapped[Name]
    contract_id: Mapped[int] = mapped_column(ForeignKey("contracts.id"))
    shop: Mapped[Name]
    changed_at: Mapped[datetime]
