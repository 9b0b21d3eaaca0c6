"""One rate or average of every row as numerator and denominator, for all rows at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from portal.infra.tables.columns import Mask, Whole
from portal.sla.actions.by_column.contradicting import product
from portal.sla.rules.fields import Field
from portal.sla.rules.parts import SCALED


@dataclass(frozen=True)
class Rows:
    """Some of the rows."""

    mask: Mask

    @cached_property
    def are_all(self) -> bool:
        """Whether no row is missing."""
        return bool(self.mask.all())

    @cached_property
    def are_any(self) -> bool:
        """Whether there is one."""
        return bool(self.mask.any())


@dataclass(frozen=True)
class RowParts:
    """What each row says: `numerator` ÷ denominator where `exact`, `weighing` ÷ (denominator × scale) where `printed`.

    All are zero elsewhere. `weighted` is false where there was no count at all, as for `parts.Part`.
    """

    numerator: Whole
    weighing: Whole
    denominator: Whole
    there: Rows
    exact: Rows
    printed: Rows
    weighted: Rows
    scale: int


def parts_of_rows(field: Field, values: Mapping[str, Whole], there: Mapping[str, Mask]) -> RowParts | None:
    """What the rows say about one field; None when none of its columns is there.

    Raises NotPlainError where sums might be too large.
    """
    if field.denominator not in values and field.key not in values:
        return None
    count = len(next(iter(values.values())))
    zeros, nowhere = np.zeros(count, np.int64), np.zeros(count, bool)
    denominator, has_denominator = _column(field.denominator, values, there, zeros, nowhere)
    numerator, has_numerator = _column(field.numerator, values, there, zeros, nowhere)
    rest, has_rest = _column(field.complement, values, there, zeros, nowhere)
    exact = has_denominator & (has_numerator | has_rest)
    numerator = np.where(has_numerator, numerator, np.maximum(denominator - rest, 0))
    value, has_value = _column(field.key, values, there, zeros, nowhere)
    weight, has_weight = np.ones(count, np.int64), nowhere
    for name in reversed([name for name in field.weights if name in values]):
        weight = np.where(there[name], values[name], weight)
        has_weight = has_weight | there[name]
    printed = has_value & ~exact
    weighing = product(np.where(printed, value, 0), np.where(printed, weight, 0), times=count)
    return RowParts(
        numerator=np.where(exact, numerator, 0),
        weighing=weighing,
        denominator=np.where(exact, denominator, np.where(printed, weight, 0)),
        there=Rows(exact | printed),
        exact=Rows(exact),
        printed=Rows(printed),
        weighted=Rows(exact | (printed & has_weight)),
        scale=SCALED.get(field.kind, 1),
    )


def _column(
    key: str, values: Mapping[str, Whole], there: Mapping[str, Mask], zeros: Whole, nowhere: Mask
) -> tuple[Whole, Mask]:
    return values.get(key, zeros), there.get(key, nowhere)
