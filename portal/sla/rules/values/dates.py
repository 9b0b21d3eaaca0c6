"""Dates and periods as tools write them: ISO, Chinese, Minguo years, Excel serials, ranges, days without a year."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import pairwise

from portal.kernel.messages import message
from portal.sla.rules.values.texts import Cell, Fault, is_missing, plain, shown

EXCEL_EPOCH = date(1899, 12, 30)
EXCEL_SERIALS = range(40_000, 60_000)
MINGUO = 1911
MINGUO_YEARS = range(100, 200)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH_NAMES = {name: number for number, name in enumerate(MONTHS, start=1)}


@dataclass(frozen=True, order=True)
class Days:
    """A run of days, both ends included."""

    first: date
    last: date

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.first <= day <= self.last

    def __iter__(self) -> Iterator[date]:
        return (self.first + timedelta(days=offset) for offset in range((self.last - self.first).days + 1))

    @property
    def is_one_day(self) -> bool:
        """Whether it is a single day."""
        return self.first == self.last

    def overlaps(self, other: "Days") -> bool:
        """Whether any day lies in both."""
        return self.first <= other.last and other.first <= self.last


WEEKDAY = re.compile(
    r"\s*[(\[]?(?:周|週|星期|礼拜|禮拜)[一二三四五六日天][)\]]?$|\s*\(?(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\)?$"
)
CLOCK = re.compile(r"[ t]([0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)\s*(z|utc|[+-][0-9]{2}:?[0-9]{2})?$")
RANGE = re.compile(r"\s*(?:~|～|至|到|\bto\b|\s-+\s|--|(?<=[0-9日])-(?=[0-9]{4}[-/.年]?[0-9]{2}))\s*")
Y_M_D = re.compile(
    r"^(?P<y>[0-9]{4})\s*[-/.年]\s*(?P<m>[0-9]{1,2})\s*[-/.月]\s*(?P<d>[0-9]{1,2})\s*[日号號]?$"
)
COMPACT = re.compile(r"^(?P<y>[0-9]{4})(?P<m>[0-9]{2})(?P<d>[0-9]{2})$")
MINGUO_DATE = re.compile(
    r"^(?:民国|民國)?\s*(?P<r>1[0-9]{2})\s*[-/.年]\s*(?P<m>[0-9]{1,2})\s*[-/.月]\s*(?P<d>[0-9]{1,2})\s*[日號]?$"
)
MINGUO_COMPACT = re.compile(r"^(?P<r>1[0-9]{2})(?P<m>[0-9]{2})(?P<d>[0-9]{2})$")
MONTH_DAY = re.compile(r"^(?P<m>[0-9]{1,2})\s*[-/.月]\s*(?P<d>[0-9]{1,2})\s*[日号號]?$")
YEAR_LAST = re.compile(r"^(?P<a>[0-9]{1,2})[-/.](?P<b>[0-9]{1,2})[-/.](?P<y>[0-9]{4})$")
NAMED = re.compile(r"^(?P<n>[a-z]{3})[a-z]*\.? (?P<d>[0-9]{1,2})(?:st|nd|rd|th)?,? (?P<y>[0-9]{4})$")
NAMED_LAST = re.compile(r"^(?P<d>[0-9]{1,2})[- ](?P<n>[a-z]{3})[a-z]*\.?,?[- ](?P<y>[0-9]{4})$")
WHOLE_MONTH = re.compile(r"^(?P<y>[0-9]{4})\s*[-/.年]\s*(?P<m>[0-9]{1,2})\s*月?份?$")
MINGUO_MONTH = re.compile(r"^(?:民国|民國)?\s*(?P<r>1[0-9]{2})\s*[-/.年]\s*(?P<m>[0-9]{1,2})\s*月?份?$")
SERIAL = re.compile(r"^(?P<serial>[0-9]{5})(?:\.[0-9]+)?$")


def days_of(cell: Cell, *, month: Days, zone: tzinfo = UTC) -> Days | Fault | None:
    """The day, range or month a cell names; None when missing.

    `month` is the reported period: it gives the year where none is written and settles whether 11/01/2026 means
    November or January. A stamp with an offset is moved into `zone` before its day is taken.
    """
    if is_missing(cell):
        return None
    if isinstance(cell, datetime):
        return _one(cell.date())
    if isinstance(cell, date):
        return _one(cell)
    if isinstance(cell, bool | time | timedelta):
        return _no_date(cell)
    text = plain(cell).lower()
    found = _whole(text, month, zone)
    return found if found is not None else _range(text, cell, month, zone)


def whole_month(year: int, number: int) -> Days | None:
    """All days of a calendar month; None when there is no such month."""
    first = _day(year, number, 1)
    if first is None or year >= date.max.year:
        return None
    following = date(year + number // 12, number % 12 + 1, 1)
    return Days(first, following - timedelta(days=1))


def _range(text: str, cell: Cell, month: Days, zone: tzinfo) -> Days | Fault:
    parts = RANGE.split(text, maxsplit=1)
    ends = [_whole(part, month, zone) for part in parts]
    if len(parts) == 2 and ends[0] is not None and ends[1] is not None:
        first, last = ends[0].first, ends[1].last
        if first <= last:
            return Days(first, last)
        return Fault(
            message("“%(value)s” ends before it begins.", value=shown(cell)),
            message("Write the range as 2026-11-01~2026-11-30."),
        )
    return _no_date(cell)


def _whole(text: str, month: Days, zone: tzinfo) -> Days | None:
    text = WEEKDAY.sub("", text)
    if stamp := CLOCK.search(text):
        return _of_stamp(text[: stamp.start()].strip(), stamp, month, zone)
    for reader in READERS:
        if (found := reader(text, month)) is not None:
            return found
    return None


def _of_stamp(day: str, stamp: re.Match[str], month: Days, zone: tzinfo) -> Days | None:
    found = _whole(day, month, zone)
    if found is None or not stamp[2]:
        return found
    offset = "+00:00" if stamp[2] in {"z", "utc"} else stamp[2]
    clock = stamp[1] if len(stamp[1].split(":")[0]) == 2 else f"0{stamp[1]}"
    try:
        moment = datetime.fromisoformat(f"{found.first.isoformat()}T{clock}{offset}")
    except ValueError:
        return None
    return _one(moment.astimezone(zone).date())


def _one(day: date) -> Days:
    return Days(day, day)


def _day(year: int, number: int, day: int) -> date | None:
    try:
        return date(year, number, day)
    except ValueError:
        return None


def _dated(year: int, number: int, day: int) -> Days | None:
    found = _day(year, number, day)
    return None if found is None else _one(found)


def _year_first(text: str, month: Days) -> Days | None:
    match = Y_M_D.match(text) or COMPACT.match(text)
    return _dated(int(match["y"]), int(match["m"]), int(match["d"])) if match else None


def _minguo(text: str, month: Days) -> Days | None:
    match = MINGUO_DATE.match(text) or MINGUO_COMPACT.match(text)
    return _dated(int(match["r"]) + MINGUO, int(match["m"]), int(match["d"])) if match else None


def _english(text: str, month: Days) -> Days | None:
    match = NAMED.match(text) or NAMED_LAST.match(text)
    if not match or match["n"] not in MONTH_NAMES:
        return None
    return _dated(int(match["y"]), MONTH_NAMES[match["n"]], int(match["d"]))


def _year_last(text: str, month: Days) -> Days | None:
    match = YEAR_LAST.match(text)
    if not match:
        return None
    year, first, second = int(match["y"]), int(match["a"]), int(match["b"])
    readings = [found for found in (_dated(year, first, second), _dated(year, second, first)) if found]
    inside = [found for found in readings if found.first in month]
    return next(iter(inside or readings), None)


def _without_year(text: str, month: Days) -> Days | None:
    match = MONTH_DAY.match(text)
    if not match:
        return None
    years = sorted({month.first.year, month.last.year})
    readings = [found for year in years if (found := _dated(year, int(match["m"]), int(match["d"])))]
    return next((found for found in readings if found.first in month), next(iter(readings), None))


def _month(text: str, month: Days) -> Days | None:
    if match := WHOLE_MONTH.match(text):
        return whole_month(int(match["y"]), int(match["m"]))
    if match := MINGUO_MONTH.match(text):
        return whole_month(int(match["r"]) + MINGUO, int(match["m"]))
    return None


def _serial(text: str, month: Days) -> Days | None:
    match = SERIAL.match(text)
    if not match or int(match["serial"]) not in EXCEL_SERIALS:
        return None
    return _one(EXCEL_EPOCH + timedelta(days=int(match["serial"])))


READERS: tuple[Callable[[str, Days], Days | None], ...] = (
    _year_first,
    _minguo,
    _english,
    _year_last,
    _month,
    _without_year,
    _serial,
)


def _no_date(cell: Cell) -> Fault:
    return Fault(
        message("“%(value)s” is not a date.", value=shown(cell)),
        message("Write the day as 2026-11-01."),
    )


def gaps(days: frozenset[date], month: Days) -> tuple[Days, ...]:
    """The runs of days of the month for which there is nothing."""
    if not days:
        return (month,)
    ordered = sorted(day for day in days if day in month)
    edges = [month.first - timedelta(days=1), *ordered, month.last + timedelta(days=1)]
    return tuple(
        Days(before + timedelta(days=1), after - timedelta(days=1))
        for before, after in pairwise(edges)
        if (after - before).days > 1
    )
