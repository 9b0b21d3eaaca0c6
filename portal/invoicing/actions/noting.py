"""Issuing what corrects an invoice: a credit note is set off or paid back, a supplementary invoice is paid with it."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from portal.accounts.actions.notices import notify
from portal.infra.access import actor, now
from portal.infra.db import db
from portal.infra.events import record
from portal.infra.progress import close_duty, engagement, open_duty
from portal.invoicing.actions.correcting import pass_on
from portal.invoicing.actions.numbers import next_note_number
from portal.invoicing.actions.paying import settle
from portal.invoicing.actions.printing import figure
from portal.invoicing.actions.printing_notes import print_note
from portal.invoicing.events import CreditNoteIssued, CreditNoteSettled, NoteIssued, SupplementIssued
from portal.invoicing.models import Invoice, InvoiceNote
from portal.invoicing.queries import invoice, note
from portal.invoicing.rules.notes import (
    NoteKind,
    NoteState,
    set_off,
    why_not_issue_note,
    why_not_settle_note,
)
from portal.invoicing.rules.settling import DueTerms, InvoiceState, due_on
from portal.kernel.errors import Conflict, Invalid, Refused
from portal.kernel.messages import message
from portal.kernel.periods import ServiceMonth
from portal.kernel.permissions import Permission
from portal.sla.queries.months import month, terms_of

ISSUED: dict[NoteKind, type[NoteIssued]] = {
    NoteKind.CREDIT: CreditNoteIssued,
    NoteKind.SUPPLEMENT: SupplementIssued,
}
ARRIVED = {
    NoteKind.CREDIT: message(
        "Credit note %(number)s for %(invoice)s over %(currency)s %(amount)s has arrived"
    ),
    NoteKind.SUPPLEMENT: message(
        "Supplementary invoice %(number)s for %(invoice)s over %(currency)s %(amount)s has arrived"
    ),
}


def issue_note(note_id: int, *, seen: str | None = None) -> InvoiceNote:
    """The vendor issues a draft: it gets its number, changes what is owed, and never changes again.

    What the merchant has paid too much is to be paid back; what is added is owed with the settlement invoice. ``seen``
    says which draft the page showed.
    """
    found = note(note_id)
    if seen is not None and seen != found.drafted_at.isoformat():
        raise Conflict(message("The draft has changed since you opened it. Please check it again."))
    refusal = why_not_issue_note(found.state)
    if refusal is not None:
        raise Refused(refusal)
    of = invoice(found.invoice_id)
    if of.state is InvoiceState.VOID:
        raise Refused(message("The settlement invoice is void; there is nothing to correct."))
    found.number = next_note_number(found.vendor_id, found.kind, now().year)
    found.issued_at = now()
    if found.is_supplement:
        _add(found, of)
    else:
        _take_off(found, of)
    settle(of, of.paid)
    record(
        ISSUED[found.kind](
            engagement_id=found.engagement_id,
            note_id=found.id,
            number=found.number,
            invoice=found.invoice_number,
            currency=found.currency,
            amount=figure(found.gross),
        )
    )
    print_note(found)
    close_duty(f"{found.key}:issue", moment=now())
    _tell_of_arrival(found)
    if found.refund:
        _ask_to_pay_back(found)
    pass_on(of)
    return found


def _take_off(found: InvoiceNote, of: Invoice) -> None:
    """Lower what is still owed first; what was paid already comes back."""
    now_set_off, refund = set_off(found.gross, of.outstanding)
    found.set_off_minor, found.refund_minor = now_set_off.minor, refund.minor
    found.state = NoteState.ISSUED if refund else NoteState.SETTLED
    of.credited_minor += now_set_off.minor


def _add(found: InvoiceNote, of: Invoice) -> None:
    """Raise what is owed; it is due as the contract says, counted from the day of issue."""
    payment = terms_of(month(found.month_id)).payment
    issued = found.issued_at or now()
    day = issued.astimezone(ZoneInfo(found.facts["time_zone"])).date()
    terms = DueTerms(payment.due_day, payment.due_days)
    found.due_on = due_on(terms, ServiceMonth(day.year, day.month), day)
    found.state = NoteState.ISSUED
    of.added_minor += found.gross_minor
    of.added_due_on = found.due_on


def _tell_of_arrival(found: InvoiceNote) -> None:
    notify(
        found.merchant_id,
        message(
            ARRIVED[found.kind].template,
            number=str(found.number),
            invoice=found.invoice_number,
            currency=found.currency,
            amount=figure(found.gross),
        ),
        permission=Permission.INVOICES_VIEW,
        endpoint="invoicing.note",
        note_id=found.id,
    )


def _ask_to_pay_back(found: InvoiceNote) -> None:
    values: dict[str, Any] = {
        "number": str(found.number),
        "currency": found.currency,
        "amount": figure(found.refund),
    }
    duties = (
        (
            found.vendor_id,
            Permission.INVOICES_ISSUE,
            message("Pay back %(currency)s %(amount)s for credit note %(number)s, or set it off", **values),
        ),
        (
            found.merchant_id,
            Permission.INVOICES_PAY,
            message("Record when %(currency)s %(amount)s of credit note %(number)s came back", **values),
        ),
    )
    for debtor_id, permission, what in duties:
        open_duty(
            engagement(found.engagement_id),
            key=f"{found.key}:{debtor_id}",
            debtor_id=debtor_id,
            author_id=actor().party,
            permission=permission,
            what=what,
            endpoint="invoicing.note",
            moment=now(),
            note_id=found.id,
        )


def settle_note(note_id: int, *, settled_on: date, how: str) -> InvoiceNote:
    """The merchant records that the money came back, or against what it was set off."""
    found = note(note_id)
    refusal = why_not_settle_note(found.kind, found.state)
    if refusal is not None:
        raise Refused(refusal)
    if settled_on > now().date():
        raise Invalid(fields={"settled_on": message("This day lies in the future.")})
    if not how.strip():
        raise Invalid(fields={"how": message("Say how it was paid back or against what it was set off.")})
    found.state, found.settled_at = NoteState.SETTLED, now()
    found.settled_on, found.settled_how = settled_on, how.strip()[:200]
    db.session.flush()
    for debtor_id in (found.vendor_id, found.merchant_id):
        close_duty(f"{found.key}:{debtor_id}", moment=now())
    record(
        CreditNoteSettled(
            engagement_id=found.engagement_id,
            note_id=found.id,
            number=str(found.number),
            how=found.settled_how,
        )
    )
    notify(
        found.vendor_id,
        message("The merchant recorded credit note %(number)s as settled", number=str(found.number)),
        permission=Permission.INVOICES_VIEW,
        endpoint="invoicing.note",
        note_id=found.id,
    )
    return found
