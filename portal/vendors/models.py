"""Vendor profiles, and what the installation knows of a vendor's record."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from portal.infra.db import Key, Model, Plain
from portal.infra.tenancy import Public


class VendorProfile(Public, Model):
    """What a vendor says about itself; merchants see it once it is published."""

    __tablename__ = "vendor_profiles"
    __table_args__ = (UniqueConstraint("organisation_id"),)

    id: Mapped[Key]
    facts: Mapped[Plain]
    changed_at: Mapped[datetime]


class TrackRecord(Public, Model):
    """Figures about a vendor that were agreed in months on this installation, kept up to date from above.

    Counts only, never which merchant: ratings (sum in tenths) and SLA lines judged and met.
    """

    __tablename__ = "track_records"
    __table_args__ = (UniqueConstraint("organisation_id"),)

    id: Mapped[Key]
    rating_count: Mapped[int]
    rating_tenths: Mapped[int]
    months: Mapped[int]
    lines_judged: Mapped[int]
    lines_met: Mapped[int]
    changed_at: Mapped[datetime]
