"""Facts an organisation keeps for itself, such as metrics it defined, and facts everybody needs, such as holidays."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.infra.db import Key, Model, Name, Plain, Word
from portal.infra.tenancy import Private, Reference
from portal.kernel.metrics.own import OwnMetric, own_from_plain


class OwnMetricRecord(Private, Model):
    """One version of a metric an organisation defined: a draft until it was tried on real figures, then fixed.

    `trial` says on which file it was tried and what came out.
    """

    __tablename__ = "own_metrics"
    __table_args__ = (UniqueConstraint("organisation_id", "metric", "version"),)

    id: Mapped[Key]
    metric: Mapped[Name]
    version: Mapped[int]
    state: Mapped[Word]
    definition: Mapped[Plain]
    trial: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    defined_by: Mapped[Name]
    defined_at: Mapped[datetime]

    @property
    def defined(self) -> OwnMetric:
        """The definition as the rules know it."""
        return own_from_plain(self.definition)


class HolidayRecord(Reference, Model):
    """One version of the public holidays of a year in a place (named by its time zone), as they were announced.

    `days` holds breaks and weekend days worked in exchange. A version is never changed: a correction is a new one.
    """

    __tablename__ = "holiday_years"
    __table_args__ = (UniqueConstraint("zone", "year", "version"),)

    id: Mapped[Key]
    zone: Mapped[Word]
    year: Mapped[int]
    version: Mapped[int]
    days: Mapped[Plain]
    source: Mapped[Name]
    published_on: Mapped[date]
    entered_by: Mapped[Name]
    entered_at: Mapped[datetime]
