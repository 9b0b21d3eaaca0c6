"""Facts an organisation keeps for itself: the metrics it defined."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.infra.db import Key, Model, Name, Plain, Word
from portal.infra.tenancy import Private
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
