"""How people type times of day and deduction steps, read exactly or refused in words."""

import re
from decimal import Decimal

from portal.contracts.rules.plain import decimal_words
from portal.contracts.rules.schedule import CreditTier
from portal.kernel.errors import Invalid
from portal.kernel.messages import message
from portal.kernel.numerals import normalise, parse_decimal

MINUTES_OF_A_DAY = 24 * 60

ELSEWHERE = "*"
"""Stands for deduction steps that say more than a short text can; they stay as they are."""

_CLOCK = re.compile(r"([0-9]{1,2})(?::([0-9]{2}))?", re.ASCII)
_STEP = re.compile(r"([0-9.]+)-([0-9.]*):([0-9.]+)%?", re.ASCII)


def clock_from_text(text: str) -> int:
    """Minutes from midnight: ``9:00``, ``09:30``, ``9``; ``24:00`` is the end of the day."""
    match = _CLOCK.fullmatch(normalise(text))
    minutes = int(match[1]) * 60 + int(match[2] or 0) if match else -1
    if match is None or int(match[2] or 0) > 59 or minutes > MINUTES_OF_A_DAY:
        raise Invalid(message("“%(text)s” is not a time of day such as 09:00.", text=text[:20]))
    return minutes


def tiers_from_text(text: str) -> tuple[CreditTier, ...]:
    """Deduction steps: ``2`` is 2 % for any miss; ``0-2: 1; 2-: 3`` is 1 % up to 2 short and 3 % beyond."""
    bare = re.sub(r"\s+", "", normalise(text).replace("~", "-").replace("%", ""))
    if not bare or bare == ELSEWHERE:
        return ()
    if ":" not in bare:
        return (CreditTier(Decimal(0), None, _share(bare)),)
    return tuple(_step(part, text) for part in bare.split(";") if part)


def tiers_to_text(tiers: tuple[CreditTier, ...]) -> str:
    """The same steps as they would be typed; a star for steps that are more than a percentage."""
    if any(one != CreditTier(one.shortfall_from, one.shortfall_to, one.percent) for one in tiers):
        return ELSEWHERE
    if len(tiers) == 1 and not tiers[0].shortfall_from and tiers[0].shortfall_to is None:
        return decimal_words(tiers[0].percent)
    return "; ".join(
        f"{decimal_words(one.shortfall_from)}-"
        f"{decimal_words(one.shortfall_to) if one.shortfall_to is not None else ''}:"
        f" {decimal_words(one.percent)}"
        for one in tiers
    )


def _step(part: str, text: str) -> CreditTier:
    match = _STEP.fullmatch(part)
    if match is None:
        raise Invalid(message("“%(text)s” cannot be read; type for example 0-2: 1; 2-: 3.", text=text[:60]))
    end = parse_decimal(match[2]) if match[2] else None
    return CreditTier(parse_decimal(match[1]), end, _share(match[3]))


def _share(text: str) -> Decimal:
    percent = parse_decimal(text)
    if not 0 <= percent <= 100:
        raise Invalid(message("A service credit lies between 0 and 100 %."))
    return percent


def numbers_from_text(text: str) -> tuple[Decimal, ...]:
    """Several numbers kept apart by semicolons or spaces: ``90; 93``."""
    return tuple(
        parse_decimal(part) for part in re.split(r"[;\s]+", normalise(text).replace("、", ";")) if part
    )


def numbers_to_text(values: tuple[Decimal, ...]) -> str:
    """The same numbers as they would be typed."""
    return "; ".join(decimal_words(one) for one in values)
