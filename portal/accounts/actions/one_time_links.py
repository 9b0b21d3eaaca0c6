"""Links that work once: the first set-up of the installation, and a new password."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import func, select, update

from portal.accounts.models import OneTimeLink
from portal.infra.access import now
from portal.infra.db import db
from portal.infra.links import absolute_url, link_secret
from portal.infra.sessions import digest_of

SET_UP, RESET = "set_up", "reset"


def issue(purpose: str, *, life: timedelta, user_id: int | None = None) -> OneTimeLink:
    """A new link; earlier ones for the same purpose and person stop working."""
    withdraw_links(purpose, user_id=user_id)
    link = OneTimeLink(
        purpose=purpose,
        digest=digest_of(secrets.token_urlsafe()),
        user_id=user_id,
        created_at=now(),
        expires_at=now() + life,
    )
    db.session.add(link)
    db.session.flush()
    link.digest = digest_of(secret_of(link))
    db.session.flush()
    return link


def withdraw_links(purpose: str, *, user_id: int | None) -> None:
    """Links for this purpose and person that nobody has used yet stop working."""
    db.session.execute(
        update(OneTimeLink)
        .where(
            OneTimeLink.purpose == purpose,
            OneTimeLink.user_id.is_(None) if user_id is None else OneTimeLink.user_id == user_id,
            OneTimeLink.used_at.is_(None),
        )
        .values(used_at=now())
    )


def secret_of(link: OneTimeLink) -> str:
    """The secret part of the link."""
    return link_secret(link.purpose, link.id, link.created_at.isoformat())


def address_of(link: OneTimeLink) -> str:
    """The full address to open."""
    endpoint = "accounts.set_up" if link.purpose == SET_UP else "accounts.reset"
    return absolute_url(endpoint, token=secret_of(link))


def open_link(purpose: str, token: str) -> OneTimeLink | None:
    """The link behind a secret, while it can be used."""
    query = select(OneTimeLink).where(
        OneTimeLink.purpose == purpose,
        OneTimeLink.digest == digest_of(token),
        OneTimeLink.used_at.is_(None),
        OneTimeLink.expires_at > now(),
    )
    return db.session.scalars(query).one_or_none()


def use_up(link: OneTimeLink) -> bool:
    """Take the link; False when somebody else was faster."""
    done = db.session.execute(
        update(OneTimeLink)
        .where(OneTimeLink.id == link.id, OneTimeLink.used_at.is_(None))
        .values(used_at=now())
    )
    return bool(getattr(done, "rowcount", 0))


def issued_since(user_id: int, moment: datetime) -> int:
    """How many links for a new password the person has been sent since then."""
    query = select(func.count(OneTimeLink.id)).where(
        OneTimeLink.purpose == RESET, OneTimeLink.user_id == user_id, OneTimeLink.created_at > moment
    )
    return db.session.scalar(query) or 0
