"""Who is behind a ticket, and what the frame around their pages shows."""

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, or_, select

from portal.accounts.models import Membership, Notice, Organisation, SignIn, SignInFailure, User
from portal.infra.access import Actor
from portal.infra.db import InstantType, db
from portal.infra.freshness import marks_of, state_of
from portal.infra.sessions import TICKET_LIFE, ticket_digest
from portal.infra.tenancy import across_tenants
from portal.kernel.permissions import Role


def load_actor(moment: datetime) -> Actor | None:
    """The person behind this browser's ticket with the roles held at this moment; ``None`` when it has ended."""
    digest = ticket_digest()
    if digest is None:
        return None
    asked = {"digest": digest, "moment": moment, "oldest": moment - TICKET_LIFE}
    with across_tenants("who is looking is not known before this answer"):
        found = db.session.execute(_behind_a_ticket(), asked).one_or_none()
    if found is None:
        return None
    (user_id, name, spoken), place, (everybody, own, passed) = found[:3], found[3:9], found[9:]
    if place[0] is None or place[-1] is None:
        return Actor(
            organisation_id=None,
            side=None,
            roles=frozenset(),
            now=moment,
            user_id=user_id,
            label=name,
            language=spoken,
        )
    organisation_id, side, organisation_name, time_zone, is_small, roles = place
    return Actor(
        organisation_id=organisation_id,
        side=side,
        roles=frozenset(Role(role) for role in roles),
        now=moment,
        user_id=user_id,
        label=name,
        organisation_name=organisation_name,
        language=spoken,
        time_zone=time_zone,
        is_small=is_small,
        seen_state=state_of(everybody, own, passed, moment),
    )


@cache
def _behind_a_ticket() -> Select[*tuple[Any, ...]]:
    moment = bindparam("moment", type_=InstantType())
    return (
        select(
            *(User.id, User.name, User.language),
            *(Organisation.id, Organisation.side, Organisation.name),
            *(Organisation.time_zone, Organisation.is_small, Membership.roles),
            *marks_of(Organisation.id, moment),
        )
        .join_from(SignIn, User, User.id == SignIn.user_id)
        .outerjoin(Organisation, Organisation.id == SignIn.organisation_id)
        .outerjoin(
            Membership,
            (Membership.user_id == User.id)
            & (Membership.organisation_id == SignIn.organisation_id)
            & Membership.ended_at.is_(None),
        )
        .where(
            SignIn.digest == bindparam("digest"),
            SignIn.ended_at.is_(None),
            SignIn.started_at > bindparam("oldest", type_=InstantType()),
            User.ended_at.is_(None),
        )
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
