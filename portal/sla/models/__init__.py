"""Tables of the service months."""

from portal.sla.models.answers import MonthAnswer
from portal.sla.models.months import MonthRecord
from portal.sla.models.submissions import SavedMapping, Submission

__all__ = ["MonthAnswer", "MonthRecord", "SavedMapping", "Submission"]
