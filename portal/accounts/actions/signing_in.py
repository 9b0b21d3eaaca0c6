"""Signing in and out; passwords are hashed with argon2id and tickets kept as digests."""

from datetime import datetime

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import delete, select, update

from portal.accounts.events import SignInRefused
from portal.accounts.models import Membership, Organisation, SignIn, SignInFailure, User
from portal.accounts.queries.people import place_of, user_by_account
from portal.accounts.queries.signing_in import failures_of
from portal.accounts.rules.naming import account_name
from portal.accounts.rules.passwords import FAILURES_COUNT_FOR, may_try
from portal.infra.access import Actor, act_as, actor, now
from portal.infra.db import db
from portal.infra.events import record
from portal.infra.i18n import LANGUAGES
from portal.infra.sessions import digest_of, hand_out_ticket, tear_up_ticket, ticket_digest
from portal.infra.tenancy import across_tenants
from portal.infra.transactions import note
from portal.kernel.errors import Invalid, NotFound, Refused
from portal.kernel.messages import message

hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)

NOBODY = hasher.hash("nobody signs in with this")
"""Hashed against when the account is unknown, so that both answers take the same time."""

WRONG = message("Account or password is wrong.")


class TooManyFailures(Refused):
    """So many wrong passwords that the next one is not even looked at."""


def password_matches(user: User | None, password: str) -> bool:
    """Whether this is the person's password; as slow for nobody as for somebody."""
    try:
        return hasher.verify(user.password_hash if user else NOBODY, password) and user is not None
    except VerifyMismatchError:
        return False


def check_password(*, login: str, password: str, address: str, device: str = "") -> User:
    """The person behind account and password.

    Raises TooManyFailures before anything is hashed when ten wrong ones have counted in five minutes. A browser
    that has signed in to this account before (``device``) is counted apart, so that nobody can lock its owner out.
    """
    try:
        account = account_name(login)
    except Invalid:
        account = None
    counted = digest_of(f"{account.value if account else login}|{device}")
    since = now() - FAILURES_COUNT_FOR
    if not may_try(
        failures=failures_of(counted, since=since),
        failures_from_address=0 if device else failures_of(address=address, since=since),
    ):
        raise TooManyFailures(message("Too many wrong passwords. Please wait five minutes and try again."))
    user = user_by_account(account) if account else None
    if not password_matches(user, password) or user is None:
        failure = SignInFailure(account=counted, address=address, at=now())
        user_id = user.id if user else None
        note(lambda: _write_down(failure, user_id))
        raise Invalid(WRONG)
    db.session.execute(delete(SignInFailure).where(SignInFailure.account == counted))
    return user


def _write_down(failure: SignInFailure, user_id: int | None) -> None:
    """Keep a failure although the request is refused, and tell the person's organisation by its audit trail."""
    db.session.add(failure)
    place = place_of(user_id) if user_id is not None else None
    user = db.session.get(User, user_id) if place else None
    if place and user:
        act_for(user, *place)
        record(SignInRefused(user_id=user.id, person=user.name))


def start_sign_in(user: User, *, moment: datetime, device: str, organisation_id: int | None = None) -> None:
    """Hand this browser a ticket, for the given organisation or the first the person belongs to.

    Whoever was signed in on it before is signed out.
    """
    if organisation_id is None:
        organisation_id = _place_to_begin(user)
    _end_ticket()
    db.session.add(
        SignIn(
            digest=digest_of(hand_out_ticket()),
            user_id=user.id,
            organisation_id=organisation_id,
            started_at=moment,
            device=device[:200],
        )
    )
    db.session.flush()


def start_as(user_id: int, *, organisation_id: int, device: str) -> None:
    """Sign in as somebody without a password: the demonstration does, and nothing else."""
    user = db.session.scalars(select(User).where(User.id == user_id)).one()
    start_sign_in(user, moment=now(), device=device, organisation_id=organisation_id)


def _place_to_begin(user: User) -> int | None:
    """The organisation the person acted for last, or else the one they came into last."""
    query = select(Membership.organisation_id).where(
        Membership.user_id == user.id, Membership.ended_at.is_(None)
    )
    with across_tenants("a person signs in before anybody is looking"):
        places = list(db.session.scalars(query.order_by(Membership.id.desc())))
    last = db.session.scalar(
        select(SignIn.organisation_id).where(SignIn.user_id == user.id).order_by(SignIn.id.desc()).limit(1)
    )
    return last if last in places else next(iter(places), None)


def sign_out() -> None:
    """End this browser's session on the server and forget it here."""
    _end_ticket()
    tear_up_ticket()


def _end_ticket() -> None:
    db.session.execute(
        update(SignIn)
        .where(SignIn.digest == ticket_digest(), SignIn.ended_at.is_(None))
        .values(ended_at=now())
    )


def end_sign_ins(user_id: int, *, except_this: bool = False) -> None:
    """End a person's sessions everywhere, or everywhere but on this browser."""
    query = update(SignIn).where(SignIn.user_id == user_id, SignIn.ended_at.is_(None))
    if except_this:
        query = query.where(SignIn.digest != ticket_digest())
    db.session.execute(query.values(ended_at=now()))


def switch_organisation(organisation_id: int, *, device: str) -> None:
    """Act for another organisation from now on; the session gets a new ticket with it."""
    user = db.session.get(User, actor().user_id)
    query = select(Membership.id).where(
        Membership.user_id == actor().user_id,
        Membership.organisation_id == organisation_id,
        Membership.ended_at.is_(None),
    )
    with across_tenants("a person may belong to several organisations"):
        belongs = db.session.scalar(query) is not None
    if not belongs or user is None:
        raise NotFound
    sign_out()
    start_sign_in(user, moment=now(), device=device, organisation_id=organisation_id)


def choose_language(language: str) -> None:
    """Keep the person's language; somebody not signed in has it in a cookie only."""
    if language not in LANGUAGES:
        raise Invalid(message("Choose one of the languages."))
    user = db.session.get(User, actor().user_id)
    if user is not None:
        user.language = language


def act_for(user: User, organisation: Organisation, membership: Membership) -> None:
    """Somebody who has just come in acts from here on, so that what they did is written under their name."""
    act_as(
        Actor(
            organisation_id=organisation.id,
            side=organisation.side,
            roles=membership.held,
            now=now(),
            user_id=user.id,
            label=user.name,
            organisation_name=organisation.name,
            language=user.language,
            time_zone=organisation.time_zone,
            is_small=organisation.is_small,
        )
    )
