"""What can be asked about settlement invoices; whoever may not see one hears that there is none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from portal.accounts.models import Organisation
from portal.infra.db import db
from portal.invoicing.models import Invoice, InvoiceLine, Payment
from portal.invoicing.rules.settling import OVERDUE, OWED, InvoiceState, shown_state
from portal.kernel.errors import NotFound
from portal.kernel.money import Money
from portal.kernel.periods import ServiceMonth

FILTERS = ("all", "draft", "owed", OVERDUE, "paid")
PER_PAGE = 100


@dataclass(frozen=True)
class InvoiceRow:
    """A settlement invoice as a list shows it; ``other`` is the organisation on the other side."""

    id: int
    number: str | None
    state: str
    month: ServiceMonth
    contract_number: str
    merchant: str
    vendor: str
    payable: Money
    credited: Money
    added: Money
    outstanding: Money
    due_on: date


@dataclass(frozen=True)
class InvoicePage:
    """One page of the list, how many there are in all, and what is owed per currency."""

    rows: list[InvoiceRow]
    total: int
    page: int
    pages: int
    owed: list[Money]


def invoice(invoice_id: int) -> Invoice:
    """One settlement invoice that the viewer is party to."""
    found: Invoice | None = db.session.get(Invoice, invoice_id)
    if found is None:
        raise NotFound
    return found


def lines_of(invoice_id: int) -> list[InvoiceLine]:
    """Its lines in their order."""
    query = select(InvoiceLine).where(InvoiceLine.invoice_id == invoice_id)
    return list(db.session.scalars(query.order_by(InvoiceLine.position)))


def line_of(invoice_id: int, position: int) -> InvoiceLine:
    """One of its lines."""
    query = select(InvoiceLine).where(InvoiceLine.invoice_id == invoice_id, InvoiceLine.position == position)
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def payments_of(invoice_id: int) -> list[Payment]:
    """Payments recorded for it, those taken back included, oldest first."""
    query = select(Payment).where(Payment.invoice_id == invoice_id)
    return list(db.session.scalars(query.order_by(Payment.id)))


def payment(invoice_id: int, payment_id: int) -> Payment:
    """One payment of an invoice."""
    query = select(Payment).where(Payment.id == payment_id, Payment.invoice_id == invoice_id)
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def invoices_of_month(month_id: int) -> list[Invoice]:
    """All settlement invoices a service month has had, the latest first."""
    query = select(Invoice).where(Invoice.month_id == month_id)
    return list(db.session.scalars(query.order_by(Invoice.sequence.desc())))


def standing_invoice(month_id: int) -> Invoice | None:
    """The one that counts for a month: the latest that is not void."""
    return next((one for one in invoices_of_month(month_id) if one.state is not InvoiceState.VOID), None)


def invoices_of_engagement(engagement_id: int) -> list[Invoice]:
    """The settlement invoices of a cooperation, the latest month first."""
    query = select(Invoice).where(Invoice.engagement_id == engagement_id)
    return list(db.session.scalars(query.order_by(Invoice.month.desc(), Invoice.sequence.desc())))


def invoice_page(chosen: str, *, today: date, page: int = 1, engagement_id: int | None = None) -> InvoicePage:
    """The viewer's settlement invoices, the latest month first."""
    conditions = _conditions(chosen, today)
    if engagement_id is not None:
        conditions = [*conditions, Invoice.engagement_id == engagement_id]
    total = db.session.scalar(select(func.count(Invoice.id)).where(*conditions)) or 0
    pages = max(1, -(-total // PER_PAGE))
    here = min(max(page, 1), pages)
    query = _listed().where(*conditions).limit(PER_PAGE).offset((here - 1) * PER_PAGE)
    return InvoicePage(
        rows=[_row(found, names, today) for found, *names in db.session.execute(query)],
        total=total,
        page=here,
        pages=pages,
        owed=_owed(),
    )


def every_row(chosen: str, *, today: date) -> list[InvoiceRow]:
    """All of a filter at once, for a file."""
    query = _listed().where(*_conditions(chosen, today))
    return [_row(found, names, today) for found, *names in db.session.execute(query)]


def _listed() -> Select[Invoice, str, str]:
    merchant, vendor = aliased(Organisation), aliased(Organisation)
    return (
        select(Invoice, merchant.name, vendor.name)
        .join(merchant, merchant.id == Invoice.merchant_id)
        .join(vendor, vendor.id == Invoice.vendor_id)
        .order_by(Invoice.month.desc(), Invoice.id.desc())
    )


def _conditions(chosen: str, today: date) -> list[ColumnElement[bool]]:
    owed = Invoice.state.in_(tuple(OWED))
    table: dict[str, list[ColumnElement[bool]]] = {
        "draft": [Invoice.state == InvoiceState.DRAFT],
        "owed": [owed],
        OVERDUE: [owed, _day_due() < today],
        "paid": [Invoice.state == InvoiceState.PAID],
    }
    return table.get(chosen, [or_(Invoice.id > 0)])


def _day_due() -> ColumnElement[date]:
    """The day by which what is still owed is to be paid, as `Invoice.day_due` says it."""
    left = Invoice.payable_minor - Invoice.credited_minor - Invoice.paid_minor
    is_added = and_(Invoice.added_due_on.is_not(None), left <= 0)
    return case((is_added, Invoice.added_due_on), else_=Invoice.due_on)


def _row(found: Invoice, names: Sequence[str], today: date) -> InvoiceRow:
    merchant, vendor = names
    return InvoiceRow(
        id=found.id,
        number=found.number,
        state=shown_state(found.state, found.day_due, today),
        month=ServiceMonth.from_key(found.month),
        contract_number=found.contract_number,
        merchant=merchant,
        vendor=vendor,
        payable=found.payable,
        credited=Money(found.credited_minor, found.currency),
        added=Money(found.added_minor, found.currency),
        outstanding=found.outstanding if found.state in OWED else Money.zero(found.currency),
        due_on=found.day_due,
    )


def _owed() -> list[Money]:
    owed = Invoice.payable_minor + Invoice.added_minor - Invoice.credited_minor - Invoice.paid_minor
    query = (
        select(Invoice.currency, func.sum(owed))
        .where(Invoice.state.in_(tuple(OWED)))
        .group_by(Invoice.currency)
        .order_by(Invoice.currency)
    )
    return [Money(int(minor), currency) for currency, minor in db.session.execute(query)]
