"""What both sides said about single lines of a month."""

from sqlalchemy import select

from portal.infra.db import db
from portal.infra.progress import side_of
from portal.sla.models import MonthAnswer, MonthRecord
from portal.sla.rules.claims import Act, Claim, Said, claims_of


def line_claims(record: MonthRecord) -> dict[str, Claim]:
    """The latest objection or claim of relief about each line of a month."""
    query = select(MonthAnswer).where(
        MonthAnswer.month_id == record.id, MonthAnswer.kind.in_([act.value for act in Act])
    )
    return claims_of(
        Said(
            act=Act(found.kind),
            line=found.line,
            by=side_of(record, found.author_id),
            said_by=found.said_by,
            said_at=found.said_at,
            comment=found.comment,
        )
        for found in db.session.scalars(query.order_by(MonthAnswer.id))
    )
