"""What was decided about the deductions of a month."""

from sqlalchemy import select

from portal.infra.db import db
from portal.infra.progress import side_of
from portal.sla.models import MonthAnswer, MonthRecord
from portal.sla.rules.waivers import LineAct, LineDecisions, LineWord, decisions_of


def line_decisions(record: MonthRecord) -> LineDecisions:
    """Waivers and confirmed deductions of a month, for the figures at hand: after new ones they are decided anew."""
    query = select(MonthAnswer).where(
        MonthAnswer.month_id == record.id, MonthAnswer.kind.in_([act.value for act in LineAct])
    )
    return decisions_of(
        LineWord(
            act=LineAct(found.kind),
            line=found.line,
            by=side_of(record, found.author_id),
            person=(found.details or {}).get("person", 0),
            said_by=found.said_by,
            reason=found.comment,
        )
        for found in db.session.scalars(query.order_by(MonthAnswer.id))
        if record.submitted_at is None or found.said_at >= record.submitted_at
    )
