"""Formulas in words: the fields above and below the line by their names, a percentile by its rank."""

from collections.abc import Sequence

from portal.contracts.rules import definitions
from portal.infra.i18n import _, language
from portal.kernel.metrics import Aggregation, MetricDefinition, field
from portal.kernel.metrics.definitions import Term

AS_IT_STANDS = frozenset({Aggregation.PCTL, Aggregation.LAST, Aggregation.MAX})
"""Figures that are never added up."""


def field_words(key: str) -> str:
    """The name of a field or own column in the reader's language."""
    return field(key).name.read(language())


def sum_words(terms: Sequence[Term]) -> str:
    """Fields added up and taken off, in brackets where there are several."""
    return definitions.sum_words(terms, language())


def formula_of(definition: MetricDefinition) -> str:
    """The whole formula of a metric in one line."""
    above = sum_words(definition.numerator)
    if definition.percentile is not None:
        return _(
            "Percentile %(percentile)s of %(figure)s over all rows, by nearest rank",
            percentile=definition.percentile,
            figure=above,
        )
    if definition.aggregation in AS_IT_STANDS:
        return above
    if not definition.denominator:
        return _("Sum of %(figure)s", figure=above)
    return definitions.formula_words(definition, language())
