"""Making a review report, taking it back, and adding what both sides say."""

from typing import Any

from portal.accounts.actions.notices import notify
from portal.accounts.models import Organisation
from portal.contracts.queries import contract
from portal.infra.access import actor, now
from portal.infra.db import db
from portal.infra.documents import Document, order_document
from portal.infra.events import record
from portal.infra.progress import engagement, mark_step, other_party, side_of
from portal.kernel.errors import Invalid, Refused
from portal.kernel.messages import message
from portal.kernel.permissions import Permission
from portal.reviews.actions.consistency import consistency_of
from portal.reviews.actions.content import content_of
from portal.reviews.actions.printing import TEMPLATE, review_values
from portal.reviews.events import ReviewCommented, ReviewPublished, ReviewSuperseded
from portal.reviews.models import Review, ReviewComment
from portal.reviews.queries import comments_of, review, reviews_of_month
from portal.sla.queries.months import month, month_in_full, results_before
from portal.sla.rules.results import results_to_plain

KINDS = ("comment", "next")


def make_review(month_id: int) -> Review:
    """Make the review of a month: preliminary before it is agreed, published after.

    What was there before is superseded; a published review of an unchanged month stands.
    """
    of = month(month_id)
    is_agreed = of.agreed_at is not None
    earlier = reviews_of_month(month_id)
    full = month_in_full(of)
    history = [one for one in results_before(of) if one[0] != of.month]
    history.append((of.month, results_to_plain(full.judged)))
    if not full.judged.evaluation.lines and not full.submissions:
        raise Refused(message("There are no figures yet that a review could be made of."))
    for one in earlier:
        one.state = "superseded"
    made = Review(
        merchant_id=of.merchant_id,
        vendor_id=of.vendor_id,
        author_id=actor().party,
        visible_from=now(),
        engagement_id=of.engagement_id,
        contract_id=of.contract_id,
        month_id=of.id,
        contract_number=contract(of.contract_id).number,
        month=of.month,
        sequence=len(earlier) + 1,
        state="published" if is_agreed else "preliminary",
        score="",
        languages=list(full.terms.languages[:2]),
        content=content_of(full, history, is_agreed=is_agreed) | {"consistency": consistency_of(full)},
        made_at=now(),
    )
    made.score = made.content["score"]
    db.session.add(made)
    db.session.flush()
    record(
        ReviewPublished(engagement_id=of.engagement_id, review_id=made.id, month=of.month, number=made.number)
    )
    print_review(made)
    if is_agreed:
        _tell(made)
    return made


def _tell(made: Review) -> None:
    mark_step(
        engagement(made.engagement_id),
        "optimisation",
        "active",
        moment=now(),
        endpoint="reviews.detail",
        author_id=actor().party,
        review_id=made.id,
    )
    for organisation_id in (made.merchant_id, made.vendor_id):
        notify(
            organisation_id,
            message("The review report for %(month)s is there", month=made.month),
            permission=Permission.REVIEWS_VIEW,
            endpoint="reviews.detail",
            review_id=made.id,
        )


def supersede(month_id: int) -> None:
    """The month was opened again: its review no longer counts."""
    for one in reviews_of_month(month_id):
        if one.state != "superseded":
            one.state = "superseded"
            record(ReviewSuperseded(engagement_id=one.engagement_id, review_id=one.id, number=one.number))


def comment(review_id: int, *, kind: str, text: str) -> ReviewComment:
    """One side comments, or says what it will do next; the PDF is made anew with it."""
    of = review(review_id)
    if not text.strip():
        raise Invalid(fields={"text": message("Write what the other side should read.")})
    said = ReviewComment(
        merchant_id=of.merchant_id,
        vendor_id=of.vendor_id,
        author_id=actor().party,
        visible_from=now(),
        review_id=of.id,
        kind=kind if kind in KINDS else "comment",
        text=text.strip(),
        written_by=actor().label,
        written_at=now(),
    )
    db.session.add(said)
    db.session.flush()
    record(ReviewCommented(engagement_id=of.engagement_id, review_id=of.id, number=of.number, kind=said.kind))
    print_review(of)
    notify(
        other_party(of, actor().party),
        message("The review report for %(month)s was commented", month=of.month),
        permission=Permission.REVIEWS_VIEW,
        endpoint="reviews.detail",
        review_id=of.id,
    )
    return said


def print_review(of: Review) -> Document:
    """Order the PDF of a review with the comments it has now, or return the one that exists."""
    names = {
        "merchant": of.content["merchant"] or db.session.get_one(Organisation, of.merchant_id).name,
        "vendor": of.content["vendor"] or db.session.get_one(Organisation, of.vendor_id).name,
    }
    return order_document(
        kind="review",
        engagement=engagement(of.engagement_id),
        number=of.number,
        title=of.number,
        template=TEMPLATE,
        values=review_values(_head(of, names), of.content, _said(of), of.languages),
        languages=of.languages,
        key=f"review:{of.id}",
    )


def _head(of: Review, names: dict[str, str]) -> dict[str, Any]:
    return {
        **names,
        "month": of.month,
        "contract_number": of.contract_number,
        "made_on": of.made_at.date().isoformat(),
        "is_preliminary": of.state == "preliminary",
    }


def _said(of: Review) -> list[dict[str, str]]:
    return [
        {
            "side": str(side_of(of, one.author_id)),
            "kind": one.kind,
            "text": one.text,
            "who": one.written_by,
            "on": one.written_at.date().isoformat(),
        }
        for one in comments_of(of)
    ]
