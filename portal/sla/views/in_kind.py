"""Extra seats that a month owes instead of money: what the merchant had, recorded on a page of its own."""

from flask import request, url_for
from werkzeug.wrappers import Response

from portal.infra.access import actor, requires
from portal.infra.pages import flash, page, redirect_to
from portal.infra.progress import side_of
from portal.kernel.errors import Invalid
from portal.kernel.messages import message
from portal.kernel.permissions import Permission, Side
from portal.sla.actions.in_kind import record_given
from portal.sla.forms import SeatsGivenForm
from portal.sla.queries.in_kind import in_kind_of
from portal.sla.queries.months import month as month_of
from portal.sla.queries.months import terms_of
from portal.sla.views.blueprint import MONTH, blueprint
from portal.sla.views.board import line_name


@blueprint.get(f"{MONTH}/in-kind")
@requires(Permission.MONTHS_VIEW)
def in_kind(month_id: int) -> str:
    """What is owed in kind and what was given."""
    return _page(month_id, SeatsGivenForm(formdata=None))


@blueprint.post(f"{MONTH}/lines/<line>/in-kind")
@requires(Permission.MONTHS_ACCEPT)
def seats_given(month_id: int, line: str) -> Response | tuple[str, int]:
    """Record extra seats as given."""
    of, form = month_of(month_id), SeatsGivenForm()
    try:
        if not form.validate():
            return _page(month_id, form), 422
        record_given(
            of, line=line, seat_days=form.seat_days.value, on=form.day, remark=form.changed_text("remark")
        )
    except Invalid as refusal:
        form.refuse(refusal)
        return _page(month_id, form), 422
    flash(message("Recorded. The vendor was told."))
    return redirect_to("sla.in_kind", month_id=month_id)


def _page(month_id: int, form: SeatsGivenForm) -> str:
    of = month_of(month_id)
    terms = terms_of(of)
    owed = in_kind_of(of)
    if request.method == "GET":
        form.on.data = actor().now.date()
    is_merchant = side_of(of, actor().party) is Side.MERCHANT
    return page(
        "sla/in_kind.html",
        month=of,
        owed=[(line_name(terms, one.line), one) for one in owed],
        back=url_for("sla.month", month_id=month_id),
        is_due=of.agreed_at is not None,
        may_record=is_merchant and of.agreed_at is not None and actor().may(Permission.MONTHS_ACCEPT),
        form=form,
    )
