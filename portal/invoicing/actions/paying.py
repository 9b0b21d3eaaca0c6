"""Recording what the merchant paid, and taking a wrong record back."""

from datetime import date

from portal.accounts.actions.notices import notify
from portal.infra.access import actor, now
from portal.infra.db import db
from portal.infra.events import record
from portal.infra.progress import close_duty
from portal.invoicing.actions.issuing import ask_for_payment
from portal.invoicing.actions.printing import figure
from portal.invoicing.events import PaymentConfirmed, PaymentWithdrawn
from portal.invoicing.models import Invoice, Payment
from portal.invoicing.queries import invoice, issued_notes, payment
from portal.invoicing.rules.notes import NoteState
from portal.invoicing.rules.settling import InvoiceState, state_after, why_not_pay
from portal.kernel.errors import Invalid, Refused
from portal.kernel.messages import message
from portal.kernel.money import Money
from portal.kernel.permissions import Permission


def record_payment(invoice_id: int, *, amount: Money, paid_on: date, reference: str) -> Payment:
    """The merchant records a payment, in full or in part; never more than is owed, never dated in the future."""
    found = invoice(invoice_id)
    refusal = why_not_pay(found.state, found.outstanding, amount)
    if refusal is not None:
        raise Invalid(fields={"amount": refusal})
    if paid_on > now().date():
        raise Invalid(fields={"paid_on": message("This day lies in the future.")})
    paid = Payment(
        merchant_id=found.merchant_id,
        vendor_id=found.vendor_id,
        author_id=actor().party,
        visible_from=now(),
        invoice_id=found.id,
        amount_minor=amount.minor,
        currency=amount.currency,
        paid_on=paid_on,
        reference=reference,
        recorded_at=now(),
    )
    db.session.add(paid)
    settle(found, found.paid + amount)
    record(
        PaymentConfirmed(
            engagement_id=found.engagement_id,
            invoice_id=found.id,
            number=str(found.number),
            currency=amount.currency,
            amount=figure(amount),
        )
    )
    notify(
        found.vendor_id,
        message(
            "The merchant recorded a payment of %(currency)s %(amount)s for %(number)s",
            currency=amount.currency,
            amount=figure(amount),
            number=found.number,
        ),
        permission=Permission.INVOICES_VIEW,
        endpoint="invoicing.detail",
        invoice_id=found.id,
    )
    return paid


def take_payment_back(invoice_id: int, payment_id: int) -> Invoice:
    """The merchant takes back a payment that was recorded wrongly; the record stays, marked so."""
    found, wrong = invoice(invoice_id), payment(invoice_id, payment_id)
    if wrong.withdrawn_at is not None:
        raise Refused(message("This payment was taken back already."))
    wrong.withdrawn_at = now()
    settle(found, found.paid - wrong.amount)
    record(
        PaymentWithdrawn(
            engagement_id=found.engagement_id,
            invoice_id=found.id,
            number=str(found.number),
            currency=wrong.currency,
            amount=figure(wrong.amount),
        )
    )
    return found


def settle(found: Invoice, paid: Money) -> None:
    """Let this much count as paid: state and duty follow from what is still owed."""
    found.paid_minor = paid.minor
    found.state = state_after(found.due, paid)
    _settle_supplements(found)
    db.session.flush()
    if found.state is InvoiceState.PAID:
        close_duty(f"invoice:{found.id}:pay", moment=now())
    else:
        ask_for_payment(found)


def _settle_supplements(found: Invoice) -> None:
    """Supplementary invoices are paid with their settlement invoice, and owed again with it."""
    is_paid = found.state is InvoiceState.PAID
    for one in issued_notes(found.id):
        if one.is_supplement:
            one.state = NoteState.SETTLED if is_paid else NoteState.ISSUED
            one.settled_at = now() if is_paid else None
