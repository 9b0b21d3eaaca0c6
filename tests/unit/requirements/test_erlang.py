"""The waiting formula against published values."""

from decimal import Decimal
from fractions import Fraction

import pytest

from portal.requirements.rules.erlang import WaitingPromise, offered_load, queue_with, smallest_queue


def promise(target: str = "0.8", within: int = 20, occupancy: str = "0.85") -> WaitingPromise:
    return WaitingPromise(Decimal(target), within, Decimal(occupancy))


def load_of(contacts: int, minutes: int, handling_seconds: int) -> Fraction:
    return offered_load(
        contacts=Fraction(contacts), period_seconds=minutes * 60, handling_seconds=Fraction(handling_seconds)
    )


@pytest.mark.parametrize(
    ("seats", "waiting", "level", "average_wait"),
    [
        (14, 0.1741319335950498, 0.8883500191794669, 7.83593701177724),  # pyworkforce, R package ErlangC
        (11, 0.6821182, 0.3896138, 122.7812768),  # R package ErlangC
        (12, 0.4493882, 0.6401580, 40.44494),
    ],
)
def test_one_hundred_calls_in_half_an_hour_give_the_published_queue(
    seats: int, waiting: float, level: float, average_wait: float
) -> None:
    queue = queue_with(
        seats=seats, load=load_of(100, 30, 180), handling_seconds=Fraction(180), within_seconds=20
    )
    assert queue is not None
    assert queue.waiting_probability == pytest.approx(waiting, abs=5e-8)
    assert queue.service_level == pytest.approx(level, abs=5e-8)
    assert queue.average_wait_seconds == pytest.approx(average_wait, abs=5e-6)


@pytest.mark.parametrize(
    ("load", "handling", "within", "seats", "level", "waiting", "wait", "occupancy"),
    [
        (load_of(100, 30, 180), 180, 20, 14, 0.8883500, 0.1741319, 7.835937, 0.7142857),
        (load_of(60, 30, 240), 240, 20, 11, 0.8092266, 0.2449579, 19.59663, 0.7272727),
        (
            load_of(120, 60, 240),
            240,
            30,
            11,
            0.8316430,
            0.2449579,
            19.59663,
            0.7272727,
        ),  # 120 chats, 3 at once
        (Fraction("4.68"), 120, 30, 7, 0.8584538, 0.2528069, 13.07622, 0.6685714),
        (Fraction("3.08"), 120, 30, 5, 0.8413296, 0.2564231, 16.02645, 0.616),
        (
            Fraction("23.4"),
            120,
            30,
            28,
            0.9141919,
            0.2709984,
            7.069524,
            0.8357143,
        ),  # the occupancy limit binds
    ],
)
def test_the_smallest_team_that_keeps_both_limits(
    load: Fraction,
    handling: int,
    within: int,
    seats: int,
    level: float,
    waiting: float,
    wait: float,
    occupancy: float,
) -> None:
    queue = smallest_queue(load=load, handling_seconds=Fraction(handling), promise=promise(within=within))
    assert queue.seats == seats
    assert queue.service_level == pytest.approx(level, abs=5e-7)
    assert queue.waiting_probability == pytest.approx(waiting, abs=5e-7)
    assert queue.average_wait_seconds == pytest.approx(wait, rel=1e-6)
    assert queue.occupancy == pytest.approx(occupancy, abs=5e-7)


def test_no_work_needs_nobody() -> None:
    queue = smallest_queue(load=Fraction(0), handling_seconds=Fraction(120), promise=promise())
    assert (queue.seats, queue.service_level, queue.average_wait_seconds) == (0, 1.0, 0.0)
    assert queue_with(seats=3, load=Fraction(0), handling_seconds=Fraction(120), within_seconds=20) == queue


@pytest.mark.parametrize("seats", [0, 9, 10])
def test_too_few_seats_are_unstable_and_not_a_number(seats: int) -> None:
    assert (
        queue_with(seats=seats, load=Fraction(10), handling_seconds=Fraction(180), within_seconds=20) is None
    )


def test_a_load_of_ten_thousand_does_not_overflow() -> None:
    queue = smallest_queue(
        load=Fraction(10_000), handling_seconds=Fraction(120), promise=promise(occupancy="1")
    )
    assert 10_000 < queue.seats < 10_200
    assert 0.8 <= queue.service_level < 1
