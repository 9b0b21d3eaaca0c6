"""What reviews do when something happens elsewhere."""

from portal.infra.jobs import enqueue
from portal.infra.progress import engagement
from portal.reviews.actions.reviewing import supersede
from portal.sla.events import MonthAgreed, MonthReopened, ResultsRenewed

MAKE = "make_review"


def make_when_agreed(event: MonthAgreed) -> None:
    """An agreed month gets its review report; making it must not hold up the agreement."""
    enqueue(MAKE, {"month_id": event.month_id})


def make_when_renewed(event: ResultsRenewed) -> None:
    """A dispute was settled after the month was agreed: the merchant's review says the results as they are now."""
    if event.engagement_id is not None:
        merchant_id = engagement(event.engagement_id).merchant_id
        enqueue(MAKE, {"month_id": event.month_id}, organisation_id=merchant_id)


def supersede_when_reopened(event: MonthReopened) -> None:
    """A month that is opened again loses its review."""
    supersede(event.month_id)
