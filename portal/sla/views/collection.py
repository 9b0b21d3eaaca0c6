"""How the figures of a month come in: late, missing or provisional, and what to send to whoever owes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from portal.infra.access import actor
from portal.infra.i18n import _, say_last_day, say_month, zone_of_reader
from portal.infra.links import absolute_url
from portal.kernel.permissions import Side
from portal.sla.queries.months import MonthInFull, MonthLine
from portal.sla.queries.steps import drafts
from portal.sla.rules.collection import WAITS, Standing, days_late, standing
from portal.sla.rules.progress import TAKES_FIGURES


@dataclass(frozen=True)
class Collection:
    """What the board says about the figures of a month that are still to come, or came late."""

    standing: str
    late: int
    """Whole days the figures are late by now, or were at the first hand-in."""
    is_handed_in: bool
    until: date | None
    """While the month runs: the last day the figures so far name."""
    reminder: str
    """What the other side can send to whoever owes the figures; empty when it is nobody's to send."""
    drafts: Sequence[Any]
    """Files of the reader's side that were read and not submitted."""


def line_standing(line: MonthLine) -> str:
    """The state of a month on a list, with late and missing figures told apart."""
    return standing(line.state, line.due_at, actor().now, zone_of_reader(), line.last_day)


def collection_of(full: MonthInFull, side: Side) -> Collection:
    """How the figures of one month come in, for the reader's side."""
    record, now, zone = full.record, actor().now, ZoneInfo(full.terms.time_zone)
    waits = record.state in WAITS
    word = standing(record.state, record.due_at, now, zone, record.last_day)
    covered = [one.last_day for one in full.submissions.values() if one.last_day is not None]
    return Collection(
        standing=word,
        late=days_late(record.due_at, now, zone) if waits else record.late_days or 0,
        is_handed_in=not waits,
        until=max(covered, default=None) if word == Standing.RUNNING else None,
        drafts=drafts(record.id) if record.state in TAKES_FIGURES else (),
        reminder=_reminder(full) if waits and record.turn != side and word != Standing.RUNNING else "",
    )


def _reminder(full: MonthInFull) -> str:
    return reminder_text(full.record.month, full.record.due_at, full.record.id)


def reminder_text(month: str, due_at: datetime | None, month_id: int) -> str:
    """What the other side can send by any chat to whoever owes the figures of a month."""
    return _(
        "Hello, the figures for %(month)s are due on %(day)s. Please submit them here: %(link)s",
        month=say_month(month),
        day=say_last_day(due_at),
        link=absolute_url("sla.month", month_id=month_id),
    )
