"""One cell of a conversation row: the integer it means, nothing, or why it cannot be taken."""

import re
import unicodedata
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

SECOND = 1_000
MINUTE = 60_000
DAY = 86_400_000
LONGEST = 31 * DAY
LARGEST_COUNT = 1_000_000
LARGEST_AMOUNT = 10**10
LONGEST_SHOWN = 60
REMEMBERED = 20_000

MISSING = frozenset({"", "-", "--", "/", "n/a", "na", "null", "none", "无", "無", "空"})
TRUE = frozenset({"1", "是", "有", "y", "yes", "true", "t", "√", "v", "已转接", "已轉接", "已解决", "已解決"})
FALSE = frozenset(
    {"0", "否", "没有", "n", "no", "false", "f", "×", "x", "未转接", "未轉接", "未解决", "未解決"}
)
STARS = {
    "很满意": 5,
    "非常满意": 5,
    "满意": 4,
    "一般": 3,
    "不满意": 2,
    "很不满意": 1,
    "非常不满意": 1,
    "很滿意": 5,
    "非常滿意": 5,
    "滿意": 4,
    "不滿意": 2,
    "很不滿意": 1,
    "非常不滿意": 1,
}

DASHES = re.compile("[‐-―−]")
NUMBER = re.compile(r"-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:e[+-]?[0-9]{1,3})?")
THOUSANDS = re.compile(r"-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?")
CLOCK = re.compile(r"([0-9]{1,3}):([0-5]?[0-9]):([0-5]?[0-9](?:\.[0-9]+)?)")
CURRENCY = re.compile(r"^(?:¥|\$|nt\$|rmb|cny|twd)\s*|\s*元$")
STAR = re.compile(r"([1-5])(?:\.0*)?(?:星|分|stars?)?")
TIME = re.compile(
    r"([0-9]{4})([-/])([0-9]{1,2})\2([0-9]{1,2})[ t]+([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,9}))?)?"
    r"(z|[+-][0-9]{2}:?[0-9]{2})?"
)


class Fault(StrEnum):
    """Why a cell, or a whole row, was not counted."""

    MISSING = "missing"
    UNREADABLE = "unreadable"
    NOT_TIME = "not_time"
    OUTSIDE_MONTH = "outside_month"
    BEFORE_START = "before_start"
    TOO_LONG = "too_long"
    NOT_SECONDS = "not_seconds"
    NOT_COUNT = "not_count"
    NOT_AMOUNT = "not_amount"
    NOT_FLAG = "not_flag"
    NOT_RATING = "not_rating"
    NEGATIVE = "negative"
    WRONG_CELLS = "wrong_cells"


Answer = int | Fault | None
"""What a cell means; None when it says "no value"."""


def folded(text: str) -> str:
    """The cell in one width, with one kind of dash, in small letters and without blanks around it."""
    text = text.strip()
    if not text.isascii():
        text = DASHES.sub("-", unicodedata.normalize("NFKC", text)).strip()
    return text.lower()


def is_damaged(text: str) -> bool:
    """Whether bytes of the cell did not fit the file's encoding, or are no letters at all."""
    return "\x00" in text or (not text.isascii() and any("\ud800" <= letter <= "\udfff" for letter in text))


@lru_cache(maxsize=REMEMBERED)
def name_of(text: str) -> str | Fault | None:
    """A shop, channel or agent; None when missing."""
    if is_damaged(text):
        return Fault.UNREADABLE
    return None if folded(text) in MISSING else " ".join(text.split())


@lru_cache(maxsize=REMEMBERED)
def milliseconds_of(text: str, *, unit: int = SECOND) -> Answer:
    """A duration in milliseconds, half up; `unit` is what a bare number counts, in milliseconds."""
    text = folded(text)
    if clock := CLOCK.fullmatch(text):
        hours, minutes, seconds = clock.groups()
        number: Decimal | None = (int(hours) * 3600 + int(minutes) * 60 + Decimal(seconds)) * SECOND
    else:
        number = _decimal(text)
        number = None if number is None else number * unit
    return _bounded(text, number, LONGEST, Fault.NOT_SECONDS)


@lru_cache(maxsize=REMEMBERED)
def count_of(text: str) -> Answer:
    """A number of messages or turns."""
    text = folded(text)
    number = _decimal(text)
    if number is not None and number != number.to_integral_value():
        return Fault.NOT_COUNT
    return _bounded(text, number, LARGEST_COUNT, Fault.NOT_COUNT)


def minor_units_of(text: str, *, digits: int) -> Answer:
    """A paid amount in minor units, half up; `digits` are the decimals of the currency."""
    text = CURRENCY.sub("", folded(text))
    number = _decimal(text)
    scaled = None if number is None else number * 10**digits
    return _bounded(text, scaled, LARGEST_AMOUNT, Fault.NOT_AMOUNT)


@lru_cache(maxsize=REMEMBERED)
def flag_of(text: str) -> Answer:
    """Yes is 1, no is 0."""
    text = folded(text)
    if text in TRUE:
        return 1
    if text in FALSE:
        return 0
    return None if text in MISSING else Fault.NOT_FLAG


@lru_cache(maxsize=REMEMBERED)
def rating_of(text: str) -> Answer:
    """One to five stars, or the word for them."""
    text = folded(text)
    if text in MISSING or text == "未评价":
        return None
    if text in STARS:
        return STARS[text]
    star = STAR.fullmatch(text)
    return Fault.NOT_RATING if star is None else int(star[1])


def moment_of(text: str, *, zone: ZoneInfo) -> Answer:
    """A moment in milliseconds of the contract's clock since 1970; a stated offset is converted to that clock."""
    text = folded(text)
    if text in MISSING:
        return None
    found = TIME.fullmatch(text)
    if found is None:
        return Fault.NOT_TIME
    year, _, month, day, hour, minute, second, fraction, offset = found.groups()
    try:
        moment = datetime(
            int(year), int(month), int(day), int(hour), int(minute), int(second or 0), tzinfo=UTC
        )
        if offset:
            stated = "+00:00" if offset == "z" else offset
            aware = datetime.fromisoformat(f"{moment:%Y-%m-%dT%H:%M:%S}{stated}")
            moment = aware.astimezone(zone).replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return Fault.NOT_TIME
    answer = int(moment.timestamp()) * SECOND + int((fraction or "")[:3].ljust(3, "0"))
    return answer if answer >= 0 else Fault.NOT_TIME


def shown(text: str) -> str:
    """The cell as it is repeated to the sender, cut when it is very long."""
    text = text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "\ufffd")
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"


def _decimal(text: str) -> Decimal | None:
    if THOUSANDS.fullmatch(text):
        text = text.replace(",", "")
    return Decimal(text) if NUMBER.fullmatch(text) else None


def _bounded(text: str, number: Decimal | None, largest: int, fault: Fault) -> Answer:
    if number is None:
        return None if text in MISSING else fault
    if number < 0:
        return Fault.NEGATIVE
    if number > largest:
        return fault
    return int(number.quantize(Decimal(1), rounding=ROUND_HALF_UP))
