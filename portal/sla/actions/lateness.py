"""How late the figures of a month are: counted at each hand-in, and from when they are owed again."""

from datetime import datetime
from zoneinfo import ZoneInfo

from portal.infra.access import actor
from portal.sla.actions.duties import days_from_now
from portal.sla.models import MonthRecord
from portal.sla.queries.months import TYPED, current_submissions, missing_slots, terms_of
from portal.sla.rules.collection import Counted, count_late, is_complete, owed_from
from portal.sla.rules.progress import Turn


def zone_of(of: MonthRecord) -> ZoneInfo:
    """The contract's clock."""
    return ZoneInfo(terms_of(of).time_zone)


def is_running(of: MonthRecord) -> bool:
    """Whether the month has days that have not ended yet, on the contract's clock."""
    return actor().now.astimezone(zone_of(of)).date() <= of.last_day


def count_hand_in(of: MonthRecord) -> None:
    """Count the days on which the vendor owed complete figures after their day.

    A month whose figures the merchant has to supply is never late at the vendor's expense.
    """
    owes = of.turn == Turn.VENDOR or of.is_complete is False
    typed = {key.removeprefix(TYPED) for key in current_submissions(of.id) if key.startswith(TYPED)}
    of.is_complete = not is_running(of) and is_complete(
        missing_slots(of), typed=typed, metrics={line.metric for line in terms_of(of).sla}
    )
    counted = Counted(of.late_days or 0, of.late_from)
    if owes:
        counted = count_late(counted, of.due_at, actor().now, zone_of(of))
    of.late_days, of.late_from = counted.days, counted.since


def owed_again(of: MonthRecord, *, days: int | None) -> datetime:
    """The day for figures that the vendor owes again: ``days`` from now, or at once; never before their own day.

    What was missing in the last hand-in has been owed all the time.
    """
    if of.is_complete is False and of.late_from is not None:
        return of.late_from
    if days is None:
        of.late_from = owed_from(of.late_from, actor().now, zone_of(of))
    else:
        soonest = days_from_now(days)
        of.late_from = soonest if of.late_from is None else max(of.late_from, soonest)
    return of.late_from
