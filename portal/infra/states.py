"""How every state of every thing is shown: one word, one icon, one colour, the same on every page and document."""

from dataclasses import dataclass

from portal.kernel.messages import Message, message


@dataclass(frozen=True)
class StateLook:
    """The word a reader sees for a state, its icon in the sprite and its tone (a class in screen.css and print.css)."""

    word: Message
    icon: str
    tone: str


STATES: dict[str, StateLook] = {
    # drafts and figures of a month
    "draft": StateLook(message("Draft"), "pencil", "neutral"),
    "open": StateLook(message("Awaiting figures"), "upload", "attention"),
    "running_month": StateLook(message("Month still running"), "calendar-event", "neutral"),
    "figures_missing": StateLook(message("Figures missing"), "alert-triangle", "missed"),
    "submitted": StateLook(message("Submitted"), "send", "accent"),
    "in_review": StateLook(message("In review"), "eye", "attention"),
    "in_review_merchant": StateLook(message("Merchant to check"), "eye", "attention"),
    "in_review_vendor": StateLook(message("Vendor to check"), "eye", "attention"),
    "in_approval": StateLook(message("In approval"), "hourglass", "attention"),
    "returned": StateLook(message("Returned"), "arrow-back-up", "attention"),
    "disputed": StateLook(message("Disputed"), "flag-3", "attention"),
    "agreed": StateLook(message("Agreed"), "checks", "met"),
    "locked": StateLook(message("Locked"), "lock", "neutral"),
    "superseded": StateLook(message("Superseded"), "versions", "neutral"),
    # one of many files
    "file_ready": StateLook(message("Ready"), "circle-check", "met"),
    "file_open": StateLook(message("Where does it belong?"), "help-circle", "attention"),
    "file_reading": StateLook(message("Being read"), "hourglass", "accent"),
    "file_failed": StateLook(message("Not read"), "alert-circle", "missed"),
    "file_questions": StateLook(message("One question"), "help-circle", "attention"),
    "file_errors": StateLook(message("Has errors"), "alert-circle", "missed"),
    "file_refused": StateLook(message("Cannot be read"), "circle-x", "missed"),
    "file_same": StateLook(message("Counts already"), "checks", "neutral"),
    "file_submitted": StateLook(message("Counts now"), "circle-check", "met"),
    "file_discarded": StateLook(message("Discarded"), "ban", "neutral"),
    # results of a metric
    "met": StateLook(message("Met"), "circle-check", "met"),
    "missed": StateLook(message("Missed"), "circle-x", "missed"),
    "no_data": StateLook(message("No data"), "circle-dashed", "hatch"),
    "below_minimum": StateLook(message("Below minimum volume"), "circle-dashed", "hatch"),
    "relief_claimed": StateLook(message("Relief claimed"), "hourglass", "attention"),
    "relieved": StateLook(message("Relieved"), "shield-check", "relieved"),
    "grace": StateLook(message("Grace"), "clock-pause", "relieved"),
    "reported": StateLook(message("For information"), "info-circle", "neutral"),
    # credit notes and supplementary invoices
    "note_draft": StateLook(message("Draft"), "pencil", "neutral"),
    "note_issued": StateLook(message("To be paid back"), "receipt", "attention"),
    "note_settled": StateLook(message("Settled"), "circle-check", "met"),
    "supplement_draft": StateLook(message("Draft"), "pencil", "neutral"),
    "supplement_issued": StateLook(message("Awaits payment"), "receipt", "attention"),
    "supplement_settled": StateLook(message("Paid"), "circle-check", "met"),
    # tenders, quotes, invitations
    "published": StateLook(message("Published"), "world", "accent"),
    "invited": StateLook(message("Invited"), "mail", "neutral"),
    "quoting": StateLook(message("Open for quotes"), "clock", "accent"),
    "quoted": StateLook(message("Quoted"), "send", "accent"),
    "sealed": StateLook(message("Sealed"), "lock", "accent"),
    "shortlisted": StateLook(message("Shortlisted"), "list-check", "accent"),
    "evaluating": StateLook(message("Comparing quotes"), "scale", "attention"),
    "awarded": StateLook(message("Awarded"), "award", "met"),
    "not_awarded": StateLook(message("Not chosen"), "circle", "neutral"),
    "declined": StateLook(message("Declined"), "circle-x", "neutral"),
    "withdrawn": StateLook(message("Withdrawn"), "arrow-back-up", "neutral"),
    "expired": StateLook(message("Expired"), "clock", "neutral"),
    "closed": StateLook(message("Closed"), "archive", "neutral"),
    # contracts
    "negotiating": StateLook(message("In negotiation"), "messages", "attention"),
    "sent": StateLook(message("Awaiting signature"), "signature", "attention"),
    "half_signed": StateLook(message("Awaiting the other side's signature"), "signature", "attention"),
    "recalled": StateLook(message("Recalled"), "arrow-back-up", "attention"),
    "signed": StateLook(message("Signed"), "signature", "met"),
    "in_force": StateLook(message("In force"), "circle-check", "met"),
    "ending": StateLook(message("Ending"), "door-exit", "attention"),
    "ended": StateLook(message("Ended"), "archive", "neutral"),
    # money
    "issued": StateLook(message("Issued"), "receipt", "accent"),
    "part_paid": StateLook(message("Part paid"), "coins", "attention"),
    "paid": StateLook(message("Paid"), "circle-check", "met"),
    "overdue": StateLook(message("Overdue"), "alert-triangle", "missed"),
    "void": StateLook(message("Void"), "ban", "neutral"),
    "preliminary": StateLook(message("Preliminary"), "hourglass", "attention"),
    # work, documents, people
    "pending": StateLook(message("Waiting"), "hourglass", "neutral"),
    "running": StateLook(message("Running"), "progress", "accent"),
    "done": StateLook(message("Done"), "circle-check", "met"),
    "failed": StateLook(message("Failed"), "alert-circle", "missed"),
    "accepted": StateLook(message("Accepted"), "circle-check", "met"),
    "acknowledged": StateLook(message("Acknowledged"), "checks", "met"),
    "rejected": StateLook(message("Rejected"), "circle-x", "missed"),
    "verified": StateLook(message("Verified"), "shield-check", "met"),
    "unverified": StateLook(message("Not verified"), "help-circle", "neutral"),
    "active": StateLook(message("Active"), "circle-check", "met"),
    "suspended": StateLook(message("Suspended"), "player-pause", "missed"),
    "answered": StateLook(message("Answered"), "message", "met"),
    "unanswered": StateLook(message("Awaiting an answer"), "message-2-question", "attention"),
    "late": StateLook(message("Late"), "alert-triangle", "missed"),
    "upcoming": StateLook(message("Upcoming"), "calendar-event", "neutral"),
}


def state_look(state: str) -> StateLook:
    """How to show ``state``; a state without a look is a mistake in the program and raises ``KeyError``."""
    return STATES[str(state)]
