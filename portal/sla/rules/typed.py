"""A figure typed by hand, from the unit of its target back to the whole numbers that are stored."""

from fractions import Fraction

from portal.kernel.errors import Invalid
from portal.kernel.messages import message
from portal.kernel.metrics import MetricDefinition, is_own
from portal.kernel.money import round_half_up
from portal.sla.rules.fields import Kind
from portal.sla.rules.means import FIELDS
from portal.sla.rules.measurements import SUMS, Unit, unit_of_definition
from portal.sla.rules.parts import SCALED


def typed_values(
    definition: MetricDefinition, value: Fraction, cases: int | None, *, currency_digits: int = 2
) -> dict[str, int]:
    """The stored figures behind a typed result; Invalid for a share above 100 %.

    `value` is in the unit of the target (98.5 for 98.5 %). With `cases` the result can be judged against a
    minimum volume; without, it stands alone.
    """
    unit, factor = unit_of_definition(definition, currency_digits=currency_digits)
    if is_own(definition.key):
        return _own(definition, value / factor, cases)
    key = SUMS.get(definition.key, definition.key)
    field = FIELDS[key]
    if unit is Unit.PERCENT and field.kind is Kind.RATE and value > 100:
        raise Invalid(fields={"value": message("A rate is at most 100 %.")})
    stored = round_half_up(value / factor * SCALED.get(field.kind, 1))
    figures = {key: stored}
    if cases is not None and field.weights:
        figures[field.weights[0]] = cases
    return figures


def _own(definition: MetricDefinition, stored: Fraction, cases: int | None) -> dict[str, int]:
    """The first field above the line takes the result, the first below it the cases; the others are nothing."""
    if definition.percentile is not None:
        raise Invalid(message("A percentile cannot be typed; it needs the single rows."))
    if definition.denominator and not cases:
        raise Invalid(fields={"cases": message("This metric needs the number of cases.")})
    figures = dict.fromkeys(definition.fields, 0)
    (below, _), *_rest = definition.denominator or (("", 1),)
    (above, _), *_rest = definition.numerator
    if below:
        figures[below] = cases or 0
    figures[above] = round_half_up(stored * (cases if below and cases else 1))
    return figures
