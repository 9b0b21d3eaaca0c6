"""A copy of a faulty file to mend: which cells are marked, and the heading under which the reasons stand."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from portal.sla.rules.folding import simplified
from portal.sla.rules.values.texts import plain

LETTERS = re.compile(r"[A-Z]{1,3}")
REASONS = frozenset({"错误说明", "errorsinthisrow"})
"""The folded headings under which reasons stand; such a column is never read."""
REASON_HEADINGS = {"zh-Hans": "错误说明", "zh-Hant": "錯誤說明", "en": "Errors in this row"}


@dataclass(frozen=True)
class Mark:
    """What is wrong with one row: the cells by column from 0, each with its reason, and the row's own reasons."""

    cells: Mapping[int, str]
    row: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """All reasons of the row, each once."""
        return " ".join(dict.fromkeys([*self.cells.values(), *self.row]))


def is_reason_heading(text: str) -> bool:
    """Whether a column holds the reasons of a copy to mend."""
    return simplified(plain(text).lower()).replace(" ", "") in REASONS


def column_index(letters: str) -> int | None:
    """The position from 0 of a column by its letters; None when a problem names no column.

    >>> column_index("AA")
    26
    """
    if not LETTERS.fullmatch(letters):
        return None
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def marks_of(problems: Iterable[tuple[str, int, str, str]]) -> dict[tuple[str, int], Mark]:
    """The marks by sheet and row number, from problems as (sheet, row, column letters, reason)."""
    found: dict[tuple[str, int], Mark] = {}
    for sheet, row, letters, reason in problems:
        known = found.get((sheet, row), Mark({}))
        index = column_index(letters)
        if index is None:
            found[sheet, row] = Mark(known.cells, (*known.row, reason))
        else:
            said = " ".join(part for part in (known.cells.get(index, ""), reason) if part)
            found[sheet, row] = Mark({**known.cells, index: said}, known.row)
    return found
