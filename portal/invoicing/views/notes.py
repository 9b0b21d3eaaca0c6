"""Pages of credit notes and supplementary invoices: the list, one of them, issuing it, and how it was settled."""

from flask import request
from werkzeug.wrappers import Response

from portal.infra.access import actor, now, requires
from portal.infra.documents import documents_for
from portal.infra.forms import seen
from portal.infra.i18n import _, lazy
from portal.infra.pages import flash, page, redirect_to, thread_of
from portal.infra.tables.writing import write_csv
from portal.invoicing.actions.noting import issue_note, settle_note
from portal.invoicing.actions.printing import figure
from portal.invoicing.forms import NoteSettledForm
from portal.invoicing.queries import every_note, invoice, lines_of_note, note_page
from portal.invoicing.queries import note as find_note
from portal.invoicing.rules.notes import NoteKind, why_not_settle_note
from portal.invoicing.views.blueprint import NOTE, blueprint
from portal.kernel.errors import PortalError
from portal.kernel.messages import message
from portal.kernel.money import Money
from portal.kernel.periods import ServiceMonth
from portal.kernel.permissions import Permission, Side

KIND_NAMES = {
    NoteKind.CREDIT: lazy("Credit note"),
    NoteKind.SUPPLEMENT: lazy("Supplementary invoice"),
}
ISSUED = {
    NoteKind.CREDIT: message("Credit note %(number)s is issued; the merchant was told."),
    NoteKind.SUPPLEMENT: message("Supplementary invoice %(number)s is issued; the merchant was told."),
}


@blueprint.get("/invoice-notes")
@requires(Permission.INVOICES_VIEW)
def notes() -> str:
    """All credit notes and supplementary invoices, the latest first."""
    listed = note_page(request.args.get("page", 1, type=int))
    is_vendor = actor().side is Side.VENDOR
    return page("invoicing/notes.html", listed=listed, is_vendor=is_vendor, kind_names=KIND_NAMES)


@blueprint.get("/invoice-notes.csv")
@requires(Permission.INVOICES_VIEW)
def notes_export() -> Response:
    """The same list as a file; what lowers an invoice is negative."""
    header = (
        *(_("Number"), _("Kind"), _("State"), _("Invoice"), _("Service month"), _("Contract")),
        *(_("Merchant"), _("Vendor"), _("Currency"), _("Amount"), _("Due on"), _("Issued on")),
    )
    rows = [
        (
            *(row.number, KIND_NAMES[row.kind], row.look.partition("_")[2], row.invoice_number),
            *(row.month.key, row.contract_number, row.merchant, row.vendor),
            *(row.amount.currency, row.amount.decimal, row.due_on, row.issued_at),
        )
        for row in every_note()
    ]
    headers = {"Content-Disposition": 'attachment; filename="invoice-notes.csv"'}
    return Response(write_csv(header, rows), mimetype="text/csv", headers=headers)


@blueprint.get(NOTE)
@requires(Permission.INVOICES_VIEW)
def note(note_id: int) -> str:
    """One note: what was billed, what is right, and how the difference is settled."""
    return _note_page(note_id, NoteSettledForm(formdata=None, settled_on=now().date()))


@blueprint.post(f"{NOTE}/issue")
@requires(Permission.INVOICES_ISSUE)
def note_issue(note_id: int) -> Response:
    """Issue a draft."""
    issued = issue_note(note_id, seen=seen())
    flash(message(ISSUED[issued.kind].template, number=issued.number))
    return redirect_to("invoicing.note", note_id=note_id)


@blueprint.route(f"{NOTE}/settled", methods=["POST"])
@requires(Permission.INVOICES_PAY)
def note_settled(note_id: int) -> Response | tuple[str, int]:
    """Record how the sum of a credit note came back."""
    find_note(note_id)
    form = NoteSettledForm()
    try:
        if not form.validate():
            return _note_page(note_id, form), 422
        settle_note(note_id, settled_on=form.day, how=form.changed_text("how"))
    except PortalError as refusal:
        form.refuse(refusal)
        return _note_page(note_id, form), 422
    flash(_("The credit note is settled; the vendor was told."))
    return redirect_to("invoicing.note", note_id=note_id)


def _note_page(note_id: int, form: NoteSettledForm) -> str:
    found = find_note(note_id)
    return page(
        "invoicing/note.html",
        note=found,
        invoice=invoice(found.invoice_id),
        lines=lines_of_note(note_id),
        document=next(iter(documents_for(found.key)), None),
        month=ServiceMonth.from_key(found.month),
        money=lambda minor: Money(minor, found.currency),
        figure=lambda minor: figure(Money(minor, found.currency)),
        thread=thread_of(found.engagement_id),
        form=form,
        may_settle=why_not_settle_note(found.kind, found.state) is None
        and actor().may(Permission.INVOICES_PAY),
        is_posted=request.method == "POST",
    )
