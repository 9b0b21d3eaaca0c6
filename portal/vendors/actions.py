"""What can be done with vendor profiles."""

from typing import Any

from portal.infra.access import actor, now
from portal.infra.db import db
from portal.infra.events import record
from portal.infra.tenancy import across_tenants
from portal.vendors.events import ProfileChanged
from portal.vendors.models import TrackRecord, VendorProfile
from portal.vendors.queries import profile, track_record


def change_profile(*, facts: dict[str, Any], is_published: bool) -> VendorProfile:
    """Keep what the vendor says about itself, and whether merchants may see it."""
    acting = actor()
    found = profile(acting.party)
    if found is None:
        found = VendorProfile(organisation_id=acting.party, facts={}, changed_at=acting.now)
        db.session.add(found)
    found.facts, found.changed_at = facts, acting.now
    found.published_at = (found.published_at or acting.now) if is_published else None
    db.session.flush()
    record(ProfileChanged(is_published=is_published))
    return found


def keep_track_record(
    organisation_id: int,
    *,
    rating_count: int,
    rating_tenths: int,
    months: int,
    lines_judged: int,
    lines_met: int,
) -> None:
    """Take over a vendor's record from the months that were agreed; called by what stands above."""
    with across_tenants("a record is counted over all merchants of a vendor"):
        found = track_record(organisation_id)
        if found is None:
            found = TrackRecord(organisation_id=organisation_id)
            db.session.add(found)
        found.rating_count, found.rating_tenths = rating_count, rating_tenths
        found.months, found.lines_judged, found.lines_met = months, lines_judged, lines_met
        found.changed_at = found.published_at = now()
        db.session.flush()
