"""Looking at settlement invoices: the list, one of them, and why a line is what it is."""

from datetime import date

from flask import request
from werkzeug.wrappers import Response

from portal.infra.access import actor, now, requires
from portal.infra.documents import documents_for
from portal.infra.freshness import same_until_changed
from portal.infra.i18n import _
from portal.infra.pages import page, redirect_to, thread_of
from portal.infra.tables.writing import write_csv
from portal.invoicing.actions.printing import figure
from portal.invoicing.queries import (
    every_row,
    invoice,
    invoice_page,
    line_of,
    lines_of,
    notes_of_invoice,
    payments_of,
    standing_invoice,
)
from portal.invoicing.rules.settling import shown_state
from portal.invoicing.views.blueprint import INVOICE, blueprint
from portal.kernel.money import Money
from portal.kernel.periods import ServiceMonth
from portal.kernel.permissions import Permission, Side
from portal.sla.queries.months import month as month_record
from portal.sla.queries.months import service_month


def today() -> date:
    """The day of this request."""
    return now().date()


@blueprint.get("/invoices")
@requires(Permission.INVOICES_VIEW)
@same_until_changed
def index() -> str:
    """All settlement invoices, the latest month first."""
    chosen = request.args.get("show", "all")
    listed = invoice_page(chosen, today=today(), page=request.args.get("page", 1, type=int))
    return page("invoicing/index.html", listed=listed, chosen=chosen, is_vendor=actor().side is Side.VENDOR)


@blueprint.get("/invoices.csv")
@requires(Permission.INVOICES_VIEW)
def export() -> Response:
    """The same list as a file."""
    header = (
        *(
            _("Number"),
            _("State"),
            _("Service month"),
            _("Contract"),
            _("Merchant"),
            _("Vendor"),
            _("Currency"),
        ),
        *(_("To be paid"), _("Credited by credit notes"), _("Added by supplementary invoices")),
        *(_("Outstanding"), _("Due on")),
    )
    rows = [
        (
            *(row.number, row.state, row.month.key, row.contract_number, row.merchant, row.vendor),
            *(row.payable.currency, row.payable.decimal, row.credited.decimal, row.added.decimal),
            *(row.outstanding.decimal, row.due_on),
        )
        for row in every_row(request.args.get("show", "all"), today=today())
    ]
    headers = {"Content-Disposition": 'attachment; filename="invoices.csv"'}
    return Response(write_csv(header, rows), mimetype="text/csv", headers=headers)


@blueprint.get(INVOICE)
@requires(Permission.INVOICES_VIEW)
@same_until_changed
def detail(invoice_id: int) -> str:
    """One settlement invoice with its lines, how the credits came about, its PDF and its payments."""
    found = invoice(invoice_id)
    return page(
        "invoicing/detail.html",
        invoice=found,
        lines=lines_of(invoice_id),
        payments=payments_of(invoice_id),
        notes=notes_of_invoice(invoice_id),
        document=next(iter(documents_for(f"invoice:{invoice_id}")), None),
        held_minor=month_record(found.month_id).results.get("held_minor", 0),
        state=shown_state(found.state, found.day_due, today()),
        month=ServiceMonth.from_key(found.month),
        money=lambda minor: Money(minor, found.currency),
        figure=lambda minor: figure(Money(minor, found.currency)),
        thread=thread_of(found.engagement_id),
        side=actor().side,
        today=today(),
    )


@blueprint.get(f"/months/<int(max={2**31 - 1}):month_id>/invoice")
@requires(Permission.INVOICES_VIEW)
def of_month(month_id: int) -> Response | str:
    """The settlement invoice of a month, or why there is none yet."""
    standing = standing_invoice(month_id)
    if standing is not None:
        return redirect_to("invoicing.detail", invoice_id=standing.id)
    of = month_record(month_id)
    return page("invoicing/none_yet.html", month=service_month(of), month_id=of.id, is_agreed=of.agreed_at)


@blueprint.get(f"{INVOICE}/lines/<int(max=9999):position>")
@requires(Permission.INVOICES_VIEW)
def line(invoice_id: int, position: int) -> str:
    """Why a line is what it is."""
    found = invoice(invoice_id)
    one = line_of(invoice_id, position)
    return page(
        "invoicing/line.html",
        invoice=found,
        line=one,
        amount=Money(one.amount_minor, found.currency),
        month=ServiceMonth.from_key(found.month),
    )
