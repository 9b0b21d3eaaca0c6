"""The hours of service that a contract agrees on, as times of one month."""

from collections.abc import Iterable
from datetime import date, timedelta

from portal.contracts.rules.terms import ContractTerms
from portal.kernel.calendars import EVERY_DAY_KIND, SUNDAY, DayKind, DayWindow, ServiceCalendar, Stretch
from portal.kernel.periods import ServiceMonth

KNOWN = frozenset({EVERY_DAY_KIND, SUNDAY, *DayKind})
"""Kinds of day that a calendar can find; hours for days in words of the parties' own are not judged by."""


def service_calendar(
    terms: ContractTerms, *, legal_holidays: Iterable[date] = (), make_up_days: Iterable[date] = ()
) -> ServiceCalendar:
    """The staffed hours of the contract by kind of day, all shifts together."""
    return ServiceCalendar(
        windows=tuple(
            DayWindow(window.day_kind, window.from_minute, window.to_minute)
            for window in terms.windows
            if window.day_kind in KNOWN
        ),
        legal_holidays=frozenset(legal_holidays),
        make_up_days=frozenset(make_up_days),
    )


def judged_times(
    terms: ContractTerms,
    month: ServiceMonth,
    *,
    legal_holidays: Iterable[date] = (),
    make_up_days: Iterable[date] = (),
) -> tuple[Stretch, ...]:
    """The times of the month, in minutes since its first midnight, in which conversations are judged.

    Nothing means all of them: the contract does not limit them to the staffed hours, or names none.
    """
    if not terms.measurement.service_hours_only:
        return ()
    calendar = service_calendar(terms, legal_holidays=legal_holidays, make_up_days=make_up_days)
    return calendar.stretches(month.first_day, month.day_after)


def service_days(
    terms: ContractTerms,
    first: date,
    last: date,
    *,
    legal_holidays: Iterable[date] = (),
    make_up_days: Iterable[date] = (),
) -> int:
    """The days from `first` to `last`, both included, on which service begins; all of them when no hours are agreed."""
    calendar = service_calendar(terms, legal_holidays=legal_holidays, make_up_days=make_up_days)
    days = (first + timedelta(days=offset) for offset in range((last - first).days + 1))
    return sum(1 for day in days if not calendar.windows or calendar.windows_on(day))
