"""How long a buyer waits when so many agents answer so many conversations: the Erlang C formula.

Source of the formula: A. K. Erlang's delay formula for Poisson arrivals and exponential handling times without
abandonment. Because nobody gives up in the model, it asks for slightly more seats than reality.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import exp


@dataclass(frozen=True)
class WaitingPromise:
    """The share of buyers (0 to 1) who are to be answered within so many seconds, and how busy agents may be."""

    target: Decimal
    within_seconds: int
    max_occupancy: Decimal


@dataclass(frozen=True)
class Queue:
    """What buyers and agents experience with a given number of seats; shares are 0 to 1, times are seconds."""

    seats: int
    load: Fraction
    waiting_probability: float
    service_level: float
    average_wait_seconds: float
    occupancy: float


EMPTY = Queue(
    seats=0,
    load=Fraction(0),
    waiting_probability=0.0,
    service_level=1.0,
    average_wait_seconds=0.0,
    occupancy=0.0,
)


def offered_load(*, contacts: Fraction, period_seconds: int, handling_seconds: Fraction) -> Fraction:
    """The work that arrives, in agents kept busy without a pause (erlangs)."""
    return contacts * handling_seconds / period_seconds


def queue_with(
    *, seats: int, load: Fraction, handling_seconds: Fraction, within_seconds: int
) -> Queue | None:
    """The queue with exactly so many seats, or None when the work never ends (load at or above the seats)."""
    if load == 0:
        return EMPTY
    if seats <= load:
        return None
    blocking = 1.0
    for number in range(1, seats + 1):
        blocking = _next_blocking(blocking, number, float(load))
    return _queue(seats, load, blocking, float(handling_seconds), within_seconds)


def smallest_queue(*, load: Fraction, handling_seconds: Fraction, promise: WaitingPromise) -> Queue:
    """The fewest seats that keep both the waiting promise and the limit on how busy agents are."""
    if load == 0:
        return EMPTY
    target, limit = float(promise.target), Fraction(promise.max_occupancy)
    blocking, seats = 1.0, 0
    while True:
        seats += 1
        blocking = _next_blocking(blocking, seats, float(load))
        if seats <= load or load > limit * seats:
            continue
        queue = _queue(seats, load, blocking, float(handling_seconds), promise.within_seconds)
        if queue.service_level >= target:
            return queue


def _next_blocking(blocking: float, seats: int, load: float) -> float:
    """Erlang B by recursion over the seats: no factorials, so it stays finite at any size."""
    return load * blocking / (seats + load * blocking)


def _queue(
    seats: int, load: Fraction, blocking: float, handling_seconds: float, within_seconds: int
) -> Queue:
    work, spare = float(load), float(seats - load)
    waiting = seats * blocking / (seats - work * (1 - blocking))
    return Queue(
        seats=seats,
        load=load,
        waiting_probability=waiting,
        service_level=1 - waiting * exp(-spare * within_seconds / handling_seconds),
        average_wait_seconds=waiting * handling_seconds / spare,
        occupancy=work / seats,
    )
