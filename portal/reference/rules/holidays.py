"""Public holidays by place and year: days off, and weekend days worked in exchange, as they are announced."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from portal.kernel.calendars import WEEKEND
from portal.kernel.errors import Invalid
from portal.kernel.messages import Message, message

MAINLAND = "Asia/Shanghai"
"""The clock of the contracts that follow the holidays of mainland China."""

Break = tuple[date, date]
"""The first and the last day of a break."""

LONGEST_BREAK = 20
NEAR = timedelta(days=12)
"""How far a break at the turn of the year may reach into its neighbours."""
MOST_LINES = 120
OFF_WORDS = frozenset({"off", "holiday", "休", "放假", "假"})
WORK_WORDS = frozenset({"work", "班", "上班", "补班", "補班", "调休上班"})
DAY_PARTS = re.compile(r"[-/.]")
CELLS = re.compile(r"[,;\t，；]")


@dataclass(frozen=True)
class HolidayYear:
    """The holidays of one year in one place, with who published them when; a correction is a further version."""

    zone: str
    year: int
    breaks: tuple[Break, ...]
    made_up: tuple[date, ...]
    source: str
    published_on: date
    version: int = 0

    def days_off(self) -> Iterator[date]:
        """Every day off."""
        return (day for first, last in self.breaks for day in _days(first, last))


BUILT_IN: tuple[HolidayYear, ...] = (
    HolidayYear(
        zone=MAINLAND,
        year=2025,
        breaks=(
            (date(2025, 1, 1), date(2025, 1, 1)),
            (date(2025, 1, 28), date(2025, 2, 4)),
            (date(2025, 4, 4), date(2025, 4, 6)),
            (date(2025, 5, 1), date(2025, 5, 5)),
            (date(2025, 5, 31), date(2025, 6, 2)),
            (date(2025, 10, 1), date(2025, 10, 8)),
        ),
        made_up=(
            date(2025, 1, 26),
            date(2025, 2, 8),
            date(2025, 4, 27),
            date(2025, 9, 28),
            date(2025, 10, 11),
        ),
        source="国务院办公厅关于2025年部分节假日安排的通知",
        published_on=date(2024, 11, 12),
    ),
    HolidayYear(
        zone=MAINLAND,
        year=2026,
        breaks=(
            (date(2026, 1, 1), date(2026, 1, 3)),
            (date(2026, 2, 15), date(2026, 2, 23)),
            (date(2026, 4, 4), date(2026, 4, 6)),
            (date(2026, 5, 1), date(2026, 5, 5)),
            (date(2026, 6, 19), date(2026, 6, 21)),
            (date(2026, 9, 25), date(2026, 9, 27)),
            (date(2026, 10, 1), date(2026, 10, 7)),
        ),
        made_up=(
            date(2026, 1, 4),
            date(2026, 2, 14),
            date(2026, 2, 28),
            date(2026, 5, 9),
            date(2026, 9, 20),
            date(2026, 10, 10),
        ),
        source="国务院办公厅关于2026年部分节假日安排的通知",
        published_on=date(2025, 11, 4),
    ),
)
"""The years that come with the portal; whoever runs it adds further ones and corrects these."""


@dataclass(frozen=True)
class PublicDays:
    """The days off of a period, the weekend days worked in exchange, and the years that nobody has entered yet."""

    days_off: tuple[date, ...]
    make_up_days: tuple[date, ...]
    missing_years: tuple[int, ...] = ()


def newest_years(entered: Iterable[HolidayYear]) -> tuple[HolidayYear, ...]:
    """The version of each year that counts, by place and year; what was entered comes before what is built in."""
    newest: dict[tuple[str, int], HolidayYear] = {}
    for one in (*BUILT_IN, *entered):
        known = newest.get((one.zone, one.year))
        if known is None or one.version >= known.version:
            newest[one.zone, one.year] = one
    return tuple(newest[key] for key in sorted(newest))


def public_days(years: Iterable[HolidayYear], zone: str, first: date, last: date) -> PublicDays:
    """The public days of a place from `first` to `last`, both included.

    A year is missing where the place has holidays at all and those of the year are not known: its weekdays are then
    taken as they fall.
    """
    here = [one for one in years if one.zone == zone]
    known = {one.year for one in here}
    return PublicDays(
        days_off=_within((day for one in here for day in one.days_off()), first, last),
        make_up_days=_within((day for one in here for day in one.made_up), first, last),
        missing_years=tuple(year for year in range(first.year, last.year + 1) if known and year not in known),
    )


def holiday_year_of(
    lines: str, *, zone: str, year: int, source: str, published_on: date, version: int
) -> HolidayYear:
    """A year from lines “first day, last day, off” and “day, work”; raises Invalid naming the line that is wrong."""
    breaks: list[Break] = []
    made_up: list[date] = []
    rows = [(number, line) for number, line in enumerate(lines.splitlines(), start=1) if line.strip()]
    if len(rows) > MOST_LINES:
        raise _refused(message("At most %(count)s lines.", count=MOST_LINES))
    for number, line in rows:
        if number == 1 and not any(letter.isdigit() for letter in line):
            continue
        first, last, is_work = _read(number, line)
        if is_work:
            made_up += _days(first, last)
        else:
            breaks.append((first, last))
    found = HolidayYear(
        zone, year, tuple(sorted(breaks)), tuple(sorted(made_up)), source, published_on, version
    )
    problems = _problems(found)
    if problems:
        raise _refused(problems[0])
    return found


def lines_of(year: HolidayYear, *, off: str = "off", work: str = "work") -> str:
    """A year as the lines in which it is typed, with the reader's words for days off and worked days."""
    breaks = [f"{first}, {last}, {off}" for first, last in year.breaks]
    return "\n".join([*breaks, *(f"{day}, {day}, {work}" for day in year.made_up)])


