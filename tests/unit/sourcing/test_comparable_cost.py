"""Unlike price models on the same year."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from portal.kernel.calendars import DayKind
from portal.kernel.money import Money
from portal.kernel.periods import ServiceMonth
from portal.kernel.rate_cards import Base, LineType, RateLine
from portal.reference.rules.size_templates import StaffRole
from portal.requirements.rules.hours import ServiceHours, Shift, shifts_of
from portal.requirements.rules.lines import MonthVolume, RoleNeed
from portal.requirements.rules.scenario import Scenario, year_ahead
from portal.sourcing.rules.comparable_cost import comparable_cost, price_assessment, quantities


def yuan(amount: str) -> Money:
    return Money.from_decimal(Decimal(amount), "CNY")


def scenario(sales: Money | None = None) -> Scenario:
    """Thirty thousand conversations a month, one day in three in the evening; in November three times as many."""
    totals = dict.fromkeys(range(1, 13), 30000) | {11: 90000}
    answer = year_ahead(
        starts_on=date(2027, 1, 1),
        volumes=[
            MonthVolume(ServiceMonth(2027, month), shift, total * share // 3)
            for month, total in totals.items()
            for shift, share in ((Shift.DAY, 2), (Shift.NIGHT, 1))
        ],
        roles=(
            RoleNeed(StaffRole.PRE_SALES, Shift.DAY, 3),
            RoleNeed(StaffRole.AFTER_SALES, Shift.DAY, 1),
            RoleNeed(StaffRole.PRE_SALES, Shift.NIGHT, 2),
        ),
        shifts=shifts_of(ServiceHours(9 * 60, 24 * 60)),
        sales_in_a_normal_month=sales,
        promotions=(),
    )
    assert answer is not None
    return answer


SEAT = RateLine(line_type=LineType.SEAT_MONTH, unit_price=yuan("5000"))
TALK = RateLine(line_type=LineType.CONVERSATION, unit_price=yuan("1"))
COMMISSION = RateLine(line_type=LineType.SALES_COMMISSION, rate=Decimal("0.02"), base=Base.NET_SALES)
START_FEE = RateLine(line_type=LineType.ONE_OFF, unit_price=yuan("12000"))


def test_seats_and_conversations_are_priced_on_the_same_year() -> None:
    by_seat = comparable_cost([SEAT], scenario(), currency="CNY", tax_rate=None)
    by_talk = comparable_cost([TALK], scenario(), currency="CNY", tax_rate=None)
    # six seats; November brings three times the normal days: 9 + 3 + 6 seats
    assert (by_seat.normal.net, by_seat.peak.net) == (yuan("30000"), yuan("90000"))
    assert by_seat.year == yuan("420000")
    assert by_seat.a_month == yuan("35000")
    assert (by_talk.low.net, by_talk.peak.net, by_talk.year) == (
        yuan("30000"),
        yuan("90000"),
        yuan("420000"),
    )
    assert [str(reason) for reason in by_seat.reasons] == ["Peaks are met with more monthly seats."]


def test_one_off_fees_stand_in_the_year_only() -> None:
    cost = comparable_cost([TALK, START_FEE], scenario(), currency="CNY", tax_rate=None)
    assert cost.normal.net == yuan("30000")
    assert cost.year == yuan("432000")
    assert cost.a_month == yuan("36000")


def test_a_commission_needs_expected_sales() -> None:
    stated = comparable_cost([COMMISSION], scenario(yuan("100000")), currency="CNY", tax_rate=None)
    assert stated.normal.net == yuan("2000")
    assert stated.missing == ()
    silent = comparable_cost([COMMISSION], scenario(), currency="CNY", tax_rate=None)
    assert "no expected sales" in str(silent.missing[0])
    assert price_assessment(silent).value is None


def test_prices_with_tax_are_compared_net() -> None:
    gross = RateLine(line_type=LineType.FIXED_MONTH, unit_price=yuan("10600"), tax_inclusive=True)
    cost = comparable_cost([gross], scenario(), currency="CNY", tax_rate=Decimal("0.06"))
    assert cost.normal.net == yuan("10000")


def test_the_price_shows_its_months_and_year() -> None:
    answer = price_assessment(comparable_cost([TALK], scenario(), currency="CNY", tax_rate=None))
    assert answer.value == Decimal("35000.00")
    assert [(str(figure.label), figure.value) for figure in answer.figures] == [
        ("Low month", yuan("30000")),
        ("Normal month", yuan("30000")),
        ("Peak month", yuan("90000")),
        ("Year with one-off fees", yuan("420000")),
    ]


def test_temporary_agents_replace_more_monthly_seats() -> None:
    temporary = RateLine(line_type=LineType.SEAT_DAY, unit_price=yuan("300"), day_kind=DayKind.PROMO)
    weekend = RateLine(line_type=LineType.SEAT_DAY, unit_price=yuan("100"), day_kind=DayKind.WEEKEND)
    year = year_ahead(
        starts_on=date(2027, 1, 1),
        volumes=[MonthVolume(ServiceMonth(2027, month), Shift.DAY, 30000) for month in range(1, 11)]
        + [MonthVolume(ServiceMonth(2027, 11), Shift.DAY, 90000)],
        roles=(RoleNeed(StaffRole.COMBINED, Shift.DAY, 6),),
        shifts=shifts_of(ServiceHours(9 * 60, 18 * 60)),
    )
    assert year is not None
    cost = comparable_cost([SEAT, temporary, weekend], year, currency="CNY", tax_rate=None)
    assert cost.normal.net == yuan("30000")
    # twelve people more on the fourteen days of Double 11 in November
    assert cost.peak.net == yuan("30000") + yuan("300").times(12 * 14)
    assert [str(reason) for reason in cost.reasons][-1].startswith("Peaks are met with temporary agents")


@pytest.mark.parametrize(
    ("line", "amount"),
    [
        (SEAT, 6),
        (RateLine(line_type=LineType.SEAT_MONTH, role="pre_sales"), 5),
        (RateLine(line_type=LineType.SEAT_SHIFT_MONTH, shift="night"), 2),
        (RateLine(line_type=LineType.SEAT_MONTH, role="after_sales", shift="night"), 0),
        (TALK, 30000),
        (RateLine(line_type=LineType.CONVERSATION, shift="day"), 20000),
        (RateLine(line_type=LineType.CONVERSATION, shift="day", role="after_sales"), 5000),
        (RateLine(line_type=LineType.CONVERSATION, role="combined"), 0),
        (RateLine(line_type=LineType.HOUR), (4 * 8 + 2 * 7) * 30 * 100),
        (RateLine(line_type=LineType.HOUR, shift="night"), 2 * 7 * 30 * 100),
        (RateLine(line_type=LineType.SEAT_DAY), 0),
        (COMMISSION, 10000000),
        (RateLine(line_type=LineType.SURCHARGE_FIXED, quantity="seats", unit_price=yuan("200")), 6),
    ],
)
def test_a_line_multiplies_what_it_names(line: RateLine, amount: int) -> None:
    found = quantities([line], scenario(yuan("100000")).normal)
    assert list(found.values()) == [Fraction(amount)]


def test_a_fee_for_the_month_multiplies_nothing() -> None:
    fee = RateLine(line_type=LineType.FIXED_MONTH, unit_price=yuan("10"))
    assert quantities([fee], scenario().normal) == {}


def test_conversations_in_a_shift_without_people_belong_to_no_role() -> None:
    by_role = RateLine(line_type=LineType.CONVERSATION, role="pre_sales", shift="overnight")
    month = scenario().normal
    lonely = type(month)(**{**vars(month), "conversations": {"overnight": 100}})
    assert list(quantities([by_role], lonely).values()) == [0]


def test_hours_grow_with_the_peak_unless_temporary_agents_come() -> None:
    hourly = RateLine(line_type=LineType.HOUR, unit_price=yuan("30"))
    peak = scenario().peak
    (plain,) = quantities([hourly], peak).values()
    with_temporary = quantities([hourly, RateLine(line_type=LineType.SEAT_DAY)], peak)
    assert plain == (12 * 8 + 6 * 7) * 30 * 100
    assert with_temporary["hours_hundredths"] == (4 * 8 + 2 * 7) * 30 * 100


def test_what_the_scenario_cannot_tell_apart_is_said() -> None:
    line = RateLine(line_type=LineType.CONVERSATION, unit_price=yuan("1"), platform="jd", label="JD talks")
    cost = comparable_cost([line], scenario(), currency="CNY", tax_rate=None)
    assert [str(reason) for reason in cost.reasons] == [
        "“JD talks” is priced as if it applied to all the work."
    ]
