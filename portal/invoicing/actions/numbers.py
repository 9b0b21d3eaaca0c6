"""Numbers without gaps: taken from a locked row in the transaction that uses them."""

from sqlalchemy import select

from portal.infra.db import db
from portal.infra.transactions import savepoint
from portal.invoicing.models import InvoiceCounter
from portal.invoicing.rules.settling import number_of


def next_number(vendor_id: int, year: int) -> str:
    """The next number of a vendor's year; it returns to the counter when the transaction is rolled back."""
    query = select(InvoiceCounter).where(
        InvoiceCounter.organisation_id == vendor_id, InvoiceCounter.year == year
    )
    counter = db.session.scalars(query.with_for_update()).one_or_none()
    if counter is None:
        counter = InvoiceCounter(organisation_id=vendor_id, year=year, last=0)
        with savepoint():
            db.session.add(counter)
    counter.last += 1
    db.session.flush()
    return number_of(year, counter.last)
