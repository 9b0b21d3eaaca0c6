"""Comparing the quotes, weighing, and choosing a vendor with a reason."""

from typing import Any

from flask import request
from werkzeug.wrappers import Response

from portal.infra.access import requires
from portal.infra.forms import seen
from portal.infra.i18n import _
from portal.infra.pages import flash, page, redirect_to
from portal.kernel.errors import Conflict, PortalError
from portal.kernel.messages import message
from portal.kernel.permissions import Permission
from portal.requirements.actions import own_requirement
from portal.sourcing.actions import award_quote, set_weights, withdraw_award
from portal.sourcing.documents import basis_of_award, columns
from portal.sourcing.forms import ReasonForm, WeightsForm
from portal.sourcing.queries import (
    RequirementComparison,
    award_of,
    comparison_of,
    latest_quote,
    quote_request,
    standing_award,
)
from portal.sourcing.rules.normalising import Method
from portal.sourcing.views.frame import blueprint


@blueprint.get("/requirements/<int:requirement_id>/comparison")
@requires(Permission.QUOTES_COMPARE)
def comparison(requirement_id: int) -> str:
    """Vendors as columns, criteria as rows, and how firm the order is in words."""
    own_requirement(requirement_id)
    compared = comparison_of(requirement_id)
    return page("sourcing/comparison.html", **_shown(compared, _weights_form(compared)))


def _weights_form(compared: RequirementComparison) -> WeightsForm:
    weighing = compared.weighing
    return WeightsForm(
        data={
            **weighing.weights,
            **{f"{key}_gate": gate for key, gate in weighing.gates.items()},
            "method": str(weighing.method),
        }
    )


def _shown(compared: RequirementComparison, form: WeightsForm) -> dict[str, Any]:
    waiting = [line for line in compared.requests if str(line.id) not in compared.assembled]
    return {
        "compared": compared,
        "requirement": compared.requirement,
        "columns": columns(compared.comparison, compared.assembled),
        "waiting": waiting,
        "sentences": compared.robustness.sentences,
        "is_robust": compared.robustness.is_robust,
        "second_opinion": compared.second_opinion,
        "weights_form": form,
        "award": standing_award(compared.requirement.id),
        "requests": {str(line.id): line for line in compared.requests},
    }


@blueprint.post("/requirements/<int:requirement_id>/weights")
@requires(Permission.QUOTES_ASK)
def weights(requirement_id: int) -> Response | tuple[str, int]:
    """Weigh differently."""
    own_requirement(requirement_id)
    form = WeightsForm()
    if form.validate():
        try:
            set_weights(
                requirement_id,
                weights={key: form[key].data for key in ("capability", "quality", "price", "reputation")},
                gates={
                    key: form[f"{key}_gate"].data
                    for key in ("capability", "quality")
                    if form[f"{key}_gate"].data
                },
                method=Method(form.method.data),
            )
        except PortalError as error:
            form.refuse(error)
        else:
            return redirect_to("sourcing.comparison", requirement_id=requirement_id)
    return page("sourcing/comparison.html", **_shown(comparison_of(requirement_id), form)), 422


@blueprint.route("/requests/<int:request_id>/award", methods=["GET", "POST"])
@requires(Permission.QUOTES_AWARD)
def award(request_id: int) -> str | Response | tuple[str, int]:
    """Choose this vendor, with the reason; the contract is drafted from the quote."""
    asked = quote_request(request_id)
    found = own_requirement(asked.requirement_id)
    compared = comparison_of(found.id)
    chosen = next(
        (
            one
            for one in columns(compared.comparison, compared.assembled)
            if one.request_id == str(request_id)
        ),
        None,
    )
    form, sent = ReasonForm(), latest_quote(request_id)
    shown = str(sent.id) if sent else ""
    values = {"asked": asked, "requirement": found, "chosen": chosen, "form": form, "seen": shown}
    if request.method == "GET":
        return page("sourcing/award.html", **values)
    if form.validate():
        try:
            if seen() != shown:
                raise Conflict(
                    message("The vendor has sent another quote meanwhile. Please look at it again.")
                )
            award_quote(
                sent.id if sent else 0,
                reason=form.changed_text("reason"),
                comparison=basis_of_award(compared.comparison, compared.assembled),
            )
        except PortalError as error:
            form.refuse(error)
        else:
            flash(_("The vendor was chosen. The contract is drafted from its quote."))
            return redirect_to("sourcing.comparison", requirement_id=found.id)
    return page("sourcing/award.html", **values), 422


@blueprint.route("/awards/<int:award_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.QUOTES_AWARD)
def take_back(award_id: int) -> str | Response | tuple[str, int]:
    """Take the choice back, with the reason."""
    made = award_of(award_id)
    found = own_requirement(made.requirement_id)
    form = ReasonForm()
    if request.method == "GET":
        return page("sourcing/take_back.html", award=made, requirement=found, form=form)
    if form.validate():
        try:
            withdraw_award(award_id, reason=form.changed_text("reason"))
        except PortalError as error:
            form.refuse(error)
        else:
            flash(_("The choice was withdrawn; the quotes stand again."))
            return redirect_to("sourcing.comparison", requirement_id=found.id)
    return page("sourcing/take_back.html", award=made, requirement=found, form=form), 422
