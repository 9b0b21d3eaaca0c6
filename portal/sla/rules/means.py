"""Averages and rates as tools print them, and the counts and sums each is turned back into."""

from collections.abc import Iterator

from portal.kernel.messages import Message, message
from portal.kernel.metrics import FieldKind, Unit, catalogue, fields
from portal.kernel.metrics.own import column_of
from portal.sla.rules.fields import COUNTS, DURATIONS, IDENTITY, MONEY, PEOPLE, Field, Kind

RECEIVED = ("received_users", "sessions", "consult_users")


def _mean(key: str, label: Message, numerator: str, denominator: str, *weights: str) -> Field:
    return Field(key, Kind.MEAN_DURATION, label, numerator, denominator, (denominator, *weights))


def _rate(
    key: str, label: Message, numerator: str, denominator: str, *weights: str, complement: str = ""
) -> Field:
    return Field(key, Kind.RATE, label, numerator, denominator, (denominator, *weights), complement)


MEANS = (
    _mean(
        "frt_avg",
        message("Average first response time"),
        "frt_sum_ms",
        "frt_count",
        "replied_users",
        *RECEIVED,
    ),
    _mean(
        "art",
        message("Average response time"),
        "rt_sum_ms",
        "rt_count",
        "agent_msgs",
        "replied_users",
        *RECEIVED,
    ),
    _mean("resolution_time", message("Average resolution time"), "resolution_sum_ms", "resolved", "sessions"),
    _mean("aht", message("Average handling time"), "handle_sum_ms", "contacts", *RECEIVED),
    _mean("asa", message("Average speed of answer"), "wait_sum_ms", "answered"),
    _mean("wait_avg", message("Average waiting time"), "", "answered", "sessions"),
    _mean("talk_avg", message("Average talk time"), "talk_sum_ms", "answered"),
    _mean(
        "refund_only_hours", message("Average refund-only time"), "refund_only_sum_ms", "refund_only_cases"
    ),
    _mean(
        "return_refund_hours",
        message("Average return-and-refund time"),
        "return_refund_sum_ms",
        "return_refund_cases",
    ),
)

RATES = (
    _rate(
        "reply_rate",
        message("Reply rate"),
        "replied_users",
        "consult_users",
        "received_users",
        complement="unreplied_users",
    ),
    _rate("inquiry_conversion", message("Inquiry conversion"), "paid_users", "inquiry_users"),
    _rate("order_conversion", message("Inquiry-to-order rate"), "ordered_users", "inquiry_users"),
    _rate("unpaid_recovery", message("Payment recovery"), "recovered_orders", "unpaid_orders"),
    _rate("csat", message("Satisfaction rate"), "votes_good", "evaluations"),
    _rate("im_dissatisfaction", message("Dissatisfaction rate"), "votes_bad", "evaluations"),
    _rate("eval_sent", message("Evaluation invitation rate"), "invites", "received_users", "sessions"),
    _rate("eval_participation", message("Evaluation participation rate"), "evaluations", "invites"),
    _rate("reply_3min_taobao", message("3-minute response rate (Taobao)"), "rounds_le_180s", "rounds_total"),
    _rate(
        "reply_3min_pdd",
        message("3-minute human reply rate (Pinduoduo)"),
        "replied_3min_users",
        "need_human_users",
        complement="not_replied_3min_users",
    ),
    _rate(
        "reply_3min_kuaishou",
        message("3-minute human reply rate (Kuaishou)"),
        "replied_3min_users",
        "need_human_users",
        complement="not_replied_3min_users",
    ),
    _rate(
        "reply_3min_douyin",
        message("3-minute human reply rate (Douyin)"),
        "messages_le_180s",
        "messages_total",
        "sessions",
        "received_users",
    ),
    _rate(
        "reply_3min_sessions", message("3-minute reply rate by conversation"), "sessions_le_180s", "sessions"
    ),
    _rate(
        "answer_30s_jd",
        message("30-second answer rate (JD)"),
        "sessions_le_30s",
        "sessions_eligible",
        *RECEIVED,
    ),
    _rate(
        "answer_30s_pdd",
        message("30-second answer rate (Pinduoduo)"),
        "answered_30s_users",
        "need_human_users",
        *RECEIVED,
    ),
    _rate("leave_msg_rate_jd", message("Left-message rate (JD)"), "left_messages", "inquiries"),
    _rate("service_level", message("Service level"), "answered_le_20s", "offered"),
    _rate(
        "answer_rate", message("Answered share of contacts"), "answered", "offered", complement="abandoned"
    ),
    _rate("abandonment", message("Abandonment rate"), "abandoned", "offered", complement="answered"),
    _rate("answered_within_24h", message("Answered within 24 hours"), "pending_on_time", "pending_due"),
    _rate("fcr", message("First contact resolution"), "resolved_first", "contacts", "sessions"),
    _rate("transfer_rate", message("Transfer rate"), "transfer_out", "received_users"),
    _rate("escalation_rate", message("Share handed to the merchant"), "escalations", "received_users"),
    _rate("bot_share", message("Share received by the bot"), "bot_sessions", "sessions"),
    _rate("bad_review_rate", message("Bad review rate"), "bad_reviews", "reviews"),
    _rate("bad_review_fault_rate", message("Bad review rate caused by agents"), "fault_reviews", "reviews"),
    _rate("complaint_rate", message("Complaint rate"), "complaints", "received_users"),
    _rate(
        "fatal_accuracy",
        message("Share without red-line errors"),
        "clean_samples",
        "samples",
        complement="fatal_samples",
    ),
    _rate("answer_accuracy", message("Answer accuracy"), "answers_correct", "answers_checked"),
    _rate("qa_sampling_rate", message("Sampling rate"), "samples", "sessions"),
    _rate("refund_rate", message("Refund rate"), "refunds", "paid_orders"),
    _rate("refund_retention", message("Refund retention rate"), "refund_withdrawn", "refund_requests"),
    _rate("dispute_refund_rate", message("Refund dispute rate"), "disputes", "deals"),
    _rate("attrition", message("Agent attrition"), "leavers", "average_headcount"),
    _rate("training_pass", message("Training pass rate"), "agents_passed", "agents_examined"),
)

