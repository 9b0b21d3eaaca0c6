"""Forgotten and changed passwords: by mail, by a link from the owner, or by the old one."""

from portal.accounts.actions.one_time_links import RESET, address_of, issue, issued_since, open_link, use_up
from portal.accounts.actions.signing_in import act_for, check_password, end_sign_ins, hasher
from portal.accounts.events import PasswordReset, ResetLinkIssued
from portal.accounts.models import OneTimeLink, User
from portal.accounts.queries.people import (
    account_of,
    belongs_elsewhere,
    own_user,
    person,
    place_of,
    user_by_account,
)
from portal.accounts.rules.naming import account_name
from portal.accounts.rules.passwords import MOST_RESETS, RESET_LIFE, RESETS_COUNT_FOR, faults_of_password
from portal.infra.access import actor, now
from portal.infra.db import db
from portal.infra.events import record
from portal.infra.i18n import _, speaking
from portal.infra.mail import post
from portal.kernel.errors import Conflict, Invalid, NotFound, Refused
from portal.kernel.messages import message


def ask_for_reset(login: str) -> None:
    """Mail a link for a new password to the account's address; whether there is such an account stays unsaid."""
    try:
        user = user_by_account(account_name(login))
    except Invalid:
        return
    if user is None or user.email is None or issued_since(user.id, now() - RESETS_COUNT_FOR) >= MOST_RESETS:
        return
    link = address_of(issue(RESET, life=RESET_LIFE, user_id=user.id))
    with speaking(user.language):
        post(
            address=user.email,
            subject=_("A new password for Steelyard"),
            text=_(
                "Hello %(name)s,\n\nsomebody asked for a new password for your account. Open this link within 24 "
                "hours to choose one:\n\n%(link)s\n\nIf it was not you, you need not do anything: your password "
                "stays as it is.",
                name=user.name,
                link=link,
            ),
        )


def reset_link_for(membership_id: int) -> int:
    """Make a link for a new password, for a person of the organisation acted for; returns the link's number.

    Refused for whoever belongs to another organisation as well: an owner must not get in there by this way.
    """
    whom = person(membership_id)
    if belongs_elsewhere(whom.user_id):
        raise Refused(
            message(
                "This person also belongs to another organisation. They can reset their password by mail, or whoever "
                "runs the installation can make a link."
            )
        )
    link = issue(RESET, life=RESET_LIFE, user_id=whom.user_id)
    record(ResetLinkIssued(user_id=whom.user_id, person=whom.name))
    return link.id


def reset_link(membership_id: int, link_id: int) -> str:
    """The address of a link that was made for this person, while it can be used."""
    whom = person(membership_id)
    link = db.session.get(OneTimeLink, link_id)
    is_theirs = link is not None and link.user_id == whom.user_id and link.purpose == RESET
    if link is None or not is_theirs or link.used_at is not None or link.expires_at <= now():
        raise NotFound
    return address_of(link)


def reset_link_of_account(login: str) -> str:
    """The same for any account, for whoever runs the installation and stands at its command line."""
    user = user_by_account(account_name(login))
    if user is None:
        raise NotFound(message("There is no account “%(login)s”.", login=login))
    return address_of(issue(RESET, life=RESET_LIFE, user_id=user.id))


def person_to_reset(token: str) -> User | None:
    """Whose password this link sets, while it can be used."""
    link = open_link(RESET, token)
    return db.session.get(User, link.user_id) if link is not None else None


def reset_password(token: str, password: str) -> User:
    """Set a new password by link; every session of the person ends."""
    link, user = open_link(RESET, token), person_to_reset(token)
    if link is None or user is None:
        raise Conflict(message("This link has been used or has expired."))
    _set_password(user, password)
    if not use_up(link):
        raise Conflict(message("This link has been used or has expired."))
    end_sign_ins(user.id)
    place = place_of(user.id)
    if place is not None:
        act_for(user, *place)
        record(PasswordReset(user_id=user.id, person=user.name))
    return user


def change_password(*, current: str, password: str, address: str) -> None:
    """Change one's own password; every other session ends."""
    user = own_user()
    try:
        check_password(login=account_of(user), password=current, address=address, device=f"own:{user.id}")
    except Invalid:
        raise Invalid(fields={"current": message("This is not your present password.")}) from None
    _set_password(user, password)
    end_sign_ins(user.id, except_this=True)
    if actor().organisation_id is not None:
        record(PasswordReset(user_id=user.id, person=user.name))


def _set_password(user: User, password: str) -> None:
    fault = faults_of_password(password, names=(user.name, account_of(user)))
    if fault is not None:
        raise Invalid(fields={"password": fault})
    user.password_hash = hasher.hash(password)
    db.session.flush()
