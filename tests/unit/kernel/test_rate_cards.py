"""A rate card prices a month line by line, in a fixed order, and shows the sums."""

import json
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from portal.kernel.calendars import DayKind
from portal.kernel.money import Money
from portal.kernel.periods import ProRata, ServiceMonth
from portal.kernel.rate_cards import (
    QUANTITIES,
    Base,
    LineType,
    MonthFacts,
    PricedCard,
    RateLine,
    TierMode,
    faults_of_card,
    faults_of_line,
    line_from_data,
    line_to_data,
    price,
    quantities_needed,
    quantity_key,
)
from portal.kernel.rate_cards.lines import LINE_KINDS

NOVEMBER = MonthFacts(month=ServiceMonth(2026, 11), service_start=date(2026, 1, 1))


def yuan(text: str) -> Money:
    return Money.from_decimal(Decimal(text), "CNY")


def line(line_type: str, price_or_rate: str, **more: Any) -> RateLine:
    kind = LineType(line_type)
    if LINE_KINDS[kind].by_rate:
        return RateLine(line_type=kind, rate=Decimal(price_or_rate), **more)
    return RateLine(line_type=kind, unit_price=yuan(price_or_rate), **more)


def tiers(mode: TierMode) -> list[RateLine]:
    return [
        line("conversation_tier", "0.90", to_qty=500, tier_mode=mode),
        line("conversation_tier", "0.70", from_qty=500, tier_mode=mode),
    ]


def priced(lines: list[RateLine], facts: MonthFacts = NOVEMBER, **quantities: int | Fraction) -> PricedCard:
    return price(lines, quantities, currency="CNY", facts=facts)


NET_SALES = {"base": Base.NET_SALES}
SEATS = line("seat_month", "5000")


@pytest.mark.parametrize(
    ("lines", "quantities", "net"),
    [
        ([SEATS], {"seats": 3}, "15000"),
        ([SEATS], {"seats": Fraction(5, 2)}, "12500"),
        ([line("seat_shift_month", "1800")], {"shift_seats": 2}, "3600"),
        ([line("seat_day", "300", day_kind=DayKind.PROMO)], {"seat_days": 12}, "3600"),
        ([line("hour", "27.07")], {"hours_hundredths": 1050}, "284.24"),
        ([line("conversation", "0.9")], {"conversations": 600}, "540"),
        (tiers(TierMode.SLAB), {"conversations": 600}, "520.00"),
        (tiers(TierMode.WHOLE), {"conversations": 600}, "420.00"),
        (tiers(TierMode.SLAB), {"conversations": 500}, "450.00"),
        (tiers(TierMode.WHOLE), {"conversations": 500}, "450.00"),
        (tiers(TierMode.WHOLE), {"conversations": 0}, "0"),
        ([line("fixed_month", "2000")], {}, "2000"),
        ([line("fixed_year", "29800")], {}, "2483.33"),
        ([SEATS, line("conversation", "0.9", from_qty=4000)], {"seats": 1, "conversations": 4100}, "5090"),
        ([SEATS, line("conversation", "0.9", from_qty=4000)], {"seats": 1, "conversations": 100}, "5000"),
        (
            [line("fixed_month", "1800"), line("sales_commission", "0.015", base=Base.GROSS_SALES)],
            {"gross_sales_minor": 1_000_000, "net_sales_minor": 1},
            "1950.00",
        ),
        ([line("sales_commission", "0.03", **NET_SALES)], {"net_sales_minor": -1_050}, "-0.32"),
        ([SEATS, line("surcharge_pct", "0.30")], {"seats": 2}, "13000"),
        ([SEATS, line("surcharge_fixed", "200")], {"seats": 2}, "10200"),
        ([SEATS, line("surcharge_fixed", "200", quantity="seats")], {"seats": 2}, "10400"),
        ([SEATS, line("discount_pct", "0.10")], {"seats": 2}, "9000"),
        ([SEATS, line("minimum", "8000")], {"seats": 1}, "8000"),
        ([SEATS, line("minimum", "8000")], {"seats": 2}, "10000"),
        ([SEATS, line("cap", "12000")], {"seats": 3}, "12000"),
        ([SEATS, line("cap", "12000")], {"seats": 2}, "10000"),
        ([SEATS, line("tax_surcharge", "0.08")], {"seats": 1}, "5400"),
        ([SEATS, line("deposit", "5000")], {"seats": 1}, "5000"),
    ],
)
def test_every_price_model_is_a_card(
    lines: list[RateLine], quantities: dict[str, int | Fraction], net: str
) -> None:
    card = priced(lines, **quantities)
    assert card.net == yuan(net)
    assert card.missing == ()


