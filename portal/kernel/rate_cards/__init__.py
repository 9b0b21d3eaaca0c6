"""Rate cards (计费规则): every price model of the trade as lines of data, and one function that prices a month."""

from portal.kernel.rate_cards.checks import faults_of_card, faults_of_line
from portal.kernel.rate_cards.lines import (
    QUANTITIES,
    Base,
    LineType,
    Quantity,
    RateLine,
    TierMode,
    line_from_data,
    line_to_data,
    quantities_needed,
    quantity_key,
)
from portal.kernel.rate_cards.pricing import MonthFacts, PricedCard, PricedLine, price

__all__ = [
    "QUANTITIES",
    "Base",
    "LineType",
    "MonthFacts",
    "PricedCard",
    "PricedLine",
    "Quantity",
    "RateLine",
    "TierMode",
    "faults_of_card",
    "faults_of_line",
    "line_from_data",
    "line_to_data",
    "price",
    "quantities_needed",
    "quantity_key",
]
