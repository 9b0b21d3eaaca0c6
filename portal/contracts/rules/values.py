"""How values of the terms read in a contract's language: days, sums, numbers, times, lists."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from portal.contracts.rules.plain import decimal_words
from portal.kernel.money import Money
from portal.reference.rules.clauses import label

BLANK = "________"
"""Printed where nothing has been agreed yet, as on a paper form."""

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_DIGITS = "零一二三四五六七八九"


def day(value: date | None, language: str) -> str:
    """1 November 2026, 2026年11月1日."""
    if value is None:
        return BLANK
    if language == "en":
        return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"
    return f"{value.year}年{value.month}月{value.day}日"


def money(value: Money | None) -> str:
    """CNY 48,300.00: the currency by its code, because a sign alone may mean several."""
    return BLANK if value is None else str(value)


def number(value: Decimal | int | None) -> str:
    """A number as people write it, without trailing zeros."""
    if value is None:
        return BLANK
    return decimal_words(value) if isinstance(value, Decimal) else f"{value:,d}"


def clock(minute: int) -> str:
    """Minutes from midnight as 09:00."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def listed(parts: Iterable[str], language: str) -> str:
    """Several things in a row, joined as the language does."""
    return ("; " if language == "en" else "、").join(parts)


def labelled(group: str, keys: Iterable[str], language: str) -> str:
    """Several keys of one kind as words in a row."""
    return listed((label(group, key, language) for key in keys), language)


def worded(group: str, key: str, language: str) -> str:
    """One key as words; a blank where nothing was chosen."""
    return label(group, key, language) if key else BLANK


def clause_number(place: int, language: str) -> str:
    """clause 5, 第五条, 第五條."""
    numeral = str(place) if language == "en" else chinese_numeral(place)
    return label("phrase", "clause", language).format(number=numeral)


def chinese_numeral(place: int) -> str:
    """一 to 九十九, as clauses are counted."""
    tens, ones = divmod(place, 10)
    head = "" if not tens else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones else "")
