"""What is on the lists of follow-ups."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from portal.infra.db import db
from portal.kernel.errors import NotFound
from portal.sla.models import FollowUp

OPEN, CLOSED = "open", "closed"
MOST_CLOSED = 200


@dataclass(frozen=True)
class OpenFollowUps:
    """How many matters of a contract one side has to look into, and when the first is due."""

    count: int
    due_at: datetime | None


def follow_up(contract_id: int, follow_up_id: int) -> FollowUp:
    """One matter of a contract that the viewer is party to."""
    query = select(FollowUp).where(FollowUp.id == follow_up_id, FollowUp.contract_id == contract_id)
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def follow_ups(contract_id: int, state: str) -> list[FollowUp]:
    """The open matters of a contract, the most urgent first, or the latest closed ones."""
    query = select(FollowUp).where(FollowUp.contract_id == contract_id, FollowUp.state == state)
    if state == CLOSED:
        query = query.order_by(FollowUp.closed_at.desc(), FollowUp.id.desc()).limit(MOST_CLOSED)
    else:
        query = query.order_by(FollowUp.due_at, FollowUp.id)
    return list(db.session.scalars(query))


def known_follow_ups(contract_id: int, keys: Sequence[str]) -> dict[str, FollowUp]:
    """Those of the named matters that are on the list or were."""
    query = select(FollowUp).where(FollowUp.contract_id == contract_id, FollowUp.key.in_(keys))
    return {found.key: found for found in db.session.scalars(query)}


def open_agents(contract_id: int, month: str) -> list[FollowUp]:
    """The agents of a month that still have to be looked into."""
    query = select(FollowUp).where(
        FollowUp.contract_id == contract_id,
        FollowUp.state == OPEN,
        FollowUp.key.startswith(f"agent|{month}|", autoescape=True),
    )
    return list(db.session.scalars(query.order_by(FollowUp.id)))


def open_follow_ups(contract_id: int, side: str) -> OpenFollowUps:
    """What one side still has to look into."""
    query = select(func.count(FollowUp.id), func.min(FollowUp.due_at)).where(
        FollowUp.contract_id == contract_id, FollowUp.state == OPEN, FollowUp.side == side
    )
    count, due_at = db.session.execute(query).one()
    return OpenFollowUps(count, due_at)


def open_counts() -> dict[int, int]:
    """How many matters are open, by contract."""
    query = select(FollowUp.contract_id, func.count(FollowUp.id).label("open")).where(FollowUp.state == OPEN)
    rows = db.session.execute(query.group_by(FollowUp.contract_id).order_by(FollowUp.contract_id))
    return {row.contract_id: row.open for row in rows}
