"""Editing a draft, section by section."""

from typing import Any

from flask import request

from portal.contracts import queries
from portal.contracts.actions import drafting
from portal.contracts.forms.editors import EDITORS
from portal.contracts.views.blueprint import blueprint
from portal.infra.access import requires
from portal.infra.i18n import _
from portal.infra.pages import flash, page, redirect_to, thread_of
from portal.kernel.errors import Invalid, NotFound
from portal.kernel.permissions import Permission


@blueprint.route("/contracts/<int(max=2147483647):contract_id>/edit/<section>", methods=["GET", "POST"])
@requires(Permission.CONTRACTS_EDIT)
def edit(contract_id: int, section: str) -> Any:
    """One section of a draft as a form."""
    editor = EDITORS.get(section)
    if editor is None:
        raise NotFound
    contract, version = drafting.editable(contract_id)
    offered = queries.terms_to_edit(version)
    if request.method == "GET":
        form = editor.form.showing(offered, version.fingerprint)
        form.offer(offered)
        return _shown(contract, section, form)
    form = editor.form()
    form.offer(offered)
    if form.validate():
        try:
            terms = form.terms_with(offered)
            drafting.change_terms(contract_id, section=section, terms=terms, seen=form.seen.data)
        except Invalid as error:
            form.refuse(error)
        else:
            flash(_("Saved."))
            return redirect_to(
                "contracts.detail", contract_id=contract_id, _anchor=f"clause-{editor.clauses[0]}"
            )
    return _shown(contract, section, form), 422


def _shown(contract: Any, section: str, form: Any) -> str:
    return page(
        "contracts/edit.html",
        contract=contract,
        section=section,
        editors=EDITORS,
        form=form,
        thread=thread_of(contract.engagement_id),
        parties=queries.party_names(contract),
    )
