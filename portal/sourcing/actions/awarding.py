"""Choosing a vendor, with the reason, and the way back."""

from typing import Any

from portal.accounts.actions.notices import notify
from portal.infra.access import actor
from portal.infra.db import db
from portal.infra.events import record
from portal.infra.progress import engagement, mark_step
from portal.kernel.errors import Conflict, Invalid, Refused
from portal.kernel.messages import Message, message
from portal.kernel.permissions import Permission
from portal.requirements.actions import locked_requirement, mark_requirement
from portal.sourcing.actions.duties import PAGE, merchant_has_to_compare, nobody_has_to, vendor_has_to_quote
from portal.sourcing.events import AwardWithdrawn, VendorAwarded
from portal.sourcing.models import Award, AwardBasis, QuoteRequest
from portal.sourcing.queries.awards import award_of, standing_award
from portal.sourcing.queries.quotes import latest_quote, quote, quote_request, requests_for


def award_quote(quote_id: int, *, reason: str, comparison: dict[str, Any]) -> Award:
    """Choose the vendor of this quote; ``comparison`` is how the quotes stood, kept for the merchant's own file."""
    chosen = quote(quote_id)
    asked = quote_request(chosen.request_id)
    wanted = locked_requirement(asked.requirement_id)
    given = reason.strip()
    if not given:
        raise Invalid(fields={"reason": message("Say why this vendor is chosen.")})
    if standing_award(wanted.id) is not None:
        raise Conflict(message("A vendor has been chosen already."))
    if chosen.state != "submitted" or asked.state != "quoted":
        raise Refused(message("This quote no longer stands."))
    made = Award(
        merchant_id=asked.merchant_id,
        vendor_id=asked.vendor_id,
        author_id=asked.merchant_id,
        visible_from=actor().now,
        engagement_id=asked.engagement_id,
        request_id=asked.id,
        quote_id=chosen.id,
        requirement_id=wanted.id,
        state="given",
        reason=given,
        at=actor().now,
        held_by="",
    )
    db.session.add(made)
    db.session.flush()
    db.session.add(AwardBasis(organisation_id=asked.merchant_id, award_id=made.id, comparison=comparison))
    _close_all(wanted.id, wanted.title, winner=asked)
    mark_requirement(wanted.id, "awarded")
    record(
        VendorAwarded(
            engagement_id=asked.engagement_id,
            requirement_id=wanted.id,
            request_id=asked.id,
            quote_id=chosen.id,
            award_id=made.id,
            title=wanted.title,
            reason=given,
        )
    )
    return made


def withdraw_award(award_id: int, *, reason: str) -> Award:
    """Take the choice back while nothing has been signed; every quote that stood stands again."""
    made = award_of(award_id)
    wanted = locked_requirement(made.requirement_id)
    given = reason.strip()
    if not given:
        raise Invalid(fields={"reason": message("Say why the choice is withdrawn.")})
    if made.state != "given":
        raise Refused(message("This choice has been withdrawn already."))
    if made.held_by:
        raise Refused(message("A contract stands on this choice (%(contract)s).", contract=made.held_by))
    made.state, made.withdrawn_at = "withdrawn", actor().now
    db.session.flush()
    _reopen_all(wanted.id, wanted.title)
    mark_requirement(wanted.id, "quoting")
    record(
        AwardWithdrawn(
            engagement_id=made.engagement_id,
            requirement_id=wanted.id,
            request_id=made.request_id,
            award_id=made.id,
            title=wanted.title,
            reason=given,
        )
    )
    return made


def hold_award(award_id: int, *, by: str) -> None:
    """From here on the choice cannot be withdrawn: a contract has been sent or signed on it."""
    award_of(award_id).held_by = by
    db.session.flush()


def release_award(award_id: int) -> None:
    """Nothing stands on the choice any more."""
    award_of(award_id).held_by = ""
    db.session.flush()


def _close_all(requirement_id: int, title: str, *, winner: QuoteRequest) -> None:
    for line in requests_for(requirement_id):
        if line.state not in ("invited", "quoted", "declined"):
            continue
        asked = quote_request(line.id)
        is_winner = asked.id == winner.id
        asked.state = "awarded" if is_winner else "not_awarded"
        db.session.flush()
        nobody_has_to(asked)
        _mark(asked, "done" if is_winner else "open")
        _tell(
            asked,
            message("You were chosen: %(title)s", title=title)
            if is_winner
            else message("Another vendor was chosen: %(title)s", title=title),
        )


def _reopen_all(requirement_id: int, title: str) -> None:
    for line in requests_for(requirement_id):
        if line.state not in ("awarded", "not_awarded"):
            continue
        asked = quote_request(line.id)
        on = engagement(asked.engagement_id)
        sent = latest_quote(asked.id)
        has_quoted = sent is not None and sent.state == "submitted"
        asked.state = "quoted" if has_quoted else "invited"
        db.session.flush()
        if has_quoted:
            merchant_has_to_compare(on, asked, title=title, vendor=line.vendor)
        else:
            vendor_has_to_quote(on, asked, title=title)
        _mark(asked, "active")
        _tell(asked, message("The choice of a vendor was withdrawn: %(title)s", title=title))


def _mark(asked: QuoteRequest, state: str) -> None:
    mark_step(
        engagement(asked.engagement_id),
        "vendor",
        state,
        moment=actor().now,
        endpoint=PAGE,
        author_id=actor().party,
        request_id=asked.id,
    )


def _tell(asked: QuoteRequest, what: Message) -> None:
    notify(
        asked.vendor_id,
        what,
        permission=Permission.TENDERS_VIEW,
        endpoint=PAGE,
        request_id=asked.id,
    )
