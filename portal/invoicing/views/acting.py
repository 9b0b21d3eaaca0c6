"""Acting on settlement invoices: issue, make void, draft again, record a payment and take it back."""

from flask import request
from werkzeug.wrappers import Response

from portal.infra.access import now, requires
from portal.infra.forms import seen
from portal.infra.i18n import _
from portal.infra.pages import flash, page, redirect_to
from portal.invoicing.actions.drafting import draft_invoice
from portal.invoicing.actions.issuing import issue as issue_invoice
from portal.invoicing.actions.issuing import make_void
from portal.invoicing.actions.paying import record_payment, take_payment_back
from portal.invoicing.forms import PaymentForm, VoidForm
from portal.invoicing.queries import invoice
from portal.invoicing.views.blueprint import INVOICE, blueprint
from portal.kernel.errors import PortalError
from portal.kernel.messages import message
from portal.kernel.permissions import Permission

Answer = str | tuple[str, int] | Response


@blueprint.post(f"{INVOICE}/issue")
@requires(Permission.INVOICES_ISSUE)
def issue(invoice_id: int) -> Response:
    """Issue a draft."""
    issued = issue_invoice(invoice_id, seen=seen())
    flash(message("Settlement invoice %(number)s is issued; the merchant was told.", number=issued.number))
    return redirect_to("invoicing.detail", invoice_id=invoice_id)


@blueprint.route(f"{INVOICE}/void", methods=["GET", "POST"])
@requires(Permission.INVOICES_ISSUE)
def void(invoice_id: int) -> Answer:
    """Make an issued invoice void, with a reason."""
    found, form = invoice(invoice_id), VoidForm()
    if request.method == "POST":
        try:
            if form.validate():
                make_void(invoice_id, reason=form.changed_text("reason"))
                flash(_("The settlement invoice is void. Its month can be settled anew."))
                return redirect_to("invoicing.detail", invoice_id=invoice_id)
        except PortalError as refusal:
            form.refuse(refusal)
        return page("invoicing/void.html", form=form, invoice=found), 422
    return page("invoicing/void.html", form=form, invoice=found)


@blueprint.post(f"{INVOICE}/draft-again")
@requires(Permission.INVOICES_ISSUE)
def draft_again(invoice_id: int) -> Response:
    """Draft the month's settlement invoice anew, after a void one or with changed facts."""
    drafted = draft_invoice(invoice(invoice_id).month_id)
    flash(_("The settlement invoice is drafted anew."))
    return redirect_to("invoicing.detail", invoice_id=drafted.id)


@blueprint.route(f"{INVOICE}/payment", methods=["GET", "POST"])
@requires(Permission.INVOICES_PAY)
def payment(invoice_id: int) -> Answer:
    """Record a payment; the whole outstanding amount, paid today, is filled in."""
    found = invoice(invoice_id)
    usual = {"amount": str(found.outstanding.decimal), "paid_on": now().date()}
    form = PaymentForm(data=usual if request.method == "GET" else None).in_currency(found.currency)
    if request.method == "POST":
        try:
            if form.validate():
                record_payment(
                    invoice_id,
                    amount=form.paid,
                    paid_on=form.day,
                    reference=form.changed_text("reference"),
                )
                flash(_("The payment is recorded; the vendor was told."))
                return redirect_to("invoicing.detail", invoice_id=invoice_id)
        except PortalError as refusal:
            form.refuse(refusal)
        return page("invoicing/payment.html", form=form, invoice=found), 422
    return page("invoicing/payment.html", form=form, invoice=found)


@blueprint.post(f"{INVOICE}/payments/<int(max={2**31 - 1}):payment_id>/take-back")
@requires(Permission.INVOICES_PAY)
def take_back(invoice_id: int, payment_id: int) -> Response:
    """Take back a payment that was recorded wrongly."""
    take_payment_back(invoice_id, payment_id)
    flash(_("The payment was taken back."))
    return redirect_to("invoicing.detail", invoice_id=invoice_id)
