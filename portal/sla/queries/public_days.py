"""The public holidays a month is judged by."""

from datetime import date

from portal.contracts.rules.terms import ContractTerms
from portal.reference.queries.holidays import public_days_of
from portal.reference.rules.holidays import PublicDays
from portal.sla.models import MonthRecord
from portal.sla.rules.progress import MonthState


def days_of_month(record: MonthRecord, terms: ContractTerms) -> PublicDays:
    """What is known now while figures are awaited; afterwards what the month was first judged by.

    So a year that is entered or corrected later moves no month that was handed in.
    """
    if record.state != MonthState.OPEN and record.inputs:
        return PublicDays(_kept(record.inputs["legal_holidays"]), _kept(record.inputs["make_up_days"]))
    return public_days_of(terms.time_zone, record.first_day, record.last_day)


def _kept(days: list[str]) -> tuple[date, ...]:
    return tuple(date.fromisoformat(day) for day in days)
