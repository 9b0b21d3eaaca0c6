"""What the work would cost a month at market prices, and whether the budget reaches."""

from dataclasses import dataclass

from portal.kernel.messages import Message, message
from portal.kernel.money import Money
from portal.reference.rules.market_prices import PriceRange, price_range

DAYS_OF_A_MONTH = 30


@dataclass(frozen=True)
class CostRange:
    """Monthly cost before tax from low to high under one price model, with how it came about."""

    model: str
    low: Money
    high: Money
    reasons: tuple[Message, ...]
    estimated: bool = True


def market_cost(
    *, model: str, seats: int, people: int, conversations_a_day: int, budget: Money | None
) -> CostRange:
    """The market's range for a normal month of thirty days.

    Seats: the low end pays the seats filled at the busiest hour, the high end everybody scheduled. Conversations:
    a day's conversations times thirty at the range quoted for that volume.
    """
    prices = price_range(model, conversations_a_day)
    if model == "seat_month":
        low, high = prices.low.times(seats), prices.high.times(people)
        how = message(
            "%(seats)s to %(people)s seats at %(low)s to %(high)s each.",
            seats=seats,
            people=people,
            low=prices.low,
            high=prices.high,
        )
    else:
        conversations = conversations_a_day * DAYS_OF_A_MONTH
        low, high = prices.low.times(conversations), prices.high.times(conversations)
        how = message(
            "%(conversations)s conversations a month at %(low)s to %(high)s each.",
            conversations=conversations,
            low=prices.low,
            high=prices.high,
        )
    return CostRange(model, low, high, (how, _origin(prices), *_budget_reason(low, high, budget)))


def _origin(prices: PriceRange) -> Message:
    return message(
        "Market prices before tax from public price pages, collected on %(day)s; quotes decide.",
        day=prices.valid_from,
    )


def _budget_reason(low: Money, high: Money, budget: Money | None) -> tuple[Message, ...]:
    if budget is None:
        return ()
    if budget.currency != low.currency:
        return (
            message(
                "The budget is in %(budget)s, the market prices in %(prices)s: they are not compared.",
                budget=budget.currency,
                prices=low.currency,
            ),
        )
    if budget < low:
        return (message("The budget lies below the cheapest usual price."),)
    if budget < high:
        return (message("The budget lies within the usual range."),)
    return (message("The budget covers the usual range."),)
