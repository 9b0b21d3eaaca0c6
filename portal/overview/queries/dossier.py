"""Everything that hangs under an engagement, short enough for one page."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from portal.contracts.models import Contract
from portal.contracts.queries import contract_of_engagement, current_version
from portal.contracts.rules.parties import NoticeAddress
from portal.infra.db import db
from portal.invoicing.queries import InvoiceRow, invoice_page
from portal.invoicing.rules.settling import InvoiceState
from portal.requirements.models import Requirement
from portal.reviews.queries import ReviewRow, review_rows
from portal.sla.models import MonthRecord
from portal.sourcing.models import QuoteRequest

MONTHS_SHOWN = 12


@dataclass(frozen=True)
class RequestRow:
    """The request for quotes with which the engagement began."""

    id: int
    title: str
    state: str
    created_at: datetime


@dataclass(frozen=True)
class ContractRow:
    """A contract of the engagement."""

    id: int
    number: str
    state: str
    starts_on: date | None
    ends_on: date | None


@dataclass(frozen=True)
class MonthRow:
    """A service month of the engagement with its score, settlement invoice and review, as far as there are any."""

    id: int
    key: str
    state: str
    turn: str
    due_at: datetime | None
    score: str | None
    invoice: InvoiceRow | None
    review: ReviewRow | None

    @property
    def shown_state(self) -> str:
        """The state as a reader is told it: under review it names whose turn it is."""
        if self.state == "submitted" and self.turn in ("merchant", "vendor"):
            return f"in_review_{self.turn}"
        return self.state


@dataclass(frozen=True)
class Dossier:
    """What both sides share, newest first."""

    requests: list[RequestRow]
    contracts: list[ContractRow]
    months: list[MonthRow]
    contacts: list[NoticeAddress]


def dossier(engagement_id: int, *, today: date) -> Dossier:
    """Request for quotes, contracts, contacts, and the latest months with their invoices and reviews."""
    return Dossier(
        requests=_requests(engagement_id),
        contracts=_contracts(engagement_id),
        months=_months(engagement_id, today),
        contacts=_contacts(engagement_id),
    )


def _contacts(engagement_id: int) -> list[NoticeAddress]:
    """Whom to talk to on either side, as the latest contract names them."""
    latest = contract_of_engagement(engagement_id)
    if latest is None:
        return []
    agreed = current_version(latest).agreed
    named = list(agreed.notices)
    for side, party in (("merchant", agreed.merchant), ("vendor", agreed.vendor)):
        if party.contact_name and not any(one.side == side for one in named):
            named.append(NoticeAddress(side, party.contact_name, party.contact_email, party.contact_phone))
    return named


def _requests(engagement_id: int) -> list[RequestRow]:
    query = (
        select(QuoteRequest.id, Requirement.title, QuoteRequest.state, QuoteRequest.created_at)
        .join(Requirement, Requirement.id == QuoteRequest.requirement_id)
        .where(QuoteRequest.engagement_id == engagement_id)
        .order_by(QuoteRequest.id.desc())
    )
    return [RequestRow(*row) for row in db.session.execute(query)]


def _contracts(engagement_id: int) -> list[ContractRow]:
    query = (
        select(Contract.id, Contract.number, Contract.state, Contract.starts_on, Contract.ends_on)
        .where(Contract.engagement_id == engagement_id)
        .order_by(Contract.id.desc())
    )
    return [ContractRow(*row) for row in db.session.execute(query)]


def _months(engagement_id: int, today: date) -> list[MonthRow]:
    invoices: dict[tuple[str, str], InvoiceRow] = {}
    for invoice in invoice_page("all", today=today, engagement_id=engagement_id).rows:
        if invoice.state != InvoiceState.VOID:
            invoices.setdefault((invoice.contract_number, invoice.month.key), invoice)
    reviews: dict[tuple[str, str], ReviewRow] = {}
    for review in review_rows(engagement_id):
        reviews.setdefault((review.contract_number, review.month.key), review)
    query = (
        select(MonthRecord, Contract.number)
        .join(Contract, Contract.id == MonthRecord.contract_id)
        .where(MonthRecord.engagement_id == engagement_id)
        .order_by(MonthRecord.first_day.desc())
        .limit(MONTHS_SHOWN)
    )
    return [
        MonthRow(
            id=month.id,
            key=month.month,
            state=month.state,
            turn=month.turn,
            due_at=month.due_at,
            score=(month.results or {}).get("score"),
            invoice=invoices.get((number, month.month)),
            review=reviews.get((number, month.month)),
        )
        for month, number in db.session.execute(query)
    ]
