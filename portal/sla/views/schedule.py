"""One line of a draft's SLA schedule in full, with what example results would have cost."""

from typing import Any

from flask import request

from portal.contracts.actions import drafting
from portal.contracts.forms.lines import LineForm
from portal.contracts.queries import party_names, terms_to_edit
from portal.contracts.rules.promise_words import (
    bonus_words,
    deduction_words,
    further_words,
    metric_words,
    target_words,
)
from portal.contracts.rules.schedule import SlaLine
from portal.contracts.rules.schedule_checks import line_findings
from portal.contracts.rules.terms import ContractTerms
from portal.infra.access import requires
from portal.infra.i18n import _, language
from portal.infra.pages import flash, page, redirect_to, thread_of
from portal.kernel.errors import Invalid, NotFound
from portal.kernel.permissions import Permission
from portal.reference.rules.clauses import label
from portal.sla.rules.examples import examples_of
from portal.sla.views.blueprint import LARGEST_ID, blueprint
from portal.sla.views.board import LOOKS

LINE = f"/contracts/<int(max={LARGEST_ID}):contract_id>/sla/<int(max=999):position>"


@blueprint.route(LINE, methods=["GET", "POST"])
@requires(Permission.CONTRACTS_EDIT)
def schedule_line(contract_id: int, position: int) -> Any:
    """One line as a form; the position after the last one adds a line."""
    contract, version = drafting.editable(contract_id)
    terms, place = terms_to_edit(version), position - 1
    if not 0 <= place <= len(terms.sla):
        raise NotFound
    if request.method == "GET":
        return _shown(contract, terms, place, LineForm.of_line(terms, place, version.fingerprint))
    form = LineForm()
    form.offer(terms)
    if form.validate():
        try:
            changed = form.terms_with_line(terms, place)
            if request.form.get("act") == "try":
                return _shown(contract, changed, place, form)
            drafting.change_terms(contract_id, section="sla", terms=changed, seen=form.seen.data)
        except Invalid as error:
            form.refuse(error)
        else:
            flash(_("Saved."))
            return redirect_to("sla.schedule_line", contract_id=contract_id, position=position)
    return _shown(contract, terms, place, form), 422


def _shown(contract: Any, terms: ContractTerms, place: int, form: LineForm) -> str:
    line = terms.sla[place] if place < len(terms.sla) else None
    return page(
        "sla/schedule_line.html",
        contract=contract,
        form=form,
        place=place,
        is_new=line is None,
        names=[_name(terms, one) for one in terms.sla],
        words=_words(terms, place),
        findings=line_findings(terms, line) if line else (),
        examples=examples_of(terms, line) if line else (),
        looks=LOOKS,
        thread=thread_of(contract.engagement_id),
        parties=party_names(contract),
    )


def _name(terms: ContractTerms, line: SlaLine) -> str:
    """The metric, and how it is judged where that is not by its direction alone."""
    name = metric_words(terms, line, language())
    return f"{name} · {label('judged', line.kind, language())}" if line.kind else name


def _words(terms: ContractTerms, place: int) -> list[tuple[str, str]]:
    """How the line reads in the contract, in the reader's language."""
    if place >= len(terms.sla):
        return []
    line = terms.sla[place]
    said = (
        (_("Target"), target_words),
        (_("Service credit"), deduction_words),
        (_("Bonus"), bonus_words),
        (_("Further terms"), further_words),
    )
    return [(name, write(terms, line, language())) for name, write in said]
