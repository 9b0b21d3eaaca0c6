"""The people of an organisation, and a person by account."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from portal.accounts.models import Membership, Organisation, User
from portal.accounts.rules.naming import AccountName
from portal.accounts.rules.people import words_of_roles
from portal.infra.access import actor
from portal.infra.db import db
from portal.infra.tenancy import across_tenants
from portal.kernel.errors import NotFound
from portal.kernel.messages import Message
from portal.kernel.permissions import Permission, Role, Side, is_allowed


@dataclass(frozen=True)
class Person:
    """Somebody in the organisation acted for."""

    membership_id: int
    user_id: int
    name: str
    account: str
    roles: frozenset[Role]
    since: datetime

    @property
    def role_words(self) -> list[Message]:
        """The names of the roles."""
        return words_of_roles(self.roles)


def account_of(user: User) -> str:
    """What the person types to sign in."""
    return user.email or user.phone or user.sign_in_name or ""


def user_by_account(account: AccountName) -> User | None:
    """The person who signs in by this account."""
    query = select(User).where(getattr(User, account.kind) == account.value, User.ended_at.is_(None))
    return db.session.scalars(query).one_or_none()


def own_user() -> User:
    """The person who acts."""
    found: User | None = db.session.get(User, actor().user_id)
    if found is None:
        raise NotFound
    return found


def people() -> list[Person]:
    """Everybody in the organisation acted for, by name."""
    query = (
        select(Membership, User)
        .join(User, User.id == Membership.user_id)
        .where(Membership.organisation_id == actor().party, Membership.ended_at.is_(None))
        .order_by(User.name, Membership.id)
    )
    return [_person(membership, user) for membership, user in db.session.execute(query)]


def readers_of_mail(permission: Permission) -> list[tuple[str, str, str]]:
    """Who in the organisation acted for holds the permission and has an address: (address, language, name)."""
    side = actor().side
    query = (
        select(Membership, User)
        .join(User, User.id == Membership.user_id)
        .where(Membership.organisation_id == actor().party, Membership.ended_at.is_(None))
        .order_by(User.id)
    )
    return [
        (user.email, user.language, user.name)
        for membership, user in db.session.execute(query)
        if user.email and side is not None and is_allowed(permission, side=side, roles=membership.held)
    ]


def person(membership_id: int) -> Person:
    """One of them; NotFound for anybody else."""
    found = next((one for one in people() if one.membership_id == membership_id), None)
    if found is None:
        raise NotFound
    return found


def _person(membership: Membership, user: User) -> Person:
    return Person(
        membership_id=membership.id,
        user_id=user.id,
        name=user.name,
        account=account_of(user),
        roles=membership.held,
        since=membership.created_at,
    )


def belongs_elsewhere(user_id: int) -> bool:
    """Whether a person of the organisation acted for has a place in another one as well."""
    query = select(func.count(Membership.id)).where(
        Membership.user_id == user_id,
        Membership.organisation_id != actor().party,
        Membership.ended_at.is_(None),
    )
    with across_tenants("an owner must not open another organisation's door by a new password"):
        return bool(db.session.scalar(query))


def belongs_to(user_id: int | None, organisation_id: int) -> bool:
    """Whether a person has a place in an organisation."""
    query = select(Membership.id).where(
        Membership.user_id == user_id,
        Membership.organisation_id == organisation_id,
        Membership.ended_at.is_(None),
    )
    with across_tenants("nobody answers their own organisation's invitation by mistake"):
        return db.session.scalar(query) is not None


def place_of(user_id: int) -> tuple[Organisation, Membership] | None:
    """The organisation a person belongs to first, for what they do without acting for one."""
    query = (
        select(Organisation, Membership)
        .join(Membership, Membership.organisation_id == Organisation.id)
        .where(Membership.user_id == user_id, Membership.ended_at.is_(None))
        .order_by(Membership.id)
        .limit(1)
    )
    with across_tenants("what a person does to their own account is written down where they belong"):
        row = db.session.execute(query).one_or_none()
    return None if row is None else (row[0], row[1])


def own_vendors(user_id: int) -> list[Organisation]:
    """Vendor organisations that the person owns, to answer an invitation as one of them."""
    query = (
        select(Organisation, Membership)
        .join(Membership, Membership.organisation_id == Organisation.id)
        .where(
            Membership.user_id == user_id,
            Membership.ended_at.is_(None),
            Organisation.side == Side.VENDOR,
            Organisation.joined_at.is_not(None),
        )
        .order_by(Organisation.name, Organisation.id)
    )
    with across_tenants("a person chooses among the organisations they own"):
        rows = db.session.execute(query).all()
    return [organisation for organisation, membership in rows if Role.OWNER in membership.held]


@dataclass(frozen=True)
class DemonstrationPerson:
    """Somebody whom a visitor of the demonstration can be by one click."""

    user_id: int
    organisation_id: int
    name: str
    organisation: str
    side: Side
    roles: frozenset[Role]

    @property
    def role_words(self) -> list[Message]:
        """The names of the roles."""
        return words_of_roles(self.roles)


def demonstration_people() -> list[DemonstrationPerson]:
    """Everybody, organisation by organisation; for installations that hold demonstration data only."""
    query = (
        select(User, Organisation, Membership)
        .join(Membership, Membership.user_id == User.id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.ended_at.is_(None), User.ended_at.is_(None))
        .order_by(Organisation.id, Membership.id)
    )
    with across_tenants("the demonstration lets a visitor be anybody"):
        rows = db.session.execute(query).all()
    return [
        DemonstrationPerson(
            user_id=user.id,
            organisation_id=organisation.id,
            name=user.name,
            organisation=organisation.name,
            side=organisation.side,
            roles=membership.held,
        )
        for user, organisation, membership in rows
    ]
