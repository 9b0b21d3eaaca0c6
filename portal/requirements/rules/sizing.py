"""How many agents the work needs: the busiest hour with a waiting promise, beside the trade's rule of thumb."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil
from types import MappingProxyType

from portal.kernel.errors import Invalid
from portal.kernel.messages import Message, message
from portal.requirements.rules.erlang import (
    Queue,
    WaitingPromise,
    offered_load,
    queue_with,
    smallest_queue,
)
from portal.requirements.rules.hours import Shift

HOUR = 3600

# An agent with several chats open answers this many times what one with a single chat answers. Published by Call
# Centre Helper with its Erlang C calculator for chat; the handling time itself grows, so five is the end.
CHAT_FACTORS: MappingProxyType[int, Decimal] = MappingProxyType(
    {1: Decimal(1), 2: Decimal("1.7"), 3: Decimal("2.5"), 4: Decimal("2.9"), 5: Decimal("3.5")}
)
COMFORTABLE_CHATS = 3


@dataclass(frozen=True)
class Assumptions:
    """What the headcount rests on; every value may be edited, shares are 0 to 1."""

    handling_seconds: int = 300
    chats_at_once: int = 3
    answered_share: Decimal = Decimal("0.80")
    answered_within_seconds: int = 30
    max_occupancy: Decimal = Decimal("0.85")
    shrinkage: Decimal = Decimal("0.15")
    conversations_per_agent_and_day: int = 200
    minimum_per_shift: int = 1

    def __post_init__(self) -> None:
        problems = assumption_problems(self)
        if problems:
            raise Invalid(fields=problems)

    @property
    def effective_handling_seconds(self) -> Fraction:
        """Handling time of one chat when several are open at once."""
        return self.handling_seconds / Fraction(CHAT_FACTORS[self.chats_at_once])


@dataclass(frozen=True)
class ShiftVolume:
    """Conversations of one shift on one day, and the share of them that falls into its busiest hour."""

    shift: Shift
    conversations: int
    peak_hour_share: Decimal


@dataclass(frozen=True)
class ShiftHeadcount:
    """The answer for one shift: seats filled at the busiest hour, people to schedule, and the rule of thumb."""

    shift: Shift
    seats: int
    people: int
    people_by_throughput: int
    queue: Queue
    reasons: tuple[Message, ...]


@dataclass(frozen=True)
class Headcount:
    """People to schedule on one day over all shifts, with what it rests on and why."""

    answer: int
    by_throughput: int
    shifts: tuple[ShiftHeadcount, ...]
    assumptions: Assumptions
    reasons: tuple[Message, ...]


def assumption_problems(assumptions: Assumptions) -> dict[str, Message]:
    """What is wrong with the assumptions, by field; empty when they can be worked with."""
    share = message("Enter a share between 0 and 100 percent.")
    checks = {
        "handling_seconds": (assumptions.handling_seconds > 0, message("Enter a time above zero.")),
        "chats_at_once": (
            assumptions.chats_at_once in CHAT_FACTORS,
            message("Agents can hold one to five chats at once."),
        ),
        "answered_share": (0 < assumptions.answered_share < 1, share),
        "answered_within_seconds": (
            assumptions.answered_within_seconds >= 0,
            message("The waiting time cannot be negative."),
        ),
        "max_occupancy": (0 < assumptions.max_occupancy <= 1, share),
        "shrinkage": (0 <= assumptions.shrinkage < 1, share),
        "conversations_per_agent_and_day": (
            assumptions.conversations_per_agent_and_day > 0,
            message("Enter a number above zero."),
        ),
        "minimum_per_shift": (
            assumptions.minimum_per_shift >= 0,
            message("The minimum cannot be negative."),
        ),
    }
    return {field: problem for field, (fine, problem) in checks.items() if not fine}


def headcount(volumes: Iterable[ShiftVolume], assumptions: Assumptions) -> Headcount:
    """People to schedule for a day with these volumes.

    Each shift is sized for its busiest hour by Erlang C (conversations per hour, seconds), never below the minimum
    per shift. The seats that the work asks for are raised by the shrinkage, ``ceil(seats / (1 - shrinkage))``; the
    bare minimum is not, because then the work leaves time enough. The throughput rule stands beside it; it
    spreads the day evenly and promises no waiting time, so it is usually about half.
    """
    shifts = tuple(_shift_headcount(volume, assumptions) for volume in volumes)
    answer = sum(shift.people for shift in shifts)
    by_throughput = sum(shift.people_by_throughput for shift in shifts)
    return Headcount(
        answer=answer,
        by_throughput=by_throughput,
        shifts=shifts,
        assumptions=assumptions,
        reasons=_day_reasons(answer, by_throughput, assumptions),
    )


def _shift_headcount(volume: ShiftVolume, assumptions: Assumptions) -> ShiftHeadcount:
    busiest = volume.conversations * Fraction(volume.peak_hour_share)
    handling = assumptions.effective_handling_seconds
    promise = WaitingPromise(
        target=assumptions.answered_share,
        within_seconds=assumptions.answered_within_seconds,
        max_occupancy=assumptions.max_occupancy,
    )
    load = offered_load(contacts=busiest, period_seconds=HOUR, handling_seconds=handling)
    queue = smallest_queue(load=load, handling_seconds=handling, promise=promise)
    seats = max(queue.seats, assumptions.minimum_per_shift)
    people = max(seats, ceil(queue.seats / (1 - Fraction(assumptions.shrinkage))))
    throughput = ceil(Fraction(volume.conversations, assumptions.conversations_per_agent_and_day))
    return ShiftHeadcount(
        shift=volume.shift,
        seats=seats,
        people=people,
        people_by_throughput=max(throughput, assumptions.minimum_per_shift),
        queue=queue,
        reasons=_shift_reasons(volume, busiest, queue, seats, people, assumptions),
    )


def _shift_reasons(
    volume: ShiftVolume,
    busiest: Fraction,
    queue: Queue,
    seats: int,
    people: int,
    assumptions: Assumptions,
) -> tuple[Message, ...]:
    reasons = [
        message(
            "The busiest hour brings %(contacts)s of %(total)s conversations.",
            contacts=ceil(busiest),
            total=volume.conversations,
        )
    ]
    if queue.seats:
        reasons.append(_seats_reason(queue, assumptions))
    if seats > queue.seats:
        reasons.append(message("At least %(minimum)s per shift, however quiet it is.", minimum=seats))
    if people > seats:
        reasons.append(
            message(
                "Breaks, training and leave take %(share)s %%, so %(people)s people are scheduled for"
                " %(seats)s seats.",
                share=percent(assumptions.shrinkage),
                people=people,
                seats=seats,
            )
        )
    return tuple(reasons)


def _seats_reason(queue: Queue, assumptions: Assumptions) -> Message:
    """Which of the two limits asked for the last seat: the waiting promise, or how busy agents may be."""
    one_less = queue_with(
        seats=queue.seats - 1,
        load=queue.load,
        handling_seconds=assumptions.effective_handling_seconds,
        within_seconds=assumptions.answered_within_seconds,
    )
    if one_less is not None and one_less.service_level >= float(assumptions.answered_share):
        return message(
            "%(seats)s seats at the same time: with one less, agents would be busy more than %(limit)s %%"
            " of the time.",
            seats=queue.seats,
            limit=percent(assumptions.max_occupancy),
        )
    return message(
        "%(seats)s seats at the same time answer %(level)s %% within %(seconds)s seconds;"
        " one less would not keep %(target)s %%.",
        seats=queue.seats,
        level=percent(Decimal(queue.service_level).quantize(Decimal("0.001"))),
        seconds=assumptions.answered_within_seconds,
        target=percent(assumptions.answered_share),
    )


def _day_reasons(answer: int, by_throughput: int, assumptions: Assumptions) -> tuple[Message, ...]:
    reasons = [
        message(
            "One conversation takes %(seconds)s seconds, with %(chats)s open at once it counts as %(effective)s.",
            seconds=assumptions.handling_seconds,
            chats=assumptions.chats_at_once,
            effective=ceil(assumptions.effective_handling_seconds),
        ),
        message(
            "The trade's rule of %(rule)s conversations per agent and day gives %(by_throughput)s instead of"
            " %(answer)s: it spreads the day evenly and promises no waiting time.",
            rule=assumptions.conversations_per_agent_and_day,
            by_throughput=by_throughput,
            answer=answer,
        ),
        message(
            "The formula assumes that buyers write at random and nobody gives up, so it is on the safe side."
        ),
    ]
    if assumptions.chats_at_once > COMFORTABLE_CHATS:
        reasons.append(
            message(
                "More than %(limit)s chats at once usually cost quality when questions are complex.",
                limit=COMFORTABLE_CHATS,
            )
        )
    return tuple(reasons)


def percent(share: Decimal) -> Decimal:
    """A share of 0 to 1 as percentage points, without superfluous zeros."""
    points = (share * 100).normalize()
    return points.quantize(Decimal(1)) if points == points.to_integral_value() else points
