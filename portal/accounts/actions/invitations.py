"""Handing out links into an organisation, and taking them back."""

import secrets
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from portal.accounts.actions.organisations import checked_name, vendor_organisation
from portal.accounts.events import InvitationWithdrawn, PersonInvited
from portal.accounts.models import Invitation, Organisation
from portal.accounts.queries.invitations import link_of, secret_of
from portal.accounts.rules.passwords import INVITATION_LIFE
from portal.accounts.rules.people import EVERY_ROLE
from portal.infra.access import actor, now
from portal.infra.db import db
from portal.infra.events import record
from portal.infra.sessions import digest_of
from portal.infra.tenancy import across_tenants
from portal.kernel.errors import Invalid, NotFound, Refused
from portal.kernel.messages import message
from portal.kernel.permissions import Role

LONGEST_ADDRESS = 200


def invite_person(
    *, name: str, address: str = "", roles: Iterable[Role], endpoint: str = "overview.home", **arguments: Any
) -> str:
    """Invite somebody into the organisation acted for, with these roles; returns the link to send."""
    chosen = sorted(set(roles))
    if not chosen:
        raise Invalid(fields={"roles": message("Choose at least one role.")})
    return _invite(actor().party, checked_name(name), address, chosen, endpoint, arguments)


def invite_into(
    organisation_id: int, *, name: str = "", address: str = "", endpoint: str, **arguments: Any
) -> str:
    """Invite the first person of an organisation that has not joined; returns the link to send.

    ``endpoint`` and ``arguments`` name the page that opens once they have joined. Refused once somebody has joined:
    from then on the organisation's own owner invites people.
    """
    invited: Organisation | None = db.session.get(Organisation, organisation_id)
    if invited is None or invited.joined_at is not None:
        raise Refused(message("This organisation has joined. Its own owner invites people."))
    return _invite(organisation_id, name.strip(), address, sorted(EVERY_ROLE), endpoint, arguments)


def invite_vendor(
    name: str, contact: str = "", endpoint: str = "overview.home", **arguments: Any
) -> tuple[Organisation, str]:
    """Name a vendor that has not joined yet and invite it; returns the organisation and the link to send.

    ``contact`` is the person, or their e-mail or phone, as far as the merchant knows it.
    """
    vendor = vendor_organisation(name)
    return vendor, invite_into(vendor.id, name=contact, endpoint=endpoint, **arguments)


def _invite(
    organisation_id: int, name: str, address: str, roles: list[Role], endpoint: str, arguments: dict[str, Any]
) -> str:
    invitation = Invitation(
        organisation_id=organisation_id,
        inviter_id=actor().party,
        digest=digest_of(secrets.token_urlsafe()),
        name=name,
        address=address.strip()[:LONGEST_ADDRESS],
        roles=[role.value for role in roles],
        endpoint=endpoint,
        arguments=arguments,
        created_at=now(),
        expires_at=now() + INVITATION_LIFE,
    )
    with across_tenants("an invitation is written for the organisation that it leads into"):
        db.session.add(invitation)
        db.session.flush()
        invitation.digest = digest_of(secret_of(invitation))
        db.session.flush()
    record(PersonInvited(invitation_id=invitation.id, person=name or address))
    return link_of(invitation)


def withdraw_invitation(invitation_id: int) -> None:
    """Take a link back that nobody has used yet."""
    query = select(Invitation).where(
        Invitation.id == invitation_id,
        Invitation.inviter_id == actor().party,
        Invitation.used_at.is_(None),
        Invitation.withdrawn_at.is_(None),
    )
    with across_tenants("an inviter takes back the link that it made itself"):
        invitation = db.session.scalars(query).one_or_none()
        if invitation is None:
            raise NotFound
        invitation.withdrawn_at = now()
        db.session.flush()
    record(InvitationWithdrawn(invitation_id=invitation.id, person=invitation.name or invitation.address))
