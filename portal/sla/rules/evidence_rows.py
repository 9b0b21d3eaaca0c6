"""Which single conversations stand behind a figure, and which of them miss what was promised."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from portal.kernel.conversations.cells import MINUTE
from portal.kernel.conversations.layout import EPOCH, Layout
from portal.kernel.conversations.rows import Condition, Operator, RowFilter
from portal.sla.rules.conversations import BOT
from portal.sla.rules.means import FIELDS
from portal.sla.rules.pooling import PERCENTILES
from portal.sla.rules.promises import Judged, Promise


def _is(column: str, value: int) -> Condition:
    return Condition(column, Operator.EQUAL, value)


def _from(column: str, value: int) -> Condition:
    return Condition(column, Operator.AT_LEAST, value)


def _up_to(column: str, value: int) -> Condition:
    return Condition(column, Operator.AT_MOST, value)


HUMAN = (Condition("bot", Operator.UNLIKE, 1),)
ANSWERED = (*HUMAN, _from("first_response", 0))
RATED = (*HUMAN, _from("rating", 1))

FIRST_RESPONSE_METRICS = frozenset({*PERCENTILES, "frt_avg"})

ROWS_OF_FIELD: Mapping[str, tuple[Condition, ...]] = {
    "sessions": (),
    "bot_sessions": (_is("bot", 1),),
    **dict.fromkeys(
        ("sessions_eligible", "consult_users", "received_users", "buyer_msgs", "agent_msgs"), HUMAN
    ),
    **dict.fromkeys(("frt_count", "frt_sum_ms", "replied_users"), ANSWERED),
    "sessions_le_30s": (*ANSWERED, _up_to("first_response", 30_000)),
    "sessions_le_180s": (*ANSWERED, _up_to("first_response", 180_000)),
    **dict.fromkeys(
        ("rt_count", "rt_sum_ms"), (*HUMAN, _from("response_sum", 0), _from("response_turns", 0))
    ),
    **{f"votes_{stars}": (*HUMAN, _is("rating", stars)) for stars in range(1, 6)},
    "votes_good": (*HUMAN, _from("rating", 4)),
    "votes_neutral": (*HUMAN, _is("rating", 3)),
    "votes_bad": (*RATED, _up_to("rating", 2)),
    "evaluations": RATED,
    "transfer_out": (*HUMAN, _is("transferred", 1)),
    **dict.fromkeys(("resolved", "resolution_sum_ms"), (*HUMAN, _is("resolved", 1), _from("ended_at", 0))),
    **dict.fromkeys(("paid_orders", "sales_amount"), (*HUMAN, _from("order_amount", 1))),
}
"""The conversations that add to each figure a file of conversations gives, as the readers count them."""


@dataclass(frozen=True)
class Behind:
    """The conversations a result is made of; `missed` are those that keep it from its target, if rows can tell."""

    rows: RowFilter
    missed: RowFilter | None = None


@dataclass(frozen=True)
class Choice:
    """Which of the conversations of a month somebody wants to see."""

    day: date | None = None
    agent: str = ""
    shift: str = ""
    shop: str = ""


def rows_behind(promise: Promise, within_seconds: int | None = None) -> Behind | None:
    """The conversations behind a promise; None when it is not about single conversations.

    Slow first responses are told by the promised time (`within_seconds` where a share of them was promised).
    """
    metric = promise.metric
    if metric in FIRST_RESPONSE_METRICS:
        return _slow(promise.mark if within_seconds is None else Fraction(within_seconds))
    field = FIELDS.get(metric)
    if field is None or field.denominator not in ROWS_OF_FIELD:
        return _of_sum(metric)
    rows = ROWS_OF_FIELD[field.denominator]
    part = ROWS_OF_FIELD.get(field.numerator)
    if part is None or field.numerator.endswith("_sum_ms") or part == rows:
        return Behind(RowFilter(conditions=rows))
    if promise.judged is Judged.AT_MOST:
        return Behind(RowFilter(conditions=rows), RowFilter(conditions=_both(rows, part)))
    return Behind(RowFilter(conditions=rows), RowFilter(conditions=rows, unlike=part))


def chosen(wanted: RowFilter, choice: Choice, layout: Layout) -> RowFilter | None:
    """The filter narrowed down to a day, an agent, a shift and a shop; None when the file has none of that shop.

    A file that was read for one shop of several shows the rows of that shop alone.
    """
    names: dict[str, str] = {}
    if choice.agent == BOT:
        wanted = replace(wanted, conditions=(*wanted.conditions, _is("bot", 1)))
    elif choice.agent:
        names["agent"] = choice.agent
    shop = layout.shop or choice.shop
    if choice.shop and shop != choice.shop:
        return None
    if shop:
        names["shop"] = shop
    return replace(
        wanted,
        open=_judged_times(layout) if HUMAN[0] in wanted.conditions else (),
        day=None if choice.day is None else (choice.day - EPOCH).days,
        minutes=_minutes(choice.shift, layout) if choice.shift else None,
        names=names,
    )


def _judged_times(layout: Layout) -> tuple[tuple[int, int], ...]:
    """The hours of service in minutes since 1970; what is answered outside them adds to no figure of people."""
    first = layout.first_ms // MINUTE
    return tuple((first + start, first + end) for start, end in layout.open)


def _minutes(shift: str, layout: Layout) -> tuple[int, ...]:
    place = next((at for at, one in enumerate(layout.shifts) if one.name == shift), None)
    return tuple(minute for minute, at in enumerate(layout.shift_of_minute) if at == place)


def _slow(seconds: Fraction) -> Behind:
    slow = Condition("first_response", Operator.MORE_THAN, int(seconds * 1000))
    return Behind(RowFilter(conditions=ANSWERED), RowFilter(conditions=(*ANSWERED, slow)))


def _of_sum(metric: str) -> Behind | None:
    rows = ROWS_OF_FIELD.get(metric)
    return None if rows is None else Behind(RowFilter(conditions=rows))


def _both(rows: tuple[Condition, ...], part: tuple[Condition, ...]) -> tuple[Condition, ...]:
    return tuple(dict.fromkeys((*rows, *part)))
