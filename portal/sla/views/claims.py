"""Objections to single lines and claims of relief, on the page that explains the line."""

from collections.abc import Callable

from werkzeug.wrappers import Response

from portal.infra.access import requires
from portal.infra.pages import flash, redirect_to
from portal.kernel.errors import Invalid, NotFound
from portal.kernel.messages import Message, message
from portal.kernel.permissions import Permission
from portal.sla.actions.claiming import answer_claim, raise_claim
from portal.sla.forms import ClaimForm
from portal.sla.queries.months import month as month_of
from portal.sla.rules.claims import RAISES, Act
from portal.sla.views.blueprint import MONTH, blueprint
from portal.sla.views.months import line_page

DONE: dict[Act, Message] = {
    Act.OBJECTED: message("The objection is raised. The deduction of this line is held until it is settled."),
    Act.RELIEF_CLAIMED: message("Relief is claimed. The other side answers next."),
    Act.CLAIM_REFUSED: message("The answer is sent. The other side can escalate or withdraw."),
    Act.CLAIM_ESCALATED: message("The matter is escalated. The other side sees it at once."),
    Act.CLAIM_GRANTED: message("The matter is settled, and the month was judged anew."),
    Act.CLAIM_DROPPED: message("The matter is withdrawn, and the month was judged anew."),
}


@blueprint.post(f"{MONTH}/lines/<line>/claims")
@requires(Permission.MONTHS_SUBMIT)
def claim_line(month_id: int, line: str) -> Response | tuple[str, int]:
    """Object to a line or claim relief for it."""
    form = ClaimForm()
    return _said(
        month_id,
        line,
        form,
        lambda act: (
            act in RAISES
            and bool(raise_claim(month_of(month_id), line=line, act=act, reason=form.changed_text("comment")))
        ),
    )


@blueprint.post(f"{MONTH}/lines/<line>/claims/answer")
@requires(Permission.MONTHS_SUBMIT)
def answer_line_claim(month_id: int, line: str) -> Response | tuple[str, int]:
    """Grant, refuse, escalate or withdraw what is open about a line."""
    form = ClaimForm()
    return _said(
        month_id,
        line,
        form,
        lambda act: (
            act not in RAISES
            and bool(
                answer_claim(month_of(month_id), line=line, act=act, comment=form.changed_text("comment"))
            )
        ),
    )


def _said(
    month_id: int, line: str, form: ClaimForm, say: Callable[[Act], bool]
) -> Response | tuple[str, int]:
    month_of(month_id)
    try:
        if not form.validate():
            return line_page(month_id, line, form), 422
        act = Act(form.act.data)
        if not say(act):
            raise NotFound
    except Invalid as refusal:
        form.refuse(refusal)
        return line_page(month_id, line, form), 422
    flash(DONE[act])
    return redirect_to("sla.why", month_id=month_id, line=line)
