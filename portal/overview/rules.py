"""What typed words may mean."""

import re

from portal.kernel.numerals import normalise

YEAR_FIRST = re.compile(r"(20[0-9]{2})\s*[-/.年]\s*([0-9]{1,2})\s*月?")
MONTH_FIRST = re.compile(r"([0-9]{1,2})\s*[-/.]\s*(20[0-9]{2})")
YEAR_ALONE = re.compile(r"(20[0-9]{2})\s*年?")


def month_keys(words: str) -> list[str]:
    """The service months that words name: one for ``2026-11``, ``2026年11月`` or ``11/2026``, twelve for a year."""
    typed = normalise(words).strip()
    if found := YEAR_FIRST.fullmatch(typed):
        return _keys(found[1], [int(found[2])])
    if found := MONTH_FIRST.fullmatch(typed):
        return _keys(found[2], [int(found[1])])
    if found := YEAR_ALONE.fullmatch(typed):
        return _keys(found[1], list(range(1, 13)))
    return []


def _keys(year: str, months: list[int]) -> list[str]:
    return [f"{year}-{month:02}" for month in months if 1 <= month <= 12]
