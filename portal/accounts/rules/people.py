"""Roles of the people in an organisation: every organisation keeps an owner."""

from collections.abc import Iterable, Mapping

from portal.kernel.messages import Message, message
from portal.kernel.permissions import Role

EVERY_ROLE = (Role.OWNER, Role.MANAGER, Role.ANALYST, Role.FINANCE, Role.SIGNATORY)
"""What one person holds who does everything; a viewer's rights are among them."""

ROLE_NAMES = {
    Role.OWNER: message("Owner"),
    Role.MANAGER: message("Manager"),
    Role.ANALYST: message("Analyst"),
    Role.FINANCE: message("Finance"),
    Role.SIGNATORY: message("Signatory"),
    Role.VIEWER: message("Viewer"),
}

ROLE_NOTES = {
    Role.OWNER: message("Everything, people and settings included"),
    Role.MANAGER: message("Requirements, quotes, contracts, months"),
    Role.ANALYST: message("Figures of the months"),
    Role.FINANCE: message("Invoices and payments"),
    Role.SIGNATORY: message("Signs contracts"),
    Role.VIEWER: message("Reads everything, changes nothing"),
}


def words_of_roles(roles: Iterable[Role]) -> list[Message]:
    """The names of the roles in their usual order."""
    held = frozenset(roles)
    return [name for role, name in ROLE_NAMES.items() if role in held]


def faults_of_roles(
    change: int, roles: Iterable[Role], *, held: Mapping[int, frozenset[Role]]
) -> Message | None:
    """Why membership ``change`` may not get these roles (none: the person leaves); None when it may."""
    after = {**held, change: frozenset(roles)}
    if not any(Role.OWNER in each for each in after.values()):
        return message("An organisation needs an owner. Make somebody else an owner first.")
    return None
