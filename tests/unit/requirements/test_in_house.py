"""What own agents cost."""

from dataclasses import replace
from decimal import Decimal

import pytest

from portal.kernel.money import Money
from portal.requirements.rules.in_house import DEFAULTS, CityTier, in_house_cost


def yuan(amount: str) -> Money:
    return Money.from_decimal(Decimal(amount), "CNY")


def test_the_cost_of_ten_agents_is_the_sum_of_its_lines() -> None:
    answer = in_house_cost(10, DEFAULTS[CityTier.UPPER])
    assert {line.key: line.amount for line in answer.lines} == {
        "wages": yuan("40000"),
        "social": yuan("13200"),
        "meals": yuan("3000"),
        "welfare": yuan("4000"),
        "equipment": yuan("3000"),
        "training": yuan("7000"),
        "recruiting": yuan("250"),
        "rent": yuan("4000"),
        "utilities": yuan("600"),
        "supervision": yuan("9000"),
    }
    assert (answer.agents, answer.total, answer.per_agent) == (10, yuan("84050"), yuan("8405"))
    assert len(answer.reasons) == 1


@pytest.mark.parametrize("asked", [0, 1])
def test_fewer_than_two_agents_cannot_keep_two_shifts(asked: int) -> None:
    answer = in_house_cost(asked, DEFAULTS[CityTier.LOWER])
    assert answer.agents == 2
    assert answer.total == in_house_cost(2, DEFAULTS[CityTier.LOWER]).total
    assert str(answer.reasons[-1]) == ("Counted with 2 agents: an early and a late shift need one each.")


def test_each_line_is_rounded_half_up_on_its_own() -> None:
    costs = replace(
        DEFAULTS[CityTier.LOWER], wage=yuan("3000.01"), social_rate=Decimal("0.35"), agents_per_supervisor=7
    )
    amounts = {line.key: line.amount for line in in_house_cost(3, costs).lines}
    assert amounts["wages"] == yuan("9000.03")
    assert amounts["social"] == yuan("3150.01")
    assert amounts["supervision"] == yuan("3000")


def test_the_reason_names_the_span_and_who_leaves() -> None:
    (reason,) = in_house_cost(5, DEFAULTS[CityTier.UPPER]).reasons
    assert str(reason) == ("One team leader for 10 agents; every month 5 % leave and are recruited anew.")
