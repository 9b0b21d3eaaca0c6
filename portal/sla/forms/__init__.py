"""The shape of what is entered about a month."""

from portal.sla.forms.claims import ClaimForm, DecisionForm, OutageForm, ReliefForm
from portal.sla.forms.follow_ups import FollowUpListForm, OutcomeForm, PlanForm
from portal.sla.forms.in_kind import SeatsGivenForm
from portal.sla.forms.months import (
    AnswerForm,
    ManyFilesForm,
    MappingForm,
    SubmitForm,
    TypedFigureForm,
    UploadForm,
    parse_count,
    parse_number,
)
from portal.sla.forms.waivers import WaiverForm

__all__ = [
    "AnswerForm",
    "ClaimForm",
    "DecisionForm",
    "FollowUpListForm",
    "ManyFilesForm",
    "MappingForm",
    "OutageForm",
    "OutcomeForm",
    "PlanForm",
    "ReliefForm",
    "SeatsGivenForm",
    "SubmitForm",
    "TypedFigureForm",
    "UploadForm",
    "WaiverForm",
    "parse_count",
    "parse_number",
]
