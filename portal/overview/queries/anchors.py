"""The heads of the audit trails, for those who keep them outside the portal."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from portal.infra.db import db
from portal.infra.events import AuditEntry, head_of
from portal.infra.progress import Engagement


@dataclass(frozen=True)
class Head:
    """The latest entry of a cooperation's trail, as it is printed: 17:9f86d081…"""

    cooperation: str
    head: str


def parties_moved_since(moment: datetime) -> set[int]:
    """The organisations in whose cooperations something happened; to be asked across all of them."""
    query = (
        select(Engagement.merchant_id, Engagement.vendor_id)
        .join(AuditEntry, AuditEntry.engagement_id == Engagement.id)
        .where(AuditEntry.at >= moment)
        .distinct()
    )
    return {party for pair in db.session.execute(query) for party in pair}


def heads_moved_since(moment: datetime) -> list[Head]:
    """The heads of the viewer's cooperations in which something happened."""
    query = (
        select(Engagement.id, Engagement.name)
        .join(AuditEntry, AuditEntry.engagement_id == Engagement.id)
        .where(AuditEntry.at >= moment)
        .distinct()
        .order_by(Engagement.id)
    )
    return [Head(name, head_of(number)) for number, name in db.session.execute(query)]