def test_surcharge_discount_limits_and_tax_come_in_this_order() -> None:
    card = priced(
        [
            line("tax_surcharge", "0.08"),
            line("cap", "10500"),
            line("minimum", "9000"),
            line("discount_pct", "0.10"),
            line("surcharge_pct", "0.20"),
            SEATS,
        ],
        seats=2,
    )
    assert [(done.line.line_type.value, str(done.amount.decimal)) for done in card.lines] == [
        ("seat_month", "10000.00"),
        ("surcharge_pct", "2000.00"),
        ("discount_pct", "-1200.00"),
        ("minimum", "0.00"),
        ("cap", "-300.00"),
        ("tax_surcharge", "840.00"),
    ]
    assert card.net == yuan("11340")
    assert card.service_fee == yuan("10000")


def test_a_surcharge_falls_on_the_lines_it_names_only() -> None:
    card = priced(
        [
            line("seat_month", "5000", shift="day"),
            line("seat_month", "5000", shift="night", role="after_sales"),
            line("surcharge_pct", "0.30", shift="night"),
            line("surcharge_pct", "0.50", shift="night"),
        ],
        **{"seats|shift=day": 2, "seats|role=after_sales|shift=night": 1},
    )
    assert [str(done.amount.decimal) for done in card.lines] == ["10000.00", "5000.00", "1500.00", "2500.00"]


def test_lines_explain_their_sum() -> None:
    facts = MonthFacts(month=ServiceMonth(2026, 11), service_start=date(2026, 11, 16))
    card = priced(
        [
            SEATS,
            line("conversation", "0.9"),
            line("sales_commission", "0.015", **NET_SALES),
            line("minimum", "8000"),
            line("cap", "9000"),
        ],
        facts,
        seats=2,
        conversations=10,
        net_sales_minor=200_000,
    )
    assert [str(done.explanation) for done in card.lines] == [
        "2 × CNY 5,000.00 × 1/2 = CNY 5,000.00",
        "10 × CNY 0.90 = CNY 9.00",
        "1.5 % of CNY 2,000.00 = CNY 30.00",
        "Up to the minimum of CNY 4,000.00 for the month",
        "Down to the maximum of CNY 4,500.00 for the month",
    ]


def test_nobody_reported_is_not_zero() -> None:
    card = priced([SEATS, line("conversation", "0.9")], conversations=0)
    assert card.missing == ("seats",)
    assert card.net == yuan("0")


def test_a_plain_quantity_cannot_be_charged_twice() -> None:
    lines = [line("seat_month", "5000", role="pre_sales"), line("seat_month", "4500", role="after_sales")]
    needed = ("seats|role=pre_sales", "seats|role=after_sales")
    assert quantities_needed(lines) == needed
    assert priced(lines, seats=5).missing == needed
    assert priced(lines, **{needed[0]: 2, needed[1]: 1}).net == yuan("14500")


def test_a_plain_quantity_serves_lines_narrowed_down_alike() -> None:
    lines = [line("seat_month", "5000", role="pre_sales"), line("surcharge_fixed", "10", quantity="seats")]
    assert quantities_needed(lines[:1]) == ("seats",)
    assert quantities_needed(tiers(TierMode.SLAB)) == ("conversations",)
    assert quantities_needed([*lines, line("fixed_month", "1")]) == ("seats|role=pre_sales", "seats")
    assert quantity_key(line("fixed_month", "1")) is None


@pytest.mark.parametrize(
    ("rule", "net"), [(ProRata.CALENDAR, "2500"), (ProRata.WORKING, "2619.05"), (ProRata.THIRTY, "2500")]
)
def test_a_part_month_follows_the_contracts_rule(rule: ProRata, net: str) -> None:
    facts = MonthFacts(month=ServiceMonth(2026, 11), service_start=date(2026, 11, 16), rule=rule)
    assert priced([SEATS], facts, seats=1).net == yuan(net)


def test_service_that_ended_is_charged_to_its_last_day() -> None:
    facts = MonthFacts(
        month=ServiceMonth(2026, 11), service_start=date(2026, 1, 1), service_end=date(2026, 11, 15)
    )
    assert priced([SEATS], facts, seats=1).net == yuan("2500")


@pytest.mark.parametrize(("start", "end"), [("2026-12-01", None), ("2026-01-01", "2026-10-31")])
def test_a_month_without_service_costs_nothing(start: str, end: str | None) -> None:
    facts = MonthFacts(
        month=ServiceMonth(2026, 11),
        service_start=date.fromisoformat(start),
        service_end=date.fromisoformat(end) if end else None,
    )
    card = priced([SEATS, line("minimum", "100"), line("one_off", "9")], facts, seats=1)
    assert (card.lines, card.net) == ((), yuan("0"))


def test_a_price_may_change_within_the_month() -> None:
    change = date(2026, 11, 16)
    monthly = [line("fixed_month", "3000", valid_to=change), line("fixed_month", "3600", valid_from=change)]
    assert priced(monthly).net == yuan("3300")
    counted = [line("conversation", "1", valid_to=change), line("conversation", "2", valid_from=change)]
    assert priced(counted, conversations=10).net == yuan("20")
    assert priced([line("fixed_month", "3000", valid_to=date(2026, 11, 1))]).lines == ()


