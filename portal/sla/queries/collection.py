"""What is due: months whose suppliers are to be reminded."""

from datetime import datetime, timedelta

from sqlalchemy import select

from portal.infra.db import db
from portal.sla.models import MonthRecord
from portal.sla.rules.collection import OFFSETS, WAITS, Reminder
from portal.sla.rules.progress import MonthState, Turn

FIRST_LOOK = timedelta(days=1 - OFFSETS[0][1])
LAST_LOOK = timedelta(days=60)


def months_to_remind(moment: datetime) -> list[tuple[int, int]]:
    """Months that wait for figures around their due day, and for each the organisation that owes them."""
    query = (
        select(MonthRecord.id, MonthRecord.merchant_id, MonthRecord.vendor_id, MonthRecord.turn)
        .where(MonthRecord.state.in_(WAITS), MonthRecord.turn != Turn.NOBODY)
        .where(MonthRecord.due_at <= moment + FIRST_LOOK, MonthRecord.due_at >= moment - LAST_LOOK)
        .where((MonthRecord.reminded.is_(None)) | (MonthRecord.reminded != Reminder.LATE_7.value))
        .order_by(MonthRecord.id)
    )
    return [
        (found.id, found.vendor_id if found.turn == Turn.VENDOR else found.merchant_id)
        for found in db.session.execute(query)
    ]


def months_past_answer(moment: datetime) -> list[tuple[int, int]]:
    """Months the merchant has not answered in time, with the merchant; whether that counts the contract says."""
    query = (
        select(MonthRecord.id, MonthRecord.merchant_id)
        .where(MonthRecord.state == MonthState.SUBMITTED, MonthRecord.turn == Turn.MERCHANT)
        .where(MonthRecord.due_at < moment, MonthRecord.is_confirmed.is_(True))
        .order_by(MonthRecord.id)
    )
    return [(found.id, found.merchant_id) for found in db.session.execute(query)]
