"""Background work of reviews."""

from portal.reviews.actions.reviewing import make_review
from portal.sla.queries.months import month


def review_of_month(month_id: int) -> None:
    """Make the review of an agreed month, unless it was opened again meanwhile."""
    if month(month_id).agreed_at is not None:
        make_review(month_id)
