"""The first start: a link for whoever runs the installation, and what they create with it."""

from dataclasses import dataclass

from sqlalchemy import select

from portal.accounts.actions.one_time_links import SET_UP, address_of, issue, open_link, use_up
from portal.accounts.actions.organisations import create_organisation
from portal.accounts.actions.people import checked_person, create_user, give_place
from portal.accounts.actions.signing_in import act_for, start_sign_in
from portal.accounts.events import OrganisationCreated, PersonJoined
from portal.accounts.models import Membership, Organisation, User
from portal.accounts.rules.naming import account_name
from portal.accounts.rules.passwords import SET_UP_LIFE
from portal.accounts.rules.people import EVERY_ROLE
from portal.infra.access import now
from portal.infra.db import db
from portal.infra.events import record
from portal.infra.i18n import _
from portal.kernel.errors import Conflict
from portal.kernel.messages import message
from portal.kernel.permissions import Role, Side

GONE = message("This link has been used or has expired.")


def is_set_up() -> bool:
    """Whether anybody can sign in yet."""
    return db.session.scalar(select(User.id).limit(1)) is not None


def issue_set_up_link() -> str | None:
    """A fresh link for the first set-up; None once somebody has used one. Earlier links stop working."""
    return None if is_set_up() else address_of(issue(SET_UP, life=SET_UP_LIFE))


def can_set_up(token: str) -> bool:
    """Whether this link still opens the set-up page."""
    return not is_set_up() and open_link(SET_UP, token) is not None


@dataclass(frozen=True, kw_only=True)
class FirstPerson:
    """What the set-up page asks for."""

    organisation: str
    is_small: bool
    name: str
    login: str
    password: str


def set_up(token: str, first: FirstPerson, *, device: str) -> Organisation:
    """Create the operator and the first merchant with one person who holds every role, and sign them in."""
    link = open_link(SET_UP, token)
    if is_set_up() or link is None or not use_up(link):
        raise Conflict(GONE)
    user = create_user(
        name=checked_person(first.name), account=account_name(first.login), password=first.password
    )
    operator = create_organisation(side=Side.OPERATOR, name=_("Installation"))
    _come_in(user, operator, (Role.OWNER,))
    merchant = create_organisation(side=Side.MERCHANT, name=first.organisation, is_small=first.is_small)
    _come_in(user, merchant, EVERY_ROLE)
    start_sign_in(user, moment=now(), device=device, organisation_id=merchant.id)
    return merchant


def _come_in(user: User, organisation: Organisation, roles: tuple[Role, ...]) -> Membership:
    membership = give_place(user, organisation.id, roles)
    act_for(user, organisation, membership)
    record(OrganisationCreated(organisation_id=organisation.id, organisation=organisation.name))
    record(PersonJoined(user_id=user.id, person=user.name, roles=", ".join(roles)))
    return membership
