"""What can happen to a service month, each in one sentence of the audit trail."""

from dataclasses import dataclass
from typing import ClassVar

from portal.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class MonthOpened(Event):
    """A service month began to wait for figures."""

    summary: ClassVar[str] = "Service month %(month)s opened"

    contract_id: int
    month_id: int
    month: str


@dataclass(frozen=True, kw_only=True)
class FiguresSubmitted(Event):
    """A file or a typed figure was submitted."""

    summary: ClassVar[str] = (
        "Figures submitted for %(month)s: %(slot)s, version %(version)s, file %(file)s (SHA-256 %(sha256)s)"
    )

    month_id: int
    month: str
    submission_id: int
    slot: str
    version: int
    file: str
    sha256: str
    whole: str = ""
    """SHA-256 of the file it was cut out of, when the sender's file held other shops too."""


@dataclass(frozen=True, kw_only=True)
class FiguresWithdrawn(Event):
    """Whoever had submitted figures took the month back to correct it."""

    summary: ClassVar[str] = "Figures of %(month)s withdrawn for correction"

    month_id: int
    month: str


@dataclass(frozen=True, kw_only=True)
class FiguresReminded(Event):
    """Whoever supplies the figures was reminded of them."""

    summary: ClassVar[str] = "Reminder sent for the figures of %(month)s, due on %(due)s"

    month_id: int
    month: str
    due: str


@dataclass(frozen=True, kw_only=True)
class MonthHandedIn(Event):
    """The figures of a month were handed in to the other side for checking."""

    summary: ClassVar[str] = "Figures of %(month)s handed in for checking"

    contract_id: int
    month_id: int
    month: str


@dataclass(frozen=True, kw_only=True)
class FiguresConfirmed(Event):
    """The vendor confirmed figures that the merchant had supplied."""

    summary: ClassVar[str] = "Figures of %(month)s confirmed by the vendor"

    month_id: int
    month: str


@dataclass(frozen=True, kw_only=True)
class QuantitiesStated(Event):
    """Quantities that the fee is computed from were stated."""

    summary: ClassVar[str] = "Quantities of %(month)s stated: %(quantities)s"

    month_id: int
    month: str
    quantities: str


@dataclass(frozen=True, kw_only=True)
class MonthReturned(Event):
    """The other side sent the figures back with a comment."""

    summary: ClassVar[str] = "Figures of %(month)s returned: %(comment)s"

    month_id: int
    month: str
    comment: str


@dataclass(frozen=True, kw_only=True)
class MonthAgreed(Event):
    """The merchant accepted the figures: they do not move any more."""

    summary: ClassVar[str] = "Figures of %(month)s accepted (results SHA-256 %(digest)s)"

    contract_id: int
    month_id: int
    month: str
    digest: str
    inputs: str = ""
    """SHA-256 of everything the results follow from."""


@dataclass(frozen=True, kw_only=True)
class MonthDeemedAccepted(Event):
    """The days for an answer passed, and the contract lets silence count as acceptance."""

    summary: ClassVar[str] = "Figures of %(month)s count as accepted: no answer until %(until)s"

    contract_id: int
    month_id: int
    month: str
    until: str


@dataclass(frozen=True, kw_only=True)
class MonthReopened(Event):
    """An accepted month was opened again."""

    summary: ClassVar[str] = "Service month %(month)s opened again: %(reason)s"

    contract_id: int
    month_id: int
    month: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class LineMatter(Event):
    """Something was said about one line of a month."""

    summary: ClassVar[str] = "Remark on line %(line)s of %(month)s: %(words)s"

    month_id: int
    month: str
    line: str
    words: str
    evidence: str = ""


@dataclass(frozen=True, kw_only=True)
class LineObjected(LineMatter):
    """One side objected to a line."""

    summary: ClassVar[str] = "Objection to line %(line)s of %(month)s: %(words)s"


@dataclass(frozen=True, kw_only=True)
class ReliefClaimed(LineMatter):
    """The vendor claimed relief for a line."""

    summary: ClassVar[str] = "Relief claimed for line %(line)s of %(month)s: %(words)s"


@dataclass(frozen=True, kw_only=True)
class ClaimRefused(LineMatter):
    """The other side did not agree."""

    summary: ClassVar[str] = "Objection or claim about line %(line)s of %(month)s not agreed: %(words)s"


