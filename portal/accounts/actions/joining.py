"""Coming in by an invitation: as somebody new, with an account one has, or as an organisation one owns."""

from sqlalchemy import select, update

from portal.accounts.actions.merging import move_everything
from portal.accounts.actions.notices import notify
from portal.accounts.actions.people import checked_person, create_user, give_place
from portal.accounts.actions.signing_in import act_for, start_sign_in
from portal.accounts.events import OrganisationJoined, PersonJoined
from portal.accounts.models import Invitation, Organisation, User
from portal.accounts.queries.invitations import Entrance, entrance
from portal.accounts.queries.people import belongs_to, own_vendors
from portal.accounts.rules.naming import account_name
from portal.infra.access import now
from portal.infra.db import db
from portal.infra.events import record
from portal.infra.tenancy import across_tenants
from portal.kernel.errors import Conflict, NotFound, Refused
from portal.kernel.messages import message
from portal.kernel.permissions import Permission, Role, Side

__all__ = ["Invitation", "join_as_somebody_new", "join_with_organisation", "join_with_own_account"]

GONE = message("This invitation has been used, withdrawn or has expired. Please ask for a new link.")


def join_as_somebody_new(token: str, *, name: str, login: str, password: str, device: str) -> Invitation:
    """Create an account and come in with it; the browser is signed in."""
    if entrance(token) is None:
        raise Conflict(GONE)
    user = create_user(name=checked_person(name), account=account_name(login), password=password)
    return _come_in(_taken(token), user, device)


def join_with_own_account(token: str, user: User, *, device: str) -> Invitation:
    """Come in as the person who is signed in; they act for the new organisation from now on.

    Refused for somebody of the organisation that invites: the link is meant for the other side.
    """
    into = _taken(token)
    if into.is_from_outside and belongs_to(user.id, into.inviter.id):
        raise Refused(message("This link is for the other side. Please send it to them."))
    return _come_in(into, user, device)


def join_with_organisation(token: str, user: User, organisation_id: int, *, device: str) -> Invitation:
    """Answer the invitation of a merchant as a vendor that is in the portal already.

    Everything that hung under the name the merchant had entered hangs under the real organisation afterwards.
    """
    into = _taken(token)
    own = next((one for one in own_vendors(user.id) if one.id == organisation_id), None)
    if own is None or not into.is_first or into.organisation.side is not Side.VENDOR:
        raise NotFound
    move_everything(from_id=into.organisation.id, to_id=own.id)
    membership = give_place(user, own.id, ())
    act_for(user, own, membership)
    record(OrganisationJoined(organisation_id=own.id, organisation=own.name))
    _tell_inviter(into, own)
    start_sign_in(user, moment=now(), device=device, organisation_id=own.id)
    return into.invitation


def _taken(token: str) -> Entrance:
    """What the link opens, used up by this."""
    into = entrance(token)
    if into is None:
        raise Conflict(GONE)
    with across_tenants("whoever holds the link uses it up"):
        done = db.session.execute(
            update(Invitation)
            .where(Invitation.id == into.invitation.id, Invitation.used_at.is_(None))
            .values(used_at=now())
        )
    if not getattr(done, "rowcount", 0):
        raise Conflict(GONE)
    return into


def _come_in(into: Entrance, user: User, device: str) -> Invitation:
    roles = [Role(role) for role in into.invitation.roles]
    membership = give_place(user, into.organisation.id, roles)
    organisation = db.session.scalars(
        select(Organisation).where(Organisation.id == into.organisation.id)
    ).one()
    is_first = organisation.joined_at is None
    if is_first:
        organisation.joined_at = now()
    act_for(user, organisation, membership)
    if is_first:
        record(OrganisationJoined(organisation_id=organisation.id, organisation=organisation.name))
    record(PersonJoined(user_id=user.id, person=user.name, roles=", ".join(sorted(roles))))
    _tell_inviter(into, organisation, user)
    start_sign_in(user, moment=now(), device=device, organisation_id=organisation.id)
    return into.invitation


def _tell_inviter(into: Entrance, organisation: Organisation, user: User | None = None) -> None:
    if into.is_from_outside:
        what = message("%(organisation)s has joined.", organisation=organisation.name)
        notify(into.inviter.id, what, permission=Permission.ORGANISATION_VIEW, endpoint="overview.today")
    elif user is not None:
        what = message("%(person)s has joined.", person=user.name)
        notify(organisation.id, what, permission=Permission.PEOPLE_MANAGE, endpoint="accounts.people")
