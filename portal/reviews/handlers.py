"""What reviews do when something happens elsewhere."""

from portal.infra.jobs import enqueue
from portal.reviews.actions.reviewing import supersede
from portal.sla.events import MonthAgreed, MonthReopened

MAKE = "make_review"


def make_when_agreed(event: MonthAgreed) -> None:
    """An agreed month gets its review report; making it must not hold up the agreement."""
    enqueue(MAKE, {"month_id": event.month_id})


def supersede_when_reopened(event: MonthReopened) -> None:
    """A month that is opened again loses its review."""
    supersede(event.month_id)
