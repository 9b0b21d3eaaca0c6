"""Numbers as people type them, read in one place and exactly, or refused in words.

Full-width digits and signs are brought to ASCII on purpose; every other script, exponent, underscore, NaN and
infinity is refused, because ``int()``, ``Decimal()`` and ``float()`` would each quietly accept some of them.
"""

import re
from decimal import Decimal

from portal.kernel.errors import Invalid
from portal.kernel.messages import message

MOST_WHOLE_DIGITS = 15
MOST_DECIMALS = 12

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(ord("！"), ord("～") + 1)}
_SIGNS_AND_SPACES = {
    ord("−"): "-",  # minus sign U+2212
    ord("–"): "-",  # en dash, as Excel prints it
    ord("\u3000"): " ",
    ord("\u00a0"): " ",
    ord("\u202f"): " ",
    ord("\u2009"): " ",
    ord("\ufeff"): None,
    ord("\u200b"): None,
    ord("。"): ".",
    ord("￥"): "¥",
    ord("￡"): "£",
}
_TO_ASCII = {**_FULL_WIDTH, **_SIGNS_AND_SPACES}

# Either plain digits, or groups of three kept apart by the same sign throughout: 1234, 1,234,567, 1 234.
_NUMBER = re.compile(r"([+-]?)([0-9]+|[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+)(?:\.([0-9]+))?")


def normalise(text: str) -> str:
    """The text with full-width characters, odd spaces and minus signs as ASCII, and no space around it."""
    return text.translate(_TO_ASCII).strip()


def parse_decimal(text: str) -> Decimal:
    """An exact decimal number, such as ``1,234.50`` or ``－５``; raises Invalid for anything else."""
    match = _NUMBER.fullmatch(normalise(text))
    if match is None:
        raise Invalid(message("“%(text)s” is not a number.", text=text[:40]))
    sign, whole, decimals = match[1], match[2].replace(",", "").replace(" ", ""), match[3] or ""
    if len(whole) > MOST_WHOLE_DIGITS or len(decimals) > MOST_DECIMALS:
        raise Invalid(message("“%(text)s” has too many digits.", text=text[:40]))
    return Decimal(f"{sign}{whole}.{decimals}")


def parse_whole(text: str) -> int:
    """A whole number, such as ``1,234``; ``12.0`` counts as whole, ``12.5`` is refused with Invalid."""
    number = parse_decimal(text)
    if number != number.to_integral_value():
        raise Invalid(message("“%(text)s” is not a whole number.", text=text[:40]))
    return int(number)
