"""What concerns the person: account, password, notices, and for whom they act."""

from werkzeug.wrappers import Response

from portal.accounts.actions import new_passwords, signing_in
from portal.accounts.actions import people as acts
from portal.accounts.actions.notices import mark_read
from portal.accounts.forms import ChangePasswordForm, ProfileForm
from portal.accounts.queries.notices import notices as told
from portal.accounts.queries.people import account_of, own_user
from portal.accounts.rules.people import words_of_roles
from portal.accounts.views.blueprint import Answer, blueprint, this_address, this_device
from portal.infra.access import actor, signed_in
from portal.infra.forms import typed_key
from portal.infra.pages import flash, page, redirect_to
from portal.kernel.errors import Conflict, Invalid, Refused
from portal.kernel.messages import message


def _profile_form() -> ProfileForm:
    user = own_user()
    return ProfileForm(formdata=None, name=user.name, login=account_of(user), language=user.language)


def _page(
    form: ProfileForm | None = None, password_form: ChangePasswordForm | None = None, status: int = 200
) -> tuple[str, int]:
    values = {
        "form": form or _profile_form(),
        "password_form": password_form or ChangePasswordForm(formdata=None),
        "roles": words_of_roles(actor().roles),
    }
    return page("accounts/profile.html", **values), status


@blueprint.get("/me")
@signed_in
def profile() -> Answer:
    """One's own account."""
    return _page()


@blueprint.post("/me")
@signed_in
def change_profile() -> Answer:
    """Change name, account or language."""
    form = ProfileForm()
    try:
        if form.validate():
            acts.change_own_account(
                name=form.changed_text("name"),
                login=form.changed_text("login"),
                present=str(form.present.data or ""),
                address=this_address(),
            )
            signing_in.choose_language(str(form.language.data))
            flash(message("Your account is changed."))
            return redirect_to("accounts.profile")
    except (Conflict, Invalid, Refused) as refusal:
        form.refuse(refusal)
    return _page(form=form, status=422)


@blueprint.post("/me/password")
@signed_in
def change_password() -> Answer:
    """Change the password; every other browser is signed out."""
    form = ChangePasswordForm()
    try:
        if form.validate():
            new_passwords.change_password(
                current=str(form.current.data), password=str(form.password.data), address=this_address()
            )
            flash(message("Your password is changed. Every other browser is signed out."))
            return redirect_to("accounts.profile")
    except (Refused, Invalid) as refusal:
        form.refuse(refusal)
    return _page(password_form=form, status=422)


@blueprint.post("/organisation")
@signed_in
def switch_organisation() -> Response:
    """Act for another organisation."""
    chosen = typed_key("organisation_id")
    signing_in.switch_organisation(chosen, device=this_device())
    return redirect_to("overview.home")


@blueprint.get("/notices")
@signed_in
def notices() -> str:
    """What one has been told."""
    return page("accounts/notices.html", notices=told() if actor().organisation_id else [])


@blueprint.post("/notices/read")
@signed_in
def read_notices() -> Response:
    """All of it has been seen."""
    mark_read(notice.id for notice in told())
    return redirect_to("accounts.notices")