def year_to_plain(year: HolidayYear) -> dict[str, list[list[str]] | list[str]]:
    """Breaks and worked days as they are stored."""
    return {
        "breaks": [[first.isoformat(), last.isoformat()] for first, last in year.breaks],
        "made_up": [day.isoformat() for day in year.made_up],
    }


def days_from_plain(plain: Mapping[str, Sequence[str]]) -> tuple[tuple[Break, ...], tuple[date, ...]]:
    """What `year_to_plain` stored."""
    breaks = tuple((date.fromisoformat(one[0]), date.fromisoformat(one[1])) for one in plain["breaks"])
    return breaks, tuple(date.fromisoformat(day) for day in plain["made_up"])


def _read(number: int, line: str) -> tuple[date, date, bool]:
    cells = [cell.strip() for cell in CELLS.split(line)]
    kind = next((cell.casefold() for cell in cells if cell.casefold() in OFF_WORDS | WORK_WORDS), None)
    try:
        days = [date(*map(int, DAY_PARTS.split(cell))) for cell in cells if cell[:4].isdigit()]
    except (ValueError, TypeError, OverflowError):
        days = []
    if kind is None or len(days) not in {1, 2}:
        raise _refused(
            message(
                "Line %(number)s cannot be read. Write “2027-02-05, 2027-02-11, off” or “2027-02-14, work”.",
                number=number,
            )
        )
    return days[0], days[-1], kind in WORK_WORDS


def _problems(year: HolidayYear) -> list[Message]:
    """What cannot be right about the days of a year."""
    return [*_wrong_breaks(year.breaks)] or [*_wrong_days(year, frozenset(year.days_off()))]


def _wrong_breaks(breaks: Sequence[Break]) -> Iterator[Message]:
    if not breaks:
        yield message("Enter at least one break.")
    for first, last in breaks:
        if not timedelta(0) <= last - first < timedelta(days=LONGEST_BREAK):
            yield message("The break from %(first)s to %(last)s cannot be right.", first=first, last=last)
    for (_, before), (first, _) in pairwise(breaks):
        if first <= before:
            yield message("Two breaks share the day %(day)s.", day=first)


def _wrong_days(year: HolidayYear, off: frozenset[date]) -> Iterator[Message]:
    for day in year.made_up:
        if day.weekday() not in WEEKEND:
            yield message("%(day)s is no weekend day and cannot be worked in exchange.", day=day)
        if day in off:
            yield message("%(day)s cannot be a day off and a worked day.", day=day)
    for day in sorted({*off, *year.made_up}):
        if not date(year.year, 1, 1) - NEAR <= day <= date(year.year, 12, 31) + NEAR:
            yield message("%(day)s does not belong to the year %(year)s.", day=day, year=str(year.year))


def _refused(reason: Message) -> Invalid:
    return Invalid(reason, fields={"lines": reason})


def _within(days: Iterable[date], first: date, last: date) -> tuple[date, ...]:
    return tuple(sorted({day for day in days if first <= day <= last}))


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=offset) for offset in range((last - first).days + 1))
