"""Signing in and out; passwords are hashed with argon2id and tickets kept as digests."""

from datetime import datetime

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import select

from portal.accounts.models import Membership, SignIn, User
from portal.infra.db import db
from portal.infra.sessions import digest_of, hand_out_ticket
from portal.infra.tenancy import across_tenants

hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)


def password_matches(user: User, password: str) -> bool:
    """Whether this is the person's password."""
    try:
        return hasher.verify(user.password_hash, password)
    except VerifyMismatchError:
        return False


def start_sign_in(user: User, *, moment: datetime, device: str, organisation_id: int | None = None) -> None:
    """Hand this browser a ticket, for the given organisation or the first the person belongs to."""
    if organisation_id is None:
        with across_tenants("a person signs in before anybody is looking"):
            organisation_id = db.session.scalars(
                select(Membership.organisation_id)
                .where(Membership.user_id == user.id, Membership.ended_at.is_(None))
                .order_by(Membership.id)
            ).first()
    db.session.add(
        SignIn(
            digest=digest_of(hand_out_ticket()),
            user_id=user.id,
            organisation_id=organisation_id,
            started_at=moment,
            device=device[:200],
        )
    )
    db.session.flush()
