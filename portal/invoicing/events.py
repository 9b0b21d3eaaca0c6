"""What can happen to a settlement invoice, each in one sentence of the audit trail."""

from dataclasses import dataclass
from typing import ClassVar

from portal.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class InvoiceDrafted(Event):
    """The month's settlement invoice was computed and waits to be issued."""

    summary: ClassVar[str] = "Settlement invoice for %(month)s drafted"

    invoice_id: int
    month: str


@dataclass(frozen=True, kw_only=True)
class InvoiceDiscarded(Event):
    """A draft was thrown away because its month was reopened or drafted anew."""

    summary: ClassVar[str] = "Draft of the settlement invoice for %(month)s discarded"

    invoice_id: int
    month: str


@dataclass(frozen=True, kw_only=True)
class InvoiceIssued(Event):
    """The vendor issued a settlement invoice; from now on it never changes."""

    summary: ClassVar[str] = "Settlement invoice %(number)s over %(currency)s %(amount)s issued"

    invoice_id: int
    number: str
    currency: str
    amount: str


@dataclass(frozen=True, kw_only=True)
class InvoiceVoided(Event):
    """The vendor made an issued settlement invoice void."""

    summary: ClassVar[str] = "Settlement invoice %(number)s made void: %(reason)s"

    invoice_id: int
    number: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class PaymentConfirmed(Event):
    """The merchant recorded a payment."""

    summary: ClassVar[str] = "Payment of %(currency)s %(amount)s for %(number)s recorded"

    invoice_id: int
    number: str
    currency: str
    amount: str


@dataclass(frozen=True, kw_only=True)
class PaymentWithdrawn(Event):
    """The merchant took a recorded payment back."""

    summary: ClassVar[str] = "Recorded payment of %(currency)s %(amount)s for %(number)s taken back"

    invoice_id: int
    number: str
    currency: str
    amount: str


@dataclass(frozen=True, kw_only=True)
class NoteMatter(Event):
    """Something happened to a note that corrects an issued invoice."""

    summary: ClassVar[str] = "Correction of %(invoice)s"

    note_id: int
    invoice: str


@dataclass(frozen=True, kw_only=True)
class CreditNoteDrafted(NoteMatter):
    """A decision lowers an issued invoice: its credit note was computed and waits to be issued."""

    summary: ClassVar[str] = "Credit note for %(invoice)s drafted"


@dataclass(frozen=True, kw_only=True)
class CreditNoteDiscarded(NoteMatter):
    """A draft of a credit note was thrown away, because it was computed anew or nothing is left to credit."""

    summary: ClassVar[str] = "Draft of the credit note for %(invoice)s discarded"


@dataclass(frozen=True, kw_only=True)
class SupplementDrafted(NoteMatter):
    """A decision raises an issued invoice: its supplementary invoice was computed and waits to be issued."""

    summary: ClassVar[str] = "Supplementary invoice for %(invoice)s drafted"


@dataclass(frozen=True, kw_only=True)
class SupplementDiscarded(NoteMatter):
    """A draft of a supplementary invoice was thrown away, because it was computed anew or nothing more is due."""

    summary: ClassVar[str] = "Draft of the supplementary invoice for %(invoice)s discarded"


@dataclass(frozen=True, kw_only=True)
class NoteIssued(NoteMatter):
    """The vendor issued a note; from now on it never changes."""

    summary: ClassVar[str] = "Correction %(number)s of %(invoice)s over %(currency)s %(amount)s issued"

    number: str
    currency: str
    amount: str


@dataclass(frozen=True, kw_only=True)
class CreditNoteIssued(NoteIssued):
    """The vendor issued a credit note."""

    summary: ClassVar[str] = "Credit note %(number)s for %(invoice)s over %(currency)s %(amount)s issued"


@dataclass(frozen=True, kw_only=True)
class SupplementIssued(NoteIssued):
    """The vendor issued a supplementary invoice."""

    summary: ClassVar[str] = (
        "Supplementary invoice %(number)s for %(invoice)s over %(currency)s %(amount)s issued"
    )


@dataclass(frozen=True, kw_only=True)
class CreditNoteSettled(Event):
    """The merchant recorded how a credit note on a paid invoice was paid back or set off."""

    summary: ClassVar[str] = "Credit note %(number)s settled: %(how)s"

    note_id: int
    number: str
    how: str
