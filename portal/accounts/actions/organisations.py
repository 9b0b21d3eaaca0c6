"""Organisations: creating them, naming a vendor that has not joined yet, and their own particulars."""

from dataclasses import dataclass

from sqlalchemy import select

from portal.accounts.events import OrganisationChanged, OrganisationCreated
from portal.accounts.models import Organisation, OrganisationDetails
from portal.infra.access import actor, now
from portal.infra.db import db
from portal.infra.events import record
from portal.infra.i18n import LANGUAGES, language
from portal.kernel.errors import Invalid
from portal.kernel.messages import message
from portal.kernel.permissions import Side

LONGEST_NAME = 120


def checked_name(name: str) -> str:
    """A name without the spaces around it; Invalid when there is none or it cannot be printed."""
    plain = " ".join(name.split())
    if not plain or len(plain) > LONGEST_NAME:
        raise Invalid(
            fields={"name": message("Enter a name of at most %(count)s characters.", count=LONGEST_NAME)}
        )
    return plain


def create_organisation(
    *, side: Side, name: str, is_small: bool = False, has_joined: bool = True
) -> Organisation:
    """A new organisation, in the language of whoever creates it; the caller records what it was for."""
    organisation = Organisation(
        side=side,
        name=checked_name(name),
        language=language(),
        is_small=is_small,
        created_at=now(),
        joined_at=now() if has_joined else None,
    )
    db.session.add(organisation)
    db.session.flush()
    return organisation


def vendor_organisation(name: str) -> Organisation:
    """A vendor that a merchant names and that has not joined yet; its own people take it over by invitation.

    Every call makes a new one, also for a name that exists: whether two are the same, only the vendor can say.
    """
    vendor = create_organisation(side=Side.VENDOR, name=name, has_joined=False)
    record(OrganisationCreated(organisation_id=vendor.id, organisation=vendor.name))
    return vendor


@dataclass(frozen=True, kw_only=True)
class Particulars:
    """What an organisation says about itself; all of it stands in contracts and invoices."""

    name: str
    country: str
    identifier: str
    language: str
    time_zone: str
    is_small: bool
    address: str
    phone: str
    legal_representative: str
    bank_name: str
    bank_account: str
    mails_heads: bool = True


def change_particulars(particulars: Particulars) -> Organisation:
    """Change what the organisation acted for says about itself."""
    organisation = db.session.scalars(select(Organisation).where(Organisation.id == actor().party)).one()
    if particulars.language not in LANGUAGES:
        raise Invalid(fields={"language": message("Choose one of the languages.")})
    organisation.name = checked_name(particulars.name)
    for field in ("country", "identifier", "language", "time_zone", "is_small", "mails_heads"):
        setattr(organisation, field, getattr(particulars, field))
    details = own_details()
    for field in ("address", "phone", "legal_representative", "bank_name", "bank_account"):
        setattr(details, field, getattr(particulars, field))
    db.session.flush()
    record(OrganisationChanged(organisation_id=organisation.id))
    return organisation


def own_details() -> OrganisationDetails:
    """The row of the organisation's particulars, made when it is first needed."""
    party = actor().party
    details = db.session.scalars(
        select(OrganisationDetails).where(OrganisationDetails.organisation_id == party)
    ).one_or_none()
    if details is None:
        details = OrganisationDetails(organisation_id=party)
        db.session.add(details)
    return details
