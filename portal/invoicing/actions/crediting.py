"""Drafting credit notes: when a dispute is settled after the invoice was issued, what was billed is corrected."""

from portal.accounts.actions.notices import notify
from portal.infra.access import actor, now
from portal.infra.db import db
from portal.infra.events import record
from portal.infra.i18n import in_every_language
from portal.infra.progress import close_duty, engagement, open_duty
from portal.invoicing.actions.drafting import draft_invoice, statement_of_month
from portal.invoicing.actions.printing import figure
from portal.invoicing.events import CreditNoteDiscarded, CreditNoteDrafted
from portal.invoicing.models import CreditNote, CreditNoteLine, Invoice
from portal.invoicing.queries import (
    issued_notes,
    lines_of,
    lines_of_note,
    notes_of_invoice,
    standing_invoice,
)
from portal.invoicing.rules.crediting import (
    Correction,
    Note,
    NoteState,
    SaidLine,
    corrections_of,
    note_of,
)
from portal.invoicing.rules.settling import InvoiceState
from portal.invoicing.rules.statement import LineKind, Statement
from portal.kernel.messages import message
from portal.kernel.money import Money
from portal.kernel.permissions import Permission
from portal.sla.queries.months import month, month_in_full
from portal.sla.rules.results import digest_of

GONE = message("No longer due after the matter was settled.")


def settle_anew(month_id: int) -> Invoice | CreditNote | None:
    """Follow a dispute that was settled after the month was agreed: draft the invoice anew, or a credit note for it.

    Acts for the vendor. A held deduction that falls away changes nothing: it was never deducted.
    """
    standing = standing_invoice(month_id)
    if standing is None or standing.state is InvoiceState.DRAFT:
        return draft_invoice(month_id) if month(month_id).agreed_at is not None else None
    return draft_note(standing)


def draft_note(of: Invoice) -> CreditNote | None:
    """Compute what the issued invoice has to be lowered by; an earlier draft makes room. None when by nothing."""
    discard_note_drafts(of)
    service_month = month(of.month_id)
    statement = statement_of_month(month_in_full(service_month), carried_in=_carried_in(of))
    corrections = corrections_of(_billed(of), _said(statement), of.currency)
    earlier = issued_notes(of.id)
    left = _left(of, earlier)
    note = note_of(corrections, tax_rate=statement.tax_rate, net_left=left[0], tax_left=left[1])
    if note is None:
        if corrections:
            _tell_of_more(of)
        return None
    more_carried = (
        statement.carried_out.minor - of.carried_out_minor - sum(one.carried_out_minor for one in earlier)
    )
    drafted = _keep(of, note, digest_of(service_month.results), carried_out_minor=more_carried)
    record(
        CreditNoteDrafted(engagement_id=of.engagement_id, note_id=drafted.id, invoice=drafted.invoice_number)
    )
    _ask_to_issue(drafted)
    return drafted


def _billed(of: Invoice) -> list[SaidLine]:
    """What the invoice and its issued credit notes say so far."""
    lines = [
        SaidLine(
            line.kind, line.reference, line.label, line.explanation, Money(line.amount_minor, of.currency)
        )
        for line in lines_of(of.id)
    ]
    for note in issued_notes(of.id):
        lines += [
            SaidLine(
                line.kind,
                line.reference,
                line.label,
                line.explanation,
                Money(-line.amount_minor, of.currency),
            )
            for line in lines_of_note(note.id)
        ]
    return lines


def _carried_in(of: Invoice) -> Money:
    """What the invoice deducted for the month before; that month is not looked at again."""
    taken = [line.amount_minor for line in lines_of(of.id) if line.kind == LineKind.CARRIED]
    return Money(-sum(minor for minor in taken if minor < 0), of.currency)


def _said(statement: Statement) -> list[SaidLine]:
    return [
        SaidLine(
            line.kind.value,
            line.reference,
            in_every_language(line.label),
            in_every_language(line.explanation),
            line.amount,
        )
        for line in statement.lines
    ]


def _left(of: Invoice, earlier: list[CreditNote]) -> tuple[Money, Money]:
    """Net and tax of the invoice that earlier credit notes have not taken back."""
    net = of.net_minor - sum(one.net_minor for one in earlier)
    tax = of.tax_minor - sum(one.tax_minor for one in earlier)
    return Money(net, of.currency), Money(tax, of.currency)


def discard_note_drafts(of: Invoice) -> None:
    """Throw the drafted credit notes of an invoice away: they make room for a new one, or it was made void."""
    for draft in notes_of_invoice(of.id):
        if draft.state is NoteState.DRAFT:
            gone = CreditNoteDiscarded(
                engagement_id=of.engagement_id, note_id=draft.id, invoice=draft.invoice_number
            )
            close_duty(f"credit_note:{draft.id}:issue", moment=now())
            for line in lines_of_note(draft.id):
                db.session.delete(line)
            db.session.flush()
            db.session.delete(draft)
            db.session.flush()
            record(gone)


def _keep(of: Invoice, note: Note, digest: str, *, carried_out_minor: int) -> CreditNote:
    names = ("merchant", "vendor", "languages", "time_zone", "period", "tax_percent", "terms_version")
    drafted = CreditNote(
        merchant_id=of.merchant_id,
        vendor_id=of.vendor_id,
        author_id=actor().party,
        visible_from=now(),
        engagement_id=of.engagement_id,
        contract_id=of.contract_id,
        month_id=of.month_id,
        invoice_id=of.id,
        invoice_number=str(of.number),
        contract_number=of.contract_number,
        month=of.month,
        sequence=max((one.sequence for one in notes_of_invoice(of.id)), default=0) + 1,
        state=NoteState.DRAFT,
        currency=of.currency,
        net_minor=note.net.minor,
        tax_basis_points=of.tax_basis_points,
        tax_minor=note.tax.minor,
        gross_minor=note.gross.minor,
        carried_out_minor=carried_out_minor,
        facts={name: of.facts[name] for name in names} | {"results": digest},
        drafted_at=now(),
    )
    db.session.add(drafted)
    db.session.flush()
    db.session.add_all(_line(drafted.id, place, one) for place, one in enumerate(note.corrections, start=1))
    db.session.flush()
    return drafted


def _line(note_id: int, position: int, one: Correction) -> CreditNoteLine:
    return CreditNoteLine(
        note_id=note_id,
        position=position,
        kind=one.kind,
        reference=one.reference,
        label=dict(one.label),
        before_minor=one.before.minor,
        after_minor=one.after.minor,
        amount_minor=one.credited.minor,
        explanation=dict(one.explanation) or in_every_language(GONE),
    )


def _ask_to_issue(drafted: CreditNote) -> None:
    open_duty(
        engagement(drafted.engagement_id),
        key=f"credit_note:{drafted.id}:issue",
        debtor_id=drafted.vendor_id,
        author_id=actor().party,
        permission=Permission.INVOICES_ISSUE,
        what=message(
            "Check and issue the credit note for %(invoice)s: %(currency)s %(amount)s",
            invoice=drafted.invoice_number,
            currency=drafted.currency,
            amount=figure(drafted.gross),
        ),
        endpoint="invoicing.note",
        moment=now(),
        note_id=drafted.id,
    )


def _tell_of_more(of: Invoice) -> None:
    """The month judged anew asks for more than was billed: only a new invoice can say so."""
    notify(
        of.vendor_id,
        message(
            "After a settled dispute more is due than %(number)s says. Make it void and draft it anew.",
            number=str(of.number),
        ),
        permission=Permission.INVOICES_ISSUE,
        endpoint="invoicing.detail",
        invoice_id=of.id,
    )
