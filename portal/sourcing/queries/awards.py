"""Awards, and what a contract is made of."""

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

from portal.infra.db import db
from portal.kernel.errors import NotFound
from portal.kernel.rate_cards import RateLine
from portal.requirements.queries import body_at
from portal.requirements.rules.body import Body
from portal.sourcing.models import Award
from portal.sourcing.queries.quotes import quote, quote_request, rate_lines


@dataclass(frozen=True)
class AwardedTerms:
    """What was asked for and what was offered: the basis of the contract.

    ``promises`` are targets by metric key in the metric's own unit, a percentage as 98.
    """

    award_id: int
    engagement_id: int
    merchant_id: int
    vendor_id: int
    title: str
    requirement: Body
    currency: str
    tax_rate: Decimal
    rate_card: tuple[RateLine, ...]
    promises: dict[str, Decimal]


def award_of(award_id: int) -> Award:
    """One award that the viewer is party to."""
    found: Award | None = db.session.get(Award, award_id)
    if found is None:
        raise NotFound
    return found


def standing_award(requirement_id: int) -> Award | None:
    """The award of a requirement that has not been withdrawn, if the viewer is party to it."""
    return db.session.scalars(
        select(Award).where(Award.requirement_id == requirement_id, Award.state == "given")
    ).one_or_none()


def awarded_terms(award_id: int) -> AwardedTerms:
    """What a contract is drafted from: the requirement in the version asked for, and the chosen quote."""
    award = award_of(award_id)
    asked = quote_request(award.request_id)
    chosen = quote(award.quote_id)
    title, body = body_at(asked.requirement_id, asked.requirement_version)
    return AwardedTerms(
        award_id=award.id,
        engagement_id=award.engagement_id,
        merchant_id=award.merchant_id,
        vendor_id=award.vendor_id,
        title=title,
        requirement=body,
        currency=chosen.currency,
        tax_rate=Decimal(chosen.tax_rate),
        rate_card=rate_lines(chosen),
        promises={key: Decimal(target) for key, target in chosen.promises.items()},
    )
