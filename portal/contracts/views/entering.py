"""Entering a contract that exists already, and inviting its vendor."""

from typing import Any

from flask import request

from portal.contracts.actions.entering import enter_existing, invite_again
from portal.contracts.actions.files import keep_attachment
from portal.contracts.forms.entering import EnterForm
from portal.contracts.views.blueprint import blueprint
from portal.infra.access import actor, now, requires
from portal.infra.i18n import _
from portal.infra.pages import flash, page, redirect_to
from portal.kernel.errors import Invalid
from portal.kernel.permissions import Permission


@blueprint.route("/contracts/enter", methods=["GET", "POST"])
@requires(Permission.CONTRACTS_EDIT)
def enter() -> Any:
    """Enter the contract that one has already."""
    if request.method == "GET":
        form = EnterForm(
            data={
                "month": now().date().replace(day=1),
                "start_day": "1",
                "currency": "CNY",
                "platform": "pinduoduo" if actor().is_small else "tmall",
            }
        )
        return page("contracts/enter.html", form=form)
    form = EnterForm()
    scan = request.files.get("scan")
    if form.validate():
        try:
            contract = enter_existing(form.entry())
            if scan is not None and scan.filename:
                keep_attachment(contract.id, scan.stream, scan.filename)
        except Invalid as error:
            form.refuse(error)
        else:
            flash(_("The contract counts from its first month. Correct the details from the paper any time."))
            return redirect_to("contracts.detail", contract_id=contract.id)
    return page("contracts/enter.html", form=form), 422


@blueprint.post("/contracts/<int(max=2147483647):contract_id>/invite")
@requires(Permission.CONTRACTS_EDIT)
def invite(contract_id: int) -> Any:
    """Make an invitation link for the vendor of a contract."""
    invite_again(contract_id)
    return redirect_to("contracts.detail", contract_id=contract_id)
