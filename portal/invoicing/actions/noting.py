"""Issuing credit notes, setting them off, and recording how a paid sum came back."""

from datetime import date
from typing import Any

from portal.accounts.actions.notices import notify
from portal.infra.access import actor, now
from portal.infra.db import db
from portal.infra.events import record
from portal.infra.progress import close_duty, engagement, open_duty
from portal.invoicing.actions.numbers import next_note_number
from portal.invoicing.actions.paying import settle
from portal.invoicing.actions.printing import figure
from portal.invoicing.actions.printing_notes import print_note
from portal.invoicing.events import CreditNoteIssued, CreditNoteSettled
from portal.invoicing.models import CreditNote
from portal.invoicing.queries import credit_note, invoice
from portal.invoicing.rules.crediting import NoteState, set_off, why_not_issue_note, why_not_settle_note
from portal.invoicing.rules.settling import InvoiceState
from portal.kernel.errors import Conflict, Invalid, Refused
from portal.kernel.messages import message
from portal.kernel.permissions import Permission


def issue_note(note_id: int, *, seen: str | None = None) -> CreditNote:
    """The vendor issues a draft: it gets its number, lowers what is owed, and never changes again.

    What the merchant has paid already is to be paid back. ``seen`` says which draft the page showed.
    """
    found = credit_note(note_id)
    if seen is not None and seen != found.drafted_at.isoformat():
        raise Conflict(message("The draft has changed since you opened it. Please check it again."))
    refusal = why_not_issue_note(found.state)
    if refusal is not None:
        raise Refused(refusal)
    of = invoice(found.invoice_id)
    if of.state is InvoiceState.VOID:
        raise Refused(message("The settlement invoice is void; there is nothing to credit."))
    now_set_off, refund = set_off(found.gross, of.outstanding)
    found.number = next_note_number(found.vendor_id, now().year)
    found.set_off_minor, found.refund_minor, found.issued_at = now_set_off.minor, refund.minor, now()
    found.state = NoteState.ISSUED if refund else NoteState.SETTLED
    of.credited_minor += now_set_off.minor
    settle(of, of.paid)
    record(
        CreditNoteIssued(
            engagement_id=found.engagement_id,
            note_id=found.id,
            number=found.number,
            invoice=found.invoice_number,
            currency=found.currency,
            amount=figure(found.gross),
        )
    )
    print_note(found)
    close_duty(f"credit_note:{found.id}:issue", moment=now())
    _tell_of_arrival(found)
    if refund:
        _ask_to_pay_back(found)
    return found


def _tell_of_arrival(found: CreditNote) -> None:
    notify(
        found.merchant_id,
        message(
            "Credit note %(number)s for %(invoice)s over %(currency)s %(amount)s has arrived",
            number=str(found.number),
            invoice=found.invoice_number,
            currency=found.currency,
            amount=figure(found.gross),
        ),
        permission=Permission.INVOICES_VIEW,
        endpoint="invoicing.note",
        note_id=found.id,
    )


def _ask_to_pay_back(found: CreditNote) -> None:
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
            key=f"credit_note:{found.id}:{debtor_id}",
            debtor_id=debtor_id,
            author_id=actor().party,
            permission=permission,
            what=what,
            endpoint="invoicing.note",
            moment=now(),
            note_id=found.id,
        )


def settle_note(note_id: int, *, settled_on: date, how: str) -> CreditNote:
    """The merchant records that the money came back, or against what it was set off."""
    found = credit_note(note_id)
    refusal = why_not_settle_note(found.state)
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
        close_duty(f"credit_note:{found.id}:{debtor_id}", moment=now())
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
