"""From a quote to a candidate: every criterion with its value and the figures behind it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from portal.kernel.messages import message
from portal.kernel.rate_cards import RateLine
from portal.requirements.rules.body import Body
from portal.requirements.rules.scenario import Scenario
from portal.requirements.rules.standards import standard
from portal.sourcing.rules.capability import Facts, Need, capability
from portal.sourcing.rules.comparable_cost import ComparableCost, comparable_cost, price_assessment
from portal.sourcing.rules.criteria import Assessment, Candidate, Criterion, Direction
from portal.sourcing.rules.fit import FitLine, Promise, fit_line, quality
from portal.sourcing.rules.standing import standing
from portal.vendors.rules import RATING_SCALE, Reputation

# Quality and capability together weigh most: price counts among those who can do the work.
USUAL_WEIGHTS: Mapping[str, int] = MappingProxyType(
    {"capability": 30, "quality": 30, "price": 25, "reputation": 15}
)
USUAL_GATES: Mapping[str, int] = MappingProxyType({"quality": 60})


@dataclass(frozen=True)
class Offer:
    """A quote as it was sent."""

    key: str
    vendor: str
    currency: str
    tax_rate: Decimal
    lines: tuple[RateLine, ...]
    promises: Mapping[str, Decimal]
    facts: Mapping[str, Any]
    reputation: Reputation


@dataclass(frozen=True)
class Assembled:
    """A candidate with the detail that the page shows beside its scores."""

    candidate: Candidate
    cost: ComparableCost | None
    fit: tuple[FitLine, ...]


def criteria(weights: Mapping[str, int], gates: Mapping[str, int]) -> tuple[Criterion, ...]:
    """The four criteria with the merchant's weights; capability and quality in points from 0 to 100."""

    def gate(key: str) -> Decimal | None:
        return Decimal(gates[key]) if gates.get(key) else None

    return (
        Criterion("capability", message("Capability"), weights["capability"], gate=gate("capability")),
        Criterion("quality", message("Quality"), weights["quality"], gate=gate("quality")),
        Criterion("price", message("Price"), weights["price"], Direction.LESS, required=True),
        Criterion("reputation", message("Reputation"), weights["reputation"], scale=RATING_SCALE),
    )


def assemble(offer: Offer, body: Body, scenario: Scenario | None) -> Assembled:
    """What is known of one quote against one requirement; without a scenario nothing has a price."""
    promises = tuple(_promises(body, offer.promises))
    cost = None
    if scenario is not None:
        cost = comparable_cost(offer.lines, scenario, currency=offer.currency, tax_rate=offer.tax_rate)
    return Assembled(
        candidate=Candidate(
            key=offer.key,
            name=offer.vendor,
            currency=offer.currency,
            assessments={
                "capability": capability(facts_from(offer.facts), need_of(body)),
                "quality": quality(promises),
                "price": Assessment(None) if cost is None else price_assessment(cost),
                "reputation": standing(offer.reputation),
            },
        ),
        cost=cost,
        fit=tuple(fit_line(promise) for promise in promises),
    )


def need_of(body: Body) -> Need:
    """What the requirement asks of a team."""
    return Need(
        people=sum(line.people for line in body.roles),
        platforms=frozenset(shop.platform for shop in body.shops),
        category=body.category or None,
    )


def facts_from(said: Mapping[str, Any]) -> Facts:
    """The declared facts as the capability rule reads them."""

    def several(key: str) -> frozenset[str] | None:
        return frozenset(said[key]) if said.get(key) else None

    return Facts(
        agents=said.get("agents"),
        reserve_agents=said.get("reserve_agents"),
        years=said.get("years"),
        platforms=several("platforms"),
        categories=several("categories"),
        exam_before_start=said.get("exam_before_start"),
        training_days=said.get("training_days"),
        replacement_hours=said.get("replacement_hours"),
    )


def _promises(body: Body, promised: Mapping[str, Decimal]) -> Iterable[Promise]:
    for line in body.standards:
        kind = standard(line.metric)
        yield Promise(
            metric=line.metric,
            name=message("%(metric)s", metric=kind.metric.name),
            asked=line.target,
            promised=promised.get(line.metric),
            direction=Direction.LESS if kind.is_ceiling else Direction.MORE,
        )
