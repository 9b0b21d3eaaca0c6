"""Numbers as people write them: thousands, 万, currency signs, brackets for minus, full-width digits."""

import re
from datetime import date, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

from portal.kernel.messages import message
from portal.sla.rules.values.texts import Cell, Fault, exact, is_missing, not_a, plain, shown

MAGNITUDES = {
    "": 1,
    "千": 10**3,
    "k": 10**3,
    "万": 10**4,
    "萬": 10**4,
    "w": 10**4,
    "百万": 10**6,
    "百萬": 10**6,
    "m": 10**6,
    "亿": 10**8,
    "億": 10**8,
}
CURRENCY = r"(?:¥|￥|CNY|RMB|人民币|人民幣|NT\$|TWD|HK\$|US\$|USD|\$|€|EUR)?"
NUMBER = re.compile(
    rf"^(?P<open>\()?\s*(?P<sign>[-+])?\s*{CURRENCY}\s*(?P<sign2>[-+])?\s*"
    r"(?P<whole>[0-9]{1,3}(?:[, '][0-9]{3})+|[0-9]+)?(?P<part>\.[0-9]*)?\s*"
    r"(?P<magnitude>百万|百萬|千|万|萬|亿|億|[kKmMwW])?\s*"
    r"(?:元|圆|圓|块|人次|人民币|人|次|个|個|条|條|单|單|件|轮|通|字|CNY|RMB|USD|TWD)?\s*(?P<close>\))?$"
)
SCIENTIFIC = re.compile(r"^[-+]?[0-9]+(?:\.[0-9]+)?[eE][-+]?[0-9]+$")
LARGEST = Decimal(10) ** 15
LARGEST_COUNT = 10**12


def decimal_of(cell: Cell) -> Decimal | Fault | None:
    """The number in a cell, exactly; None when missing, a Fault when it is no number."""
    if is_missing(cell):
        return None
    if isinstance(cell, bool | date | time | timedelta):
        return not_a(cell, message("a number"))
    if isinstance(cell, int | float):
        number = exact(cell)
        return not_a(cell, message("a number")) if number is None else _bounded(number, cell)
    return _from_text(plain(cell), cell)


def _from_text(text: str, cell: Cell) -> Decimal | Fault:
    if SCIENTIFIC.match(text):
        return Fault(
            message("“%(value)s” is written in scientific notation; digits may be lost.", value=shown(cell)),
            message("Format the column as a number without decimals in Excel and export it again."),
        )
    match = NUMBER.match(text)
    if match is None or not _has_digits(match) or bool(match["open"]) != bool(match["close"]):
        return not_a(cell, message("a number"))
    whole = re.sub(r"[, ']", "", match["whole"] or "0")
    number = Decimal(whole + (match["part"] or "").rstrip("."))
    number *= MAGNITUDES[(match["magnitude"] or "").lower()]
    negative = bool(match["open"]) != ("-" in (match["sign"] or "") + (match["sign2"] or ""))
    return _bounded(-number if negative else number, cell)


def _has_digits(match: re.Match[str]) -> bool:
    return bool(match["whole"]) or len(match["part"] or "") > 1


def _bounded(number: Decimal, cell: Cell) -> Decimal | Fault:
    if abs(number) > LARGEST:
        return Fault(
            message("“%(value)s” is far too large to be a figure of one month.", value=shown(cell)),
            message("Check whether an account number stands in this column."),
        )
    return number


def count_of(cell: Cell, *, scale: int = 1) -> int | Fault | None:
    """A count: a whole number from zero; `scale` is the unit of the column (万 = 10 000)."""
    number = decimal_of(cell)
    if not isinstance(number, Decimal):
        return number
    number *= scale
    if number < 0:
        return Fault(
            message("“%(value)s” is negative; a count cannot be less than zero.", value=shown(cell)),
            message("Correct the cell, or leave it empty if there is no figure."),
        )
    if number != number.to_integral_value():
        return Fault(
            message("“%(value)s” is not a whole number.", value=shown(cell)),
            message("A count has no decimals. Check whether the columns have moved."),
        )
    if number > LARGEST_COUNT:
        return not_a(cell, message("a count of one month"))
    return int(number)


def minor_units_of(cell: Cell, *, scale: int = 1, digits: int = 2) -> int | Fault | None:
    """An amount in minor units (fen for CNY), half up; `scale` is the unit of the column, `digits` the currency's."""
    number = decimal_of(cell)
    if not isinstance(number, Decimal):
        return number
    return half_up(number * scale * 10**digits)


def half_up(number: Decimal) -> int:
    """The nearest whole number, halves away from zero."""
    return int(number.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def thousandths_of(cell: Cell) -> int | Fault | None:
    """A score such as 4.83 in thousandths; never negative."""
    number = decimal_of(cell)
    if not isinstance(number, Decimal):
        return number
    if number < 0:
        return not_a(cell, message("a score"))
    return half_up(number * 1000)
