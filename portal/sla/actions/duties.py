"""Who must do what next about a month, and the notice that says so to the other side."""

from datetime import datetime, timedelta

from portal.accounts.actions.notices import notify
from portal.accounts.models import Organisation
from portal.infra.access import actor
from portal.infra.db import db
from portal.infra.progress import close_duty, engagement, open_duty, other_party
from portal.kernel.messages import Message, message
from portal.kernel.permissions import Permission
from portal.sla.models import MonthRecord
from portal.sla.rules.progress import MonthState, Turn

SUPPLY = message("Submit the figures for %(month)s")
CORRECT = message("Correct the returned figures for %(month)s")
CHECK = message("Check the figures for %(month)s")
CONFIRM = message("Confirm the figures for %(month)s that the merchant supplied")


def vendor_has_joined(record: MonthRecord) -> bool:
    """Whether anybody at the vendor can answer."""
    vendor = db.session.get(Organisation, record.vendor_id)
    return vendor is not None and vendor.joined_at is not None


def renew_duty(record: MonthRecord, *, due_at: datetime | None = None) -> None:
    """Close what is done and open what comes next, from the state and turn of the month."""
    moment = actor().now
    record.due_at, record.reminded = due_at, None
    for turn in (Turn.VENDOR, Turn.MERCHANT):
        if turn != record.turn:
            close_duty(f"month:{record.id}:{turn}", moment=moment)
    if record.turn == Turn.NOBODY:
        return
    open_duty(
        engagement(record.engagement_id),
        key=f"month:{record.id}:{record.turn}",
        debtor_id=record.vendor_id if record.turn == Turn.VENDOR else record.merchant_id,
        author_id=actor().party,
        permission=_permission(record),
        what=message(_what(record).template, month=record.month),
        endpoint="sla.month",
        moment=moment,
        due_at=due_at,
        month_id=record.id,
    )


def _what(record: MonthRecord) -> Message:
    if record.state == MonthState.RETURNED:
        return CORRECT
    if record.state == MonthState.OPEN:
        return SUPPLY
    return CHECK if record.turn == Turn.MERCHANT else CONFIRM


def _permission(record: MonthRecord) -> Permission:
    is_checking = record.state == MonthState.SUBMITTED and record.turn == Turn.MERCHANT
    return Permission.MONTHS_ACCEPT if is_checking else Permission.MONTHS_SUBMIT


def tell_other_side(record: MonthRecord, what: Message) -> None:
    """Leave a notice about the month for the side that did not act."""
    notify(
        other_party(record, actor().party),
        what,
        permission=Permission.MONTHS_VIEW,
        endpoint="sla.month",
        month_id=record.id,
    )


def days_from_now(days: int) -> datetime:
    """The moment that many days on."""
    return actor().now + timedelta(days=days)
