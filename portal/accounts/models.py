"""Organisations, people, who belongs where, and the secrets they were handed (kept as digests only)."""

from datetime import datetime

from flask import url_for
from sqlalchemy import ForeignKey, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column

from portal.infra.db import Digest, Key, Model, Name, Plain, PlainList, Prose, Word
from portal.infra.tenancy import Installation, Private, Reference
from portal.kernel.messages import Message
from portal.kernel.permissions import Role, Side


class Organisation(Reference, Model):
    """A merchant, a vendor or the operator. One that was only named by its counterpart has not joined yet."""

    __tablename__ = "organisations"

    id: Mapped[Key]
    side: Mapped[Side] = mapped_column()
    name: Mapped[Name]
    country: Mapped[Word] = mapped_column(default="CN")
    identifier: Mapped[Name] = mapped_column(default="")
    language: Mapped[Word] = mapped_column(default="zh-Hans")
    time_zone: Mapped[Word] = mapped_column(default="Asia/Shanghai")
    is_small: Mapped[bool] = mapped_column(default=False)
    mails_heads: Mapped[bool] = mapped_column(default=True, server_default=true())
    """Whether its owners get the heads of their audit trails by mail, day by day."""
    created_at: Mapped[datetime]
    joined_at: Mapped[datetime | None]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    """The organisation that this mere name turned out to be; it stays as the author of old audit entries."""


class OrganisationDetails(Private, Model):
    """What an organisation puts into contracts and invoices about itself."""

    __tablename__ = "organisation_details"
    __table_args__ = (UniqueConstraint("organisation_id"),)

    id: Mapped[Key]
    address: Mapped[Prose] = mapped_column(default="")
    phone: Mapped[Name] = mapped_column(default="")
    legal_representative: Mapped[Name] = mapped_column(default="")
    bank_name: Mapped[Name] = mapped_column(default="")
    bank_account: Mapped[Name] = mapped_column(default="")


class User(Installation, Model):
    """A person who can sign in by e-mail, phone number or sign-in name."""

    __tablename__ = "users"
    __table_args__ = (UniqueConstraint("email"), UniqueConstraint("phone"), UniqueConstraint("sign_in_name"))

    id: Mapped[Key]
    name: Mapped[Name]
    email: Mapped[Name | None]
    phone: Mapped[Name | None]
    sign_in_name: Mapped[Name | None]
    password_hash: Mapped[Name]
    language: Mapped[Word]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Membership(Private, Model):
    """A person's place in an organisation and the roles held there."""

    __tablename__ = "memberships"
    __table_args__ = (UniqueConstraint("organisation_id", "user_id"),)

    id: Mapped[Key]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    roles: Mapped[PlainList]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    @property
    def held(self) -> frozenset[Role]:
        """The roles as the kernel knows them."""
        return frozenset(Role(role) for role in self.roles)


class SignIn(Installation, Model):
    """A signed-in browser: the digest of its ticket, for whom and for which organisation, until it ends."""

    __tablename__ = "sign_ins"
    __table_args__ = (UniqueConstraint("digest"),)

    id: Mapped[Key]
    digest: Mapped[Digest]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    device: Mapped[Name]


class SignInFailure(Installation, Model):
    """A wrong password, counted per account and per address before the next one is even hashed."""

    __tablename__ = "sign_in_failures"

    id: Mapped[Key]
    account: Mapped[Digest] = mapped_column(index=True)
    address: Mapped[Name] = mapped_column(index=True)
    at: Mapped[datetime] = mapped_column(index=True)


class Invitation(Private, Model):
    """A one-time link into an organisation, with the roles it gives; ``organisation_id`` is where it leads.

    ``inviter_id`` differs from it when a merchant invites a vendor that has not joined yet.
    """

    __tablename__ = "invitations"
    __table_args__ = (UniqueConstraint("digest"),)

    id: Mapped[Key]
    inviter_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    digest: Mapped[Digest]
    name: Mapped[Name]
    address: Mapped[Name]
    roles: Mapped[PlainList]
    endpoint: Mapped[Name]
    arguments: Mapped[Plain]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]


class OneTimeLink(Installation, Model):
    """A link that works once: first set-up (no user) or a new password."""

    __tablename__ = "one_time_links"
    __table_args__ = (UniqueConstraint("digest"),)

    id: Mapped[Key]
    purpose: Mapped[Word]
    digest: Mapped[Digest]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


SENDER = "sender"
"""Under this name a notice keeps who it comes from, beside the values of its sentence."""


class Notice(Private, Model):
    """A sentence for one organisation (or one person in it), with the page it is about."""

    __tablename__ = "notices"

    id: Mapped[Key]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    permission: Mapped[Word]
    template: Mapped[Prose]
    values: Mapped[Plain]
    endpoint: Mapped[Name]
    arguments: Mapped[Plain]
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]

    @property
    def sentence(self) -> Message:
        """What happened, for the reader."""
        return Message(self.template, tuple(sorted(self.values.items())))

    @property
    def sender(self) -> str | None:
        """The other side that acted; none for what happened in the reader's own organisation."""
        return self.values.get(SENDER)

    @property
    def url(self) -> str:
        """The page it is about."""
        return url_for(self.endpoint, **self.arguments)
