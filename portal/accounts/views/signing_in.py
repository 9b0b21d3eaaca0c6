"""Signing in and out, forgotten passwords, and the language of somebody who is not signed in."""

from datetime import timedelta

from flask import current_app, request
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from portal.accounts.actions import new_passwords
from portal.accounts.actions import signing_in as acts
from portal.accounts.actions.set_up import is_set_up
from portal.accounts.forms import ForgottenForm, NewPasswordForm, SignInForm
from portal.accounts.queries.people import demonstration_people
from portal.accounts.views.blueprint import Answer, blueprint, gone, this_address, this_device
from portal.infra.access import actor_or_none, now, public, signed_in
from portal.infra.i18n import LANGUAGES
from portal.infra.links import safe_target
from portal.infra.pages import flash, page, redirect_to
from portal.infra.sessions import known_device, remember_device
from portal.kernel.errors import Conflict, Invalid, NotFound
from portal.kernel.messages import message

LANGUAGE_LIFE = timedelta(days=365)


def _is_demonstration() -> bool:
    return bool(current_app.config["SETTINGS"].demonstration)


def _sign_in_page(form: SignInForm, status: int = 200) -> tuple[str, int]:
    people = demonstration_people() if _is_demonstration() else []
    values = {"people": people, "is_set_up": is_set_up()}
    return page("accounts/sign_in.html", form=form, target=_target(), **values), status


def _target() -> str | None:
    return safe_target(request.values.get("next"))


def _go_in() -> Response:
    target = _target()
    return redirect(target, 303) if target else redirect_to("overview.home")


@blueprint.get("/sign-in")
@public
def sign_in() -> Answer:
    """The page to sign in; whoever is signed in already goes on."""
    return _sign_in_page(SignInForm()) if actor_or_none() is None else _go_in()


@blueprint.post("/sign-in")
@public
def enter() -> Answer:
    """Sign in."""
    form = SignInForm()
    if not form.validate():
        return _sign_in_page(form, 422)
    login = form.changed_text("login")
    try:
        user = acts.check_password(
            login=login,
            password=str(form.password.data),
            address=this_address(),
            device=known_device(login.casefold()),
        )
    except acts.TooManyFailures as refusal:
        form.refuse(refusal)
        return _sign_in_page(form, 429)
    except Invalid as refusal:
        form.refuse(refusal)
        return _sign_in_page(form, 422)
    acts.start_sign_in(user, moment=now(), device=this_device())
    answer = _go_in()
    remember_device(answer, login.casefold())
    return answer


@blueprint.post("/demo/sign-in")
@public
def demonstration_sign_in() -> Answer:
    """Be one of the people of the demonstration; there is no such page elsewhere."""
    chosen = request.form.get("person", "")
    found = next(
        (one for one in demonstration_people() if f"{one.user_id}:{one.organisation_id}" == chosen),
        None,
    )
    if not _is_demonstration() or found is None:
        raise NotFound
    acts.start_as(found.user_id, organisation_id=found.organisation_id, device=this_device())
    return redirect_to("overview.home")


@blueprint.post("/sign-out")
@signed_in
def sign_out() -> Response:
    """Sign out of this browser; whoever opened an invitation comes back to it."""
    acts.sign_out()
    target = _target()
    gone = redirect(target, 303) if target else redirect_to("accounts.sign_in")
    gone.headers["Clear-Site-Data"] = '"cache"'
    return gone


@blueprint.post("/language")
@public
def choose_language() -> Response:
    """Speak another language from now on."""
    chosen = request.form.get("locale", "")
    if chosen not in LANGUAGES:
        raise Invalid(message("Choose one of the languages."))
    if actor_or_none() is not None:
        acts.choose_language(chosen)
    answer = redirect(safe_target(request.form.get("next", "").rstrip("?")) or "/", 303)
    answer.set_cookie("language", chosen, max_age=LANGUAGE_LIFE, samesite="Lax", httponly=True)
    return answer


@blueprint.get("/forgotten")
@public
def forgotten() -> Answer:
    """Ask for a new password."""
    return page("accounts/forgotten.html", form=ForgottenForm(), sends_mail=_sends_mail())


@blueprint.post("/forgotten")
@public
def ask_for_reset() -> Answer:
    """Mail a link if there is such an account with an address; the answer is the same in any case."""
    form = ForgottenForm()
    if not form.validate():
        return page("accounts/forgotten.html", form=form, sends_mail=_sends_mail()), 422
    new_passwords.ask_for_reset(form.changed_text("login"))
    flash(message("If this account has an e-mail address, a link is on its way to it."))
    return redirect_to("accounts.sign_in")


def _sends_mail() -> bool:
    return bool(current_app.config["SETTINGS"].mail_server)


@blueprint.get("/reset/<token>")
@public
def reset(token: str) -> Answer:
    """Choose a new password."""
    user = new_passwords.person_to_reset(token)
    if user is None:
        return gone()
    return page("accounts/reset.html", form=NewPasswordForm(), person=user.name, token=token)


@blueprint.post("/reset/<token>")
@public
def reset_password(token: str) -> Answer:
    """Set the new password."""
    form, user = NewPasswordForm(), new_passwords.person_to_reset(token)
    if user is None:
        return gone()
    try:
        if form.validate():
            new_passwords.reset_password(token, str(form.password.data))
            flash(message("Your new password is set. Please sign in with it."))
            return redirect_to("accounts.sign_in")
    except Conflict:
        return gone(409)
    except Invalid as refusal:
        form.refuse(refusal)
    return page("accounts/reset.html", form=form, person=user.name, token=token), 422
