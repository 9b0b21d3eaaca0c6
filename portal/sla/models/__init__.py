"""Tables of the service months."""

from portal.sla.models.answers import AnswerFile, MonthAnswer
from portal.sla.models.batches import BatchFile, FileBatch, ShopAlias
from portal.sla.models.follow_ups import FollowUp
from portal.sla.models.months import MonthRecord
from portal.sla.models.reconciliations import Reconciliation
from portal.sla.models.submissions import FigurePart, SavedMapping, Submission, WholeFile

__all__ = [
    "AnswerFile",
    "BatchFile",
    "FigurePart",
    "FileBatch",
    "FollowUp",
    "MonthAnswer",
    "MonthRecord",
    "Reconciliation",
    "SavedMapping",
    "ShopAlias",
    "Submission",
    "WholeFile",
]
