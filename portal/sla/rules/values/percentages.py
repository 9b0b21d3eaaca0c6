"""Percentages in parts per million, with the sign, the column and the neighbours deciding what a bare number means."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from portal.kernel.messages import message
from portal.sla.rules.values.numbers import decimal_of, half_up
from portal.sla.rules.values.texts import Cell, Fault, is_missing, plain, shown

Scale = Literal["percent", "fraction"]

WHOLE = 1_000_000
SIGNED = re.compile(r"^(?P<number>.*?)\s*(?P<sign>%|‰|％|百分点)$")
SIGN_FACTORS = {"%": 10_000, "％": 10_000, "百分点": 10_000, "‰": 1_000}
SCALE_FACTORS: dict[Scale, int] = {"percent": 10_000, "fraction": WHOLE}


def scale_of(cells: Sequence[Cell], *, unit: str | None) -> Scale | None:
    """Whether bare numbers in a column are percent (98.5) or fractions (0.985); None when it must be asked.

    The heading's unit decides, then any number above 1, then Excel's own way of storing percentages (typed
    numbers up to 1). Texts up to 1 without any sign can be either.
    """
    if unit == "%":
        return "percent"
    bare = [cell for cell in cells if not is_missing(cell) and not SIGNED.match(plain(cell))]
    numbers = [number for cell in bare if isinstance(number := decimal_of(cell), Decimal)]
    if any(number > 1 for number in numbers):
        return "percent"
    if any(number > 0 for number in numbers) and any(isinstance(cell, str) for cell in bare):
        return None
    return "fraction"


def parts_per_million_of(cell: Cell, *, scale: Scale | None, above_whole: bool = False) -> int | Fault | None:
    """A percentage in parts per million: 98.5 % is 985 000.

    `above_whole` allows more than 100 %, as the answer-question ratio needs. A bare number without a known
    scale is a Fault that asks "percent".
    """
    if is_missing(cell):
        return None
    signed = SIGNED.match(plain(cell)) if isinstance(cell, str) else None
    number = decimal_of(signed["number"] if signed else cell)
    if number is None or isinstance(number, Fault):
        return _no_percentage(cell)
    if signed is None and scale is None and number != 0:
        return Fault(
            message("“%(value)s” can mean a fraction or a percentage.", value=shown(cell)),
            message("Say once for this column whether 0.985 means 98.5 % or 0.985 %."),
            question="percent",
        )
    factor = SIGN_FACTORS[signed["sign"]] if signed else SCALE_FACTORS[scale or "percent"]
    return _bounded(half_up(number * factor), cell, above_whole)


def _bounded(parts: int, cell: Cell, above_whole: bool) -> int | Fault:
    if parts < 0:
        return Fault(
            message("“%(value)s” is negative; a rate cannot be less than 0 %%.", value=shown(cell)),
            message("Correct the cell, or leave it empty if there is no figure."),
        )
    if parts > WHOLE and not above_whole:
        return Fault(
            message("“%(value)s” is more than 100 %%.", value=shown(cell)),
            message("Correct the cell. A rate is at most 100 %."),
        )
    return parts


def _no_percentage(cell: Cell) -> Fault:
    return Fault(
        message("“%(value)s” is not a percentage.", value=shown(cell)),
        message("Write it as 98.5% or leave the cell empty if there is no figure."),
    )
