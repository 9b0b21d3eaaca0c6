"""Work of overview that nobody waits for."""

from datetime import timedelta

from portal.infra.access import actor
from portal.infra.jobs import enqueue
from portal.infra.tenancy import across_tenants
from portal.overview.actions import mail_heads
from portal.overview.queries.anchors import parties_moved_since

MAIL_HEADS = "mail_heads"
MAIL_HEADS_OF = "mail_heads_of"
EVERY = timedelta(days=1)
LATE = timedelta(hours=1)
"""The run of a day may begin a little later than that of the day before."""


def mail_heads_of_all() -> None:
    """Every day: let each organisation in whose cooperations something happened be sent the heads of the trails."""
    now = actor().now
    with across_tenants("the daily run looks in whose cooperations something happened"):
        parties = parties_moved_since(now - EVERY - LATE)
    for party in sorted(parties):
        enqueue(
            MAIL_HEADS_OF,
            {},
            unique_key=f"{MAIL_HEADS}:{party}:{now:%Y-%m-%d}",
            organisation_id=party,
        )


def mail_heads_of() -> None:
    """Send the owners of the organisation acted for the heads of its trails."""
    mail_heads(since=actor().now - EVERY - LATE)
