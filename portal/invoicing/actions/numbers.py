"""Numbers without gaps: taken from a locked row in the transaction that uses them."""

from sqlalchemy import select

from portal.infra.db import db
from portal.infra.transactions import savepoint
from portal.invoicing.models import CreditNoteCounter, InvoiceCounter
from portal.invoicing.rules.crediting import note_number
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


def next_note_number(vendor_id: int, year: int) -> str:
    """The same for the vendor's credit notes, which have a series of their own."""
    query = select(CreditNoteCounter).where(
        CreditNoteCounter.organisation_id == vendor_id, CreditNoteCounter.year == year
    )
    counter = db.session.scalars(query.with_for_update()).one_or_none()
    if counter is None:
        counter = CreditNoteCounter(organisation_id=vendor_id, year=year, last=0)
    return note_number(year, _counted_up(counter))


def _counted_up(counter: InvoiceCounter | CreditNoteCounter) -> int:
    with savepoint():
        counter.last += 1
        db.session.add(counter)
    return counter.last
