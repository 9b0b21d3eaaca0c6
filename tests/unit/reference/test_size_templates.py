"""The tables of the trade hold together."""

from datetime import date
from decimal import Decimal

import pytest

from portal.kernel.money import Money
from portal.reference.rules.market_prices import MARKET_PRICES, price_range
from portal.reference.rules.promotions import PROMOTIONS, promotion_of_month
from portal.reference.rules.size_templates import SIZE_TEMPLATES, Size, SizeTemplate, size_by_volume


@pytest.mark.parametrize("template", SIZE_TEMPLATES.values(), ids=lambda template: template.size)
def test_shares_add_up_and_every_promotion_has_a_factor(template: SizeTemplate) -> None:
    for shifts, shares in template.shift_shares.items():
        assert len(shares) == shifts
        assert sum(shares) == 1
    assert sum(template.role_shares.values()) == 1
    assert set(template.promotion_month_factors) == {promotion.key for promotion in PROMOTIONS}
    assert template.standards["answered_within_24h"] == Decimal(100)


@pytest.mark.parametrize(
    ("conversations", "size"),
    [
        (1, Size.SMALL),
        (300, Size.SMALL),
        (301, Size.MEDIUM),
        (1500, Size.MEDIUM),
        (1501, Size.LARGE),
        (10**6, Size.LARGE),
    ],
)
def test_size_follows_volume(conversations: int, size: Size) -> None:
    assert size_by_volume(conversations) is size


@pytest.mark.parametrize(
    ("month", "key"), [(6, "618"), (11, "double_11"), (12, "double_12"), (5, None), (10, None)]
)
def test_an_event_belongs_to_the_month_of_its_peak(month: int, key: str | None) -> None:
    event = promotion_of_month(month)
    assert (None if event is None else event.key) == key


def test_events_come_back_every_year() -> None:
    event = promotion_of_month(11)
    assert event is not None
    assert event.days_in(2027) == (date(2027, 10, 20), date(2027, 11, 14))


@pytest.mark.parametrize(
    ("model", "conversations", "low", "high"),
    [
        ("seat_month", 0, 300000, 550000),
        ("seat_month", 10**6, 300000, 550000),
        ("conversation", 0, 150, 200),
        ("conversation", 200, 150, 200),
        ("conversation", 201, 120, 150),
        ("conversation", 500, 120, 150),
        ("conversation", 501, 80, 120),
    ],
)
def test_prices_follow_volume(model: str, conversations: int, low: int, high: int) -> None:
    prices = price_range(model, conversations)
    assert (prices.low, prices.high) == (Money(low, "CNY"), Money(high, "CNY"))


def test_a_model_without_market_data_is_an_error() -> None:
    with pytest.raises(KeyError):
        price_range("barter", 100)


def test_every_range_opens_upwards() -> None:
    assert all(prices.low < prices.high for prices in MARKET_PRICES)
