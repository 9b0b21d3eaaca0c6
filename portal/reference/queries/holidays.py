"""What is known about public holidays: the years that come with the portal and those that were entered."""

from datetime import date

from sqlalchemy import select

from portal.infra.db import db
from portal.reference.models import HolidayRecord
from portal.reference.rules.holidays import (
    BUILT_IN,
    MAINLAND,
    HolidayYear,
    PublicDays,
    days_from_plain,
    newest_years,
    public_days,
)

ANNOUNCED_BY = (12, 1)
"""Month and day by which the next year has usually been announced."""


def entered_years() -> list[HolidayYear]:
    """Every version of every year that was entered, oldest first."""
    query = select(HolidayRecord).order_by(HolidayRecord.zone, HolidayRecord.year, HolidayRecord.version)
    return [_year_of(one) for one in db.session.scalars(query)]


def known_years() -> tuple[HolidayYear, ...]:
    """The version of each year that counts, by place and year."""
    return newest_years(entered_years())


def all_versions() -> list[HolidayYear]:
    """Every version of every year, the latest year and its newest version first."""
    versions = [*BUILT_IN, *entered_years()]
    return sorted(versions, key=lambda one: (one.year, one.zone, one.version), reverse=True)


def public_days_of(zone: str, first: date, last: date) -> PublicDays:
    """The public days of a place in a period, as they are known now."""
    return public_days(known_years(), zone, first, last)


def years_to_enter(today: date, zone: str = MAINLAND) -> tuple[int, ...]:
    """This year, and towards its end the next one too, as far as nobody has entered them."""
    last = today.year + 1 if (today.month, today.day) >= ANNOUNCED_BY else today.year
    return public_days_of(zone, today, date(last, 12, 31)).missing_years


def versions_entered(zone: str, year: int) -> int:
    """How many versions of a year were entered."""
    query = select(HolidayRecord.id).where(HolidayRecord.zone == zone, HolidayRecord.year == year)
    return len(db.session.scalars(query).all())


def _year_of(found: HolidayRecord) -> HolidayYear:
    breaks, made_up = days_from_plain(found.days)
    return HolidayYear(
        found.zone, found.year, breaks, made_up, found.source, found.published_on, found.version
    )
