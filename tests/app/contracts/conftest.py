"""Two parties around a contract, and people of theirs in front of its pages."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count

import pytest
from flask import Flask

from portal.accounts.models import Membership, Organisation, SignIn, User
from portal.infra.access import Actor, act_as
from portal.infra.db import db
from portal.infra.sessions import digest_of
from portal.infra.tenancy import across_tenants
from portal.infra.transactions import transaction
from portal.kernel.permissions import Role, Side
from tests.visitor import Visitor

BLANK_SHEET = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n"
NOON = datetime(2026, 10, 20, 4, tzinfo=UTC)


@dataclass(frozen=True)
class Person:
    """Somebody who acts for an organisation."""

    user_id: int
    organisation_id: int
    side: Side
    name: str
    roles: frozenset[Role]


class Town:
    """Organisations with one person each, and ways to act and look as them."""

    def __init__(self, app: Flask, visitor: Callable[[], Visitor]) -> None:
        self.app = app
        self.visitor = visitor
        self.tickets = count()

    def person(self, side: Side, name: str, *roles: Role, organisation_id: int | None = None) -> Person:
        """A person of a new organisation, or of one that exists, with these roles (owner when none)."""
        held = frozenset(roles or (Role.OWNER,))
        with self.app.app_context(), across_tenants("a test lays the table"), transaction():
            if organisation_id is None:
                organisation = Organisation(side=side, name=name, created_at=NOON, joined_at=NOON)
                db.session.add(organisation)
                db.session.flush()
                organisation_id = organisation.id
            user = User(name=name, password_hash="-", language="en", created_at=NOON)
            db.session.add(user)
            db.session.flush()
            db.session.add(
                Membership(
                    organisation_id=organisation_id,
                    user_id=user.id,
                    roles=[role.value for role in held],
                    created_at=NOON,
                )
            )
            user_id = user.id
        return Person(user_id, organisation_id, side, name, held)

    @contextmanager
    def acting(self, person: Person, moment: datetime = NOON) -> Iterator[None]:
        """A business step of this person."""
        with self.app.app_context():
            act_as(
                Actor(
                    organisation_id=person.organisation_id,
                    side=person.side,
                    roles=person.roles,
                    now=moment,
                    user_id=person.user_id,
                    label=person.name,
                    organisation_name=person.name,
                )
            )
            with transaction():
                yield

    @contextmanager
    def looking(self, person: Person, moment: datetime = NOON) -> Iterator[None]:
        """Reading with this person's eyes."""
        with self.app.app_context():
            act_as(
                Actor(
                    organisation_id=person.organisation_id,
                    side=person.side,
                    roles=person.roles,
                    now=moment,
                    user_id=person.user_id,
                )
            )
            yield

    def browser(self, person: Person) -> Visitor:
        """A browser in which this person is signed in."""
        token = f"ticket-{next(self.tickets)}"
        with self.app.app_context(), across_tenants("a test signs somebody in"), transaction():
            db.session.add(
                SignIn(
                    digest=digest_of(token),
                    user_id=person.user_id,
                    organisation_id=person.organisation_id,
                    started_at=datetime.now(UTC),
                    device="test",
                )
            )
        arriving = self.visitor()
        with arriving.client.session_transaction() as session:
            session["_user_id"] = token
            session["_fresh"] = True
        return arriving


@pytest.fixture
def real_press() -> None:
    """Ask for this to have documents really rendered."""


@pytest.fixture(autouse=True)
def quick_press(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Most of these tests are not about paper: their documents are blank sheets, made at once."""
    if "real_press" not in request.fixturenames:
        monkeypatch.setattr("portal.infra.documents.render", lambda *_arguments, **_values: BLANK_SHEET)


@pytest.fixture
def town(app: Flask, visitor: Callable[[], Visitor]) -> Town:
    return Town(app, visitor)


@pytest.fixture
def merchant(town: Town) -> Person:
    return town.person(Side.MERCHANT, "杭州跃动体育")


@pytest.fixture
def vendor(town: Town) -> Person:
    return town.person(Side.VENDOR, "诚声客服")
