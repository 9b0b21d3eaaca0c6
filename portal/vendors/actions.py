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


def keep_agreed_months(organisation_id: int, *, months: int, lines_judged: int, lines_met: int) -> None:
    """Take over how many months were agreed and how many promises they kept; ratings stay as they are."""
    count, tenths = _ratings_of(organisation_id)
    keep_track_record(
        organisation_id,
        rating_count=count,
        rating_tenths=tenths,
        months=months,
        lines_judged=lines_judged,
        lines_met=lines_met,
    )


def count_rating(organisation_id: int, *, tenths: int, instead_of: int | None) -> None:
    """Count a merchant's rating of a vendor in tenths, in place of the one it gave before, if any."""
    found = track_record(organisation_id)
    count, total = _ratings_of(organisation_id)
    keep_track_record(
        organisation_id,
        rating_count=count + (instead_of is None),
        rating_tenths=total + tenths - (instead_of or 0),
        months=found.months if found else 0,
        lines_judged=found.lines_judged if found else 0,
        lines_met=found.lines_met if found else 0,
    )


def _ratings_of(organisation_id: int) -> tuple[int, int]:
    found = track_record(organisation_id)
    return (found.rating_count, found.rating_tenths) if found else (0, 0)


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
