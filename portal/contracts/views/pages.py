"""The list of contracts and the page of one."""

from typing import Any

from flask import request, url_for

from portal.contracts import queries
from portal.contracts.forms.acts import ReturnForm, SignForm
from portal.contracts.forms.editors import EDITORS, editor_of_clause
from portal.contracts.queries.pages import contract_page
from portal.contracts.rules.lifecycle import ContractState, is_over
from portal.contracts.views.blueprint import blueprint
from portal.infra.access import now, requires
from portal.infra.pages import page, thread_of
from portal.kernel.permissions import Permission

FILTERS = {
    "": (),
    "running": (ContractState.IN_FORCE,),
    "open": (ContractState.DRAFT, ContractState.SENT, ContractState.HALF_SIGNED, ContractState.RECALLED),
    "ended": (ContractState.ENDED,),
}


@blueprint.get("/contracts")
@requires(Permission.CONTRACTS_VIEW)
def index() -> str:
    """All contracts of the organisation."""
    chosen = request.args.get("show", "")
    lines = queries.contracts_of(FILTERS.get(chosen, ()))
    today = now().date()
    ended = {one.id for one in lines if is_over(one.state, one.ends_on, today)}
    return page("contracts/index.html", contracts=lines, chosen=chosen, ended=ended)


def over(found: Any) -> bool:
    """Whether the term of a contract, or of its line in the list, has run out while it is still in force."""
    return is_over(found.state, found.ends_on, now().date())


@blueprint.get("/contracts/<int(max=2147483647):contract_id>")
@requires(Permission.CONTRACTS_VIEW)
def detail(contract_id: int) -> str:
    """One contract: its text, its terms, whose turn it is, and the place to sign."""
    return show(contract_id, sign_form=SignForm(), return_form=ReturnForm())


def show(contract_id: int, *, sign_form: SignForm, return_form: ReturnForm) -> str:
    """The page of a contract with its two forms, as they are or as they were refused."""
    shown = contract_page(contract_id)
    if not sign_form.fingerprint.data:
        sign_form.fingerprint.data = shown.version.fingerprint
    return page(
        "contracts/detail.html",
        shown=shown,
        contract=shown.contract,
        is_over=over(shown.contract),
        editors=EDITORS,
        editor_of=editor_of_clause,
        sign_form=sign_form,
        return_form=return_form,
        thread=thread_of(shown.contract.engagement_id),
        invitation=shown.invitation,
        address=url_for("contracts.detail", contract_id=contract_id, _external=True),
    )
