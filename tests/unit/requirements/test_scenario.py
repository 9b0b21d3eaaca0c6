"""The year that all quotes are priced on."""

from datetime import date
from fractions import Fraction

import pytest

from portal.kernel.money import Money
from portal.kernel.periods import ServiceMonth
from portal.reference.rules.size_templates import StaffRole
from portal.requirements.rules.hours import ServiceHours, Shift, shifts_of
from portal.requirements.rules.lines import MonthVolume, RoleNeed
from portal.requirements.rules.scenario import Scenario, year_ahead

SHIFTS = shifts_of(ServiceHours(9 * 60, 24 * 60))
ROLES = (
    RoleNeed(StaffRole.PRE_SALES, Shift.DAY, 4),
    RoleNeed(StaffRole.AFTER_SALES, Shift.DAY, 2),
    RoleNeed(StaffRole.PRE_SALES, Shift.NIGHT, 3),
)


def volumes(year: int, totals: dict[int, int]) -> list[MonthVolume]:
    return [
        MonthVolume(ServiceMonth(year, month), shift, conversations * share // 3)
        for month, conversations in totals.items()
        for shift, share in ((Shift.DAY, 2), (Shift.NIGHT, 1))
    ]


def scenario(lines: list[MonthVolume], **others: Money) -> Scenario:
    answer = year_ahead(starts_on=date(2027, 1, 15), volumes=lines, roles=ROLES, shifts=SHIFTS, **others)
    assert answer is not None
    return answer


FULL_YEAR = dict.fromkeys(range(1, 13), 30000) | {2: 24000, 6: 60000, 11: 120000}


def test_low_normal_and_peak_are_months_of_the_year() -> None:
    answer = scenario(volumes(2027, FULL_YEAR))
    assert [month.month.key for month in answer.months][0::11] == ["2027-01", "2027-12"]
    assert (answer.low.total, answer.normal.total, answer.peak.total) == (24000, 30000, 120000)
    assert answer.peak.month.key == "2027-11"
    assert answer.reasons == ()


def test_seats_grow_with_a_busy_month_and_never_fall() -> None:
    answer = scenario(volumes(2027, FULL_YEAR))
    day = ("pre_sales", "day")
    assert answer.low.extra[day] == 0
    assert answer.normal.extra[day] == 0
    assert answer.peak.team[day] == 4
    # 120,000 over 30 days against 30,000 over the 31 days of the normal month: 4.13 times
    assert answer.peak.extra[day] == 13


def test_expected_sales_move_with_the_volume() -> None:
    answer = scenario(volumes(2027, FULL_YEAR), sales_in_a_normal_month=Money(3100000, "CNY"))
    assert answer.normal.sales == Money(3100000, "CNY")
    assert answer.peak.sales == Money(12813333, "CNY")
    assert scenario(volumes(2027, FULL_YEAR)).peak.sales is None


def test_event_days_belong_to_the_month_of_the_peak() -> None:
    days = {month.month.key: month.event_days for month in scenario(volumes(2027, FULL_YEAR)).months}
    assert {key: count for key, count in days.items() if count} == {
        "2027-06": 20,
        "2027-11": 14,
        "2027-12": 6,
    }


def test_months_without_their_own_volume_take_last_years_or_the_usual_one() -> None:
    answer = scenario(volumes(2026, {9: 30000, 10: 36000, 11: 99000}))
    by_month = {month.month.key: month.total for month in answer.months}
    assert by_month["2027-11"] == 99000
    assert by_month["2027-01"] == 36000
    assert "12 of twelve months" in str(answer.reasons[0])


def test_the_latest_year_counts() -> None:
    answer = scenario(volumes(2025, {6: 9000}) + volumes(2026, {6: 60000, 7: 30000}))
    assert {month.month.key: month.total for month in answer.months}["2027-06"] == 60000


def test_shift_hours_are_known() -> None:
    assert scenario(volumes(2027, FULL_YEAR)).normal.shift_hours == {
        "day": Fraction(8),
        "night": Fraction(7),
    }


def test_lines_of_the_same_role_and_shift_add_up() -> None:
    answer = year_ahead(
        starts_on=date(2027, 1, 1),
        volumes=volumes(2027, FULL_YEAR) + volumes(2027, {1: 300}),
        roles=(*ROLES, ROLES[0], RoleNeed(StaffRole.COMBINED, Shift.DAY, 0)),
        shifts=SHIFTS,
    )
    assert answer is not None
    assert answer.months[0].total == 30300
    assert answer.months[0].team == {
        ("pre_sales", "day"): 8,
        ("after_sales", "day"): 2,
        ("pre_sales", "night"): 3,
    }


def test_a_year_without_conversations_has_no_pace() -> None:
    assert scenario(volumes(2027, {1: 0})).peak.extra[("pre_sales", "day")] == 0


@pytest.mark.parametrize("roles", [(), (RoleNeed(StaffRole.COMBINED, Shift.DAY, 0),)])
def test_without_people_or_volumes_there_is_no_scenario(roles: tuple[RoleNeed, ...]) -> None:
    start = date(2027, 1, 1)
    assert year_ahead(starts_on=start, volumes=volumes(2027, FULL_YEAR), roles=roles, shifts=SHIFTS) is None
    assert year_ahead(starts_on=start, volumes=[], roles=ROLES, shifts=SHIFTS) is None
