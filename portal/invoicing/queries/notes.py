"""What can be asked about credit notes and supplementary invoices; whoever may not see one hears there is none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from portal.accounts.models import Organisation
from portal.infra.db import db
from portal.invoicing.models import Invoice, InvoiceLine, InvoiceNote, InvoiceNoteLine
from portal.invoicing.queries.invoices import lines_of
from portal.invoicing.rules.notes import SIGNS, NoteKind, NoteState, SaidLine
from portal.invoicing.rules.settling import InvoiceState
from portal.kernel.errors import NotFound
from portal.kernel.money import Money
from portal.kernel.periods import ServiceMonth
from portal.sla.models import MonthRecord

STANDS = (InvoiceState.ISSUED, InvoiceState.PART_PAID, InvoiceState.PAID)
"""States of an invoice that was issued and not made void."""

PER_PAGE = 100


@dataclass(frozen=True)
class NoteRow:
    """A note as a list shows it."""

    id: int
    kind: NoteKind
    number: str | None
    look: str
    month: ServiceMonth
    invoice_number: str
    contract_number: str
    merchant: str
    vendor: str
    amount: Money
    due_on: date | None
    issued_at: datetime | None


@dataclass(frozen=True)
class NotePage:
    """One page of the list, and how many there are in all."""

    rows: list[NoteRow]
    total: int
    page: int
    pages: int


def note(note_id: int) -> InvoiceNote:
    """One credit note or supplementary invoice that the viewer is party to."""
    found: InvoiceNote | None = db.session.get(InvoiceNote, note_id)
    if found is None:
        raise NotFound
    return found


def lines_of_note(note_id: int) -> list[InvoiceNoteLine]:
    """Its lines in their order."""
    query = select(InvoiceNoteLine).where(InvoiceNoteLine.note_id == note_id)
    return list(db.session.scalars(query.order_by(InvoiceNoteLine.position)))


def notes_of_invoice(invoice_id: int) -> list[InvoiceNote]:
    """The notes of an invoice, drafts included, oldest first."""
    query = select(InvoiceNote).where(InvoiceNote.invoice_id == invoice_id)
    return list(db.session.scalars(query.order_by(InvoiceNote.id)))


def issued_notes(invoice_id: int) -> list[InvoiceNote]:
    """The notes of an invoice that count."""
    return [one for one in notes_of_invoice(invoice_id) if one.state is not NoteState.DRAFT]


def billed_lines(of: Invoice) -> list[SaidLine]:
    """What the invoice and its issued notes say so far, line by line."""

    def said(line: InvoiceLine | InvoiceNoteLine, sign: int) -> SaidLine:
        amount = Money(sign * line.amount_minor, of.currency)
        return SaidLine(line.kind, line.reference, line.label, line.explanation, amount)

    lines = [said(line, 1) for line in lines_of(of.id)]
    for one in issued_notes(of.id):
        lines += [said(line, SIGNS[one.kind]) for line in lines_of_note(one.id)]
    return lines


def carried_into(contract_id: int, month_key: str, currency: str) -> Money:
    """What the month before left to be deducted in this month, its notes included.

    The month before is the latest that both sides agreed on; while its invoice is not issued nothing is carried, and
    its own issue brings it (`pass_on`).
    """
    before = (
        select(MonthRecord.id)
        .where(
            MonthRecord.contract_id == contract_id,
            MonthRecord.month < month_key,
            MonthRecord.agreed_at.is_not(None),
        )
        .order_by(MonthRecord.month.desc())
        .limit(1)
    )
    query = select(Invoice.id, Invoice.carried_out_minor).where(
        Invoice.month_id == db.session.scalar(before),
        Invoice.currency == currency,
        Invoice.state.in_(STANDS),
    )
    found = db.session.execute(query).one_or_none()
    if found is None:
        return Money.zero(currency)
    noted = select(func.sum(InvoiceNote.carried_out_minor)).where(
        InvoiceNote.invoice_id == found.id, InvoiceNote.state != NoteState.DRAFT
    )
    return Money(found.carried_out_minor + int(db.session.scalar(noted) or 0), currency)


def next_invoice(contract_id: int, month_key: str) -> Invoice | None:
    """The first invoice of a later month of the contract that is not void."""
    query = (
        select(Invoice)
        .where(
            Invoice.contract_id == contract_id,
            Invoice.month > month_key,
            Invoice.state != InvoiceState.VOID,
        )
        .order_by(Invoice.month)
        .limit(1)
    )
    return db.session.scalars(query).one_or_none()


def note_page(page: int = 1) -> NotePage:
    """The viewer's notes, the latest first."""
    total = db.session.scalar(select(func.count(InvoiceNote.id))) or 0
    pages = max(1, -(-total // PER_PAGE))
    here = min(max(page, 1), pages)
    query = _listed().limit(PER_PAGE).offset((here - 1) * PER_PAGE)
    return NotePage([_row(*found) for found in db.session.execute(query)], total, here, pages)


def every_note() -> Sequence[NoteRow]:
    """All of them at once, for a file."""
    return [_row(*found) for found in db.session.execute(_listed())]


def _listed() -> Select[InvoiceNote, str, str]:
    merchant, vendor = aliased(Organisation), aliased(Organisation)
    return (
        select(InvoiceNote, merchant.name, vendor.name)
        .join(merchant, merchant.id == InvoiceNote.merchant_id)
        .join(vendor, vendor.id == InvoiceNote.vendor_id)
        .order_by(InvoiceNote.id.desc())
    )


def _row(one: InvoiceNote, merchant: str, vendor: str) -> NoteRow:
    return NoteRow(
        id=one.id,
        kind=one.kind,
        number=one.number,
        look=one.look,
        month=ServiceMonth.from_key(one.month),
        invoice_number=one.invoice_number,
        contract_number=one.contract_number,
        merchant=merchant,
        vendor=vendor,
        amount=one.gross.times(SIGNS[one.kind]),
        due_on=one.due_on,
        issued_at=one.issued_at,
    )
