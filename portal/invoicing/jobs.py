"""Background work of invoicing, done as the vendor."""

from portal.invoicing.actions.correcting import settle_anew
from portal.invoicing.actions.drafting import discard_draft, draft_invoice
from portal.sla.queries.months import month


def draft_of_month(month_id: int) -> None:
    """Draft the settlement invoice of a month, unless it was opened again meanwhile."""
    if month(month_id).agreed_at is not None:
        draft_invoice(month_id)


def discard_of_month(month_id: int) -> None:
    """Discard the draft of a month, unless it was agreed again meanwhile."""
    if month(month_id).agreed_at is None:
        discard_draft(month_id)


def settle_month_anew(month_id: int) -> None:
    """Follow a dispute that was settled late: draft the invoice anew, or a credit note for the issued one."""
    settle_anew(month_id)
