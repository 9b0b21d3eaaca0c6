"""Whether figures come in time: how a month stands that waits for them, how late they were, and when to remind."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from portal.sla.rules.progress import MonthState

MISSING_AFTER = 7
"""Days after the due day from which late figures count as missing."""


class Standing(StrEnum):
    """How a month stands that waits for figures."""

    RUNNING = "running_month"
    AWAITED = "open"
    LATE = "late"
    MISSING = "figures_missing"


class Reminder(StrEnum):
    """The reminders about one step, in their order."""

    BEFORE = "before"
    DUE = "due"
    LATE_1 = "late_1"
    LATE_3 = "late_3"
    LATE_7 = "late_7"


OFFSETS: tuple[tuple[Reminder, int], ...] = (
    (Reminder.BEFORE, -2),
    (Reminder.DUE, 0),
    (Reminder.LATE_1, 1),
    (Reminder.LATE_3, 3),
    (Reminder.LATE_7, 7),
)
"""Each reminder with its day, counted from the last day in time."""

LATE = frozenset({Reminder.LATE_1, Reminder.LATE_3, Reminder.LATE_7})
WAITS = frozenset({MonthState.OPEN, MonthState.RETURNED})


def last_day_in_time(due_at: datetime, zone: tzinfo) -> date:
    """The last day on which a step is in time; it is due before the first moment of the day after."""
    return (due_at.astimezone(zone) - timedelta(microseconds=1)).date()


def days_late(due_at: datetime | None, moment: datetime, zone: tzinfo) -> int:
    """Whole days between the last day in time and the day of `moment`, never less than zero."""
    if due_at is None:
        return 0
    return max((moment.astimezone(zone).date() - last_day_in_time(due_at, zone)).days, 0)


@dataclass(frozen=True)
class Counted:
    """Days late so far, and the moment from which days on which figures are owed count as late."""

    days: int
    since: datetime | None


def count_late(before: Counted, due_at: datetime | None, moment: datetime, zone: tzinfo) -> Counted:
    """The count at a hand-in of whoever owes the figures; the day of the hand-in itself is counted only once.

    Only days on which complete figures were owed count. While they lie with the other side nobody owes them; a
    hand-in with places missing leaves them owed.
    """
    since = before.since or due_at
    if since is None:
        return before
    return Counted(before.days + days_late(since, moment, zone), owed_from(since, moment, zone))


def owed_from(since: datetime | None, moment: datetime, zone: tzinfo) -> datetime:
    """From when figures that are owed again count as late: from tomorrow, but never before they were due."""
    tomorrow = datetime.combine(moment.astimezone(zone).date() + timedelta(days=1), time.min, tzinfo=zone)
    return tomorrow if since is None else max(since, tomorrow)


def is_complete(missing: Collection[str], *, typed: Collection[str], metrics: Collection[str]) -> bool:
    """Whether figures are complete: every shop and tool is there, or every metric was typed by hand."""
    return not missing or (bool(metrics) and set(metrics) <= set(typed))


def standing(state: str, due_at: datetime | None, moment: datetime, zone: tzinfo, last_day: date) -> str:
    """How a month stands: its state, or while figures are awaited whether they are late or missing."""
    if state not in WAITS:
        return state
    late = days_late(due_at, moment, zone)
    if late:
        return Standing.MISSING if late > MISSING_AFTER else Standing.LATE
    if state == MonthState.OPEN and moment.astimezone(zone).date() <= last_day:
        return Standing.RUNNING
    return state


def reminder_due(
    due_at: datetime | None, moment: datetime, zone: tzinfo, sent: str | None
) -> Reminder | None:
    """The reminder whose day has come and that was not sent yet; of several that were slept through, the last."""
    if due_at is None:
        return None
    since = (moment.astimezone(zone).date() - last_day_in_time(due_at, zone)).days
    come = [reminder for reminder, offset in OFFSETS if since >= offset]
    order = list(Reminder)
    if not come or (sent is not None and order.index(Reminder(sent)) >= order.index(come[-1])):
        return None
    return come[-1]
