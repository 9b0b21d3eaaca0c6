"""What follows for the vendors asked when a requirement changes or is withdrawn."""

from portal.requirements.events import RequirementChanged, RequirementWithdrawn
from portal.sourcing.actions import follow_requirement, withdraw_requests


def requirement_changed(event: RequirementChanged) -> None:
    """Those who may still answer see the new version."""
    follow_requirement(event.requirement_id, version=event.version)


def requirement_withdrawn(event: RequirementWithdrawn) -> None:
    """Those who may still answer are told."""
    withdraw_requests(event.requirement_id)