def test_one_off_fees_and_deposits_are_due_once() -> None:
    lines = [line("one_off", "5000"), line("deposit", "8000"), SEATS]
    first = MonthFacts(month=ServiceMonth(2026, 11), service_start=date(2026, 11, 1))
    card = priced(lines, first, seats=1)
    assert card.net == yuan("10000")
    assert card.service_fee == yuan("5000")
    assert [str(done.explanation) for done in card.deposits] == ["1 × CNY 8,000.00 = CNY 8,000.00"]
    assert priced(lines, seats=1).net == yuan("5000")
    assert priced([line("one_off", "50", valid_from=date(2026, 11, 9))]).net == yuan("50")


def test_prices_with_tax_are_turned_into_net_by_line() -> None:
    lines = [line("fixed_month", "10600", tax_inclusive=True), line("one_off", "1")]
    facts = MonthFacts(month=ServiceMonth(2026, 11), service_start=date(2026, 1, 1), tax_rate=Decimal("0.06"))
    assert priced(lines, facts).net == yuan("10000")
    with pytest.raises(ValueError, match="needs the tax rate"):
        priced(lines)


def test_credits_are_a_share_of_the_service_fee_without_commission() -> None:
    card = priced([SEATS, line("sales_commission", "0.5", **NET_SALES)], seats=4, net_sales_minor=10_000)
    assert card.net == yuan("20050")
    assert card.service_fee == yuan("20000")


def test_a_line_survives_being_stored() -> None:
    lines = [
        SEATS,
        *tiers(TierMode.WHOLE),
        line("sales_commission", "0.015", **NET_SALES),
        line("seat_day", "300", day_kind=DayKind.PROMO, role="pre_sales", tax_inclusive=True, label="双11"),
        line(
            "surcharge_fixed", "0", quantity="seats", valid_from=date(2026, 1, 1), valid_to=date(2027, 1, 1)
        ),
    ]
    for one in lines:
        assert line_from_data(json.loads(json.dumps(line_to_data(one)))) == one


def test_stored_lines_say_only_what_they_say() -> None:
    assert line_to_data(SEATS) == {
        "line_type": "seat_month",
        "unit_price": {"minor": 500000, "currency": "CNY"},
        "from_qty": 0,
        "tier_mode": "slab",
    }


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (RateLine(line_type=LineType.SEAT_MONTH), "Dedicated seat: enter a price of 0 or more"),
        (line("seat_month", "-1"), "enter a price of 0 or more"),
        (RateLine(line_type=LineType.HOUR, unit_price=Money(1, "USD")), "must be in CNY"),
        (RateLine(line_type=LineType.DISCOUNT_PCT), "enter a share above 0 and up to 100 %"),
        (line("discount_pct", "0"), "enter a share"),
        (line("discount_pct", "1.01"), "enter a share"),
        (line("sales_commission", "0.1"), "choose which sales"),
        (line("surcharge_fixed", "1", quantity="smiles"), "quantity is not known"),
        (line("conversation", "1", from_qty=-1), "end of the tier"),
        (line("conversation", "1", from_qty=5, to_qty=5), "end of the tier"),
        (
            line("fixed_month", "1", valid_from=date(2026, 1, 2), valid_to=date(2026, 1, 2)),
            "last day must not lie before",
        ),
    ],
)
def test_a_line_that_cannot_be_charged_says_why(wrong: RateLine, words: str) -> None:
    assert [str(fault) for fault in faults_of_line(wrong, "CNY") if words in str(fault)]
    assert set(faults_of_line(wrong, "CNY")) <= set(faults_of_card([wrong], "CNY"))


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([], "needs at least one line"),
        ([line("conversation_tier", "1", from_qty=5)], "begin at 0"),
        ([line("conversation_tier", "1", to_qty=5)], "last one must be open"),
        (
            [line("conversation_tier", "1", to_qty=5), line("conversation_tier", "1", from_qty=6)],
            "without gap or overlap",
        ),
        ([tiers(TierMode.SLAB)[0], tiers(TierMode.WHOLE)[1]], "all by slab"),
        ([line("minimum", "2"), line("cap", "1")], "must not lie above the maximum"),
    ],
)
def test_a_card_that_contradicts_itself_says_why(lines: list[RateLine], words: str) -> None:
    assert [str(fault) for fault in faults_of_card(lines, "CNY") if words in str(fault)]


def test_a_sound_card_has_no_faults() -> None:
    lines = [
        *tiers(TierMode.SLAB),
        SEATS,
        line("minimum", "1"),
        line("cap", "2"),
        line("sales_commission", "1", **NET_SALES),
        line("surcharge_fixed", "1", quantity="seats", valid_from=date(2026, 1, 1)),
    ]
    assert faults_of_card(lines, "CNY") == ()


def test_a_line_without_price_or_rate_charges_nothing() -> None:
    bare = [RateLine(line_type=kind) for kind in LineType]
    assert priced(bare).net == yuan("0")


def test_every_line_type_and_quantity_has_its_words() -> None:
    assert set(LINE_KINDS) == set(LineType)
    assert all(kind.quantity is None or kind.quantity in QUANTITIES for kind in LINE_KINDS.values())
