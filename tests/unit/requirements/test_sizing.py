"""Headcount per shift, with its reasons."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from portal.kernel.errors import Invalid
from portal.requirements.rules.hours import Shift
from portal.requirements.rules.sizing import Assumptions, ShiftVolume, headcount, percent

DAY = ShiftVolume(Shift.DAY, 780, Decimal("0.18"))
NIGHT = ShiftVolume(Shift.NIGHT, 420, Decimal("0.22"))


@pytest.mark.parametrize(
    ("volume", "seats", "people", "throughput"),
    [
        (DAY, 7, 9, 4),
        (NIGHT, 5, 6, 3),
        (replace(DAY, conversations=5 * 780), 28, 33, 20),
        (replace(DAY, conversations=0), 1, 1, 1),
        (replace(DAY, conversations=200), 3, 4, 1),
        (replace(DAY, conversations=201), 3, 4, 2),
    ],
)
def test_a_shift_is_sized_for_its_busiest_hour_and_checked_by_throughput(
    volume: ShiftVolume, seats: int, people: int, throughput: int
) -> None:
    answer = headcount([volume], Assumptions())
    (shift,) = answer.shifts
    assert (shift.seats, shift.people, shift.people_by_throughput) == (seats, people, throughput)
    assert (answer.answer, answer.by_throughput) == (people, throughput)


def test_both_shifts_add_up() -> None:
    answer = headcount([DAY, NIGHT], Assumptions())
    assert (answer.answer, answer.by_throughput) == (15, 7)
    assert [shift.shift for shift in answer.shifts] == [Shift.DAY, Shift.NIGHT]


@pytest.mark.parametrize(
    ("chats", "effective"), [(1, 600), (2, 600 / 1.7), (3, 240), (4, 600 / 2.9), (5, 600 / 3.5)]
)
def test_chats_at_once_shorten_the_handling_time_by_the_published_factor(
    chats: int, effective: float
) -> None:
    assumptions = Assumptions(handling_seconds=600, chats_at_once=chats)
    assert float(assumptions.effective_handling_seconds) == pytest.approx(effective)


def test_shrinkage_is_divided_out_exactly() -> None:
    volume = ShiftVolume(Shift.DAY, 1000, Decimal("0.12"))
    assumptions = Assumptions(handling_seconds=600, shrinkage=Decimal("0.30"))
    (shift,) = headcount([volume], assumptions).shifts
    assert (shift.seats, shift.people) == (11, 16)
    exact = replace(assumptions, shrinkage=Decimal("0.45"))
    assert headcount([volume], exact).shifts[0].people == 20


def sentences(volume: ShiftVolume, **assumptions: Any) -> list[str]:
    return [str(reason) for reason in headcount([volume], Assumptions(**assumptions)).shifts[0].reasons]


def test_the_reasons_say_which_limit_asked_for_the_last_seat() -> None:
    assert sentences(DAY) == [
        "The busiest hour brings 141 of 780 conversations.",
        "7 seats at the same time answer 85.8 % within 30 seconds; one less would not keep 80 %.",
        "Breaks, training and leave take 15 %, so 9 people are scheduled for 7 seats.",
    ]
    assert sentences(replace(DAY, conversations=3900))[1] == (
        "28 seats at the same time: with one less, agents would be busy more than 85 % of the time."
    )


def test_a_quiet_shift_keeps_its_minimum_and_says_so() -> None:
    assert sentences(replace(NIGHT, conversations=0), shrinkage=Decimal(0)) == [
        "The busiest hour brings 0 of 0 conversations.",
        "At least 1 per shift, however quiet it is.",
    ]
    (shift,) = headcount([replace(NIGHT, conversations=0)], Assumptions(minimum_per_shift=0)).shifts
    assert (shift.people, shift.people_by_throughput) == (0, 0)


def test_the_day_explains_the_rule_of_thumb_and_warns_of_many_chats() -> None:
    calm = headcount([DAY], Assumptions()).reasons
    busy = headcount([DAY], Assumptions(chats_at_once=4)).reasons
    assert str(calm[0]) == "One conversation takes 300 seconds, with 3 open at once it counts as 120."
    assert "200 conversations per agent and day gives 4 instead of 9" in str(calm[1])
    assert len(busy) == len(calm) + 1
    assert str(busy[-1]).startswith("More than 3 chats at once")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("handling_seconds", 0),
        ("chats_at_once", 6),
        ("answered_share", Decimal(1)),
        ("answered_share", Decimal(0)),
        ("answered_within_seconds", -1),
        ("max_occupancy", Decimal(0)),
        ("max_occupancy", Decimal("1.01")),
        ("shrinkage", Decimal(1)),
        ("shrinkage", Decimal("-0.1")),
        ("conversations_per_agent_and_day", 0),
        ("minimum_per_shift", -1),
    ],
)
def test_assumptions_that_cannot_be_worked_with_are_refused_by_field(field: str, value: Any) -> None:
    with pytest.raises(Invalid) as caught:
        Assumptions(**{field: value})
    assert list(caught.value.fields) == [field]


@pytest.mark.parametrize(
    ("share", "points"), [("0.15", "15"), ("0.858", "85.8"), ("1", "100"), ("0", "0"), ("0.30", "30")]
)
def test_shares_print_as_points_without_spare_zeros(share: str, points: str) -> None:
    assert str(percent(Decimal(share))) == points
