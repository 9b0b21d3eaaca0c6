"""The acts on a contract, one address each."""

from typing import Any

from flask import request

from portal.contracts.actions import drafting, ending, sending, signing
from portal.contracts.forms.acts import ReturnForm, SignForm
from portal.contracts.views.blueprint import blueprint
from portal.contracts.views.pages import show
from portal.infra.access import requires
from portal.infra.forms import seen
from portal.infra.i18n import _
from portal.infra.pages import flash, redirect_to
from portal.kernel.errors import Invalid
from portal.kernel.permissions import Permission


@blueprint.post("/contracts/<int(max=2147483647):contract_id>/send")
@requires(Permission.CONTRACTS_SEND)
def send(contract_id: int) -> Any:
    """Freeze the draft and send it for signature."""
    sending.send(contract_id)
    flash(_("Sent for signature. From now on nobody can change this version."))
    return redirect_to("contracts.detail", contract_id=contract_id)


@blueprint.post("/contracts/<int(max=2147483647):contract_id>/discard")
@requires(Permission.CONTRACTS_EDIT)
def discard(contract_id: int) -> Any:
    """Drop a draft."""
    ending.discard(contract_id)
    flash(_("Draft dropped. You can take it up again with a new version."))
    return redirect_to("contracts.detail", contract_id=contract_id)


@blueprint.post("/contracts/<int(max=2147483647):contract_id>/recall")
@requires(Permission.CONTRACTS_SEND)
def recall(contract_id: int) -> Any:
    """Take an unsigned contract back."""
    sending.recall(contract_id)
    flash(_("Recalled. Start a new version to go on."))
    return redirect_to("contracts.detail", contract_id=contract_id)


@blueprint.post("/contracts/<int(max=2147483647):contract_id>/return")
@requires(Permission.CONTRACTS_SEND)
def return_unsigned(contract_id: int) -> Any:
    """Send a contract back with a comment."""
    form = ReturnForm()
    if not form.validate():
        return show(contract_id, return_form=form), 422
    try:
        sending.return_unsigned(contract_id, reason=form.changed_text("reason"))
    except Invalid as error:
        form.refuse(error)
        return show(contract_id, return_form=form), 422
    flash(_("Returned with your comment."))
    return redirect_to("contracts.detail", contract_id=contract_id)


@blueprint.post("/contracts/<int(max=2147483647):contract_id>/revise")
@requires(Permission.CONTRACTS_EDIT)
def revise(contract_id: int) -> Any:
    """Begin a new version."""
    drafting.revise(contract_id)
    flash(_("A new version has been started. Only your side sees it until you send it."))
    return redirect_to("contracts.detail", contract_id=contract_id)


@blueprint.post("/contracts/<int(max=2147483647):contract_id>/sign")
@requires(Permission.CONTRACTS_SIGN)
def sign(contract_id: int) -> Any:
    """Sign the version that was read."""
    form = SignForm()
    if not form.validate():
        return show(contract_id, sign_form=form), 422
    try:
        contract = signing.sign(contract_id, form.intent(request.remote_addr, request.user_agent.string))
    except Invalid as error:
        form.refuse(error)
        return show(contract_id, sign_form=form), 422
    in_force = contract.state == "in_force"
    flash(_("Signed. The contract is in force.") if in_force else _("Signed. The other side signs next."))
    return redirect_to("contracts.detail", contract_id=contract_id)


@blueprint.post("/contracts/<int(max=2147483647):contract_id>/confirm")
@requires(Permission.CONTRACTS_SIGN)
def confirm(contract_id: int) -> Any:
    """Confirm a contract that the other side entered."""
    signing.confirm(contract_id, seen=seen())
    flash(_("Confirmed."))
    return redirect_to("contracts.detail", contract_id=contract_id)


@blueprint.post("/contracts/<int(max=2147483647):contract_id>/end")
@requires(Permission.CONTRACTS_SIGN)
def end(contract_id: int) -> Any:
    """End a contract today."""
    ending.end(contract_id)
    flash(_("The contract has ended. Months that have begun are still settled."))
    return redirect_to("contracts.detail", contract_id=contract_id)
