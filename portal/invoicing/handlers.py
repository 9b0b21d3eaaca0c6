"""What invoicing does when something happens elsewhere; the vendor's part is a job of the vendor."""

from portal.infra.jobs import enqueue
from portal.infra.progress import engagement
from portal.sla.events import MonthAgreed, MonthReopened, ResultsRenewed

DRAFT = "draft_invoice"
DISCARD = "discard_invoice_draft"
SETTLE = "settle_invoice_anew"


def draft_when_agreed(event: MonthAgreed) -> None:
    """An agreed month has its settlement invoice drafted."""
    _order(DRAFT, event.engagement_id, event.month_id)


def discard_when_reopened(event: MonthReopened) -> None:
    """A month that is opened again loses its draft."""
    _order(DISCARD, event.engagement_id, event.month_id)


def settle_when_renewed(event: ResultsRenewed) -> None:
    """A dispute was settled after the month was agreed: draft anew, or credit what was billed."""
    _order(SETTLE, event.engagement_id, event.month_id)


def _order(name: str, engagement_id: int | None, month_id: int) -> None:
    if engagement_id is not None:
        vendor_id = engagement(engagement_id).vendor_id
        enqueue(name, {"month_id": month_id}, organisation_id=vendor_id)
