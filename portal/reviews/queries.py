"""What can be asked about review reports; whoever may not see one hears that there is none."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from portal.accounts.models import Organisation
from portal.infra.db import db
from portal.kernel.errors import NotFound
from portal.kernel.periods import ServiceMonth
from portal.reviews.models import Review, ReviewComment, VendorRating

SHOWN = 200


@dataclass(frozen=True)
class ReviewRow:
    """A review as the list shows it."""

    id: int
    month: ServiceMonth
    contract_number: str
    merchant: str
    vendor: str
    state: str
    score: str
    made_at: datetime


def review(review_id: int) -> Review:
    """One review that the viewer is party to."""
    found: Review | None = db.session.get(Review, review_id)
    if found is None:
        raise NotFound
    return found


def reviews_of_month(month_id: int) -> list[Review]:
    """All reviews a month has had, the latest first."""
    query = select(Review).where(Review.month_id == month_id)
    return list(db.session.scalars(query.order_by(Review.sequence.desc())))


def latest_review(month_id: int) -> Review | None:
    """The review of a month that counts, if there is one."""
    return next((one for one in reviews_of_month(month_id) if one.state != "superseded"), None)


def comments_of(of: Review) -> list[ReviewComment]:
    """What both sides said on this report and on the earlier ones of its month, oldest first."""
    query = (
        select(ReviewComment)
        .join(Review, Review.id == ReviewComment.review_id)
        .where(Review.month_id == of.month_id, Review.sequence <= of.sequence)
    )
    return list(db.session.scalars(query.order_by(ReviewComment.id)))


def rating_of(month_id: int) -> VendorRating | None:
    """How the merchant rated the service of a month, if it did."""
    return db.session.scalars(select(VendorRating).where(VendorRating.month_id == month_id)).one_or_none()


def review_rows(engagement_id: int | None = None) -> list[ReviewRow]:
    """The viewer's reviews that count, the latest month first."""
    merchant, vendor = aliased(Organisation), aliased(Organisation)
    query = (
        select(
            *(Review.id, Review.month, Review.contract_number, merchant.name, vendor.name),
            *(Review.state, Review.score, Review.made_at),
        )
        .join(merchant, merchant.id == Review.merchant_id)
        .join(vendor, vendor.id == Review.vendor_id)
        .where(Review.state != "superseded")
        .order_by(Review.month.desc(), Review.id.desc())
        .limit(SHOWN)
    )
    if engagement_id is not None:
        query = query.where(Review.engagement_id == engagement_id)
    return [_row(list(row)) for row in db.session.execute(query)]


def _row(values: list[Any]) -> ReviewRow:
    key, month, *rest = values
    return ReviewRow(key, ServiceMonth.from_key(month), *rest)
