"""Whose turn it is while a vendor is being chosen."""

from portal.infra.access import actor
from portal.infra.progress import Engagement, close_duty, open_duty
from portal.kernel.messages import message
from portal.sourcing.models import QuoteRequest

PAGE = "sourcing.quote_request"


def quote_duty(asked: QuoteRequest) -> str:
    """The key of the vendor's duty to quote."""
    return f"request:{asked.id}:quote"


def compare_duty(asked: QuoteRequest) -> str:
    """The key of the merchant's duty to look at the quote."""
    return f"request:{asked.id}:compare"


def vendor_has_to_quote(on: Engagement, asked: QuoteRequest, *, title: str) -> None:
    """The vendor's turn."""
    acting = actor()
    close_duty(compare_duty(asked), moment=acting.now)
    open_duty(
        on,
        key=quote_duty(asked),
        debtor_id=asked.vendor_id,
        author_id=acting.party,
        permission="quotes:give",
        what=message("Give a quote: %(title)s", title=title),
        endpoint=PAGE,
        moment=acting.now,
        due_at=asked.deadline,
        request_id=asked.id,
    )


def merchant_has_to_compare(on: Engagement, asked: QuoteRequest, *, title: str, vendor: str) -> None:
    """The merchant's turn."""
    acting = actor()
    close_duty(quote_duty(asked), moment=acting.now)
    open_duty(
        on,
        key=compare_duty(asked),
        debtor_id=asked.merchant_id,
        author_id=acting.party,
        permission="quotes:award",
        what=message("Look at the quote of %(vendor)s: %(title)s", vendor=vendor, title=title),
        endpoint="sourcing.comparison",
        moment=acting.now,
        requirement_id=asked.requirement_id,
    )


def nobody_has_to(asked: QuoteRequest) -> None:
    """Neither side has anything to do here any more."""
    moment = actor().now
    close_duty(quote_duty(asked), moment=moment)
    close_duty(compare_duty(asked), moment=moment)
