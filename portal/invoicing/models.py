"""Settlement invoices and what corrects them, their lines, payments, and the counters behind their numbers."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.infra.db import Currency, Key, Minor, Model, Name, Plain, Prose, Word
from portal.infra.tenancy import PartOf, Private, Shared, parties
from portal.invoicing.rules.notes import SERIES, NoteKind, NoteState, look_of
from portal.invoicing.rules.settling import InvoiceState, day_due
from portal.kernel.money import Money


class Invoice(Shared, Model):
    """What is owed for one month of a contract; authored by the vendor, frozen once it is issued.

    ``sequence`` counts the drafts of a month: a void invoice keeps its number and the next one takes its place.
    """

    __tablename__ = "invoices"
    __table_args__ = parties(
        UniqueConstraint("month_id", "sequence"),
        UniqueConstraint("vendor_id", "number"),
        engagement_id="engagements",
        contract_id="contracts",
        month_id="service_months",
    )
    either_side_writes = frozenset({"state", "paid_minor", "credited_minor"})

    id: Mapped[Key]
    engagement_id: Mapped[int]
    contract_id: Mapped[int]
    month_id: Mapped[int]
    contract_number: Mapped[Word]
    month: Mapped[Word]
    sequence: Mapped[int]
    number: Mapped[Word | None]
    state: Mapped[InvoiceState]
    currency: Mapped[Currency]
    fees_minor: Mapped[Minor]
    net_minor: Mapped[Minor]
    tax_basis_points: Mapped[int]
    tax_minor: Mapped[Minor]
    gross_minor: Mapped[Minor]
    deposits_minor: Mapped[Minor]
    payable_minor: Mapped[Minor]
    paid_minor: Mapped[Minor] = mapped_column(default=0)
    credited_minor: Mapped[Minor] = mapped_column(default=0, server_default="0")
    """What credit notes set off against it."""
    added_minor: Mapped[Minor] = mapped_column(default=0, server_default="0")
    """What supplementary invoices added to it."""
    added_due_on: Mapped[date | None]
    """The day by which the latest of them is to be paid."""
    carried_out_minor: Mapped[Minor] = mapped_column(default=0)
    due_on: Mapped[date]
    facts: Mapped[Plain]
    """What went in: terms version, quantities, parties and bank details as they were on the day of the draft."""
    drafted_at: Mapped[datetime]
    issued_at: Mapped[datetime | None]
    void_at: Mapped[datetime | None]
    void_reason: Mapped[Prose] = mapped_column(default="")

    @property
    def payable(self) -> Money:
        """What is to be paid in all."""
        return Money(self.payable_minor, self.currency)

    @property
    def due(self) -> Money:
        """What is to be paid with supplementary invoices, after credit notes were set off."""
        return Money(self.payable_minor + self.added_minor - self.credited_minor, self.currency)

    @property
    def paid(self) -> Money:
        """What was paid so far."""
        return Money(self.paid_minor, self.currency)

    @property
    def outstanding(self) -> Money:
        """What is still owed."""
        return self.due - self.paid

    @property
    def day_due(self) -> date:
        """The day by which what is still owed is to be paid."""
        left = Money(self.payable_minor - self.credited_minor - self.paid_minor, self.currency)
        return day_due(self.due_on, self.added_due_on, left)


class InvoiceLine(PartOf, Model):
    """One line; its words are kept in every language, so that later changes of wording don't touch it."""

    __tablename__ = "invoice_lines"
    __table_args__ = (UniqueConstraint("invoice_id", "position"),)
    parent = ("invoices", "invoice_id")

    id: Mapped[Key]
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoices.id"), index=True)
    position: Mapped[int]
    kind: Mapped[Word]
    reference: Mapped[Word]
    label: Mapped[Plain]
    quantity: Mapped[Name]
    unit: Mapped[Plain]
    price: Mapped[Name]
    amount_minor: Mapped[Minor]
    explanation: Mapped[Plain]
    target: Mapped[Plain]
    result: Mapped[Plain]


class Payment(Shared, Model):
    """Money that the merchant says it paid; taken back by the merchant when it was entered wrongly."""

    __tablename__ = "payments"
    __table_args__ = parties(invoice_id="invoices")

    id: Mapped[Key]
    invoice_id: Mapped[int]
    amount_minor: Mapped[Minor]
    currency: Mapped[Currency]
    paid_on: Mapped[date]
    reference: Mapped[Name]
    recorded_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    @property
    def amount(self) -> Money:
        """The sum."""
        return Money(self.amount_minor, self.currency)


