"""What is owed for a month: lines, service credits up to the agreed limits, VAT once on the sum."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from portal.invoicing.rules.statement import Adjustment, Adjustments, LineKind, Statement, statement_of
from portal.kernel.messages import message
from portal.kernel.money import Money
from portal.kernel.periods import ServiceMonth
from portal.kernel.rate_cards import LineType, MonthFacts, PricedCard, RateLine, price

K = LineKind


def cny(yuan: str) -> Money:
    return Money.from_decimal(Decimal(yuan), "CNY")


def card(*lines: RateLine, **quantities: int) -> PricedCard:
    facts = MonthFacts(month=ServiceMonth(2026, 11), service_start=date(2026, 11, 1))
    return price(lines, quantities, currency="CNY", facts=facts)


SEATS = RateLine(line_type=LineType.SEAT_MONTH, unit_price=cny("5500"))
FEE = RateLine(line_type=LineType.FIXED_MONTH, unit_price=cny("1000"), label="系统费")
DEPOSIT = RateLine(line_type=LineType.DEPOSIT, unit_price=cny("3000"))


def adjustment(metric: str, amount: str) -> Adjustment:
    return Adjustment(
        metric, message(metric), cny(amount), message("98 %%"), message("96 %%"), message("2 points short")
    )


def adjusted(
    *misses: Adjustment, credit: str = "0", bonuses: tuple[Adjustment, ...] = (), bonus: str = "0"
) -> Adjustments:
    return Adjustments(misses, bonuses, cny(credit), cny(bonus))


def made(
    priced: PricedCard,
    changes: Adjustments | None = None,
    *,
    carried: str = "0",
    carries: bool = False,
    rate: str = "0.06",
) -> Statement:
    return statement_of(
        priced,
        changes or Adjustments.none("CNY"),
        tax_rate=Decimal(rate),
        carried_in=cny(carried),
        carries_over=carries,
    )


def amounts(statement: Statement) -> list[tuple[LineKind, str]]:
    return [(line.kind, str(line.amount.decimal)) for line in statement.lines]


def test_fees_vat_and_deposit_add_up() -> None:
    statement = made(card(SEATS, FEE, DEPOSIT, seats=10))
    assert amounts(statement) == [(K.FEE, "55000.00"), (K.FEE, "1000.00"), (K.DEPOSIT, "3000.00")]
    assert (statement.net, statement.tax, statement.gross) == (cny("56000"), cny("3360"), cny("59360"))
    assert (statement.deposits, statement.payable) == (cny("3000"), cny("62360"))


def test_a_line_carries_its_own_name_quantity_and_price_or_those_of_its_kind() -> None:
    seats, fee = made(card(SEATS, FEE, seats=10)).lines
    assert (str(seats.label), seats.quantity, seats.price) == ("Dedicated seat", 10, cny("5500"))
    assert (str(fee.label), fee.quantity, fee.price) == ("系统费", None, cny("1000"))


def test_deductions_and_bonuses_change_the_net_before_vat() -> None:
    changes = adjusted(
        adjustment("frt_avg", "1650"), credit="1650", bonuses=(adjustment("csat", "550"),), bonus="550"
    )
    statement = made(card(SEATS, seats=10), changes)
    assert amounts(statement) == [(K.FEE, "55000.00"), (K.BONUS, "550.00"), (K.CREDIT, "-1650.00")]
    assert (statement.fees, statement.deducted) == (cny("55000"), cny("-1650"))
    assert (statement.net, statement.tax) == (cny("53900"), cny("3234"))


def test_a_deduction_that_comes_back_is_added_before_vat() -> None:
    changes = replace(Adjustments.none("CNY"), returns=(adjustment("csat", "1000"),))
    statement = made(card(SEATS, seats=2), changes)
    assert (LineKind.RETURNED, "1000.00") in amounts(statement)
    assert statement.net == statement.fees + cny("1000")


def test_the_agreed_limit_stands_as_a_line_of_its_own() -> None:
    changes = Adjustments(
        (adjustment("frt_avg", "4000"), adjustment("csat", "3000")),
        (),
        cny("5500"),
        cny("0"),
        (message("limited to 10 %%"),),
    )
    statement = made(card(SEATS, seats=10), changes)
    assert amounts(statement)[1:] == [(K.CREDIT, "-4000.00"), (K.CREDIT, "-3000.00"), (K.LIMIT, "1500.00")]
    assert str(statement.lines[-1].explanation) == "limited to 10 %%"
    assert statement.net == cny("49500")


def test_a_limit_of_bonuses_without_words_has_a_plain_reason() -> None:
    changes = adjusted(bonuses=(adjustment("csat", "800"),), bonus="500")
    statement = made(card(SEATS, seats=10), changes)
    assert amounts(statement)[1:] == [(K.BONUS, "800.00"), (K.LIMIT, "-300.00")]
    assert "limits the sum" in str(statement.lines[-1].explanation)


@pytest.mark.parametrize(
    ("carries", "kind", "carried_out"), [(False, K.LIMIT, "0"), (True, K.CARRIED, "2000")]
)
def test_deductions_never_exceed_the_fee(carries: bool, kind: LineKind, carried_out: str) -> None:
    changes = adjusted(adjustment("frt_avg", "3000"), credit="3000")
    statement = made(card(FEE), changes, carries=carries)
    assert amounts(statement)[-1] == (kind, "2000.00")
    assert (statement.net, statement.payable, statement.carried_out) == (cny("0"), cny("0"), cny(carried_out))


def test_what_was_carried_from_the_month_before_is_deducted() -> None:
    statement = made(card(FEE), carried="400")
    assert amounts(statement) == [(K.FEE, "1000.00"), (K.CARRIED, "-400.00")]
    assert statement.net == cny("600")


def test_a_minimum_that_changes_nothing_is_left_out() -> None:
    minimum = RateLine(line_type=LineType.MINIMUM, unit_price=cny("500"))
    assert amounts(made(card(FEE, minimum))) == [(K.FEE, "1000.00")]
    above = RateLine(line_type=LineType.MINIMUM, unit_price=cny("1200"))
    assert amounts(made(card(FEE, above))) == [(K.FEE, "1000.00"), (K.FEE, "200.00")]


def test_quantities_that_nobody_reported_are_named() -> None:
    assert made(card(SEATS)).missing == ("seats",)
