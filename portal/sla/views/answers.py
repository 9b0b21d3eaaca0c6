"""The other side's answer to a month."""

from collections.abc import Callable
from typing import Any

from werkzeug.wrappers import Response

from portal.infra.access import requires
from portal.infra.forms import seen
from portal.infra.pages import flash, redirect_to
from portal.kernel.errors import Invalid
from portal.kernel.messages import message
from portal.kernel.permissions import Permission
from portal.sla.actions.answering import accept, confirm, give_back, reopen
from portal.sla.actions.submitting import withdraw
from portal.sla.forms import AnswerForm
from portal.sla.queries.months import month as month_of
from portal.sla.queries.months import month_in_full
from portal.sla.views.blueprint import MONTH, blueprint
from portal.sla.views.months import board_page


@blueprint.post(f"{MONTH}/accept")
@requires(Permission.MONTHS_ACCEPT)
def accept_month(month_id: int) -> Response:
    """The figures are right."""
    accept(month_of(month_id), seen=seen())
    flash(
        message("The figures are accepted. The settlement invoice and the monthly report are being drafted.")
    )
    return redirect_to("sla.month", month_id=month_id)


@blueprint.post(f"{MONTH}/return")
@requires(Permission.MONTHS_SUBMIT)
def return_month(month_id: int) -> Response | tuple[str, int]:
    """Return the figures with a comment."""
    return _answered(
        month_id,
        lambda form, of: give_back(
            of,
            comment=form.changed_text("comment"),
            line=form.changed_text("line"),
            is_unusable=bool(form.is_unusable.data),
        ),
    )


@blueprint.post(f"{MONTH}/confirm")
@requires(Permission.MONTHS_SUBMIT)
def confirm_month(month_id: int) -> Response:
    """The vendor confirms what the merchant supplied."""
    confirm(month_of(month_id), seen=seen())
    flash(message("The figures are confirmed. It is the merchant's turn to accept them."))
    return redirect_to("sla.month", month_id=month_id)


@blueprint.post(f"{MONTH}/withdraw")
@requires(Permission.MONTHS_SUBMIT)
def withdraw_month(month_id: int) -> Response:
    """Take handed-in figures back."""
    withdraw(month_of(month_id))
    flash(message("The figures are back with you. Correct them and hand the month in again."))
    return redirect_to("sla.month", month_id=month_id)


@blueprint.post(f"{MONTH}/reopen")
@requires(Permission.MONTHS_ACCEPT)
def reopen_month(month_id: int) -> Response | tuple[str, int]:
    """Open an accepted month again."""
    return _answered(month_id, lambda form, of: reopen(of, reason=form.changed_text("comment")))


def _answered(month_id: int, act: Callable[[AnswerForm, Any], Any]) -> Response | tuple[str, int]:
    form = AnswerForm()
    of = month_of(month_id)
    try:
        if not form.validate():
            return board_page(month_in_full(of), answer=form), 422
        act(form, of)
    except Invalid as refusal:
        form.refuse(refusal)
        return board_page(month_in_full(of), answer=form), 422
    return redirect_to("sla.month", month_id=month_id)
