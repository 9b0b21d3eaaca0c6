"""The merchant's own verdict on a month of service, beside the figures."""

from portal.accounts.actions.notices import notify
from portal.infra.access import actor, now
from portal.infra.db import db
from portal.infra.events import record
from portal.infra.progress import side_of
from portal.kernel.errors import Invalid, Refused
from portal.kernel.messages import message
from portal.kernel.permissions import Permission, Side
from portal.reviews.events import VendorRated
from portal.reviews.models import VendorRating
from portal.reviews.queries import rating_of, review
from portal.vendors.actions import count_rating

POINTS = range(1, 6)


def rate(review_id: int, *, points: int, remark: str = "") -> VendorRating:
    """Rate the service of an agreed month from 1 to 5, or change that rating.

    The vendor sees rating and remark; other merchants see only how many ratings a vendor has and their mean.
    """
    of = review(review_id)
    if side_of(of, actor().party) is not Side.MERCHANT:
        raise Refused(message("Only the merchant rates the service."))
    if of.state != "published":
        raise Refused(message("Rate the service once the month is agreed."))
    if points not in POINTS:
        raise Invalid(fields={"points": message("Choose 1 to 5 points.")})
    given = rating_of(of.month_id)
    before = None if given is None else given.points * 10
    if given is None:
        given = VendorRating(
            merchant_id=of.merchant_id,
            vendor_id=of.vendor_id,
            author_id=actor().party,
            visible_from=now(),
            month_id=of.month_id,
        )
        db.session.add(given)
    given.points, given.remark = points, remark.strip()
    given.rated_by, given.rated_at = actor().label, now()
    db.session.flush()
    count_rating(of.vendor_id, tenths=points * 10, instead_of=before)
    record(VendorRated(engagement_id=of.engagement_id, review_id=of.id, month=of.month, points=points))
    notify(
        of.vendor_id,
        message("The service of %(month)s was rated %(points)s of 5", month=of.month, points=points),
        permission=Permission.REVIEWS_VIEW,
        endpoint="reviews.detail",
        review_id=of.id,
    )
    return given
