"""People: making them known, giving and taking roles, and removing them."""

from collections.abc import Iterable

from sqlalchemy import select, update

from portal.accounts.actions.one_time_links import RESET, withdraw_links
from portal.accounts.actions.signing_in import check_password, hasher
from portal.accounts.events import PersonRemoved, RolesChanged
from portal.accounts.models import Membership, SignIn, User
from portal.accounts.queries.people import account_of, own_user, people, person, user_by_account
from portal.accounts.rules.naming import AccountName, account_name
from portal.accounts.rules.passwords import faults_of_password
from portal.accounts.rules.people import faults_of_roles
from portal.infra.access import actor, now
from portal.infra.db import db
from portal.infra.events import record
from portal.infra.i18n import language
from portal.infra.tenancy import across_tenants
from portal.infra.transactions import savepoint
from portal.kernel.errors import Conflict, Invalid, Refused
from portal.kernel.messages import message
from portal.kernel.permissions import Role

TAKEN = message("This account is taken. Sign in with it, or choose another.")


def checked_person(name: str) -> str:
    """A person's name without the spaces around it; Invalid when there is none."""
    plain = " ".join(name.split())
    if not plain or len(plain) > 80:
        raise Invalid(fields={"name": message("Enter your name.")})
    return plain


def create_user(*, name: str, account: AccountName, password: str) -> User:
    """A person who can sign in from now on."""
    fault = faults_of_password(password, names=(name, account.value))
    if fault is not None:
        raise Invalid(fields={"password": fault})
    if user_by_account(account) is not None:
        raise Invalid(fields={"login": TAKEN})
    user = User(
        name=name, password_hash=hasher.hash(password), language=language(), created_at=now(), ended_at=None
    )
    setattr(user, account.kind, account.value)
    with savepoint(TAKEN):
        db.session.add(user)
    return user


def give_place(user: User, organisation_id: int, roles: Iterable[Role]) -> Membership:
    """Give a person a place in an organisation, or again the one they had; the caller has checked that they may.

    A link for a new password that another organisation's owner holds stops working: it would open this door too.
    """
    withdraw_links(RESET, user_id=user.id)
    query = select(Membership).where(
        Membership.user_id == user.id, Membership.organisation_id == organisation_id
    )
    with across_tenants("a person comes into an organisation from outside"):
        membership = db.session.scalars(query).one_or_none()
        if membership is None:
            membership = Membership(user_id=user.id, organisation_id=organisation_id, created_at=now())
            db.session.add(membership)
        membership.roles = sorted({*map(Role, roles), *_still_held(membership)})
        membership.ended_at = None
        db.session.flush()
    return membership


def _still_held(membership: Membership) -> frozenset[Role]:
    return membership.held if membership.id is not None and membership.ended_at is None else frozenset()


def change_roles(membership_id: int, roles: Iterable[Role]) -> None:
    """Give a person of the organisation acted for other roles."""
    chosen = sorted(set(roles))
    if not chosen:
        raise Invalid(fields={"roles": message("Choose at least one role.")})
    whom = person(membership_id)
    _keep_an_owner(membership_id, chosen)
    membership = _membership(membership_id)
    membership.roles = [role.value for role in chosen]
    db.session.flush()
    record(RolesChanged(user_id=whom.user_id, person=whom.name, roles=", ".join(chosen)))
    _end_sign_ins(whom.user_id, actor().party)


def remove_person(membership_id: int) -> None:
    """Take a person's place away; what they did stays in the audit trail."""
    whom = person(membership_id)
    _keep_an_owner(membership_id, ())
    membership = _membership(membership_id)
    membership.ended_at = now()
    db.session.flush()
    record(PersonRemoved(user_id=whom.user_id, person=whom.name))
    _end_sign_ins(whom.user_id, actor().party)


def _membership(membership_id: int) -> Membership:
    return db.session.scalars(select(Membership).where(Membership.id == membership_id)).one()


def _keep_an_owner(membership_id: int, roles: Iterable[Role]) -> None:
    held = {one.membership_id: one.roles for one in people()}
    fault = faults_of_roles(membership_id, roles, held=held)
    if fault is not None:
        raise Refused(fault)


def _end_sign_ins(user_id: int, organisation_id: int) -> None:
    """Whoever is signed in for this organisation signs in again with the roles they hold now."""
    if user_id == actor().user_id:
        return
    db.session.execute(
        update(SignIn)
        .where(
            SignIn.user_id == user_id,
            SignIn.organisation_id == organisation_id,
            SignIn.ended_at.is_(None),
        )
        .values(ended_at=now())
    )


def rename_account(user: User, *, name: str, account: AccountName) -> None:
    """Change a person's own name and what they type to sign in."""
    other = user_by_account(account)
    if other is not None and other.id != user.id:
        raise Conflict(TAKEN)
    user.name = name
    user.email = user.phone = user.sign_in_name = None
    setattr(user, account.kind, account.value)
    with savepoint(TAKEN):
        db.session.add(user)


def change_own_account(*, name: str, login: str, present: str, address: str) -> None:
    """Change one's own name and account; whoever finds an open browser cannot change what its owner signs in with."""
    user, account = own_user(), account_name(login)
    if account.value != account_of(user):
        try:
            check_password(login=account_of(user), password=present, address=address, device=f"own:{user.id}")
        except Invalid:
            raise Invalid(fields={"present": message("This is not your present password.")}) from None
    rename_account(user, name=checked_person(name), account=account)
