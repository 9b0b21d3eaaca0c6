"""What figures, formulas and states are called, in every language at once."""

from collections.abc import Callable, Sequence

from portal.contracts.rules import definitions
from portal.kernel.messages import Message, message
from portal.kernel.metrics import MetricDefinition, Words, catalogue, fields
from portal.kernel.metrics.definitions import Term
from portal.sla.rules.means import FIELDS
from portal.sla.rules.measurements import SUMS
from portal.sla.rules.states import State

STATE_NAMES = {
    State.MET: message("Met"),
    State.MISSED: message("Missed"),
    State.NO_DATA: message("No data"),
    State.BELOW_MINIMUM_VOLUME: message("Below minimum volume"),
    State.RELIEVED: message("Relieved"),
    State.DISPUTED: message("Disputed"),
    State.GRACE: message("Grace"),
}


def figure_words(key: str) -> Words | Message | str:
    """The name of a figure or metric; the key itself where nobody named it."""
    known = {definition.key: definition.name for definition in catalogue()}
    if key in known:
        return known[key]
    if key in fields():
        return fields()[key].name
    return FIELDS[key].label if key in FIELDS else key


def formula_words(definition: MetricDefinition) -> Words | Message:
    """The formula of a metric as it is computed here: sums over sums, one sum, or a rank."""
    key = SUMS.get(definition.key, definition.key)
    field = FIELDS.get(key)
    if definition.key in SUMS:
        return message("Sum of %(figure)s", figure=figure_words(key))
    if field is not None and field.denominator:
        return message(
            "Σ %(above)s ÷ Σ %(below)s",
            above=figure_words(field.numerator),
            below=figure_words(field.denominator),
        )
    return _in_every_language(lambda tag: definitions.formula_words(definition, tag))


def sum_words(terms: Sequence[Term]) -> Words:
    """Fields added up and taken off by their names."""
    return _in_every_language(lambda tag: definitions.sum_words(terms, tag))


def _in_every_language(say: Callable[[str], str]) -> Words:
    return Words(say("en"), say("zh-Hans"), say("zh-Hant"))
