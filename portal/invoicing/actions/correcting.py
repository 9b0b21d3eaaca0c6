"""Following what is decided after the invoice: draft it anew, or draft the note that brings it to what is right."""

from portal.infra.access import actor, now
from portal.infra.db import db
from portal.infra.events import record
from portal.infra.i18n import in_every_language
from portal.infra.progress import close_duty, engagement, open_duty
from portal.invoicing.actions.drafting import draft_invoice, statement_of_month
from portal.invoicing.actions.printing import figure
from portal.invoicing.events import (
    CreditNoteDiscarded,
    CreditNoteDrafted,
    NoteMatter,
    SupplementDiscarded,
    SupplementDrafted,
)
from portal.invoicing.models import Invoice, InvoiceNote, InvoiceNoteLine
from portal.invoicing.queries import (
    billed_lines,
    carried_into,
    issued_notes,
    lines_of_note,
    next_invoice,
    notes_of_invoice,
    standing_invoice,
)
from portal.invoicing.rules.notes import (
    SIGNS,
    Correction,
    Note,
    NoteKind,
    NoteState,
    SaidLine,
    carried_in_of,
    corrections_of,
    note_of,
)
from portal.invoicing.rules.settling import InvoiceState
from portal.invoicing.rules.statement import Statement
from portal.kernel.messages import message
from portal.kernel.money import Money
from portal.kernel.permissions import Permission
from portal.sla.queries.months import month, month_in_full
from portal.sla.rules.results import digest_of

GONE = message("No longer due after the matter was settled.")
DRAFTED: dict[NoteKind, type[NoteMatter]] = {
    NoteKind.CREDIT: CreditNoteDrafted,
    NoteKind.SUPPLEMENT: SupplementDrafted,
}
DISCARDED: dict[NoteKind, type[NoteMatter]] = {
    NoteKind.CREDIT: CreditNoteDiscarded,
    NoteKind.SUPPLEMENT: SupplementDiscarded,
}
ASKS = {
    NoteKind.CREDIT: message("Check and issue the credit note for %(invoice)s: %(currency)s %(amount)s"),
    NoteKind.SUPPLEMENT: message(
        "Check and issue the supplementary invoice for %(invoice)s: %(currency)s %(amount)s"
    ),
}


def settle_anew(month_id: int) -> Invoice | InvoiceNote | None:
    """Follow what was decided after the month was agreed: draft the invoice anew, or a note for the issued one.

    Acts for the vendor. A held deduction that falls away changes nothing: it was never deducted.
    """
    standing = standing_invoice(month_id)
    if standing is None or standing.state is InvoiceState.DRAFT:
        return draft_invoice(month_id) if month(month_id).agreed_at is not None else None
    return draft_note(standing)


def pass_on(of: Invoice) -> None:
    """Let the month after follow when what is carried into it has changed; its draft anew, or a note for it.

    So the order in which months are issued makes no difference in the end.
    """
    following = next_invoice(of.contract_id, of.month)
    if following is None:
        return
    carried = carried_into(following.contract_id, following.month, following.currency)
    if carried != carried_in_of(billed_lines(following), following.currency):
        settle_anew(following.month_id)


def draft_note(of: Invoice) -> InvoiceNote | None:
    """Compute what brings the issued invoice to its month as it is judged now; an earlier draft makes room.

    A credit note where less is due than billed and noted so far, a supplementary invoice where more is; None where
    nothing has changed.
    """
    discard_note_drafts(of)
    service_month = month(of.month_id)
    statement = statement_of_month(
        month_in_full(service_month), carried_in=carried_into(of.contract_id, of.month, of.currency)
    )
    earlier = issued_notes(of.id)
    more_carried = (
        statement.carried_out.minor - of.carried_out_minor - sum(one.carried_out_minor for one in earlier)
    )
    note = note_of(
        corrections_of(billed_lines(of), _said(statement), of.currency),
        tax_rate=statement.tax_rate,
        billed_net=Money(of.net_minor + sum(_signed(one, one.net_minor) for one in earlier), of.currency),
        billed_tax=Money(of.tax_minor + sum(_signed(one, one.tax_minor) for one in earlier), of.currency),
        more_carried=more_carried,
    )
    if note is None:
        return None
    drafted = _keep(of, note, digest_of(service_month.results), carried_out_minor=more_carried)
    record(
        DRAFTED[drafted.kind](
            engagement_id=of.engagement_id, note_id=drafted.id, invoice=drafted.invoice_number
        )
    )
    _ask_to_issue(drafted)
    return drafted


def _signed(note: InvoiceNote, minor: int) -> int:
    return SIGNS[note.kind] * minor


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


def discard_note_drafts(of: Invoice) -> None:
    """Throw the drafted notes of an invoice away: they make room for a new one, or it was made void."""
    for draft in notes_of_invoice(of.id):
        if draft.state is NoteState.DRAFT:
            gone = DISCARDED[draft.kind](
                engagement_id=of.engagement_id, note_id=draft.id, invoice=draft.invoice_number
            )
            close_duty(f"{draft.key}:issue", moment=now())
            for line in lines_of_note(draft.id):
                db.session.delete(line)
            db.session.flush()
            db.session.delete(draft)
            db.session.flush()
            record(gone)


def _keep(of: Invoice, note: Note, digest: str, *, carried_out_minor: int) -> InvoiceNote:
    names = ("merchant", "vendor", "bank", "languages", "time_zone", "period", "tax_percent", "terms_version")
    drafted = InvoiceNote(
        kind=note.kind,
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
    lines = enumerate(note.corrections, start=1)
    db.session.add_all(_line(drafted, place, one) for place, one in lines)
    db.session.flush()
    return drafted


def _line(drafted: InvoiceNote, position: int, one: Correction) -> InvoiceNoteLine:
    return InvoiceNoteLine(
        note_id=drafted.id,
        position=position,
        kind=one.kind,
        reference=one.reference,
        label=dict(one.label),
        before_minor=one.before.minor,
        after_minor=one.after.minor,
        amount_minor=_signed(drafted, one.change.minor),
        explanation=dict(one.explanation) or in_every_language(GONE),
    )


def _ask_to_issue(drafted: InvoiceNote) -> None:
    open_duty(
        engagement(drafted.engagement_id),
        key=f"{drafted.key}:issue",
        debtor_id=drafted.vendor_id,
        author_id=actor().party,
        permission=Permission.INVOICES_ISSUE,
        what=message(
            ASKS[drafted.kind].template,
            invoice=drafted.invoice_number,
            currency=drafted.currency,
            amount=figure(drafted.gross),
        ),
        endpoint="invoicing.note",
        moment=now(),
        note_id=drafted.id,
    )
