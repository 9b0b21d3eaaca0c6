"""What a metric of a contract means: what the catalogue says in the agreed version, or the contract itself."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from portal.contracts.rules.schedule import SlaLine
from portal.contracts.rules.terms import ContractTerms
from portal.kernel.errors import NotFound
from portal.kernel.messages import message
from portal.kernel.metrics import MetricDefinition, OwnMetric, field, is_own, metric
from portal.kernel.metrics.definitions import Term


def definition_of(terms: ContractTerms, line: SlaLine) -> MetricDefinition:
    """What one line of the schedule is about; NotFound when neither catalogue nor contract knows it."""
    return definition_in(terms, line.metric, line.version)


def definition_in(terms: ContractTerms, key: str, version: int | None = None) -> MetricDefinition:
    """A metric by its key as this contract understands it, in the agreed version or the newest."""
    if not is_own(key):
        return metric(key, version)
    return own_metric(terms, key).definition


def known_in(terms: ContractTerms, key: str) -> bool:
    """Whether this version of the contract still knows a metric that results of earlier months name."""
    return not is_own(key) or any(one.key == key for one in terms.own_metrics)


def own_metric(terms: ContractTerms, key: str) -> OwnMetric:
    """A metric that the parties defined for this contract; NotFound otherwise."""
    for found in terms.own_metrics:
        if found.key == key:
            return found
    raise NotFound(message("The contract has no metric “%(key)s” of its own.", key=key))


def own_metrics_used(terms: ContractTerms) -> tuple[OwnMetric, ...]:
    """The metrics of the parties' own that the schedule promises something about."""
    used = {line.metric for line in terms.sla}
    return tuple(one for one in terms.own_metrics if one.key in used)


def with_offered(terms: ContractTerms, offered: Iterable[OwnMetric]) -> ContractTerms:
    """The terms while they are edited: with all metrics on offer; what they carry already keeps its version."""
    carried = {one.key for one in terms.own_metrics}
    return replace(
        terms, own_metrics=(*terms.own_metrics, *(one for one in offered if one.key not in carried))
    )


def only_used(terms: ContractTerms) -> ContractTerms:
    """The terms with just those own metrics that the schedule promises something about."""
    return replace(terms, own_metrics=own_metrics_used(terms))


def formula_words(definition: MetricDefinition, language: str) -> str:
    """The formula of a metric with the names of its fields, such as ``Σ A ÷ Σ B`` or ``P90 (A)``."""
    above = sum_words(definition.numerator, language)
    if definition.percentile is not None:
        return f"P{definition.percentile} ({above})"
    below = f" ÷ Σ {sum_words(definition.denominator, language)}" if definition.denominator else ""
    return f"Σ {above}{below}"


def sum_words(terms: Sequence[Term], language: str) -> str:
    """Fields added up and taken off by their names, in brackets where there are several."""
    words = ""
    for key, sign in terms:
        joint = " − " if sign < 0 else " + " if words else ""
        words += joint + field(key).name.read(language)
    return f"({words.strip()})" if len(terms) > 1 else words.strip()
