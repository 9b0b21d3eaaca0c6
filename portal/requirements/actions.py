"""What can be done with requirements."""

from portal.infra.access import actor
from portal.infra.db import db
from portal.infra.events import record
from portal.kernel.errors import Invalid, NotFound, Refused
from portal.kernel.messages import message
from portal.requirements.events import (
    RequirementChanged,
    RequirementCreated,
    RequirementReopened,
    RequirementWithdrawn,
)
from portal.requirements.models import Requirement, RequirementVersion
from portal.requirements.queries import requirement
from portal.requirements.rules.body import Body, to_plain

OPEN_STATES = ("draft", "quoting")


def create_requirement(*, title: str, body: Body) -> Requirement:
    """Keep a new requirement as a draft that only its merchant sees."""
    acting = actor()
    created = Requirement(
        organisation_id=acting.party,
        title=_checked(title),
        state="draft",
        version=1,
        currency=body.currency,
        body=to_plain(body),
        created_at=acting.now,
        changed_at=acting.now,
    )
    db.session.add(created)
    db.session.flush()
    _keep_version(created)
    record(RequirementCreated(requirement_id=created.id, title=created.title))
    return created


def change_requirement(requirement_id: int, *, title: str | None = None, body: Body) -> Requirement:
    """Give the requirement a new version; an unchanged one keeps its version."""
    found = own_requirement(requirement_id)
    if found.state not in OPEN_STATES:
        raise Refused(message("This requirement is closed; its content no longer changes."))
    new_title, plain = _checked(found.title if title is None else title), to_plain(body)
    if (new_title, plain) == (found.title, found.body):
        return found
    found.title, found.body, found.currency = new_title, plain, body.currency
    found.version += 1
    found.changed_at = actor().now
    db.session.flush()
    _keep_version(found)
    record(RequirementChanged(requirement_id=found.id, title=found.title, version=found.version))
    return found


def withdraw_requirement(requirement_id: int) -> Requirement:
    """Stop pursuing the requirement; whoever was asked for a quote is told by those who listen."""
    found = own_requirement(requirement_id)
    if found.state not in OPEN_STATES:
        raise Refused(message("This requirement is already closed."))
    found.state = "withdrawn"
    found.changed_at = actor().now
    db.session.flush()
    record(RequirementWithdrawn(requirement_id=found.id, title=found.title))
    return found


def reopen_requirement(requirement_id: int) -> Requirement:
    """Take a withdrawn requirement up again as a draft."""
    found = own_requirement(requirement_id)
    if found.state != "withdrawn":
        raise Refused(message("Only a withdrawn requirement can be taken up again."))
    found.state = "draft"
    found.changed_at = actor().now
    db.session.flush()
    record(RequirementReopened(requirement_id=found.id, title=found.title))
    return found


def mark_requirement(requirement_id: int, state: str) -> None:
    """Set how far choosing a vendor has come: ``draft``, ``quoting`` or ``awarded``."""
    own_requirement(requirement_id).state = state
    db.session.flush()


def own_requirement(requirement_id: int) -> Requirement:
    """A requirement of the acting organisation; one it was merely invited to is not there to be changed."""
    found = requirement(requirement_id)
    if found.organisation_id != actor().party:
        raise NotFound
    return found


def locked_requirement(requirement_id: int) -> Requirement:
    """The same, held until the end of the transaction: what is decided once per requirement is decided in turn."""
    own_requirement(requirement_id)
    held: Requirement | None = db.session.get(Requirement, requirement_id, with_for_update=True)
    if held is None:
        raise NotFound
    return held


def _checked(title: str) -> str:
    name = title.strip()
    if not name:
        raise Invalid(fields={"title": message("Give the requirement a name.")})
    if len(name) > 200:
        raise Invalid(fields={"title": message("At most 200 characters.")})
    return name


def _keep_version(found: Requirement) -> None:
    db.session.add(
        RequirementVersion(
            requirement_id=found.id,
            version=found.version,
            title=found.title,
            body=found.body,
            at=found.changed_at,
            author=actor().label,
        )
    )
    db.session.flush()
