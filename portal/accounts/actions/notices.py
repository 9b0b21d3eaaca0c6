"""Telling an organisation or a person that something happened."""

from collections.abc import Iterable
from typing import Any

from portal.accounts.models import SENDER, Notice, Organisation
from portal.accounts.queries.notices import notices
from portal.infra.access import actor, now
from portal.infra.db import db
from portal.infra.tenancy import across_tenants
from portal.kernel.messages import Message
from portal.kernel.permissions import Permission


def notify(
    organisation_id: int,
    what: Message,
    *,
    permission: Permission,
    endpoint: str,
    user_id: int | None = None,
    **arguments: Any,
) -> None:
    """Leave a notice for everybody in the organisation who holds the permission, or for one person.

    ``what`` may hold plain values only; ``endpoint`` and ``arguments`` say which page it is about.
    """
    with across_tenants("a notice is written for its reader"):
        db.session.add(
            Notice(
                organisation_id=organisation_id,
                user_id=user_id,
                permission=permission,
                template=what.template,
                values=dict(what.values) | _sender(organisation_id),
                endpoint=endpoint,
                arguments=arguments,
                created_at=now(),
            )
        )
        db.session.flush()


def _sender(reader_id: int) -> dict[str, str]:
    """The name of the other side when it is the one that acts: a merchant has several vendors."""
    acting = actor().organisation_id
    if acting is None or acting == reader_id:
        return {}
    found = db.session.get(Organisation, acting)
    return {SENDER: found.name} if found else {}


def mark_read(notice_ids: Iterable[int]) -> None:
    """These notices have been seen; they stay in the list."""
    seen = set(notice_ids)
    for notice in notices():
        if notice.id in seen and notice.read_at is None:
            notice.read_at = now()
    db.session.flush()
