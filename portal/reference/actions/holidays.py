"""What can be done with public holidays: a year is entered as it was announced, or corrected by a further version."""

from datetime import date

from sqlalchemy.exc import IntegrityError

from portal.infra.access import actor
from portal.infra.db import db
from portal.infra.events import record
from portal.kernel.errors import Conflict
from portal.kernel.messages import message
from portal.reference.events import HolidaysEntered
from portal.reference.models import HolidayRecord
from portal.reference.queries.holidays import versions_entered
from portal.reference.rules.holidays import HolidayYear, holiday_year_of, year_to_plain


def enter_holidays(*, zone: str, year: int, lines: str, source: str, published_on: date) -> HolidayYear:
    """Keep the holidays of a year; months that were handed in before keep the days they were judged by.

    Raises Invalid naming the line that is wrong, Conflict when somebody entered the same year just now.
    """
    found = holiday_year_of(
        lines,
        zone=zone,
        year=year,
        source=source,
        published_on=published_on,
        version=versions_entered(zone, year) + 1,
    )
    kept = HolidayRecord(
        zone=zone,
        year=year,
        version=found.version,
        days=year_to_plain(found),
        source=source,
        published_on=published_on,
        entered_by=actor().label,
        entered_at=actor().now,
    )
    try:
        with db.session.begin_nested():
            db.session.add(kept)
    except IntegrityError as clash:
        raise Conflict(message("This was just sent by another window. Please look again.")) from clash
    record(
        HolidaysEntered(
            zone=zone,
            year=str(year),
            version=found.version,
            days_off=sum(1 for _ in found.days_off()),
            made_up=len(found.made_up),
            source=source,
        )
    )
    return found
