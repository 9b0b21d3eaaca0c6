"""What the operator does: let organisations in."""

from portal.accounts.actions.invitations import invite_into
from portal.accounts.actions.organisations import create_organisation
from portal.accounts.events import OrganisationCreated
from portal.accounts.queries.organisations import organisation
from portal.infra.events import record
from portal.kernel.permissions import Side

HOME = "overview.home"


def let_in(*, side: Side, name: str, contact: str = "") -> int:
    """Create an organisation with a link for its owner; returns its number."""
    created = create_organisation(side=side, name=name, has_joined=False)
    record(OrganisationCreated(organisation_id=created.id, organisation=created.name))
    invite_into(created.id, name=contact, endpoint=HOME)
    return created.id


def invite_owner(organisation_id: int) -> str:
    """A fresh link for the owner of an organisation; refused once somebody has joined: then its owner invites."""
    return invite_into(organisation(organisation_id).id, endpoint=HOME)
