"""Requirements and every version they had."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.infra.db import Currency, Key, Model, Name, Plain, Word
from portal.infra.tenancy import Invited, PartOf


class Requirement(Invited, Model):
    """What a merchant needs; a vendor sees it once it is asked for a quote.

    ``state`` is draft, quoting, awarded or withdrawn; ``body`` the latest version as plain values.
    """

    __tablename__ = "requirements"
    invitations = ("quote_requests", "requirement_id")

    id: Mapped[Key]
    title: Mapped[Name]
    state: Mapped[Word]
    version: Mapped[int]
    currency: Mapped[Currency]
    body: Mapped[Plain]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class RequirementVersion(PartOf, Model):
    """A requirement as it once stood: quotes refer to the version they answer."""

    __tablename__ = "requirement_versions"
    __table_args__ = (UniqueConstraint("requirement_id", "version"),)
    parent = ("requirements", "requirement_id")

    id: Mapped[Key]
    requirement_id: Mapped[int] = mapped_column(ForeignKey("requirements.id"), index=True)
    version: Mapped[int]
    title: Mapped[Name]
    body: Mapped[Plain]
    at: Mapped[datetime]
    author: Mapped[Name]
