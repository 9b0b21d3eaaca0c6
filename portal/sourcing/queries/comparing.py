"""The comparison of all quotes for a requirement, with everything that stands behind it."""

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

from portal.infra.db import db
from portal.requirements.models import Requirement
from portal.requirements.queries import body_of, requirement
from portal.requirements.rules.answer import scenario_of
from portal.requirements.rules.body import Body
from portal.sourcing.models import ComparisonSettings, Quote
from portal.sourcing.queries.quotes import RequestLine, open_quotes, rate_lines, requests_for
from portal.sourcing.rules.assembling import (
    USUAL_GATES,
    USUAL_WEIGHTS,
    Assembled,
    Offer,
    assemble,
    criteria,
)
from portal.sourcing.rules.normalising import Method
from portal.sourcing.rules.robustness import Robustness, robustness
from portal.sourcing.rules.scoring import Comparison, compare
from portal.sourcing.rules.topsis import SecondOpinion, second_opinion
from portal.vendors.queries import reputations


@dataclass(frozen=True)
class Weighing:
    """How this merchant weighs: weights that add up to 100, gates in points, and the way of normalising."""

    weights: dict[str, int]
    gates: dict[str, int]
    method: Method


@dataclass(frozen=True)
class RequirementComparison:
    """Everything the comparison page shows."""

    requirement: Requirement
    body: Body
    weighing: Weighing
    requests: list[RequestLine]
    quotes: dict[int, Quote]
    assembled: dict[str, Assembled]
    comparison: Comparison
    robustness: Robustness
    second_opinion: SecondOpinion


def settings_of(requirement_id: int) -> Weighing:
    """The viewer's own weights for a requirement, or the usual ones."""
    found = db.session.scalars(
        select(ComparisonSettings).where(ComparisonSettings.requirement_id == requirement_id)
    ).one_or_none()
    if found is None:
        return Weighing(dict(USUAL_WEIGHTS), dict(USUAL_GATES), Method.LINEAR_MAX)
    return Weighing(dict(found.weights), dict(found.gates), Method(found.method))


def comparison_of(requirement_id: int) -> RequirementComparison:
    """Compare the quotes that stand, on the requirement as it is now."""
    found = requirement(requirement_id)
    body = body_of(found)
    weighing = settings_of(requirement_id)
    asked = requests_for(requirement_id)
    quotes = open_quotes(requirement_id)
    known = reputations(line.vendor_id for line in asked)
    scenario = scenario_of(body)
    assembled = {
        str(line.id): assemble(
            Offer(
                key=str(line.id),
                vendor=line.vendor,
                currency=quotes[line.id].currency,
                tax_rate=Decimal(quotes[line.id].tax_rate),
                lines=rate_lines(quotes[line.id]),
                promises={key: Decimal(value) for key, value in quotes[line.id].promises.items()},
                facts=quotes[line.id].facts,
                reputation=known[line.vendor_id],
            ),
            body,
            scenario,
        )
        for line in asked
        if line.id in quotes and line.state != "withdrawn"
    }
    compared = compare(
        [one.candidate for one in assembled.values()],
        criteria(weighing.weights, weighing.gates),
        currency=body.currency,
        method=weighing.method,
    )
    return RequirementComparison(
        requirement=found,
        body=body,
        weighing=weighing,
        requests=asked,
        quotes=quotes,
        assembled=assembled,
        comparison=compared,
        robustness=robustness(compared),
        second_opinion=second_opinion(compared),
    )
