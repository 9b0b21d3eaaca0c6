"""What both sides said about a service month."""

from datetime import datetime

from sqlalchemy.orm import Mapped

from portal.infra.db import Key, Model, Name, Prose, Word
from portal.infra.tenancy import Shared, parties


class MonthAnswer(Shared, Model):
    """What one side said about a month: accepted, returned, confirmed, withdrawn or reopened, with its comment."""

    __tablename__ = "month_answers"
    __table_args__ = parties(month_id="service_months")

    id: Mapped[Key]
    month_id: Mapped[int]
    kind: Mapped[Word]
    comment: Mapped[Prose]
    line: Mapped[Name]
    said_by: Mapped[Name]
    said_at: Mapped[datetime]
