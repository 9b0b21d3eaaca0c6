"""Reminding whoever supplies the figures of a month: a notice and a mail, each reminder once."""

from datetime import date
from zoneinfo import ZoneInfo

from portal.accounts.actions.notices import notify
from portal.accounts.queries.people import readers_of_mail
from portal.infra.access import actor
from portal.infra.db import db
from portal.infra.events import record as record_event
from portal.infra.i18n import lazy, say, say_day, say_month, speaking
from portal.infra.links import absolute_url
from portal.infra.mail import post
from portal.kernel.messages import Message, message
from portal.kernel.permissions import Permission
from portal.sla.actions.duties import tell_other_side
from portal.sla.events import FiguresReminded
from portal.sla.models import MonthRecord
from portal.sla.queries.months import terms_of
from portal.sla.rules.collection import LATE, WAITS, Reminder, days_late, last_day_in_time, reminder_due


def remind(of: MonthRecord) -> Reminder | None:
    """Send the reminder whose day has come, to the side that acts; None when there is nothing to send."""
    if of.state not in WAITS or of.due_at is None:
        return None
    zone = ZoneInfo(terms_of(of).time_zone)
    reminder = reminder_due(of.due_at, actor().now, zone, of.reminded)
    if reminder is None:
        return None
    is_first_late = reminder in LATE and of.reminded not in LATE
    of.reminded = reminder
    db.session.flush()
    late = days_late(of.due_at, actor().now, zone)
    words = words_of(of, late=late)
    notify(
        actor().party,
        words,
        permission=Permission.MONTHS_SUBMIT,
        endpoint="sla.month",
        month_id=of.id,
    )
    if is_first_late:
        tell_other_side(of, message("The figures for %(month)s did not come in time.", month=of.month))
    _mail(of, words, late=late, day=last_day_in_time(of.due_at, zone))
    record_event(
        FiguresReminded(
            engagement_id=of.engagement_id,
            month_id=of.id,
            month=of.month,
            due=last_day_in_time(of.due_at, zone).isoformat(),
        )
    )
    return reminder


def words_of(of: MonthRecord, *, late: int) -> Message:
    """The reminder as a sentence, in plain values."""
    if late:
        return message("The figures for %(month)s are late by %(days)s days.", month=of.month, days=late)
    return message("The figures for %(month)s are due soon.", month=of.month)


WAS_DUE = lazy(
    "Hello %(name)s,\n\nthe figures for %(month)s were due on %(day)s. Please submit them here:\n\n%(link)s"
)
IS_DUE = lazy(
    "Hello %(name)s,\n\nthe figures for %(month)s are due on %(day)s. Please submit them here:\n\n%(link)s"
)


def _mail(of: MonthRecord, words: Message, *, late: int, day: date) -> None:
    link = absolute_url("sla.month", month_id=of.id)
    for address, language, name in readers_of_mail(Permission.MONTHS_SUBMIT):
        with speaking(language):
            values = {"name": name, "month": say_month(of.month), "day": say_day(day), "link": link}
            post(address=address, subject=say(words), text=str(WAS_DUE if late else IS_DUE) % values)
