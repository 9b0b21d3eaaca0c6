"""The extra seats a month owes, and those that were given."""

from datetime import date

from sqlalchemy import select

from portal.infra.db import db
from portal.sla.models import MonthAnswer, MonthRecord
from portal.sla.rules.in_kind import GIVEN, Given, OwedInKind, owed_in_kind


def in_kind_of(record: MonthRecord) -> tuple[OwedInKind, ...]:
    """What a month gives in kind by its results, each with what the merchant recorded as given."""
    query = select(MonthAnswer).where(MonthAnswer.month_id == record.id, MonthAnswer.kind == GIVEN)
    given = [
        Given(
            line=one.line,
            seat_days=int((one.details or {})["seat_days"]),
            on=date.fromisoformat((one.details or {})["on"]),
            remark=one.comment,
            said_by=one.said_by,
        )
        for one in db.session.scalars(query.order_by(MonthAnswer.id))
    ]
    return owed_in_kind(record.results, given)
