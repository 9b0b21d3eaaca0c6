"""Pages of credit notes: the list, one of them, issuing it, and recording how it was settled."""

from flask import request
from werkzeug.wrappers import Response

from portal.infra.access import actor, now, requires
from portal.infra.documents import documents_for
from portal.infra.forms import seen
from portal.infra.i18n import _
from portal.infra.pages import flash, page, redirect_to, thread_of
from portal.invoicing.actions.noting import issue_note, settle_note
from portal.invoicing.actions.printing import figure
from portal.invoicing.forms import NoteSettledForm
from portal.invoicing.queries import credit_note, credit_notes, invoice, lines_of_note
from portal.invoicing.rules.crediting import NoteState
from portal.invoicing.views.blueprint import NOTE, blueprint
from portal.kernel.errors import PortalError
from portal.kernel.messages import message
from portal.kernel.money import Money
from portal.kernel.periods import ServiceMonth
from portal.kernel.permissions import Permission, Side


@blueprint.get("/credit-notes")
@requires(Permission.INVOICES_VIEW)
def notes() -> str:
    """All credit notes, the latest first."""
    return page("invoicing/notes.html", notes=credit_notes(), is_vendor=actor().side is Side.VENDOR)


@blueprint.get(NOTE)
@requires(Permission.INVOICES_VIEW)
def note(note_id: int) -> str:
    """One credit note: what was billed, what is right, and how the difference is settled."""
    return _note_page(note_id, NoteSettledForm(formdata=None, settled_on=now().date()))


@blueprint.post(f"{NOTE}/issue")
@requires(Permission.INVOICES_ISSUE)
def note_issue(note_id: int) -> Response:
    """Issue a draft."""
    issued = issue_note(note_id, seen=seen())
    flash(message("Credit note %(number)s is issued; the merchant was told.", number=issued.number))
    return redirect_to("invoicing.note", note_id=note_id)


@blueprint.route(f"{NOTE}/settled", methods=["POST"])
@requires(Permission.INVOICES_PAY)
def note_settled(note_id: int) -> Response | tuple[str, int]:
    """Record how the sum of a credit note came back."""
    credit_note(note_id)
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
    found = credit_note(note_id)
    return page(
        "invoicing/note.html",
        note=found,
        invoice=invoice(found.invoice_id),
        lines=lines_of_note(note_id),
        document=next(iter(documents_for(f"credit_note:{note_id}")), None),
        month=ServiceMonth.from_key(found.month),
        money=lambda minor: Money(minor, found.currency),
        figure=lambda minor: figure(Money(minor, found.currency)),
        thread=thread_of(found.engagement_id),
        form=form,
        may_settle=found.state is NoteState.ISSUED and actor().may(Permission.INVOICES_PAY),
        is_posted=request.method == "POST",
    )
