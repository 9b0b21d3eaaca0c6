"""The columns of a file with one row per conversation, and the figures a row adds to its day, shift and agent."""

from dataclasses import dataclass
from enum import StrEnum


class Content(StrEnum):
    """What the cells of a column hold."""

    KEY = "key"
    NAME = "name"
    TIME = "time"
    SECONDS = "seconds"
    COUNT = "count"
    MONEY = "money"
    FLAG = "flag"
    RATING = "rating"


@dataclass(frozen=True, slots=True)
class Column:
    """One column by key; a file without a required column cannot be read."""

    key: str
    content: Content
    is_required: bool = False


COLUMNS = {
    column.key: column
    for column in (
        Column("conversation", Content.KEY, is_required=True),
        Column("shop", Content.NAME),
        Column("channel", Content.NAME),
        Column("agent", Content.NAME, is_required=True),
        Column("started_at", Content.TIME, is_required=True),
        Column("first_response", Content.SECONDS),
        Column("first_reply_at", Content.TIME),
        Column("response_sum", Content.SECONDS),
        Column("response_turns", Content.COUNT),
        Column("ended_at", Content.TIME),
        Column("buyer_messages", Content.COUNT),
        Column("agent_messages", Content.COUNT),
        Column("rating", Content.RATING),
        Column("transferred", Content.FLAG),
        Column("resolved", Content.FLAG),
        Column("bot", Content.FLAG),
        Column("order_amount", Content.MONEY),
    )
}
"""Every column by key, in the order of the template; `first_reply_at` stands in where no seconds are given."""

FIGURES = (
    "sessions",
    "bot_sessions",
    "sessions_eligible",
    "frt_count",
    "frt_sum_ms",
    "sessions_le_30s",
    "sessions_le_180s",
    "rt_count",
    "rt_sum_ms",
    "buyer_msgs",
    "agent_msgs",
    "votes_5",
    "votes_4",
    "votes_3",
    "votes_2",
    "votes_1",
    "transfer_out",
    "resolved",
    "resolution_sum_ms",
    "paid_orders",
    "sales_amount",
)
"""The integers that are summed, in the order in which a tally holds them; all but the first two are of humans only."""

POSITION = {figure: position for position, figure in enumerate(FIGURES)}

FIRST_RESPONSES = ("frt_count", "frt_sum_ms", "sessions_le_30s", "sessions_le_180s")
NEEDS: dict[str, tuple[tuple[str, ...], ...]] = {
    **dict.fromkeys(FIRST_RESPONSES, (("first_response",), ("first_reply_at",))),
    **dict.fromkeys(("rt_count", "rt_sum_ms"), (("response_sum", "response_turns"),)),
    **{f"votes_{stars}": (("rating",),) for stars in range(1, 6)},
    "bot_sessions": (("bot",),),
    "buyer_msgs": (("buyer_messages",),),
    "agent_msgs": (("agent_messages",),),
    "transfer_out": (("transferred",),),
    "resolved": (("resolved", "ended_at"),),
    "resolution_sum_ms": (("resolved", "ended_at"),),
    "paid_orders": (("order_amount",),),
    "sales_amount": (("order_amount",),),
}
"""Which columns a figure needs, as alternatives; a figure whose columns are missing is not delivered, never zero."""


def delivered(columns: frozenset[str]) -> tuple[str, ...]:
    """The figures that a file with these columns gives."""
    return tuple(
        figure
        for figure in FIGURES
        if figure not in NEEDS or any(columns.issuperset(needed) for needed in NEEDS[figure])
    )
