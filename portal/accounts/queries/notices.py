"""What the person who acts has been told."""

from sqlalchemy import or_, select

from portal.accounts.models import Notice
from portal.infra.access import actor
from portal.infra.db import db

MOST_SHOWN = 100


def notices() -> list[Notice]:
    """The latest notices of the organisation that concern the person's roles, newest first."""
    acting = actor()
    query = (
        select(Notice)
        .where(
            Notice.organisation_id == acting.party,
            or_(Notice.user_id.is_(None), Notice.user_id == acting.user_id),
        )
        .order_by(Notice.id.desc())
        .limit(MOST_SHOWN)
    )
    return [notice for notice in db.session.scalars(query) if acting.may(notice.permission)]
