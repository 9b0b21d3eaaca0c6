"""Organisations by number, name and particulars."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select

from portal.accounts.models import Membership, Organisation, OrganisationDetails
from portal.infra.access import actor
from portal.infra.db import db
from portal.infra.tenancy import across_tenants
from portal.kernel.errors import NotFound
from portal.kernel.permissions import Side


def organisation(organisation_id: int) -> Organisation:
    """One organisation; names and register numbers are no secret among those who are signed in."""
    found: Organisation | None = db.session.get(Organisation, organisation_id)
    if found is None:
        raise NotFound
    return found


def organisation_names(organisation_ids: Iterable[int]) -> dict[int, str]:
    """Names by number, in one statement."""
    query = select(Organisation.id, Organisation.name).where(Organisation.id.in_(set(organisation_ids)))
    return {row.id: row.name for row in db.session.execute(query)}


def organisation_details(organisation_id: int) -> OrganisationDetails:
    """Address, bank account and the like of one's own organisation, or of the other party of a contract.

    Call it for an organisation only when the viewer stands in a contract with it: contract and invoice print it.
    An organisation that has entered nothing yet has empty particulars.
    """
    query = select(OrganisationDetails).where(OrganisationDetails.organisation_id == organisation_id)
    with across_tenants("both parties of a contract read each other's particulars in it"):
        found = db.session.scalars(query).one_or_none()
    return found or OrganisationDetails(
        organisation_id=organisation_id,
        address="",
        phone="",
        legal_representative="",
        bank_name="",
        bank_account="",
    )


def own_organisation() -> Organisation:
    """The organisation acted for."""
    return organisation(actor().party)


class OrganisationRow(NamedTuple):
    """A line of the operator's list."""

    id: int
    side: Side
    name: str
    created_at: datetime
    joined_at: datetime | None
    people: int


def all_organisations() -> list[OrganisationRow]:
    """Every organisation of the installation with the number of its people, for the operator."""
    people = (
        select(Membership.organisation_id, func.count(Membership.id).label("people"))
        .where(Membership.ended_at.is_(None))
        .group_by(Membership.organisation_id)
        .subquery()
    )
    query = (
        select(
            Organisation.id,
            Organisation.side,
            Organisation.name,
            Organisation.created_at,
            Organisation.joined_at,
            func.coalesce(people.c.people, 0),
        )
        .outerjoin(people, people.c.organisation_id == Organisation.id)
        .where(Organisation.merged_into_id.is_(None))
        .order_by(Organisation.side, Organisation.name, Organisation.id)
    )
    with across_tenants("the operator counts people without seeing who they are"):
        return [OrganisationRow(*row) for row in db.session.execute(query)]
