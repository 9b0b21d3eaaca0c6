"""Waiving the deduction of a line, agreeing to a waiver, and confirming a deduction below the minimum volume."""

from werkzeug.wrappers import Response

from portal.infra.access import requires
from portal.infra.pages import flash, redirect_to
from portal.kernel.errors import Invalid
from portal.kernel.messages import Message, message
from portal.kernel.permissions import Permission
from portal.sla.actions.waiving import agree_to_waiver, confirm_deduction, waive, withdraw_waiver
from portal.sla.forms import ClaimForm, WaiverForm
from portal.sla.queries.months import month as month_of
from portal.sla.rules.waivers import LineAct
from portal.sla.views.blueprint import MONTH, blueprint
from portal.sla.views.months import line_page

LINE = f"{MONTH}/lines/<line>"
DONE = {
    LineAct.WAIVED: message("The service credit is let off; the other side sees the reason."),
    LineAct.WAIVER_PROPOSED: message("The waiver waits for a second person of yours (owner or finance)."),
}


@blueprint.post(f"{LINE}/waiver")
@requires(Permission.MONTHS_ACCEPT)
def waive_line(month_id: int, line: str) -> Response | tuple[str, int]:
    """Let the deduction of a line off."""
    form = WaiverForm()
    of = month_of(month_id)
    try:
        if not form.validate():
            return line_page(month_id, line, ClaimForm(formdata=None), waiver=form), 422
        answer = waive(of, line=line, reason=form.changed_text("reason"))
    except Invalid as refusal:
        form.refuse(refusal)
        return line_page(month_id, line, ClaimForm(formdata=None), waiver=form), 422
    return _done(month_id, line, DONE[LineAct(answer.kind)])


@blueprint.post(f"{LINE}/waiver/agree")
@requires(Permission.INVOICES_PAY)
def agree_to_line_waiver(month_id: int, line: str) -> Response:
    """Agree to a waiver as the second person."""
    agree_to_waiver(month_of(month_id), line=line)
    return _done(month_id, line, DONE[LineAct.WAIVED])


@blueprint.post(f"{LINE}/waiver/withdraw")
@requires(Permission.MONTHS_ACCEPT)
def withdraw_line_waiver(month_id: int, line: str) -> Response:
    """Take a waiver back."""
    withdraw_waiver(month_of(month_id), line=line)
    return _done(month_id, line, message("The waiver is withdrawn; the service credit stands again."))


@blueprint.post(f"{LINE}/deduction")
@requires(Permission.MONTHS_SUBMIT)
def confirm_line_deduction(month_id: int, line: str) -> Response:
    """Let a deduction below the minimum volume stand."""
    confirm_deduction(month_of(month_id), line=line)
    return _done(
        month_id,
        line,
        message("Confirmed. The service credit counts as soon as both sides have confirmed it."),
    )


def _done(month_id: int, line: str, words: Message) -> Response:
    flash(words)
    return redirect_to("sla.why", month_id=month_id, line=line)
