"""From quotes to candidates."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from portal.kernel.money import Money
from portal.kernel.rate_cards import Base, LineType, RateLine
from portal.reference.rules.size_templates import Size
from portal.requirements.rules.answer import scenario_of
from portal.requirements.rules.body import Body, body_of_estimate
from portal.requirements.rules.estimates import Basics, estimate, template_for
from portal.requirements.rules.hours import ServiceHours
from portal.sourcing.rules.assembling import (
    USUAL_GATES,
    USUAL_WEIGHTS,
    Offer,
    assemble,
    criteria,
    facts_from,
    need_of,
)
from portal.sourcing.rules.criteria import weights_problem
from portal.sourcing.rules.fit import Fit
from portal.sourcing.rules.scoring import compare
from portal.vendors.rules import reputation


def a_body() -> Body:
    basics = Basics("tmall", 400, ServiceHours(9 * 60, 24 * 60), date(2027, 1, 1), None)
    return body_of_estimate(estimate(basics, template_for(Size.MEDIUM)), currency="CNY")


def an_offer(key: str = "1", **changes: Any) -> Offer:
    values: dict[str, Any] = {
        "key": key,
        "vendor": f"Vendor {key}",
        "currency": "CNY",
        "tax_rate": Decimal("0.06"),
        "lines": (RateLine(line_type=LineType.SEAT_MONTH, unit_price=Money(450000, "CNY")),),
        "promises": {"frt_avg": Decimal(20), "reply_rate": Decimal(98), "csat": Decimal(90)},
        "facts": {"agents": 60, "platforms": ["tmall"], "years": 6},
        "reputation": reputation([]),
    }
    return Offer(**{**values, **changes})


def test_the_usual_weights_add_up_and_put_ability_before_price() -> None:
    usual = criteria(USUAL_WEIGHTS, USUAL_GATES)
    assert weights_problem(usual) is None
    assert [one.key for one in usual] == ["capability", "quality", "price", "reputation"]
    assert USUAL_WEIGHTS["capability"] + USUAL_WEIGHTS["quality"] > USUAL_WEIGHTS["price"]
    assert [one.gate for one in usual] == [None, Decimal(60), None, None]


def test_a_quote_becomes_a_candidate_with_cost_and_fit() -> None:
    body = a_body()
    made = assemble(an_offer(), body, scenario_of(body))
    assert made.cost is not None
    assert made.candidate.assessments["price"].value == made.cost.a_month.decimal
    assert made.candidate.assessments["reputation"].value is None
    assert {line.promise.metric: line.fit for line in made.fit} == {
        "frt_avg": Fit.MEETS,
        "art": Fit.NO,
        "reply_rate": Fit.MEETS,
        "answered_within_24h": Fit.NO,
        "csat": Fit.MEETS,
    }
    assert made.candidate.assessments["quality"].value == Decimal("60.00")


def test_without_a_scenario_nothing_has_a_price() -> None:
    made = assemble(an_offer(), a_body(), None)
    assert (made.cost, made.candidate.assessments["price"].value) == (None, None)
    compared = compare([made.candidate], criteria(USUAL_WEIGHTS, {}), currency="CNY")
    assert [str(reason) for reason in compared.not_ranked[0].reasons] == ["Price is missing."]


def test_a_commission_without_expected_sales_is_not_ranked() -> None:
    body = a_body()
    commission = RateLine(line_type=LineType.SALES_COMMISSION, rate=Decimal("0.02"), base=Base.NET_SALES)
    made = assemble(an_offer(lines=(commission,)), body, scenario_of(body))
    compared = compare([made.candidate], criteria(USUAL_WEIGHTS, {}), currency="CNY")
    assert compared.ranked == ()


def test_the_need_follows_the_requirement() -> None:
    need = need_of(a_body())
    assert (need.people, need.platforms, need.category) == (8, frozenset({"tmall"}), None)


@pytest.mark.parametrize("empty", [None, [], ""])
def test_an_empty_list_of_platforms_is_no_answer(empty: Any) -> None:
    assert facts_from({"platforms": empty}).platforms is None
