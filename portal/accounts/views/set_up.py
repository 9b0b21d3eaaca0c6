"""The first page of a new installation."""

from flask import request
from werkzeug.wrappers import Response

from portal.accounts.actions import set_up as acts
from portal.accounts.forms import SetUpForm
from portal.accounts.views.blueprint import Answer, blueprint, gone, this_device
from portal.infra.access import public
from portal.infra.pages import page, redirect_to
from portal.kernel.errors import Conflict, Invalid

NEXT_PAGES = {"vendor": "contracts.enter", "seeking": "requirements.new"}


@blueprint.get("/set-up/<token>")
@public
def set_up(token: str) -> Answer:
    """One page, one question."""
    if not acts.can_set_up(token):
        return gone()
    return page("accounts/set_up.html", form=SetUpForm(), token=token)


@blueprint.post("/set-up/<token>")
@public
def begin(token: str) -> Answer:
    """Create the first organisation and its first person, and lead them to what they came for."""
    form = SetUpForm()
    if not acts.can_set_up(token):
        return gone()
    if request.form.get("situation") == "demonstration":
        return redirect_to("accounts.look_first", token=token)
    try:
        if form.validate():
            return _set_up(token, form)
    except Conflict as refusal:
        form.refuse(refusal)
        return page("accounts/set_up.html", form=form, token=token), 409
    except Invalid as refusal:
        form.refuse(refusal)
    return page("accounts/set_up.html", form=form, token=token), 422


def _set_up(token: str, form: SetUpForm) -> Response:
    first = acts.FirstPerson(
        organisation=form.changed_text("organisation"),
        is_small=form.size.data == "small",
        name=form.changed_text("name"),
        login=form.changed_text("login"),
        password=str(form.password.data),
    )
    acts.set_up(token, first, device=this_device())
    return redirect_to(NEXT_PAGES[str(form.situation.data)])


@blueprint.get("/set-up/<token>/demonstration")
@public
def look_first(token: str) -> Answer:
    """How to start the demonstration beside this installation."""
    if not acts.can_set_up(token):
        return gone()
    return page("accounts/look_first.html", token=token)
