"""What a metric of a contract means: what the catalogue says in the agreed version, or the contract itself."""

from portal.contracts.rules.schedule import SlaLine
from portal.contracts.rules.terms import ContractTerms
from portal.kernel.errors import NotFound
from portal.kernel.messages import message
from portal.kernel.metrics import MetricDefinition, OwnMetric, is_own, metric


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
