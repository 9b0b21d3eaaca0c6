"""The service standards a requirement can ask for: metrics of the catalogue, targets as people write them.

A percentage is kept as it is typed, 98 for 98 %; the catalogue reckons with 0.98.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from portal.kernel.messages import Message, message
from portal.kernel.metrics import Direction, MetricDefinition, Unit, metric

OFFERED = (
    "frt_avg",
    "art",
    "reply_rate",
    "answered_within_24h",
    "csat",
    "qa_score",
    "answer_accuracy",
    "inquiry_conversion",
    "unpaid_recovery",
    "refund_retention",
    "fcr",
    "resolution_time",
    "bad_review_rate",
    "complaint_rate",
)

UNIT_WORDS: Mapping[Unit, Message] = MappingProxyType(
    {
        Unit.PERCENT: message("%"),
        Unit.SECONDS: message("seconds"),
        Unit.HOURS: message("hours"),
        Unit.POINTS: message("points"),
    }
)


@dataclass(frozen=True)
class StandardKind:
    """One standard on offer: its metric, the unit in words, and whether less is better."""

    key: str
    metric: MetricDefinition
    unit: Message
    is_ceiling: bool

    def as_measured(self, target: Decimal) -> Decimal:
        """The target on the scale of the catalogue: 98 % becomes 0.98."""
        return target / 100 if self.metric.unit is Unit.PERCENT else target


def standard(key: str) -> StandardKind:
    """A standard by the key of its metric, in the catalogue's latest version."""
    definition = metric(key)
    return StandardKind(
        key=key,
        metric=definition,
        unit=UNIT_WORDS.get(definition.unit, message("")),
        is_ceiling=definition.direction is Direction.LOWER,
    )


def standards_on_offer() -> tuple[StandardKind, ...]:
    """All that a requirement can ask for, in the order of the page."""
    return tuple(standard(key) for key in OFFERED)
