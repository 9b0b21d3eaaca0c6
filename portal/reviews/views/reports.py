"""Review reports: the list, one of them with both sides' words, and making one for a month."""

from typing import Any

from werkzeug.wrappers import Response

from portal.infra.access import actor, requires
from portal.infra.documents import DRAW, documents_for
from portal.infra.forms import typed_key
from portal.infra.freshness import same_until_changed
from portal.infra.i18n import _
from portal.infra.pages import flash, page, redirect_to, thread_of
from portal.infra.progress import side_of
from portal.kernel.errors import PortalError
from portal.kernel.periods import ServiceMonth
from portal.kernel.permissions import Permission, Side
from portal.reviews.actions.rating import rate as rate_service
from portal.reviews.actions.reviewing import comment as add_comment
from portal.reviews.actions.reviewing import make_review
from portal.reviews.forms import CommentForm, RatingForm
from portal.reviews.queries import comments_of, latest_review, rating_of, review, review_rows
from portal.reviews.views.blueprint import blueprint
from portal.sla.queries.months import month as month_record
from portal.sla.queries.months import service_month

LARGEST = 2**31 - 1
REVIEW = f"/reviews/<int(max={LARGEST}):review_id>"


@blueprint.get("/reviews")
@requires(Permission.REVIEWS_VIEW)
@same_until_changed
def index() -> str:
    """All review reports, the latest month first."""
    return page("reviews/index.html", rows=review_rows(), is_vendor=actor().side is Side.VENDOR)


@blueprint.get(REVIEW)
@requires(Permission.REVIEWS_VIEW)
@same_until_changed
def detail(review_id: int) -> str:
    """One report: the summary, every promise with its trend, money, and what both sides say."""
    return _detail(review_id, CommentForm())


@blueprint.post(f"{REVIEW}/comments")
@requires(Permission.REVIEWS_COMMENT)
def comment(review_id: int) -> Response | tuple[str, int]:
    """Say something about a report."""
    form = CommentForm()
    try:
        if form.validate():
            add_comment(review_id, kind=form.kind.data, text=form.changed_text("text"))
            flash(_("Your words stand in the report; its PDF is made anew."))
            return redirect_to("reviews.detail", review_id=review_id)
    except PortalError as refusal:
        form.refuse(refusal)
    return _detail(review_id, form), 422


@blueprint.post(f"{REVIEW}/rating")
@requires(Permission.MONTHS_ACCEPT)
def rate(review_id: int) -> Response | tuple[str, int]:
    """The merchant rates the service of the month."""
    form = RatingForm()
    try:
        if form.validate():
            rate_service(review_id, points=int(form.points.data), remark=form.changed_text("remark"))
            flash(_("Thank you. The vendor sees your rating; other merchants see only its mean."))
            return redirect_to("reviews.detail", review_id=review_id)
    except PortalError as refusal:
        form.refuse(refusal)
    return _detail(review_id, CommentForm(formdata=None), form), 422


@blueprint.get(f"/months/<int(max={LARGEST}):month_id>/review")
@requires(Permission.REVIEWS_VIEW)
def of_month(month_id: int) -> Response | str:
    """The report of a month, or the way to a preliminary one."""
    latest = latest_review(month_id)
    if latest is not None:
        return redirect_to("reviews.detail", review_id=latest.id)
    of = month_record(month_id)
    return page("reviews/none_yet.html", month=service_month(of), month_id=of.id)


@blueprint.post("/reviews/make")
@requires(Permission.REVIEWS_COMMENT)
def make() -> Response:
    """Make the report of a month now; preliminary when the month is not agreed yet."""
    made = make_review(typed_key("month_id"))
    return redirect_to("reviews.detail", review_id=made.id)


def _detail(review_id: int, form: Any, rating_form: Any = None) -> str:
    found = review(review_id)
    given = rating_of(found.month_id)
    known = {"points": str(given.points), "remark": given.remark} if given else {}
    return page(
        "reviews/detail.html",
        review=found,
        content=found.content,
        comments=[(side_of(found, one.author_id), one) for one in comments_of(found)],
        documents=documents_for(f"review:{review_id}"),
        month=ServiceMonth.from_key(found.month),
        thread=thread_of(found.engagement_id),
        form=form,
        rating=given,
        rating_form=rating_form or RatingForm(formdata=None, data=known),
        draw=DRAW,
    )
