"""What is wrong with the SLA schedule, and what deserves a second look, line by line and as a whole."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from portal.contracts.rules.definitions import definition_of
from portal.contracts.rules.findings import Finding
from portal.contracts.rules.promise_words import KINDS
from portal.contracts.rules.schedule import CreditTier, SlaLine
from portal.contracts.rules.terms import ContractTerms
from portal.kernel.messages import Message, message
from portal.kernel.metrics import Direction, is_own, metric
from portal.kernel.money import Money

WHOLE = 100
"""What the weights of a schedule usually add up to."""


def schedule_problems(terms: ContractTerms) -> Iterator[Finding]:
    """Why the schedule cannot be sent as it is."""
    if not terms.sla:
        yield Finding(
            "sla", message("The service quality is missing: add at least one metric with a target.")
        )
    judged = [(line.metric, line.kind, line.within_seconds, frozenset(line.shops)) for line in terms.sla]
    if len(set(judged)) != len(judged):
        yield Finding("sla", message("A metric is listed twice for the same shops."))
    if terms.sla and not any(line.weight for line in terms.sla):
        yield Finding("sla", message("No metric has a weight: there would be no score."))
    for line in terms.sla:
        yield from line_problems(terms, line)
    for rule in terms.credits.repeat:
        if rule.months < 2 or (rule.times < 1 and not rule.next_tier):
            yield Finding(
                "credits", message("The ladder for repeated misses begins with month 2 and never lowers.")
            )


def schedule_warnings(terms: ContractTerms) -> Iterator[Finding]:
    """What should be read before the schedule is sent."""
    if terms.sla and not any(line.tiers for line in terms.sla):
        yield Finding(
            "sla", message("No metric has service credits: missing a target has no consequence in money.")
        )
    rules = terms.credits
    if rules.cap_percent is None and any(line.tiers for line in terms.sla):
        yield Finding("credits", message("Service credits have no cap."))
    weights = [line.weight for line in terms.sla]
    if len(set(weights)) > 1 and sum(weights) != WHOLE:
        yield Finding(
            "sla",
            message("The weights add up to %(sum)s, not to 100; they count in proportion.", sum=sum(weights)),
        )
    if not rules.bonus_cap_percent and any(line.bonus_percent or line.bonus_tiers for line in terms.sla):
        yield Finding(
            "credits", message("Bonuses are promised, but limited to 0 % of the fee: nothing is paid.")
        )
    if rules.earn_back is not None and not any(line.stretch is not None for line in terms.sla):
        yield Finding(
            "credits",
            message("Service credits can be earned back by the stretch value, but no metric has one."),
        )
    for line in terms.sla:
        yield from line_warnings(terms, line)


def line_findings(terms: ContractTerms, line: SlaLine) -> tuple[Finding, ...]:
    """Problems and warnings of one line."""
    return (*line_problems(terms, line), *line_warnings(terms, line))


def line_problems(terms: ContractTerms, line: SlaLine) -> Iterator[Finding]:
    """What makes a line contradict itself."""
    checks: tuple[tuple[bool, Message], ...] = (
        (
            not set(line.shops) <= {shop.name for shop in terms.shops},
            message("A metric is meant for a shop that the contract doesn't list."),
        ),
        (
            not _tiers_in_order(line),
            message("The service credit steps of a metric overlap or stand in the wrong order."),
        ),
        (line.kind not in {"", *KINDS}, message("It isn't known how a metric is judged.")),
        (
            line.kind == "band" and (line.band_high is None or line.band_high < line.target),
            message("The upper end of a metric judged between two values is missing or below the lower end."),
        ),
        (
            line.kind == "within" and not line.within_seconds,
            message("It isn't said within how many seconds a metric is judged."),
        ),
        (
            line.kind == "forecast" and terms.capacity.forecast is None,
            message("A metric is judged against the forecast volume, but the contract has no forecast."),
        ),
        (
            any(tier.each is not None and tier.each <= 0 for tier in line.tiers),
            message("A service credit for each so much of the gap needs a number above 0."),
        ),
        (
            any(amount.currency != terms.currency for amount in _amounts(line)),
            message("An amount is not in the currency of the contract."),
        ),
    )
    for is_wrong, reason in checks:
        if is_wrong:
            yield Finding("sla", _of_line(terms, line, reason))


def _is_outdated(line: SlaLine) -> bool:
    """Whether the catalogue has a newer version than the one the line has pinned."""
    return not is_own(line.metric) and line.version < metric(line.metric).version


def line_warnings(terms: ContractTerms, line: SlaLine) -> Iterator[Finding]:
    """What is allowed, but seldom meant."""
    checks: tuple[tuple[bool, Message], ...] = (
        (
            _is_outdated(line),
            message("The metric is agreed in an older version of its definition; a newer one is in force."),
        ),
        (
            line.stretch is not None and _better(terms, line, line.target, line.stretch),
            message("The stretch value is easier than the target."),
        ),
        (
            line.floor is not None and _better(terms, line, line.floor, line.target),
            message("The floor is harder than the target."),
        ),
        (
            line.bonus_percent > 0 and line.stretch is None,
            message("A bonus for the stretch value is promised, but there is no stretch value."),
        ),
        (_falls(line), message("A larger gap costs less than a smaller one.")),
        (
            any(
                tier == CreditTier(tier.shortfall_from, tier.shortfall_to, Decimal(0)) for tier in line.tiers
            ),
            message("A service credit step costs nothing."),
        ),
        (
            any(_better(terms, line, one.reached, other.reached) for other, one in pairwise(line.steps)),
            message("The points by result don't begin with the best result."),
        ),
    )
    for is_odd, reason in checks:
        if is_odd:
            yield Finding("sla", _of_line(terms, line, reason))


def _of_line(terms: ContractTerms, line: SlaLine, reason: Message) -> Message:
    return message("%(metric)s: %(reason)s", metric=definition_of(terms, line).name, reason=reason)


def _better(terms: ContractTerms, line: SlaLine, one: Decimal, other: Decimal) -> bool:
    """Whether one value is better than another for this line; between two values nothing is."""
    if line.kind in {"band", "forecast"}:
        return False
    is_lower = definition_of(terms, line).direction is Direction.LOWER and line.kind in {
        "",
        "history",
        "team_average",
    }
    return one < other if is_lower or line.kind == "at_most" else one > other


def _amounts(line: SlaLine) -> Iterator[Money]:
    sums = (*(tier.amount for tier in line.tiers), *(tier.amount for tier in line.bonus_tiers))
    yield from (amount for amount in sums if amount is not None)


def _falls(line: SlaLine) -> bool:
    """Whether a later step of plain percentages costs less than the one before."""
    plain = [
        one for one in line.tiers if one == CreditTier(one.shortfall_from, one.shortfall_to, one.percent)
    ]
    return any(later.percent < earlier.percent for earlier, later in pairwise(plain))


def _tiers_in_order(line: SlaLine) -> bool:
    edge = Decimal(0)
    for place, tier in enumerate(line.tiers):
        is_last = place == len(line.tiers) - 1
        open_end = tier.shortfall_to is None
        if tier.shortfall_from < edge or (open_end and not is_last):
            return False
        if tier.shortfall_to is not None:
            if tier.shortfall_to <= tier.shortfall_from:
                return False
            edge = tier.shortfall_to
    return True
