"""The service standards a requirement can ask for: what each is called, its unit, and which way is better."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from portal.kernel.messages import Message, message


@dataclass(frozen=True)
class StandardKind:
    """One standard: ``unit`` is percent, seconds, hours or points; ``is_ceiling`` when less is better."""

    key: str
    name: Message
    unit: str
    is_ceiling: bool


UNIT_WORDS: Mapping[str, Message] = MappingProxyType(
    {
        "percent": message("%"),
        "seconds": message("seconds"),
        "hours": message("hours"),
        "points": message("points"),
    }
)

_KINDS = (
    StandardKind("frt_avg", message("Average first response time"), "seconds", True),
    StandardKind("art", message("Average response time"), "seconds", True),
    StandardKind("reply_rate", message("Reply rate"), "percent", False),
    StandardKind("answered_within_24h", message("Open questions answered within 24 hours"), "percent", False),
    StandardKind("csat", message("Customer satisfaction rate"), "percent", False),
    StandardKind("qa_score", message("Inspection score"), "points", False),
    StandardKind("answer_accuracy", message("Answer accuracy"), "percent", False),
    StandardKind("inquiry_conversion", message("Inquiry conversion"), "percent", False),
    StandardKind("unpaid_recovery", message("Payment recovery"), "percent", False),
    StandardKind("refund_retention", message("Refund retention"), "percent", False),
    StandardKind("fcr", message("First contact resolution"), "percent", False),
    StandardKind("resolution_time", message("Resolution time"), "hours", True),
    StandardKind("bad_review_rate", message("Bad review rate"), "percent", True),
    StandardKind("complaint_rate", message("Complaint rate"), "percent", True),
)
STANDARDS: Mapping[str, StandardKind] = MappingProxyType({kind.key: kind for kind in _KINDS})