@dataclass(frozen=True, kw_only=True)
class ClaimEscalated(LineMatter):
    """Whoever raised the matter took it further."""

    summary: ClassVar[str] = "Objection or claim about line %(line)s of %(month)s escalated: %(words)s"


@dataclass(frozen=True, kw_only=True)
class ClaimGranted(LineMatter):
    """The other side agreed."""

    summary: ClassVar[str] = "Objection or claim about line %(line)s of %(month)s agreed %(words)s"


@dataclass(frozen=True, kw_only=True)
class ClaimDropped(LineMatter):
    """Whoever raised the matter withdrew it."""

    summary: ClassVar[str] = "Objection or claim about line %(line)s of %(month)s withdrawn %(words)s"


@dataclass(frozen=True, kw_only=True)
class WaiverProposed(LineMatter):
    """The merchant proposed to let a deduction off; a second person has to agree."""

    summary: ClassVar[str] = "Waiver of the service credit for line %(line)s of %(month)s proposed: %(words)s"


@dataclass(frozen=True, kw_only=True)
class LineWaived(LineMatter):
    """The merchant let a deduction off."""

    summary: ClassVar[str] = "Service credit for line %(line)s of %(month)s waived: %(words)s"


@dataclass(frozen=True, kw_only=True)
class WaiverWithdrawn(LineMatter):
    """The merchant took a waiver back."""

    summary: ClassVar[str] = "Waiver for line %(line)s of %(month)s withdrawn %(words)s"


@dataclass(frozen=True, kw_only=True)
class DeductionConfirmed(LineMatter):
    """One side let a deduction below the minimum volume stand."""

    summary: ClassVar[str] = (
        "Service credit below the minimum volume for line %(line)s of %(month)s confirmed %(words)s"
    )


@dataclass(frozen=True, kw_only=True)
class SeatsGiven(LineMatter):
    """The merchant recorded extra seats that it had instead of a deduction in money."""

    summary: ClassVar[str] = (
        "Extra seats for line %(line)s of %(month)s given: %(seat_days)s seat-days %(words)s"
    )

    seat_days: int


@dataclass(frozen=True, kw_only=True)
class FollowUpsRaised(Event):
    """Agents, items or questions were put on the list of what has to be looked into."""

    summary: ClassVar[str] = "Put on the list of follow-ups: %(subjects)s"

    contract_id: int
    kind: str
    subjects: str


@dataclass(frozen=True, kw_only=True)
class FollowUpPlanned(Event):
    """It was agreed who looks into a matter, and until when."""

    summary: ClassVar[str] = "Follow-up of “%(subject)s”: %(person)s until %(due)s"

    contract_id: int
    follow_up_id: int
    subject: str
    person: str
    due: str


@dataclass(frozen=True, kw_only=True)
class FollowUpClosed(Event):
    """A matter was looked into."""

    summary: ClassVar[str] = "Follow-up of “%(subject)s” closed: %(outcome)s"

    contract_id: int
    follow_up_id: int
    subject: str
    outcome: str


@dataclass(frozen=True, kw_only=True)
class DecisionProposed(LineMatter):
    """One side proposed how an escalated matter is decided."""

    summary: ClassVar[str] = "Decision about line %(line)s of %(month)s proposed: %(words)s"


@dataclass(frozen=True, kw_only=True)
class DecisionAccepted(LineMatter):
    """The other side accepted the proposed decision."""

    summary: ClassVar[str] = "Decision about line %(line)s of %(month)s accepted %(words)s"


@dataclass(frozen=True, kw_only=True)
class DecisionDeclined(LineMatter):
    """The other side did not accept the proposed decision."""

    summary: ClassVar[str] = "Decision about line %(line)s of %(month)s not accepted: %(words)s"


@dataclass(frozen=True, kw_only=True)
class ResultsRenewed(Event):
    """A matter was settled after both sides had agreed on the month: this line was judged anew."""

    summary: ClassVar[str] = (
        "Results of %(month)s renewed for line %(line)s after the matter was settled "
        "(results SHA-256 %(digest)s, before %(before)s)"
    )

    contract_id: int
    month_id: int
    month: str
    line: str
    before: str
    digest: str
    inputs: str = ""
    """SHA-256 of everything the results follow from now."""
