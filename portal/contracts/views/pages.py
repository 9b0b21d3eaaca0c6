"""The list of contracts and the page of one."""

from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from flask import current_app, request, url_for
from markupsafe import Markup

from portal.contracts import queries
from portal.contracts.forms.acts import ReturnForm, SignForm
from portal.contracts.forms.editors import editor_of_clause
from portal.contracts.queries.pages import contract_page, reading_of
from portal.contracts.rules.lifecycle import Act, ContractState, is_over
from portal.contracts.rules.terms import ContractTerms
from portal.contracts.views.blueprint import blueprint
from portal.infra.access import now, requires
from portal.infra.freshness import same_until_changed
from portal.infra.i18n import language
from portal.infra.pages import page, thread_of
from portal.kernel.permissions import Permission
from portal.reference.queries.holidays import public_days_of

LOOKED_AHEAD = timedelta(days=365)

FILTERS = {
    "": (),
    "running": (ContractState.IN_FORCE,),
    "open": (ContractState.DRAFT, ContractState.SENT, ContractState.HALF_SIGNED, ContractState.RECALLED),
    "ended": (ContractState.ENDED,),
}


@blueprint.get("/contracts")
@requires(Permission.CONTRACTS_VIEW)
@same_until_changed
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
@same_until_changed
def detail(contract_id: int) -> str:
    """One contract: its text, its terms, whose turn it is, and the place to sign."""
    return show(contract_id)


def show(
    contract_id: int, *, sign_form: SignForm | None = None, return_form: ReturnForm | None = None
) -> str:
    """The page of a contract with its two forms: empty for whoever may act, or as they were refused."""
    shown = contract_page(contract_id)
    if sign_form is None and shown.may(Act.SIGN):
        sign_form = SignForm(formdata=None)
    if return_form is None and shown.may(Act.RETURN):
        return_form = ReturnForm(formdata=None)
    if sign_form is not None and not sign_form.fingerprint.data:
        sign_form.fingerprint.data = shown.version.fingerprint
    outline, article = _drawn(
        shown.reading.spelling,
        contract_id,
        may_edit=shown.may(Act.EDIT),
        language=language(),
        root=request.script_root,
    )
    return page(
        "contracts/detail.html",
        shown=shown,
        contract=shown.contract,
        is_over=over(shown.contract),
        outline=outline,
        article=article,
        unknown_holidays=_unknown_holidays(shown.terms),
        editor_of=editor_of_clause,
        sign_form=sign_form,
        return_form=return_form,
        thread=thread_of(shown.contract.engagement_id),
        invitation=shown.invitation,
        address=url_for("contracts.detail", contract_id=contract_id, _external=True),
    )


@lru_cache(maxsize=128)
def _drawn(
    spelling: str, contract_id: int, *, may_edit: bool, language: str, root: str
) -> tuple[Markup, Markup]:
    """The clauses and the list of them on the screen: long, and the same whenever the same terms are shown."""
    text = reading_of(spelling).text
    macros: Any = current_app.jinja_env.get_template("contracts/text.html").module
    return macros.outline(text), macros.article(text, contract_id, editor_of_clause, may_edit)


def _unknown_holidays(terms: ContractTerms) -> tuple[int, ...]:
    """The years of the term whose public holidays nobody has entered, where hours of service depend on them."""
    start, last = terms.term.start, terms.term.last_day
    if not terms.windows or start is None:
        return ()
    today = now().date()
    end = max(start, min(last or date.max, today + LOOKED_AHEAD))
    return public_days_of(terms.time_zone, max(start, min(today, end)), end).missing_years