OTHERS = (
    Field(
        "aov",
        Kind.MEAN_AMOUNT,
        message("Average order value per buyer"),
        "sales_amount",
        "paid_users",
        ("paid_users",),
    ),
    Field(
        "dsr_service",
        Kind.SCORE,
        message("Service attitude score"),
        "rating_sum",
        "rating_count",
        ("rating_count",),
    ),
    Field("qa_score", Kind.SCORE, message("Inspection score"), "qa_points", "samples", ("samples",)),
    Field(
        "qa_ratio", Kind.RATIO, message("Answer-question ratio"), "agent_msgs", "buyer_msgs", ("buyer_msgs",)
    ),
    Field(
        "target_completion",
        Kind.RATIO,
        message("Target completion"),
        "sales_amount",
        "planned_sales",
        ("planned_sales",),
    ),
    Field("agent_score", Kind.SCORE, message("Agent service score")),
    Field("concurrency", Kind.MAXIMUM, message("Most buyers at once")),
)

KIND_OF_UNIT = {
    Unit.PERCENT: Kind.RATE,
    Unit.SECONDS: Kind.MEAN_DURATION,
    Unit.HOURS: Kind.MEAN_DURATION,
    Unit.SCORE: Kind.SCORE,
    Unit.POINTS: Kind.SCORE,
}
KIND_OF_FIELD = {
    FieldKind.COUNT: Kind.COUNT,
    FieldKind.MONEY: Kind.MONEY,
    FieldKind.DURATION_SECONDS: Kind.SUM_DURATION,
    FieldKind.HOURS: Kind.SUM_DURATION,
    FieldKind.SCORE: Kind.SCORE,
}


def _of_catalogue(known: frozenset[str]) -> Iterator[Field]:
    """Figures of the catalogue that no tool prints: they can be typed, or filled into a table by their names."""
    for key, found in fields().items():
        if key not in known:
            kind = Kind.PEOPLE if found.people else KIND_OF_FIELD[found.kind]
            yield Field(key, kind, Message(found.name.en))
    for definition in catalogue():
        if definition.key not in known and definition.unit in KIND_OF_UNIT:
            (numerator, _), *_rest = definition.numerator
            denominator = (
                definition.denominator[0][0] if definition.denominator else f"{definition.key}.count"
            )
            yield Field(
                definition.key,
                KIND_OF_UNIT[definition.unit],
                Message(definition.name.en),
                numerator,
                denominator,
                (denominator,),
            )


_OWN = {
    field.key: field for field in (*IDENTITY, *PEOPLE, *COUNTS, *MONEY, *DURATIONS, *MEANS, *RATES, *OTHERS)
}


class KnownFields(dict[str, Field]):
    """Figures by key; an own column of a contract is known as soon as it is named, because its key says all."""

    def __missing__(self, key: str) -> Field:
        found = own_column(key)
        if found is None:
            raise KeyError(key)
        return self.setdefault(key, found)

    def __contains__(self, key: object) -> bool:
        return super().__contains__(key) or (isinstance(key, str) and own_column(key) is not None)


def own_column(key: str) -> Field | None:
    """The own column of that key; None for any other key."""
    found = column_of(key)
    if found is None:
        return None
    return Field(key, KIND_OF_FIELD[found.kind], message("%(heading)s", heading=found.name.en))


FIELDS = KnownFields(
    _OWN
    | {
        field.key: field
        for field in _of_catalogue(
            frozenset(_OWN) | {name for one in _OWN.values() for name in (one.numerator, one.denominator)}
        )
    }
)
"""Every figure the importer knows, by key."""
