"""Pages of the service months: the grid, the board, uploads, typed figures, answers."""

from portal.sla.views import (
    answers,
    batches,
    bundles,
    claims,
    days,
    files,
    follow_ups,
    metrics,
    months,
    own_metrics,
    people,
    rows,
    schedule,
    steps,
    trends,
    uploads,
    waivers,
)
from portal.sla.views.blueprint import blueprint

__all__ = [
    "answers",
    "batches",
    "blueprint",
    "bundles",
    "claims",
    "days",
    "files",
    "follow_ups",
    "metrics",
    "months",
    "own_metrics",
    "people",
    "rows",
    "schedule",
    "steps",
    "trends",
    "uploads",
    "waivers",
]
