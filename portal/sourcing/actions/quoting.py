"""A vendor's quote: drafted, sent, taken back."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from portal.accounts.actions.notices import notify
from portal.infra.access import actor
from portal.infra.db import db
from portal.infra.events import record
from portal.infra.progress import engagement
from portal.infra.transactions import savepoint
from portal.kernel.errors import Invalid, NotFound, Refused
from portal.kernel.messages import Message, message
from portal.kernel.permissions import Permission
from portal.kernel.rate_cards import RateLine, faults_of_card, line_to_data
from portal.requirements.queries import requirement
from portal.sourcing.actions.duties import merchant_has_to_compare, vendor_has_to_quote
from portal.sourcing.events import QuoteSubmitted, QuoteWithdrawn
from portal.sourcing.models import Quote, QuoteRequest
from portal.sourcing.queries.quotes import latest_quote, quote_request, rate_lines

ANSWERABLE = ("invited", "quoted", "declined")


def save_quote(
    request_id: int,
    *,
    currency: str,
    tax_rate: Decimal,
    lines: Sequence[RateLine],
    promises: Mapping[str, Decimal],
    facts: Mapping[str, Any],
    note: str = "",
) -> Quote:
    """Keep a draft that only the vendor sees; after a quote was sent, the next version begins."""
    asked = _answerable(request_id)
    draft = latest_quote(request_id)
    if draft is None or draft.state != "draft":
        draft = _new_version(asked, 1 if draft is None else draft.version + 1)
    draft.currency, draft.tax_rate = currency, str(tax_rate)
    draft.lines = [line_to_data(line) for line in lines]
    draft.promises = {key: str(target) for key, target in promises.items()}
    draft.facts, draft.note = dict(facts), note.strip()
    draft.changed_at = actor().now
    with savepoint():
        db.session.add(draft)
    return draft


def submit_quote(quote_id: int) -> Quote:
    """Send the draft: frozen from now on, and open to the merchant at once or, when sealed, at the deadline."""
    draft = _own_quote(quote_id)
    asked = _answerable(draft.request_id)
    if draft.state != "draft":
        raise Refused(message("This quote has been sent already."))
    faults = faults_of_card(rate_lines(draft), draft.currency)
    if faults:
        raise Invalid(faults[0])
    moment = actor().now
    earlier = _standing(draft)
    if earlier is not None:
        earlier.state = "superseded"
    draft.state, draft.submitted_at = "submitted", moment
    draft.visible_from = asked.deadline if asked.is_sealed else moment
    asked.state = "quoted"
    db.session.flush()
    title = requirement(asked.requirement_id).title
    merchant_has_to_compare(
        engagement(asked.engagement_id), asked, title=title, vendor=actor().organisation_name
    )
    _notify_merchant(
        asked,
        message("%(vendor)s has quoted: %(title)s", vendor=actor().organisation_name, title=title),
    )
    record(
        QuoteSubmitted(
            engagement_id=asked.engagement_id,
            request_id=asked.id,
            quote_id=draft.id,
            version=draft.version,
            title=title,
        )
    )
    return draft


def withdraw_quote(quote_id: int) -> Quote:
    """Take a sent quote back while nobody has been chosen; a new version can follow."""
    sent = _own_quote(quote_id)
    asked = quote_request(sent.request_id)
    if sent.state != "submitted" or asked.state != "quoted":
        raise Refused(message("Only a sent quote can be withdrawn, and only before a vendor is chosen."))
    sent.state = "withdrawn"
    asked.state = "invited"
    db.session.flush()
    title = requirement(asked.requirement_id).title
    vendor_has_to_quote(engagement(asked.engagement_id), asked, title=title)
    _notify_merchant(
        asked,
        message(
            "%(vendor)s has withdrawn its quote: %(title)s",
            vendor=actor().organisation_name,
            title=title,
        ),
    )
    record(
        QuoteWithdrawn(
            engagement_id=asked.engagement_id,
            request_id=asked.id,
            quote_id=sent.id,
            version=sent.version,
            title=title,
        )
    )
    return sent


def _answerable(request_id: int) -> QuoteRequest:
    asked = quote_request(request_id)
    if asked.vendor_id != actor().party:
        raise NotFound
    if asked.state not in ANSWERABLE:
        raise Refused(message("This request no longer waits for an answer."))
    if asked.deadline is not None and asked.deadline < actor().now:
        raise Refused(message("The deadline for quotes has passed. Ask the merchant to extend it."))
    return asked


def _own_quote(quote_id: int) -> Quote:
    """A quote of the acting vendor, held until the end of the transaction."""
    found: Quote | None = db.session.get(Quote, quote_id, with_for_update=True)
    if found is None or found.author_id != actor().party:
        raise NotFound
    return found


def _new_version(asked: QuoteRequest, version: int) -> Quote:
    return Quote(
        merchant_id=asked.merchant_id,
        vendor_id=asked.vendor_id,
        author_id=asked.vendor_id,
        visible_from=None,
        engagement_id=asked.engagement_id,
        request_id=asked.id,
        version=version,
        state="draft",
    )


def _standing(draft: Quote) -> Quote | None:
    """The sent quote that the new version replaces."""
    return db.session.scalars(
        select(Quote).where(Quote.request_id == draft.request_id, Quote.state == "submitted")
    ).one_or_none()


def _notify_merchant(asked: QuoteRequest, what: Message) -> None:
    notify(
        asked.merchant_id,
        what,
        permission=Permission.QUOTES_COMPARE,
        endpoint="sourcing.comparison",
        requirement_id=asked.requirement_id,
    )
