"""Open invitations, and the links that lead into them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select

from portal.accounts.models import Invitation, Organisation
from portal.infra.access import actor, now
from portal.infra.db import db
from portal.infra.links import absolute_url, link_secret
from portal.infra.sessions import digest_of
from portal.infra.tenancy import across_tenants
from portal.kernel.permissions import Role


@dataclass(frozen=True)
class OpenInvitation:
    """An invitation that can still be used, with its link."""

    id: int
    organisation_id: int
    name: str
    address: str
    roles: frozenset[Role]
    expires_at: datetime
    link: str


@dataclass(frozen=True)
class Entrance:
    """What a stranger with the link is shown."""

    invitation: Invitation
    organisation: Organisation
    inviter: Organisation

    @property
    def is_first(self) -> bool:
        """Whether nobody of the organisation has come yet."""
        return self.organisation.joined_at is None

    @property
    def is_from_outside(self) -> bool:
        """Whether another organisation invites."""
        return self.inviter.id != self.organisation.id


def secret_of(invitation: Invitation) -> str:
    """The secret part of the invitation's link."""
    return link_secret("join", invitation.id, invitation.created_at.isoformat())


def link_of(invitation: Invitation) -> str:
    """The full address that the invited person opens."""
    return absolute_url("accounts.join", token=secret_of(invitation))


def open_invitations() -> list[OpenInvitation]:
    """Who has been invited into the organisation acted for and has not come yet."""
    return _open(Invitation.organisation_id == actor().party)


def invitation_link(organisation_id: int) -> str | None:
    """The latest open link by which the organisation acted for has invited that one; None when it was used."""
    found = _open(Invitation.organisation_id == organisation_id)
    return found[0].link if found else None


def _open(where: ColumnElement[bool]) -> list[OpenInvitation]:
    query = (
        select(Invitation)
        .where(
            where,
            Invitation.inviter_id == actor().party,
            Invitation.used_at.is_(None),
            Invitation.withdrawn_at.is_(None),
            Invitation.expires_at > now(),
        )
        .order_by(Invitation.id.desc())
    )
    with across_tenants("an inviter sees the links that it made itself"):
        rows = list(db.session.scalars(query))
    return [
        OpenInvitation(
            id=row.id,
            organisation_id=row.organisation_id,
            name=row.name,
            address=row.address,
            roles=frozenset(Role(role) for role in row.roles),
            expires_at=row.expires_at,
            link=link_of(row),
        )
        for row in rows
    ]


def entrance(token: str) -> Entrance | None:
    """What this link opens; None when it was used, withdrawn, has expired or never existed.

    A link that another organisation made opens nothing once somebody has joined: whoever made it still knows it,
    and must not come in among the other side's people.
    """
    query = (
        select(Invitation, Organisation)
        .join(Organisation, Organisation.id == Invitation.organisation_id)
        .where(
            Invitation.digest == digest_of(token),
            Invitation.used_at.is_(None),
            Invitation.withdrawn_at.is_(None),
            Invitation.expires_at > now(),
        )
    )
    with across_tenants("whoever holds the link may see who invites"):
        row = db.session.execute(query).one_or_none()
        if row is None:
            return None
        invitation, invited = row
        inviter = db.session.get(Organisation, invitation.inviter_id)
    if inviter is None:
        return None
    into = Entrance(invitation, invited, inviter)
    return None if into.is_from_outside and not into.is_first else into
