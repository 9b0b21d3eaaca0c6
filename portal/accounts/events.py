"""What happens to organisations and people, as sentences of the audit trail."""

from dataclasses import dataclass
from typing import ClassVar

from portal.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class OrganisationCreated(Event):
    """An organisation came into the portal."""

    summary: ClassVar[str] = "Organisation %(organisation)s was created"
    organisation_id: int
    organisation: str


@dataclass(frozen=True, kw_only=True)
class OrganisationChanged(Event):
    """Its own particulars were changed."""

    summary: ClassVar[str] = "The organisation's particulars were changed"
    organisation_id: int


@dataclass(frozen=True, kw_only=True)
class OrganisationJoined(Event):
    """An organisation that its counterpart had named has come itself."""

    summary: ClassVar[str] = "%(organisation)s joined"
    organisation_id: int
    organisation: str


@dataclass(frozen=True, kw_only=True)
class PersonInvited(Event):
    """Somebody was handed a link into an organisation."""

    summary: ClassVar[str] = "%(person)s was invited"
    invitation_id: int
    person: str


@dataclass(frozen=True, kw_only=True)
class InvitationWithdrawn(Event):
    """A link was taken back before it was used."""

    summary: ClassVar[str] = "The invitation of %(person)s was withdrawn"
    invitation_id: int
    person: str


@dataclass(frozen=True, kw_only=True)
class PersonJoined(Event):
    """Somebody took a place in an organisation."""

    summary: ClassVar[str] = "%(person)s joined as %(roles)s"
    user_id: int
    person: str
    roles: str


@dataclass(frozen=True, kw_only=True)
class RolesChanged(Event):
    """Somebody's roles were changed."""

    summary: ClassVar[str] = "The roles of %(person)s are now %(roles)s"
    user_id: int
    person: str
    roles: str


@dataclass(frozen=True, kw_only=True)
class PersonRemoved(Event):
    """Somebody lost the place in an organisation."""

    summary: ClassVar[str] = "%(person)s was removed"
    user_id: int
    person: str


@dataclass(frozen=True, kw_only=True)
class ResetLinkIssued(Event):
    """An owner handed somebody a link for a new password."""

    summary: ClassVar[str] = "%(person)s was given a link for a new password"
    user_id: int
    person: str


@dataclass(frozen=True, kw_only=True)
class SignInRefused(Event):
    """Somebody tried a wrong password for a known account."""

    summary: ClassVar[str] = "A wrong password was tried for %(person)s"
    user_id: int
    person: str


@dataclass(frozen=True, kw_only=True)
class PasswordReset(Event):
    """Somebody set a new password."""

    summary: ClassVar[str] = "%(person)s set a new password"
    user_id: int
    person: str
