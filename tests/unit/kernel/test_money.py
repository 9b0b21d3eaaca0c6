"""Money is exact, keeps to its currency and rounds half away from zero."""

from decimal import Decimal
from fractions import Fraction

import pytest

from portal.kernel.errors import Invalid
from portal.kernel.money import (
    CURRENCY_SIGNS,
    Money,
    net_and_tax_of_gross,
    parse_amount,
    round_half_up,
    tax_on_net,
)


def yuan(text: str) -> Money:
    return Money.from_decimal(Decimal(text), "CNY")


@pytest.mark.parametrize(
    ("value", "whole"),
    [
        ("5/2", 3),
        ("-5/2", -3),
        ("7/3", 2),
        ("-7/3", -2),
        ("8/3", 3),
        ("1/2", 1),
        ("-1/2", -1),
        ("0", 0),
        ("4", 4),
    ],
)
def test_halves_are_rounded_away_from_zero(value: str, whole: int) -> None:
    assert round_half_up(Fraction(value)) == whole


def test_amounts_add_up_and_turn_round() -> None:
    assert yuan("10.10") + yuan("0.95") == yuan("11.05")
    assert yuan("10.10") - yuan("11") == yuan("-0.90")
    assert -yuan("3") == yuan("-3")
    assert Money.total([yuan("1"), yuan("2.5")], "CNY") == yuan("3.50")
    assert Money.total([], "TWD") == Money.zero("TWD")


def test_amounts_of_one_currency_are_ordered() -> None:
    assert yuan("1") < yuan("2") <= yuan("2")
    assert yuan("3") > yuan("2") >= yuan("2")
    assert max(yuan("1"), yuan("7"), yuan("2")) == yuan("7")
    assert bool(yuan("0.01"))
    assert not yuan("0")


@pytest.mark.parametrize("act", ["__add__", "__sub__", "__lt__", "__le__", "__gt__", "__ge__"])
def test_currencies_never_mix(act: str) -> None:
    with pytest.raises(ValueError, match="amounts in CNY and USD cannot be mixed"):
        getattr(Money(1, "CNY"), act)(Money(1, "USD"))


@pytest.mark.parametrize(
    ("minor", "currency", "major"),
    [(123450, "CNY", "1234.50"), (10500, "TWD", "10500"), (-5, "USD", "-0.05"), (7, "JPY", "7")],
)
def test_each_currency_has_its_own_decimals(minor: int, currency: str, major: str) -> None:
    assert str(Money(minor, currency).decimal) == major
    assert Money.from_decimal(Decimal(major), currency) == Money(minor, currency)


def test_an_amount_prints_with_its_currency() -> None:
    assert str(Money(123450, "CNY")) == "CNY 1,234.50"
    assert str(Money(-10500, "TWD")) == "TWD -10,500"


@pytest.mark.parametrize(("amount", "currency"), [("0.005", "CNY"), ("1.5", "TWD"), ("0.1", "JPY")])
def test_an_amount_cannot_be_finer_than_its_currency(amount: str, currency: str) -> None:
    with pytest.raises(Invalid, match=f"Amounts in {currency} have at most"):
        Money.from_decimal(Decimal(amount), currency)


def test_an_unknown_currency_is_refused_in_words() -> None:
    with pytest.raises(Invalid, match="“XYZ” is not a currency"):
        Money(1, "XYZ")


@pytest.mark.parametrize("wrong", [1.5, True, Decimal(1), "1"])
def test_minor_units_are_whole_numbers_only(wrong: object) -> None:
    with pytest.raises(TypeError, match="whole minor units"):
        Money(wrong, "CNY")


def test_floats_are_kept_out() -> None:
    with pytest.raises(TypeError, match="never multiplied by a float"):
        yuan("1").times(0.1)


@pytest.mark.parametrize(
    ("amount", "factor", "product"),
    [
        ("10000", Decimal("0.015"), "150"),
        ("0.01", Fraction(1, 2), "0.01"),
        ("-0.01", Fraction(1, 2), "-0.01"),
        ("100", Fraction(1, 3), "33.33"),
        ("0.90", 500, "450"),
    ],
)
def test_a_product_is_rounded_once(amount: str, factor: Fraction | Decimal | int, product: str) -> None:
    assert yuan(amount).times(factor) == yuan(product)


@pytest.mark.parametrize(
    ("gross", "currency", "rate", "net", "tax"),
    [
        ("10600.00", "CNY", "0.06", "10000.00", "600.00"),
        ("4848.00", "CNY", "0.01", "4800.00", "48.00"),
        ("500.00", "CNY", "0.01", "495.05", "4.95"),
        ("5000.00", "CNY", "0.03", "4854.37", "145.63"),
        ("10500", "TWD", "0.05", "10000", "500"),
        ("100.00", "CNY", "0", "100.00", "0.00"),
        ("-500.00", "CNY", "0.01", "-495.05", "-4.95"),
    ],
)
def test_tax_inside_a_gross_amount(gross: str, currency: str, rate: str, net: str, tax: str) -> None:
    parts = net_and_tax_of_gross(Money.from_decimal(Decimal(gross), currency), Decimal(rate))
    assert parts == tuple(Money.from_decimal(Decimal(part), currency) for part in (net, tax))


def test_tax_on_a_net_amount_is_rounded_once() -> None:
    assert tax_on_net(yuan("495.05"), Decimal("0.01")) == yuan("4.95")
    assert tax_on_net(yuan("18950.25"), Fraction(6, 100)) == yuan("1137.02")


@pytest.mark.parametrize("rate", ["-0.01", "1", "6"])
def test_a_tax_rate_is_a_share(rate: str) -> None:
    with pytest.raises(Invalid, match=f"between 0 and 100 %: {rate}"):
        tax_on_net(yuan("1"), Decimal(rate))


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("1,234.50", "CNY", 123450),
        ("￥1,234.50", "CNY", 123450),
        ("¥ 1,234.5", "CNY", 123450),
        ("１２元", "CNY", 1200),
        ("人民币12圆", "CNY", 1200),
        ("-¥5", "CNY", -500),
        ("NT$10,500", "TWD", 10500),
        ("10500圓", "TWD", 10500),
        ("HK$ 8", "HKD", 800),
        ("USD 8.05", "USD", 805),
        ("MYR 8.05", "MYR", 805),
    ],
)
def test_amounts_as_people_write_them(text: str, currency: str, minor: int) -> None:
    assert parse_amount(text, currency) == Money(minor, currency)


@pytest.mark.parametrize("text", ["", "元", "1_000", "1e3", "NaN", "$12", "12 USD", "1.2万"])
def test_other_texts_are_no_amount_of_yuan(text: str) -> None:
    with pytest.raises(Invalid, match="is not a number"):
        parse_amount(text, "CNY")


def test_signs_are_known_only_for_currencies_we_settle_in() -> None:
    for currency in CURRENCY_SIGNS:
        assert parse_amount("1", currency)
