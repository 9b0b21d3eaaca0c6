"""Coming in by an invitation."""

from werkzeug.wrappers import Response

from portal.accounts.actions import joining as acts
from portal.accounts.forms import PersonForm
from portal.accounts.queries.invitations import entrance
from portal.accounts.queries.people import belongs_to, own_user, own_vendors
from portal.accounts.views.blueprint import Answer, blueprint, gone, this_device
from portal.infra.access import actor_or_none, public, signed_in
from portal.infra.forms import typed_key
from portal.infra.pages import page, redirect_to
from portal.kernel.errors import Conflict, Invalid
from portal.kernel.permissions import Side


def _page(token: str, form: PersonForm, status: int = 200) -> tuple[str, int]:
    into, acting = entrance(token), actor_or_none()
    if into is None:
        return gone()
    may_answer_as_own = into.is_first and into.organisation.side is Side.VENDOR
    own = own_vendors(acting.user_id) if acting and acting.user_id and may_answer_as_own else []
    is_own = into.is_from_outside and acting is not None and belongs_to(acting.user_id, into.inviter.id)
    return page("accounts/join.html", form=form, into=into, own=own, is_own=is_own, token=token), status


@blueprint.get("/join/<token>")
@public
def join(token: str) -> Answer:
    """Who invites whom, and the ways to come in."""
    into = entrance(token)
    if into is None:
        return gone()
    known = into.invitation.address if "@" in into.invitation.address else ""
    return _page(token, PersonForm(name=into.invitation.name, login=known))


@blueprint.post("/join/<token>")
@public
def join_new(token: str) -> Answer:
    """Come in with a new account."""
    form = PersonForm()
    try:
        if form.validate():
            invitation = acts.join_as_somebody_new(
                token,
                name=form.changed_text("name"),
                login=form.changed_text("login"),
                password=str(form.password.data),
                device=this_device(),
            )
            return _on(invitation)
    except Conflict as refusal:
        form.refuse(refusal)
        return _page(token, form, 409)
    except Invalid as refusal:
        form.refuse(refusal)
    return _page(token, form, 422)


@blueprint.post("/join/<token>/own-account")
@signed_in
def join_own(token: str) -> Answer:
    """Come in as the person who is signed in."""
    return _on(acts.join_with_own_account(token, own_user(), device=this_device()))


@blueprint.post("/join/<token>/own-organisation")
@signed_in
def join_organisation(token: str) -> Answer:
    """Answer as an organisation that is here already."""
    chosen = typed_key("organisation_id")
    return _on(acts.join_with_organisation(token, own_user(), chosen, device=this_device()))


def _on(invitation: acts.Invitation) -> Response:
    return redirect_to(invitation.endpoint, **invitation.arguments)
