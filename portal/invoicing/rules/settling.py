"""The life of a settlement invoice: its states, what may be done in each, when it is due and what is still owed."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from portal.kernel.messages import Message, message
from portal.kernel.money import Money
from portal.kernel.periods import ServiceMonth, add_months


class InvoiceState(StrEnum):
    """Where an invoice stands; overdue is a draft of time, not of anybody's act, and therefore no state."""

    DRAFT = "draft"
    ISSUED = "issued"
    PART_PAID = "part_paid"
    PAID = "paid"
    VOID = "void"


OWED = frozenset({InvoiceState.ISSUED, InvoiceState.PART_PAID})
OVERDUE = "overdue"


@dataclass(frozen=True)
class DueTerms:
    """The contract's date of payment: a day of the following month, or days after the month was confirmed."""

    due_day: int | None
    due_days: int


def due_on(terms: DueTerms, month: ServiceMonth, confirmed_on: date) -> date:
    """The day by which a month is to be paid; a due day that the month lacks is its last day."""
    if terms.due_day is None:
        return confirmed_on + timedelta(days=terms.due_days)
    following = add_months(month.last_day.replace(day=1), 1)
    last = add_months(following, 1) - timedelta(days=1)
    return min(following + timedelta(days=terms.due_day - 1), last)


def day_due(due: date, added_due: date | None, left: Money) -> date:
    """The day by which what is owed now is to be paid: the oldest part counts.

    ``left`` is what is still owed without supplementary invoices; once nothing of it is, their day counts.
    """
    return due if added_due is None or left.minor > 0 else added_due


def shown_state(state: InvoiceState, due: date | None, today: date) -> str:
    """The state as a reader should see it: owed after its date is overdue."""
    return OVERDUE if state in OWED and due is not None and due < today else str(state)


def state_after(gross: Money, paid: Money) -> InvoiceState:
    """What an issued invoice is once this much is paid."""
    if paid >= gross:
        return InvoiceState.PAID
    return InvoiceState.PART_PAID if paid.minor > 0 else InvoiceState.ISSUED


def why_not_issue(state: InvoiceState, missing: tuple[str, ...]) -> Message | None:
    """Why an invoice can't be issued now; None when it can."""
    if state is not InvoiceState.DRAFT:
        return message("This settlement invoice was issued already.")
    if missing:
        return message(
            "Quantities are missing: %(names)s. Enter them in the month, then draft it again.",
            names=list(missing),
        )
    return None


def why_not_pay(state: InvoiceState, outstanding: Money, amount: Money) -> Message | None:
    """Why a payment can't be recorded; None when it can."""
    if state not in OWED:
        return message("Payments are recorded for issued settlement invoices that are not paid yet.")
    if amount.minor <= 0:
        return message("Enter the amount that was paid.")
    if amount > outstanding:
        return message("This is more than is still owed (%(owed)s).", owed=outstanding)
    return None


def why_not_void(state: InvoiceState, paid: Money, *, notes: int = 0) -> Message | None:
    """Why an invoice can't be made void; None when it can. ``notes`` counts what was issued to correct it."""
    if notes:
        return message(
            "A credit note or supplementary invoice is issued for it; it can no longer be made void."
        )
    if state in (InvoiceState.DRAFT, InvoiceState.VOID):
        return message("Only an issued settlement invoice can be made void.")
    if paid:
        return message("A payment is recorded for it. The merchant has to take that back first.")
    return None


def number_of(year: int, place: int) -> str:
    """The number an invoice gets when it is issued: ST-2026-0001."""
    return f"ST-{year}-{place:04}"
