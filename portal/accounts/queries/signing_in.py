"""Who is behind a ticket, and what the frame around their pages shows."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select

from portal.accounts.models import Membership, Notice, Organisation, SignIn, SignInFailure, User
from portal.infra.access import Actor
from portal.infra.db import db
from portal.infra.sessions import TICKET_LIFE, ticket_digest
from portal.infra.tenancy import across_tenants
from portal.kernel.permissions import Role


def load_actor(moment: datetime) -> Actor | None:
    """The person behind this browser's ticket with the roles held at this moment; ``None`` when it has ended."""
    digest = ticket_digest()
    if digest is None:
        return None
    query = (
        select(SignIn, User, Organisation, Membership)
        .join(User, User.id == SignIn.user_id)
        .outerjoin(Organisation, Organisation.id == SignIn.organisation_id)
        .outerjoin(
            Membership,
            (Membership.user_id == User.id)
            & (Membership.organisation_id == SignIn.organisation_id)
            & Membership.ended_at.is_(None),
        )
        .where(
            SignIn.digest == digest,
            SignIn.ended_at.is_(None),
            SignIn.started_at > moment - TICKET_LIFE,
            User.ended_at.is_(None),
        )
    )
    with across_tenants("who is looking is not known before this answer"):
        found: Any = db.session.execute(query).one_or_none()
    if found is None:
        return None
    _sign_in, user, organisation, membership = found
    if organisation is None or membership is None:
        return Actor(
            organisation_id=None,
            side=None,
            roles=frozenset(),
            now=moment,
            user_id=user.id,
            label=user.name,
            language=user.language,
        )
    return Actor(
        organisation_id=organisation.id,
        side=organisation.side,
        roles=frozenset(Role(role) for role in membership.roles),
        now=moment,
        user_id=user.id,
        label=user.name,
        organisation_name=organisation.name,
        language=user.language,
        time_zone=organisation.time_zone,
        is_small=organisation.is_small,
    )


def load_frame(acting: Actor) -> dict[str, Any]:
    """What the frame shows about the person: name, organisations to switch between, unread notices."""
    with across_tenants("a person may belong to several organisations"):
        organisations = db.session.execute(
            select(Organisation.id, Organisation.name)
            .join(Membership, Membership.organisation_id == Organisation.id)
            .where(Membership.user_id == acting.user_id, Membership.ended_at.is_(None))
            .order_by(Organisation.name, Organisation.id)
        ).all()
    unread = db.session.scalar(
        select(func.count(Notice.id)).where(
            Notice.read_at.is_(None), or_(Notice.user_id.is_(None), Notice.user_id == acting.user_id)
        )
    )
    return {"user_name": acting.label, "organisations": organisations, "notice_count": unread or 0}


def failures_of(account: str | None = None, *, address: str | None = None, since: datetime) -> int:
    """Wrong passwords for an account, or from an address, that still count."""
    query = select(func.count(SignInFailure.id)).where(SignInFailure.at > since)
    if account is not None:
        query = query.where(SignInFailure.account == account)
    if address is not None:
        query = query.where(SignInFailure.address == address)
    return db.session.scalar(query) or 0
