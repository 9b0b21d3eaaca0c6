"""What outsourced agents cost on the market: ranges from public price pages, to judge a budget by."""

from dataclasses import dataclass
from datetime import date

from portal.kernel.messages import Message, message
from portal.kernel.money import Money

COLLECTED = date(2026, 11, 22)
CURRENCY = "CNY"


def _yuan(amount: int) -> Money:
    return Money(amount * 100, CURRENCY)


@dataclass(frozen=True)
class PriceRange:
    """What one unit costs before tax, from the cheapest to the dearest page read.

    ``conversations_a_day`` bounds the volumes for which the range was quoted (from, up to and including).
    """

    model: str
    name: Message
    low: Money
    high: Money
    conversations_a_day: tuple[int, int | None] = (0, None)
    valid_from: date = COLLECTED

    def covers(self, conversations_a_day: int) -> bool:
        """Whether the range was quoted for so many conversations a day."""
        least, most = self.conversations_a_day
        return least <= conversations_a_day and (most is None or conversations_a_day <= most)


_SEAT = message("Dedicated seat, per month")
_CONVERSATION = message("Per conversation")

MARKET_PRICES: tuple[PriceRange, ...] = (
    PriceRange("seat_month", _SEAT, _yuan(3000), _yuan(5500)),
    PriceRange("conversation", _CONVERSATION, Money(150, CURRENCY), Money(200, CURRENCY), (0, 200)),
    PriceRange("conversation", _CONVERSATION, Money(120, CURRENCY), Money(150, CURRENCY), (201, 500)),
    PriceRange("conversation", _CONVERSATION, Money(80, CURRENCY), Money(120, CURRENCY), (501, None)),
)


def price_range(model: str, conversations_a_day: int) -> PriceRange:
    """The range of a price model at this volume; KeyError for a model without market data."""
    for offer in MARKET_PRICES:
        if offer.model == model and offer.covers(conversations_a_day):
            return offer
    raise KeyError(model)
