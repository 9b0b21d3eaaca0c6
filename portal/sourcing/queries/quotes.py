"""Requests and quotes, from either side."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from portal.accounts.models import Organisation
from portal.accounts.queries.organisations import organisation_names
from portal.infra.db import db
from portal.kernel.errors import NotFound
from portal.kernel.rate_cards import RateLine, line_from_data
from portal.requirements.models import Requirement
from portal.sourcing.models import Quote, QuoteRequest


@dataclass(frozen=True)
class RequestLine:
    """A vendor that was asked, as the merchant sees it."""

    id: int
    vendor_id: int
    vendor: str
    has_joined: bool
    state: str
    deadline: datetime | None
    created_at: datetime
    engagement_id: int


@dataclass(frozen=True)
class TenderLine:
    """A request, as the vendor sees it."""

    id: int
    title: str
    merchant: str
    state: str
    deadline: datetime | None
    created_at: datetime


def quote_request(request_id: int) -> QuoteRequest:
    """One request that the viewer is party to."""
    found: QuoteRequest | None = db.session.get(QuoteRequest, request_id)
    if found is None:
        raise NotFound
    return found


def requests_for(requirement_id: int) -> list[RequestLine]:
    """Everybody who was asked for this requirement, in the order of asking."""
    rows = db.session.execute(
        select(
            QuoteRequest.id,
            QuoteRequest.vendor_id,
            Organisation.name,
            Organisation.joined_at,
            QuoteRequest.state,
            QuoteRequest.deadline,
            QuoteRequest.created_at,
            QuoteRequest.engagement_id,
        )
        .join(Organisation, Organisation.id == QuoteRequest.vendor_id)
        .where(QuoteRequest.requirement_id == requirement_id)
        .order_by(QuoteRequest.id)
    )
    return [
        RequestLine(
            id=row.id,
            vendor_id=row.vendor_id,
            vendor=row.name,
            has_joined=row.joined_at is not None,
            state=row.state,
            deadline=row.deadline,
            created_at=row.created_at,
            engagement_id=row.engagement_id,
        )
        for row in rows
    ]


def tenders_of(vendor_id: int) -> list[TenderLine]:
    """Every request that a vendor received, the latest first."""
    rows = db.session.execute(
        select(
            QuoteRequest.id,
            Requirement.title,
            Organisation.name,
            QuoteRequest.state,
            QuoteRequest.deadline,
            QuoteRequest.created_at,
        )
        .join(Requirement, Requirement.id == QuoteRequest.requirement_id)
        .join(Organisation, Organisation.id == QuoteRequest.merchant_id)
        .where(QuoteRequest.vendor_id == vendor_id)
        .order_by(QuoteRequest.created_at.desc(), QuoteRequest.id.desc())
    )
    return [TenderLine(*row) for row in rows]


def quote(quote_id: int) -> Quote:
    """One quote that the viewer may see."""
    found: Quote | None = db.session.get(Quote, quote_id)
    if found is None:
        raise NotFound
    return found


def latest_quote(request_id: int) -> Quote | None:
    """The latest version that the viewer may see; a merchant sees none before it is sent and opened."""
    return db.session.scalars(
        select(Quote).where(Quote.request_id == request_id).order_by(Quote.version.desc()).limit(1)
    ).one_or_none()


def open_quotes(requirement_id: int) -> dict[int, Quote]:
    """The quotes that stand and may be seen, by request."""
    latest = (
        select(Quote.request_id, func.max(Quote.version).label("version"))
        .where(Quote.state != "draft")
        .group_by(Quote.request_id)
        .subquery()
    )
    rows = db.session.scalars(
        select(Quote)
        .join(QuoteRequest, QuoteRequest.id == Quote.request_id)
        .join(latest, (latest.c.request_id == Quote.request_id) & (latest.c.version == Quote.version))
        .where(QuoteRequest.requirement_id == requirement_id, Quote.state == "submitted")
    )
    return {found.request_id: found for found in rows}


def rate_lines(found: Quote) -> tuple[RateLine, ...]:
    """The rate card of a quote."""
    return tuple(line_from_data(line) for line in found.lines)


def party_names(found: QuoteRequest) -> tuple[str, str]:
    """The names of merchant and vendor."""
    names = organisation_names((found.merchant_id, found.vendor_id))
    return names[found.merchant_id], names[found.vendor_id]
