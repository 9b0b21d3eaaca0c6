"""A figure typed by hand, from the unit of its target back to the whole numbers that are stored."""

from fractions import Fraction

from portal.kernel.errors import Invalid
from portal.kernel.messages import message
from portal.kernel.money import round_half_up
from portal.sla.rules.fields import Kind
from portal.sla.rules.means import FIELDS
from portal.sla.rules.measurements import SUMS, Unit, unit_of
from portal.sla.rules.parts import SCALED


def typed_values(
    metric: str, value: Fraction, cases: int | None, *, currency_digits: int = 2
) -> dict[str, int]:
    """The stored figures behind a typed result; Invalid for a share above 100 %.

    `value` is in the unit of the target (98.5 for 98.5 %). With `cases` the result can be judged against a
    minimum volume; without, it stands alone.
    """
    unit, factor = unit_of(metric, currency_digits=currency_digits)
    key = SUMS.get(metric, metric)
    field = FIELDS[key]
    if unit is Unit.PERCENT and field.kind is Kind.RATE and value > 100:
        raise Invalid(fields={"value": message("A rate is at most 100 %.")})
    stored = round_half_up(value / factor * SCALED.get(field.kind, 1))
    figures = {key: stored}
    if cases is not None and field.weights:
        figures[field.weights[0]] = cases
    return figures
