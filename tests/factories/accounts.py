"""Organisations and people for tests, and acting as one of them."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count

from flask import Flask

from portal.accounts.actions.organisations import create_organisation
from portal.accounts.actions.people import create_user, give_place
from portal.accounts.models import Organisation
from portal.accounts.rules.naming import account_name
from portal.accounts.rules.people import EVERY_ROLE
from portal.infra.access import Actor, act_as, system_actor
from portal.infra.db import db
from portal.infra.transactions import transaction
from portal.kernel.permissions import Role, Side

PASSWORD = "correct horse battery"
_numbers = count(1)


@dataclass(frozen=True)
class Party:
    """An organisation in a test, and the person who acts for it with these roles."""

    organisation_id: int
    side: Side
    name: str
    user_id: int
    person: str
    login: str
    roles: frozenset[Role] = frozenset(EVERY_ROLE)

    def __int__(self) -> int:
        return self.organisation_id

    def with_roles(self, *roles: Role) -> "Party":
        """The same person with these roles only."""
        return replace(self, roles=frozenset(roles))

    def actor(self, moment: datetime | None = None) -> Actor:
        """Who acts in actions and queries."""
        return Actor(
            organisation_id=self.organisation_id,
            side=self.side,
            roles=self.roles,
            now=moment or datetime.now(UTC),
            user_id=self.user_id,
            label=self.person,
            organisation_name=self.name,
        )


@contextmanager
def acting_as(
    app: Flask,
    party: Party | Organisation,
    roles: Iterable[Role] | None = None,
    *,
    moment: datetime | None = None,
) -> Iterator[Actor]:
    """One transaction in which this party acts: for actions and queries without a browser.

    An organisation without people, such as a vendor that has not joined, acts as a process of its own.
    """
    if isinstance(party, Organisation):
        acting = system_actor(
            organisation_id=party.id, side=party.side, moment=moment or datetime.now(UTC), label="test"
        )
    else:
        acting = (party if roles is None else party.with_roles(*roles)).actor(moment)
    with app.app_context():
        act_as(acting)
        with transaction():
            yield acting


def make_party(app: Flask, side: Side, name: str = "", *, is_small: bool = False) -> Party:
    """An organisation with one person who holds every role and signs in with ``PASSWORD``."""
    number = next(_numbers)
    with app.app_context():
        act_as(system_actor(organisation_id=0, side=Side.OPERATOR, moment=datetime.now(UTC), label="test"))
        with transaction():
            organisation = create_organisation(
                side=side, name=name or f"{side.value.title()} {number}", is_small=is_small
            )
            identity = organisation.id, organisation.name
        person = _add_person(identity[0], f"Person {number}", EVERY_ROLE)
    return Party(identity[0], side, identity[1], *person)


def make_merchant(app: Flask, name: str = "", *, is_small: bool = False) -> Party:
    """A merchant with one person."""
    return make_party(app, Side.MERCHANT, name, is_small=is_small)


def make_vendor(app: Flask, name: str = "") -> Party:
    """A vendor with one person."""
    return make_party(app, Side.VENDOR, name)


def make_operator(app: Flask) -> Party:
    """Whoever runs the installation."""
    return make_party(app, Side.OPERATOR, "Installation")


def make_colleague(app: Flask, party: Party, *roles: Role, name: str = "") -> Party:
    """Another person in the same organisation with these roles."""
    number = next(_numbers)
    with app.app_context():
        act_as(party.actor())
        person = _add_person(party.organisation_id, name or f"Person {number}", roles)
    return Party(party.organisation_id, party.side, party.name, *person, frozenset(roles))


def _add_person(organisation_id: int, name: str, roles: Iterable[Role]) -> tuple[int, str, str]:
    login = f"person{next(_numbers)}@example.com"
    with transaction():
        user = create_user(name=name, account=account_name(login), password=PASSWORD)
        give_place(user, organisation_id, roles)
        db.session.flush()
        return user.id, name, login
