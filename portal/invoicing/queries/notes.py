"""What can be asked about credit notes; whoever may not see one hears that there is none."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import aliased

from portal.accounts.models import Organisation
from portal.infra.db import db
from portal.invoicing.models import CreditNote, CreditNoteLine
from portal.invoicing.rules.crediting import NoteState
from portal.kernel.errors import NotFound
from portal.kernel.money import Money
from portal.kernel.periods import ServiceMonth


@dataclass(frozen=True)
class NoteRow:
    """A credit note as a list shows it."""

    id: int
    number: str | None
    state: str
    month: ServiceMonth
    invoice_number: str
    merchant: str
    vendor: str
    credited: Money
    issued_at: datetime | None


def credit_note(note_id: int) -> CreditNote:
    """One credit note that the viewer is party to."""
    found: CreditNote | None = db.session.get(CreditNote, note_id)
    if found is None:
        raise NotFound
    return found


def lines_of_note(note_id: int) -> list[CreditNoteLine]:
    """Its lines in their order."""
    query = select(CreditNoteLine).where(CreditNoteLine.note_id == note_id)
    return list(db.session.scalars(query.order_by(CreditNoteLine.position)))


def notes_of_invoice(invoice_id: int) -> list[CreditNote]:
    """The credit notes of an invoice, drafts included, oldest first."""
    query = select(CreditNote).where(CreditNote.invoice_id == invoice_id)
    return list(db.session.scalars(query.order_by(CreditNote.id)))


def issued_notes(invoice_id: int) -> list[CreditNote]:
    """The credit notes of an invoice that count."""
    return [one for one in notes_of_invoice(invoice_id) if one.state is not NoteState.DRAFT]


def credit_notes(limit: int = 500) -> list[NoteRow]:
    """The viewer's credit notes, the latest first."""
    merchant, vendor = aliased(Organisation), aliased(Organisation)
    query = (
        select(CreditNote, merchant.name, vendor.name)
        .join(merchant, merchant.id == CreditNote.merchant_id)
        .join(vendor, vendor.id == CreditNote.vendor_id)
        .order_by(CreditNote.id.desc())
        .limit(limit)
    )
    return [
        NoteRow(
            id=one.id,
            number=one.number,
            state=one.state,
            month=ServiceMonth.from_key(one.month),
            invoice_number=one.invoice_number,
            merchant=merchant_name,
            vendor=vendor_name,
            credited=one.gross,
            issued_at=one.issued_at,
        )
        for one, merchant_name, vendor_name in db.session.execute(query)
    ]
