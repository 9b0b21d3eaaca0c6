"""Issuing a settlement invoice, and making it void again."""

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from portal.accounts.actions.notices import notify
from portal.infra.access import actor, now
from portal.infra.db import db
from portal.infra.documents import Document, order_document
from portal.infra.events import record
from portal.infra.progress import close_duty, engagement, open_duty
from portal.invoicing.actions.correcting import discard_note_drafts, pass_on
from portal.invoicing.actions.drafting import let_draft_follow
from portal.invoicing.actions.numbers import next_number
from portal.invoicing.actions.printing import TEMPLATE, figure, settlement_values
from portal.invoicing.events import InvoiceIssued, InvoiceVoided
from portal.invoicing.models import Invoice
from portal.invoicing.queries import invoice, issued_notes, lines_of
from portal.invoicing.rules.settling import InvoiceState, why_not_issue, why_not_void
from portal.kernel.errors import Conflict, Invalid, Refused
from portal.kernel.messages import message
from portal.kernel.permissions import Permission
from portal.sla.actions.answering import hold_month, release_month
from portal.sla.queries.months import month


def issue(invoice_id: int, *, seen: str | None = None) -> Invoice:
    """The vendor issues a draft: it gets its number and never changes again; both sides get the PDF.

    ``seen`` says which draft the page showed, by its moment; a conflict when it was drafted anew since.
    """
    found = invoice(invoice_id)
    if seen is not None and seen != found.drafted_at.isoformat():
        raise Conflict(message("The draft has changed since you opened it. Please check it again."))
    refusal = why_not_issue(found.state, tuple(found.facts["missing"]))
    if refusal is not None:
        raise Refused(refusal)
    agreed_at = month(found.month_id).agreed_at
    if agreed_at is None or found.drafted_at < agreed_at:
        raise Refused(
            message("The month was reopened. The settlement invoice is drafted anew when it is agreed.")
        )
    found.number = next_number(found.vendor_id, now().year)
    found.state, found.issued_at = InvoiceState.ISSUED, now()
    if not found.payable_minor:
        found.state = InvoiceState.PAID
    db.session.flush()
    hold_month(found.month_id, key=f"invoice:{found.id}", reason=_hold(found))
    record(
        InvoiceIssued(
            engagement_id=found.engagement_id,
            invoice_id=found.id,
            number=found.number,
            currency=found.currency,
            amount=figure(found.payable),
        )
    )
    print_invoice(found)
    close_duty(f"invoice:{found.id}:issue", moment=now())
    if found.state is InvoiceState.ISSUED:
        ask_for_payment(found)
        _tell_of_arrival(found)
    pass_on(found)
    return found


def _hold(found: Invoice) -> Any:
    return message(
        "Settlement invoice %(number)s is issued; the vendor can make it void.", number=found.number
    )


def ask_for_payment(found: Invoice) -> None:
    """What is still owed is the merchant's turn; asked again after a part payment, it names the rest."""
    what = message(
        "Pay %(number)s: %(currency)s %(amount)s and record the payment",
        number=found.number,
        currency=found.currency,
        amount=figure(found.outstanding),
    )
    due_at = datetime.combine(found.day_due, time(23, 59), tzinfo=ZoneInfo(actor().time_zone))
    open_duty(
        engagement(found.engagement_id),
        key=f"invoice:{found.id}:pay",
        debtor_id=found.merchant_id,
        author_id=actor().party,
        permission=Permission.INVOICES_PAY,
        what=what,
        endpoint="invoicing.detail",
        moment=now(),
        due_at=due_at,
        invoice_id=found.id,
    )


def _tell_of_arrival(found: Invoice) -> None:
    notify(
        found.merchant_id,
        message(
            "Settlement invoice %(number)s over %(currency)s %(amount)s has arrived, due on %(day)s",
            number=found.number,
            currency=found.currency,
            amount=figure(found.payable),
            day=found.due_on.isoformat(),
        ),
        permission=Permission.INVOICES_VIEW,
        endpoint="invoicing.detail",
        invoice_id=found.id,
    )


def print_invoice(found: Invoice) -> Document:
    """Order the PDF of an issued invoice, or return the one that exists."""
    facts = found.facts
    head = {
        **{name: getattr(found, name) for name in ("currency", "contract_number", *AMOUNTS)},
        **{name: facts[name] for name in ("vendor", "merchant", "bank", "period", "tax_percent")},
        "issued_on": facts_day(found),
        "due_on": found.due_on.isoformat(),
        "service_month": found.month,
    }
    lines = [{name: getattr(line, name) for name in LINE_FIELDS} for line in lines_of(found.id)]
    return order_document(
        kind="settlement",
        engagement=engagement(found.engagement_id),
        number=str(found.number),
        title=str(found.number),
        template=TEMPLATE,
        values=settlement_values(head, lines, facts["languages"]),
        languages=facts["languages"],
        key=f"invoice:{found.id}",
    )


AMOUNTS = ("fees_minor", "net_minor", "tax_minor", "gross_minor", "deposits_minor", "payable_minor")
LINE_FIELDS = ("kind", "label", "quantity", "price", "amount_minor", "explanation", "target", "result")


def facts_day(found: Invoice) -> str:
    """The day of issue on the contract's clock."""
    zone = ZoneInfo(found.facts["time_zone"])
    return found.issued_at.astimezone(zone).date().isoformat() if found.issued_at else ""


def make_void(invoice_id: int, *, reason: str) -> Invoice:
    """The vendor takes an issued invoice out of the world; its number stays used, its month can be settled anew."""
    found = invoice(invoice_id)
    refusal = why_not_void(found.state, found.paid, notes=len(issued_notes(found.id)))
    if refusal is not None:
        raise Refused(refusal)
    if not reason.strip():
        raise Invalid(fields={"reason": message("Say why, so that the merchant understands it.")})
    found.state, found.void_at, found.void_reason = InvoiceState.VOID, now(), reason.strip()
    db.session.flush()
    discard_note_drafts(found)
    release_month(found.month_id, key=f"invoice:{found.id}")
    close_duty(f"invoice:{found.id}:pay", moment=now())
    let_draft_follow(found)
    record(
        InvoiceVoided(
            engagement_id=found.engagement_id,
            invoice_id=found.id,
            number=str(found.number),
            reason=found.void_reason,
        )
    )
    notify(
        found.merchant_id,
        message(
            "Settlement invoice %(number)s was made void: %(reason)s",
            number=found.number,
            reason=found.void_reason,
        ),
        permission=Permission.INVOICES_VIEW,
        endpoint="invoicing.detail",
        invoice_id=found.id,
    )
    return found
