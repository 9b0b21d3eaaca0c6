"""Tables of the service months."""

from portal.sla.models.answers import MonthAnswer
from portal.sla.models.months import MonthRecord
from portal.sla.models.submissions import FigurePart, SavedMapping, Submission

__all__ = ["FigurePart", "MonthAnswer", "MonthRecord", "SavedMapping", "Submission"]
