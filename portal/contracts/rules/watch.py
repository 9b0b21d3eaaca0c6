"""What is looked after between the months: who falls below the team, which items rate badly, who waits too long."""

from dataclasses import dataclass
from decimal import Decimal

REPLIES = (
    "reply_rate",
    "reply_3min_taobao",
    "reply_3min_pdd",
    "reply_3min_douyin",
    "reply_3min_kuaishou",
)
"""The reply rate as each platform counts it; a file gives the one of its own."""

COMPARED = ("reply_rate", "frt_avg", "art", "csat", "inquiry_conversion", "reception_volume")
"""What agents can be compared by; the reply rate stands for all the ways in which it is counted."""


def compared_by(metrics: tuple[str, ...]) -> tuple[str, ...]:
    """The choices that stand for these metrics."""
    return tuple(one for one in COMPARED if one in metrics)


def metrics_of(choices: tuple[str, ...]) -> tuple[str, ...]:
    """The metrics behind these choices."""
    others = tuple(one for one in COMPARED if one in choices and one not in REPLIES)
    return (*(REPLIES if "reply_rate" in choices else ()), *others)


@dataclass(frozen=True)
class Watch:
    """From where somebody has to look into a matter.

    Agents below the team's pooled result in one of ``team_metrics`` by more than chance (or else the weakest), over
    at least ``team_cases`` cases, are inspected; items rated below ``item_score`` are followed up; a question put off
    has to be answered within ``pending_hours``. What has no due time of its own is due after ``follow_days``.
    """

    team_metrics: tuple[str, ...] = REPLIES
    team_cases: int = 30
    item_score: Decimal = Decimal("4.8")
    pending_hours: int = 24
    follow_days: int = 7
