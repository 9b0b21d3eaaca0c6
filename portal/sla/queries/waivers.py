"""What was decided about the deductions of a month."""

from datetime import datetime

from sqlalchemy import select

from portal.infra.db import db
from portal.infra.progress import side_of
from portal.sla.models import MonthAnswer, MonthRecord
from portal.sla.rules.waivers import LineAct, LineDecisions, LineWord, decisions_of


def late_waivers(record: MonthRecord) -> dict[str, str]:
    """The reasons of waivers that came after both sides had agreed on the month, by line."""
    return decisions_of(_words(record, since=record.agreed_at)).reasons


def line_decisions(record: MonthRecord) -> LineDecisions:
    """Waivers and confirmed deductions of a month, for the figures at hand: after new ones they are decided anew."""
    return decisions_of(_words(record, since=record.submitted_at))


def _words(record: MonthRecord, *, since: datetime | None) -> list[LineWord]:
    query = select(MonthAnswer).where(
        MonthAnswer.month_id == record.id, MonthAnswer.kind.in_([act.value for act in LineAct])
    )
    return [
        LineWord(
            act=LineAct(found.kind),
            line=found.line,
            by=side_of(record, found.author_id),
            person=(found.details or {}).get("person", 0),
            said_by=found.said_by,
            reason=found.comment,
        )
        for found in db.session.scalars(query.order_by(MonthAnswer.id))
        if since is None or found.said_at >= since
    ]
