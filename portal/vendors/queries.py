"""What can be asked about vendors."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from portal.accounts.models import Organisation
from portal.infra.db import db
from portal.kernel.errors import NotFound
from portal.vendors.models import TrackRecord, VendorProfile
from portal.vendors.rules import Reputation, reputation_of_sum


@dataclass(frozen=True)
class VendorLine:
    """A vendor in the directory."""

    id: int
    name: str
    facts: dict[str, Any]
    reputation: Reputation


def profile(organisation_id: int) -> VendorProfile | None:
    """A vendor's profile, when the viewer may see it."""
    return db.session.scalars(
        select(VendorProfile).where(VendorProfile.organisation_id == organisation_id)
    ).one_or_none()


def published_vendor(organisation_id: int) -> VendorLine:
    """A vendor with a published profile."""
    for line in directory():
        if line.id == organisation_id:
            return line
    raise NotFound


def directory() -> list[VendorLine]:
    """Every vendor with a published profile, by name."""
    rows = db.session.execute(
        select(Organisation.id, Organisation.name, VendorProfile.facts)
        .join(VendorProfile, VendorProfile.organisation_id == Organisation.id)
        .where(VendorProfile.published_at.is_not(None))
        .order_by(Organisation.name, Organisation.id)
    ).all()
    known = reputations(row.id for row in rows)
    return [VendorLine(row.id, row.name, dict(row.facts), known[row.id]) for row in rows]


def facts_of(organisation_id: int) -> dict[str, Any]:
    """What a vendor says about itself; empty without a profile."""
    found = profile(organisation_id)
    return dict(found.facts) if found else {}


def reputations(organisation_ids: Iterable[int]) -> dict[int, Reputation]:
    """The rating of each vendor after shrinkage; without ratings there is none."""
    wanted = list(organisation_ids)
    rows = db.session.execute(
        select(TrackRecord.organisation_id, TrackRecord.rating_count, TrackRecord.rating_tenths).where(
            TrackRecord.organisation_id.in_(wanted)
        )
    ).all()
    known = {row.organisation_id: (row.rating_count, row.rating_tenths) for row in rows}
    return {
        identifier: reputation_of_sum(
            count=known.get(identifier, (0, 0))[0],
            total=Decimal(known.get(identifier, (0, 0))[1]) / 10,
        )
        for identifier in wanted
    }


def track_record(organisation_id: int) -> TrackRecord | None:
    """What was agreed in months on this installation."""
    return db.session.scalars(
        select(TrackRecord).where(TrackRecord.organisation_id == organisation_id)
    ).one_or_none()


def years_since(founded_year: int | None, today: date) -> int | None:
    """Full years in business, as far as a year alone tells."""
    return None if founded_year is None else max(0, today.year - founded_year)
