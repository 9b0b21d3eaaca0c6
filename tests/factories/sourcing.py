"""Requirements, requests and quotes, made by the real actions."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from flask import Flask

from portal.accounts.models import Membership, Organisation, SignIn, User
from portal.infra.access import Actor, act_as
from portal.infra.db import db
from portal.infra.sessions import digest_of
from portal.infra.tenancy import across_tenants
from portal.infra.transactions import transaction
from portal.kernel.money import Money
from portal.kernel.permissions import Role, Side
from portal.kernel.rate_cards import LineType, RateLine
from portal.reference.rules.size_templates import Size
from portal.requirements.actions import create_requirement
from portal.requirements.rules.body import Body, body_of_estimate
from portal.requirements.rules.estimates import Basics, estimate, template_for
from portal.requirements.rules.hours import ServiceHours
from portal.sourcing.actions import ask_vendor, save_quote, submit_quote
from tests.visitor import Visitor

NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)


@dataclass(frozen=True)
class Party:
    """An organisation that acts in a test."""

    id: int
    name: str
    side: Side


def organisation(app: Flask, name: str, side: Side, *, has_joined: bool = True) -> Party:
    """An organisation that has joined, without people."""
    with app.app_context(), transaction():
        created = Organisation(name=name, side=side, created_at=NOON, joined_at=NOON if has_joined else None)
        db.session.add(created)
        db.session.flush()
        return Party(created.id, name, side)


@contextmanager
def acting(app: Flask, party: Party, *, moment: datetime | None = None) -> Iterator[None]:
    """Everything inside is done by the owner of this organisation, in one transaction, now or at the moment."""
    with app.app_context():
        act_as(
            Actor(
                organisation_id=party.id,
                side=party.side,
                roles=frozenset({Role.OWNER}),
                now=moment or datetime.now(UTC),
                label=f"owner of {party.name}",
                organisation_name=party.name,
            )
        )
        with transaction():
            yield


def a_body(*, conversations: int = 400, budget: Money | None = None) -> Body:
    """What a medium shop needs."""
    basics = Basics(
        "tmall", conversations, ServiceHours(9 * 60, 24 * 60), date(datetime.now(UTC).year + 1, 1, 1), budget
    )
    return body_of_estimate(estimate(basics, template_for(Size.MEDIUM)), currency="CNY")


def a_requirement(app: Flask, merchant: Party, *, title: str = "Sports shop service") -> int:
    """A requirement grown from five answers."""
    with acting(app, merchant):
        return create_requirement(title=title, body=a_body()).id


def asked(
    app: Flask,
    merchant: Party,
    requirement_id: int,
    vendor: Party,
    *,
    deadline: datetime | None = None,
    is_sealed: bool = False,
    moment: datetime | None = None,
) -> int:
    """A request to a vendor that has joined."""
    with acting(app, merchant, moment=moment):
        made = ask_vendor(requirement_id, vendor_id=vendor.id, deadline=deadline, is_sealed=is_sealed)
        return made.id


def quoted(
    app: Flask,
    vendor: Party,
    request_id: int,
    *,
    seat_price: int = 500000,
    currency: str = "CNY",
    agents: int = 60,
    moment: datetime | None = None,
) -> int:
    """A quote per seat that promises what a medium shop asks for."""
    with acting(app, vendor, moment=moment):
        saved = save_quote(
            request_id,
            currency=currency,
            tax_rate=Decimal("0.06"),
            lines=[RateLine(line_type=LineType.SEAT_MONTH, unit_price=Money(seat_price, currency))],
            promises={"frt_avg": Decimal(25), "reply_rate": Decimal(98), "csat": Decimal(92)},
            facts={"agents": agents, "years": 6, "platforms": ["tmall"], "training_days": 5},
        )
        return submit_quote(saved.id).id


def signed_in(app: Flask, somebody: Visitor, party: Party, *roles: Role, language: str = "en") -> Visitor:
    """The visitor as a person of this organisation with these roles (owner when none is named)."""
    token = f"ticket-{party.id}-{'-'.join(roles)}-{language}"
    with app.app_context(), transaction(), across_tenants("a test lets somebody in"):
        person = User(
            name=f"{party.name} person",
            email=f"{token}@example.com",
            password_hash="unused",
            language=language,
            created_at=NOON,
        )
        db.session.add(person)
        db.session.flush()
        db.session.add(
            Membership(
                organisation_id=party.id,
                user_id=person.id,
                roles=[str(role) for role in roles or (Role.OWNER,)],
                created_at=NOON,
            )
        )
        db.session.add(
            SignIn(
                digest=digest_of(token),
                user_id=person.id,
                organisation_id=party.id,
                started_at=datetime.now(UTC),
                device="test",
            )
        )
        db.session.flush()
    with somebody.client.session_transaction() as session:
        session["_user_id"] = token
        session["_fresh"] = True
    return somebody
