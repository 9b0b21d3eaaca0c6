"""Numbers without gaps: taken from a locked row in the transaction that uses them."""

from sqlalchemy import select

from portal.infra.db import db
from portal.infra.transactions import savepoint
from portal.invoicing.models import InvoiceCounter, NoteCounter
from portal.invoicing.rules.notes import NoteKind, note_number
from portal.invoicing.rules.settling import number_of


def next_number(vendor_id: int, year: int) -> str:
    """The next number of a vendor's invoices; it returns to the counter when the transaction is rolled back."""
    query = select(InvoiceCounter).where(
        InvoiceCounter.organisation_id == vendor_id, InvoiceCounter.year == year
    )
    counter = db.session.scalars(query.with_for_update()).one_or_none()
    if counter is None:
        counter = InvoiceCounter(organisation_id=vendor_id, year=year, last=0)
    return number_of(year, _counted_up(counter))


def next_note_number(vendor_id: int, kind: NoteKind, year: int) -> str:
    """The same for the vendor's credit notes and supplementary invoices; each kind has a series of its own."""
    query = select(NoteCounter).where(
        NoteCounter.organisation_id == vendor_id, NoteCounter.kind == kind, NoteCounter.year == year
    )
    counter = db.session.scalars(query.with_for_update()).one_or_none()
    if counter is None:
        counter = NoteCounter(organisation_id=vendor_id, kind=kind, year=year, last=0)
    return note_number(kind, year, _counted_up(counter))


def _counted_up(counter: InvoiceCounter | NoteCounter) -> int:
    with savepoint():
        counter.last += 1
        db.session.add(counter)
    return counter.last
