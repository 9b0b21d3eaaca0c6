"""Five answers become a full requirement."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from portal.kernel.money import Money
from portal.kernel.periods import ServiceMonth
from portal.reference.rules.size_templates import LARGE, MEDIUM, SMALL, Size, StaffRole
from portal.requirements.rules.estimates import Basics, assumptions_of, estimate, shared_out, template_for
from portal.requirements.rules.hours import ServiceHours, Shift
from portal.requirements.rules.market_cost import market_cost

SMALL_SHOP = Basics("pdd", 100, ServiceHours(9 * 60, 24 * 60), date(2026, 12, 1), Money(500000, "CNY"))
LARGE_SHOP = Basics("tmall", 1200, ServiceHours(9 * 60, 24 * 60), date(2027, 1, 10), None)


def test_a_small_shop_gets_one_agent_per_shift_and_a_price_per_conversation() -> None:
    answer = estimate(SMALL_SHOP, SMALL)
    assert answer.size is Size.SMALL
    assert [(need.role, need.shift, need.people) for need in answer.roles] == [
        (StaffRole.COMBINED, Shift.DAY, 1),
        (StaffRole.COMBINED, Shift.NIGHT, 1),
    ]
    assert (answer.cost.model, answer.cost.low, answer.cost.high) == (
        "conversation",
        Money(450000, "CNY"),
        Money(600000, "CNY"),
    )
    assert [str(reason) for reason in answer.cost.reasons] == [
        "3000 conversations a month at CNY 1.50 to CNY 2.00 each.",
        "Market prices before tax from public price pages, collected on 2026-11-22; quotes decide.",
        "The budget lies within the usual range.",
    ]


def test_a_large_shop_gets_roles_by_shift_and_a_price_by_seat() -> None:
    answer = estimate(LARGE_SHOP, LARGE)
    assert [(shift.seats, shift.people) for shift in answer.normal_day.shifts] == [(7, 9), (5, 6)]
    assert answer.peak_day.shifts[0].seats == 28
    assert [(need.role, need.shift, need.people) for need in answer.roles] == [
        (StaffRole.PRE_SALES, Shift.DAY, 6),
        (StaffRole.AFTER_SALES, Shift.DAY, 3),
        (StaffRole.PRE_SALES, Shift.NIGHT, 4),
        (StaffRole.AFTER_SALES, Shift.NIGHT, 2),
    ]
    assert (answer.cost.low, answer.cost.high) == (Money(12 * 300000, "CNY"), Money(15 * 550000, "CNY"))


def test_volumes_cover_twelve_months_by_shift_with_the_promotions_lifted() -> None:
    answer = estimate(LARGE_SHOP, LARGE)
    by_month: dict[str, int] = {}
    for volume in answer.volumes:
        by_month[volume.month.key] = by_month.get(volume.month.key, 0) + volume.conversations
    assert list(by_month) == [ServiceMonth(2027, month).key for month in range(1, 13)]
    assert by_month["2027-01"] == 1200 * 31
    assert by_month["2027-02"] == 1200 * 28
    assert by_month["2027-06"] == 1200 * 30 * 3
    assert by_month["2027-11"] == 1200 * 30 * 45 // 10
    assert by_month["2027-12"] == 1200 * 31 * 25 // 10
    assert [(volume.shift, volume.conversations) for volume in answer.volumes[:2]] == [
        (Shift.DAY, 24180),
        (Shift.NIGHT, 13020),
    ]
    assert [(peak.promotion.key, peak.month.key, peak.factor) for peak in answer.promotions] == [
        ("618", "2027-06", Decimal(3)),
        ("double_11", "2027-11", Decimal("4.5")),
        ("double_12", "2027-12", Decimal("2.5")),
    ]


def test_a_start_late_in_the_year_reaches_into_the_next() -> None:
    months = [peak.month.key for peak in estimate(SMALL_SHOP, SMALL).promotions]
    assert months == ["2026-12", "2027-06", "2027-11"]


def test_everything_filled_in_is_marked_estimated() -> None:
    answer = estimate(SMALL_SHOP, MEDIUM)
    assert answer.volumes
    assert answer.standards
    assert all(
        line.estimated
        for line in (*answer.volumes, *answer.promotions, *answer.roles, *answer.standards, answer.cost)
    )
    assert ("reply_rate", Decimal(98)) in [(line.metric, line.target) for line in answer.standards]
    assert str(answer.reasons[0]).startswith("Filled in with what a medium shop usually needs")


def test_without_promotions_the_year_has_no_peaks() -> None:
    answer = estimate(SMALL_SHOP, SMALL, promotions=())
    assert answer.promotions == ()
    assert sum(volume.conversations for volume in answer.volumes) == 365 * 100


def test_an_event_unknown_to_the_template_changes_nothing() -> None:
    from_other_table = estimate(LARGE_SHOP, LARGE).promotions[0].promotion
    renamed = type(from_other_table)(
        "party", from_other_table.name, (6, 1), (6, 2), from_other_table.valid_from
    )
    assert estimate(SMALL_SHOP, SMALL, promotions=(renamed,)).promotions == ()


def test_around_the_clock_has_three_shifts() -> None:
    basics = Basics("jd", 1000, ServiceHours(0, 0), date(2026, 12, 1), None)
    answer = estimate(basics, template_for(Size.MEDIUM))
    assert [shift.shift for shift in answer.shifts] == [Shift.DAY, Shift.NIGHT, Shift.OVERNIGHT]
    assert {volume.shift for volume in answer.volumes} == set(Shift)


def test_the_assumptions_come_from_the_size() -> None:
    assert assumptions_of(SMALL).answered_within_seconds == 60
    assert assumptions_of(LARGE).chats_at_once == 3


@pytest.mark.parametrize(
    ("total", "shares", "parts"),
    [
        (9, ["0.65", "0.35"], (6, 3)),
        (1, ["0.5", "0.5"], (1, 0)),
        (2, ["0.7", "0.3"], (1, 1)),
        (10, ["0.55", "0.38", "0.07"], (5, 4, 1)),
        (0, ["0.7", "0.3"], (0, 0)),
        (100, ["1"], (100,)),
    ],
)
def test_parts_add_up_to_the_whole(total: int, shares: list[str], parts: tuple[int, ...]) -> None:
    assert shared_out(total, [Decimal(share) for share in shares]) == parts


def test_a_role_with_nobody_in_a_shift_is_not_listed() -> None:
    basics = Basics("jd", 30, ServiceHours(9 * 60, 18 * 60), date(2026, 12, 1), None)
    roles = estimate(basics, MEDIUM).roles
    assert [(need.role, need.people) for need in roles] == [
        (StaffRole.PRE_SALES, 1),
        (StaffRole.AFTER_SALES, 1),
    ]
    few = replace(
        MEDIUM, role_shares={StaffRole.PRE_SALES: Decimal("0.9"), StaffRole.AFTER_SALES: Decimal("0.1")}
    )
    assert [(need.role, need.people) for need in estimate(basics, few).roles] == [(StaffRole.PRE_SALES, 2)]


@pytest.mark.parametrize(
    ("budget", "sentence"),
    [
        (Money(100, "CNY"), "The budget lies below the cheapest usual price."),
        (Money(600000, "CNY"), "The budget lies within the usual range."),
        (Money(5500000, "CNY"), "The budget covers the usual range."),
        (
            Money(100, "USD"),
            "The budget is in USD, the market prices in CNY: they are not compared.",
        ),
    ],
)
def test_the_budget_is_held_against_the_market(budget: Money, sentence: str) -> None:
    cost = market_cost(model="seat_month", seats=2, people=10, conversations_a_day=400, budget=budget)
    assert str(cost.reasons[-1]) == sentence


def test_seats_are_priced_from_the_busiest_hour_to_everybody_scheduled() -> None:
    cost = market_cost(model="seat_month", seats=7, people=9, conversations_a_day=780, budget=None)
    assert str(cost.reasons[0]) == ("7 to 9 seats at CNY 3,000.00 to CNY 5,500.00 each.")
