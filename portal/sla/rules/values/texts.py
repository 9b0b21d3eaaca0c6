"""Cells as plain text: one width, one minus, no invisible characters, and what counts as missing."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache

from portal.kernel.messages import Message, message

Cell = str | int | float | bool | date | datetime | time | timedelta
"""What a table file can hold in one cell; "" is empty."""

INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
MINUS_SIGNS = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
PRIMES = str.maketrans({"″": '"', "＂": '"', "”": '"', "“": '"', "′": "'", "’": "'", "‘": "'", "＇": "'"})
MISSING = frozenset(
    {
        "",
        "-",
        "--",
        "---",
        "/",
        "\\",
        "n/a",
        "na",
        "nan",
        "null",
        "none",
        "nil",
        "无",
        "無",
        "空",
        "暂无",
        "暫無",
    }
    | {
        "无数据",
        "無資料",
        "暂无数据",
        "未统计",
        "#n/a",
        "#div/0!",
        "#value!",
        "#null!",
        "?",
        "…",
        "...",
    }
)
LONGEST_SHOWN = 60


@dataclass(frozen=True)
class Fault:
    """Why a cell cannot be taken and what to do about it.

    `question` names what the sender must decide once per column ("clock" or "percent") when the value is fine
    but can be read in two ways.
    """

    reason: Message
    remedy: Message
    question: str | None = None


def plain(cell: Cell) -> str:
    """The cell as text: full-width to half-width, dashes to "-", invisible characters gone, one space between words.

    >>> plain("  １，２３４　人 ")
    '1,234 人'
    """
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return _folded(str(cell))


@lru_cache(maxsize=20_000)
def _folded(text: str) -> str:
    """Columns repeat their values thousands of times; each is folded once."""
    text = MINUS_SIGNS.sub("-", INVISIBLE.sub("", text.translate(PRIMES)))
    return " ".join(unicodedata.normalize("NFKC", text).split())


def is_missing(cell: Cell) -> bool:
    """Whether the cell says "no value": empty, a dash, N/A, 无. Missing is never zero."""
    return isinstance(cell, str) and plain(cell).lower() in MISSING


def shown(cell: Cell) -> str:
    """The cell as it is repeated to the sender, cut when it is very long."""
    text = str(cell)
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"


def name_of(cell: Cell) -> str | None:
    """A name or account as text, or None when missing; a number loses its empty decimals."""
    text = plain(cell)
    return None if isinstance(cell, str) and text.lower() in MISSING else text


def exact(number: float | int) -> Decimal | None:
    """A numeric cell as an exact decimal of what the file shows; None for infinity and not-a-number."""
    decimal = Decimal(repr(number))
    return decimal if decimal.is_finite() else None


def not_a(cell: Cell, what: Message) -> Fault:
    """The fault of a cell that is something else than `what`."""
    return Fault(
        message("“%(value)s” is not %(what)s.", value=shown(cell), what=what),
        message("Correct the cell, or leave it empty if there is no figure."),
    )
