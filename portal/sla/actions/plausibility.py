"""What is odd about a file beside the month before, said to its sender before anything counts."""

from typing import Any

from sqlalchemy import select

from portal.infra.access import actor
from portal.infra.db import db
from portal.sla.models import MonthRecord, Submission
from portal.sla.queries.months import CURRENT, month
from portal.sla.rules.jumps import compared_with
from portal.sla.rules.plain_figures import figures_from_plain
from portal.sla.rules.plain_messages import message_to_plain


def odd_beside_earlier(staged: Submission, figures: dict[str, Any]) -> list[Any]:
    """Warnings as a submission keeps them; none while the month runs, whose part says nothing about the whole."""
    of = month(staged.month_id)
    if actor().now.date() <= of.last_day:
        return []
    query = (
        select(Submission.figures, MonthRecord.month)
        .join(MonthRecord, MonthRecord.id == Submission.month_id)
        .where(MonthRecord.contract_id == of.contract_id, MonthRecord.first_day < of.first_day)
        .where(Submission.slot == staged.slot, Submission.state == CURRENT)
        .order_by(MonthRecord.first_day.desc())
        .limit(1)
    )
    found = db.session.execute(query).one_or_none()
    if found is None:
        return []
    earlier, now = figures_from_plain(found.figures), figures_from_plain(figures)
    return [message_to_plain(one) for one in compared_with(earlier, now, month=found.month)]
