"""What own agents would cost a month, line by line: the other side of the decision to outsource."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

from portal.kernel.messages import Message, message
from portal.kernel.money import Money

# One for the early and one for the late shift: below that a shop cannot be kept open.
FEWEST_AGENTS = 2


class CityTier(StrEnum):
    """Where the agents would work; wages differ by tier."""

    UPPER = "upper"
    LOWER = "lower"


@dataclass(frozen=True)
class InHouseCosts:
    """Monthly cost values, all editable: per agent unless said otherwise; rates are 0 to 1."""

    wage: Money
    social_rate: Decimal
    meals: Money
    welfare: Money
    equipment: Money
    training: Money
    recruiting_per_hire: Money
    monthly_attrition: Decimal
    rent_in_total: Money
    utilities_in_total: Money
    supervisor: Money
    agents_per_supervisor: int


@dataclass(frozen=True)
class CostLine:
    """One kind of cost for the whole team and month, and how it came about."""

    key: str
    name: Message
    amount: Money


@dataclass(frozen=True)
class InHouse:
    """What a team of our own costs a month, and one agent of it."""

    agents: int
    lines: tuple[CostLine, ...]
    total: Money
    per_agent: Money
    reasons: tuple[Message, ...]


def _defaults(wage: int, rent: int, supervisor: int) -> InHouseCosts:
    return InHouseCosts(
        wage=_yuan(wage),
        social_rate=Decimal("0.33"),
        meals=_yuan(300),
        welfare=_yuan(400),
        equipment=_yuan(300),
        training=_yuan(700),
        recruiting_per_hire=_yuan(500),
        monthly_attrition=Decimal("0.05"),
        rent_in_total=_yuan(rent),
        utilities_in_total=_yuan(600),
        supervisor=_yuan(supervisor),
        agents_per_supervisor=10,
    )


def _yuan(amount: int) -> Money:
    return Money(amount * 100, "CNY")


DEFAULTS: Mapping[CityTier, InHouseCosts] = MappingProxyType(
    {
        CityTier.UPPER: _defaults(wage=4000, rent=4000, supervisor=9000),
        CityTier.LOWER: _defaults(wage=3000, rent=2500, supervisor=7000),
    }
)


def in_house_cost(agents: int, costs: InHouseCosts) -> InHouse:
    """The monthly cost of so many own agents, at least one for each of two shifts.

    ``agents * (wage * (1 + social) + meals + welfare + equipment + training + recruiting * attrition) + rent +
    utilities + supervisor * agents / span``; each line is rounded half up to the smallest unit, then summed.
    """
    heads = max(agents, FEWEST_AGENTS)
    span = Fraction(heads, costs.agents_per_supervisor)
    lines = (
        CostLine("wages", message("Wages"), costs.wage.times(heads)),
        CostLine(
            "social",
            message("Social insurance and housing fund"),
            costs.wage.times(heads * Fraction(costs.social_rate)),
        ),
        CostLine("meals", message("Meals"), costs.meals.times(heads)),
        CostLine("welfare", message("Welfare"), costs.welfare.times(heads)),
        CostLine("equipment", message("Equipment and seat"), costs.equipment.times(heads)),
        CostLine("training", message("Training"), costs.training.times(heads)),
        CostLine(
            "recruiting",
            message("Recruiting"),
            costs.recruiting_per_hire.times(heads * Fraction(costs.monthly_attrition)),
        ),
        CostLine("rent", message("Rent"), costs.rent_in_total),
        CostLine("utilities", message("Water and electricity"), costs.utilities_in_total),
        CostLine("supervision", message("Team leader"), costs.supervisor.times(span)),
    )
    total = Money.total((line.amount for line in lines), costs.wage.currency)
    return InHouse(
        agents=heads,
        lines=lines,
        total=total,
        per_agent=total.times(Fraction(1, heads)),
        reasons=_reasons(agents, heads, costs),
    )


def _reasons(agents: int, heads: int, costs: InHouseCosts) -> tuple[Message, ...]:
    reasons = [
        message(
            "One team leader for %(span)s agents; every month %(share)s %% leave and are recruited anew.",
            span=costs.agents_per_supervisor,
            share=(costs.monthly_attrition * 100).normalize(),
        )
    ]
    if heads > agents:
        reasons.append(
            message("Counted with %(heads)s agents: an early and a late shift need one each.", heads=heads)
        )
    return tuple(reasons)
