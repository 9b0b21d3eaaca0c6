"""What overview does when something happened below it."""

from portal.contracts.events import ContractTookEffect
from portal.infra.access import actor
from portal.infra.progress import engagement, mark_step


def begin_communication(event: ContractTookEffect) -> None:
    """From now on both sides talk: the step leads to the page with their contacts and open duties."""
    if event.engagement_id is None:
        return
    acting = actor()
    mark_step(
        engagement(event.engagement_id),
        "communication",
        "active",
        moment=acting.now,
        endpoint="overview.engagement",
        author_id=acting.party,
        engagement_id=event.engagement_id,
    )