class InvoiceCounter(Private, Model):
    """The last number a vendor used in a year; its row is the lock under which the next one is taken."""

    __tablename__ = "invoice_counters"
    __table_args__ = (UniqueConstraint("organisation_id", "year"),)

    id: Mapped[Key]
    year: Mapped[int]
    last: Mapped[int]


class InvoiceNote(Shared, Model):
    """What a decision after the invoice takes back or adds; authored by the vendor, frozen once it is issued.

    Amounts are positive in the direction of its kind.
    """

    __tablename__ = "invoice_notes"
    __table_args__ = parties(
        UniqueConstraint("invoice_id", "sequence"),
        UniqueConstraint("vendor_id", "number"),
        engagement_id="engagements",
        contract_id="contracts",
        month_id="service_months",
        invoice_id="invoices",
    )
    either_side_writes = frozenset({"state", "settled_at", "settled_on", "settled_how"})

    id: Mapped[Key]
    kind: Mapped[NoteKind]
    engagement_id: Mapped[int]
    contract_id: Mapped[int]
    month_id: Mapped[int]
    invoice_id: Mapped[int]
    invoice_number: Mapped[Word]
    contract_number: Mapped[Word]
    month: Mapped[Word]
    sequence: Mapped[int]
    number: Mapped[Word | None]
    state: Mapped[NoteState]
    currency: Mapped[Currency]
    net_minor: Mapped[Minor]
    tax_basis_points: Mapped[int]
    tax_minor: Mapped[Minor]
    gross_minor: Mapped[Minor]
    set_off_minor: Mapped[Minor] = mapped_column(default=0)
    refund_minor: Mapped[Minor] = mapped_column(default=0)
    carried_out_minor: Mapped[Minor] = mapped_column(default=0)
    """What more (or less) is carried to the next month."""
    due_on: Mapped[date | None]
    """The day by which a supplementary invoice is to be paid; known once it is issued."""
    facts: Mapped[Plain]
    """Parties, bank, languages and tax as on the invoice, and the digest of the results it follows from."""
    drafted_at: Mapped[datetime]
    issued_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    settled_on: Mapped[date | None]
    settled_how: Mapped[Name] = mapped_column(default="")

    @property
    def gross(self) -> Money:
        """What is credited or added in all."""
        return Money(self.gross_minor, self.currency)

    @property
    def refund(self) -> Money:
        """What is paid back, because the invoice was paid already."""
        return Money(self.refund_minor, self.currency)

    @property
    def is_supplement(self) -> bool:
        """Whether it adds to what is owed."""
        return self.kind is NoteKind.SUPPLEMENT

    @property
    def look(self) -> str:
        """The name under which a page finds word and icon of its state."""
        return look_of(self.kind, self.state)

    @property
    def key(self) -> str:
        """What its document and its duties are filed under."""
        return f"{SERIES[self.kind]}:{self.id}"


class InvoiceNoteLine(PartOf, Model):
    """One line of a note: what was billed, what is right, and the difference; words in every language."""

    __tablename__ = "invoice_note_lines"
    __table_args__ = (UniqueConstraint("note_id", "position"),)
    parent = ("invoice_notes", "note_id")

    id: Mapped[Key]
    note_id: Mapped[int] = mapped_column(ForeignKey("invoice_notes.id"), index=True)
    position: Mapped[int]
    kind: Mapped[Word]
    reference: Mapped[Word]
    label: Mapped[Plain]
    before_minor: Mapped[Minor]
    after_minor: Mapped[Minor]
    amount_minor: Mapped[Minor]
    """The difference, positive in the direction of the note."""
    explanation: Mapped[Plain]


class NoteCounter(Private, Model):
    """The last number of a vendor's notes of one kind in a year; its row is the lock under which the next is taken."""

    __tablename__ = "note_counters"
    __table_args__ = (UniqueConstraint("organisation_id", "kind", "year"),)

    id: Mapped[Key]
    kind: Mapped[NoteKind]
    year: Mapped[int]
    last: Mapped[int]
