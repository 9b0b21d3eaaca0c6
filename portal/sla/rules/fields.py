"""The figures a table can hold: what kind each is and how averages and rates become counts and sums."""

from dataclasses import dataclass
from enum import StrEnum

from portal.kernel.messages import Message, message


class Kind(StrEnum):
    """How a column is read and added up."""

    DAY = "day"
    NAME = "name"
    COUNT = "count"
    PEOPLE = "people"
    MONEY = "money"
    SUM_DURATION = "sum_duration"
    MEAN_DURATION = "mean_duration"
    RATE = "rate"
    MEAN_AMOUNT = "mean_amount"
    SCORE = "score"
    RATIO = "ratio"
    MAXIMUM = "maximum"


ADDITIVE = frozenset({Kind.COUNT, Kind.PEOPLE, Kind.MONEY, Kind.SUM_DURATION})
"""Kinds whose values may be summed over rows (people only approximately)."""


@dataclass(frozen=True)
class Field:
    """One figure: its key, kind and name, and for averages and rates what they are made of.

    `numerator` and `denominator` are the fields a mean or rate is turned into; `weights` are the columns that
    can stand for the denominator, best first; `complement` is the field that is the denominator minus the
    numerator (unreplied buyers beside the reply rate).
    """

    key: str
    kind: Kind
    label: Message
    numerator: str = ""
    denominator: str = ""
    weights: tuple[str, ...] = ()
    complement: str = ""


def _many(kind: Kind, labels: dict[str, Message]) -> tuple[Field, ...]:
    return tuple(Field(key, kind, label) for key, label in labels.items())


IDENTITY = (
    Field("day", Kind.DAY, message("Date")),
    *_many(
        Kind.NAME,
        {
            "agent": message("Agent"),
            "shop": message("Shop"),
            "platform": message("Platform"),
            "group": message("Agent group"),
            "shift": message("Shift"),
        },
    ),
)

PEOPLE = _many(
    Kind.PEOPLE,
    {
        "consult_users": message("Buyers who wrote"),
        "received_users": message("Buyers received"),
        "direct_users": message("Buyers received directly"),
        "inquiry_users": message("Inquiry buyers"),
        "ordered_users": message("Buyers who ordered"),
        "paid_users": message("Buyers who paid"),
        "lost_users": message("Inquiry buyers lost"),
        "replied_users": message("Buyers replied to"),
        "unreplied_users": message("Buyers not replied to"),
        "slow_users": message("Buyers answered slowly"),
        "long_users": message("Buyers received for long"),
        "need_human_users": message("Buyers who needed a human reply"),
        "not_replied_3min_users": message("Buyers not replied to within 3 minutes"),
        "replied_3min_users": message("Buyers replied to within 3 minutes"),
        "answered_30s_users": message("Buyers answered within 30 seconds"),
        "bot_users": message("Buyers received by the bot"),
    },
)

COUNTS = _many(
    Kind.COUNT,
    {
        "transfer_in": message("Buyers transferred in"),
        "transfer_out": message("Buyers transferred out"),
        "sessions": message("Conversations"),
        "valid_sessions": message("Valid conversations"),
        "sessions_eligible": message("Conversations in the judged hours"),
        "sessions_le_30s": message("Conversations first answered within 30 seconds"),
        "sessions_le_180s": message("Conversations answered within 3 minutes"),
        "bot_sessions": message("Conversations closed by the bot"),
        "warned_sessions": message("Conversations with a warning"),
        "messages_total": message("Buyer messages in the judged hours"),
        "messages_le_180s": message("Buyer messages answered within 3 minutes"),
        "inquiries": message("Inquiries"),
        "left_messages": message("Inquiries left as a message"),
        "rounds_total": message("Rounds of questions"),
        "rounds_le_180s": message("Rounds answered within 3 minutes"),
        "frt_count": message("First responses"),
        "rt_count": message("Turns answered"),
        "messages": message("Messages"),
        "buyer_msgs": message("Buyer messages"),
        "agent_msgs": message("Agent messages"),
        "agent_characters": message("Characters written by agents"),
        "votes_5": message("Very satisfied votes"),
        "votes_4": message("Satisfied votes"),
        "votes_3": message("Neutral votes"),
        "votes_2": message("Dissatisfied votes"),
        "votes_1": message("Very dissatisfied votes"),
        "votes_good": message("Good votes"),
        "votes_neutral": message("Middle votes"),
        "votes_bad": message("Bad votes"),
        "evaluations": message("Evaluations received"),
        "invites": message("Evaluations asked for"),
        "orders": message("Orders"),
        "paid_orders": message("Paid orders"),
        "items": message("Items sold"),
        "unpaid_orders": message("Unpaid orders followed up"),
        "recovered_orders": message("Unpaid orders paid after follow-up"),
        "pending_due": message("Pending questions due"),
        "pending_on_time": message("Pending questions answered within 24 hours"),
        "contacts": message("Contacts"),
        "resolved_first": message("Contacts solved at once"),
        "resolved": message("Cases solved"),
        "escalations": message("Cases handed to the merchant"),
        "complaints": message("Complaints"),
        "reviews": message("Product reviews"),
        "bad_reviews": message("Bad reviews"),
        "fault_reviews": message("Bad reviews caused by agents"),
        "low_ratings": message("Orders rated 3 or less"),
        "rating_count": message("Ratings"),
        "samples": message("Conversations inspected"),
        "fatal_samples": message("Inspected conversations with a red-line error"),
        "answers_checked": message("Answers checked"),
        "answers_correct": message("Answers found correct"),
        "refunds": message("Refund orders"),
        "refund_requests": message("Refund requests handled"),
        "refund_withdrawn": message("Refund requests withdrawn after service"),
        "refund_only_cases": message("Refund-only cases completed"),
        "return_refund_cases": message("Return-and-refund cases completed"),
        "disputes": message("Refund disputes lost"),
        "deals": message("Deals"),
        "offered": message("Contacts offered"),
        "answered": message("Contacts answered"),
        "abandoned": message("Contacts abandoned"),
        "answered_le_20s": message("Contacts answered within 20 seconds"),
        "leavers": message("Agents who left"),
        "average_headcount": message("Average number of agents"),
        "agents_examined": message("Agents examined"),
        "agents_passed": message("Agents who passed"),
        "clean_samples": message("Inspected conversations without a red-line error"),
        "days_worked": message("Days worked"),
    },
)

MONEY = _many(
    Kind.MONEY,
    {
        "sales_amount": message("Sales of agents"),
        "net_sales_amount": message("Sales of agents after refunds"),
        "planned_sales": message("Planned sales"),
        "ordered_amount": message("Amount ordered"),
    },
)

DURATIONS = _many(
    Kind.SUM_DURATION,
    {
        "frt_sum_ms": message("Sum of first response times"),
        "rt_sum_ms": message("Sum of response times"),
        "resolution_sum_ms": message("Sum of resolution times"),
        "refund_only_sum_ms": message("Sum of refund-only times"),
        "return_refund_sum_ms": message("Sum of return-and-refund times"),
        "handle_sum_ms": message("Sum of handling times"),
        "wait_sum_ms": message("Sum of waiting times"),
        "talk_sum_ms": message("Sum of talk times"),
        "online_ms": message("Time online"),
        "rest_ms": message("Time on break"),
        "offline_ms": message("Time offline"),
        "busy_ms": message("Time busy"),
    },
)
