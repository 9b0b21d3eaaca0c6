"""Asking vendors for quotes, and taking the question back."""

from datetime import datetime

from sqlalchemy import select

from portal.accounts.actions.invitations import invite_into
from portal.accounts.actions.notices import notify
from portal.accounts.actions.organisations import vendor_organisation
from portal.accounts.models import Organisation
from portal.accounts.queries.invitations import invitation_link
from portal.infra.access import actor
from portal.infra.db import db
from portal.infra.events import record
from portal.infra.progress import Engagement, engagement, mark_step, start_engagement
from portal.infra.transactions import savepoint
from portal.kernel.errors import Conflict, Invalid, Refused
from portal.kernel.messages import message
from portal.kernel.permissions import Permission, Side
from portal.requirements.actions import OPEN_STATES, mark_requirement, own_requirement
from portal.requirements.models import Requirement
from portal.requirements.queries import body_of, requirement
from portal.requirements.rules.answer import answer
from portal.requirements.rules.completeness import can_ask_for_quotes
from portal.sourcing.actions.duties import PAGE, nobody_has_to, vendor_has_to_quote
from portal.sourcing.events import QuoteRequestDeclined, QuoteRequested, QuoteRequestWithdrawn
from portal.sourcing.models import QuoteRequest
from portal.sourcing.queries.quotes import quote_request

RUNNING = ("invited", "quoted")


def ask_vendor(
    requirement_id: int,
    *,
    name: str = "",
    vendor_id: int | None = None,
    note: str = "",
    deadline: datetime | None = None,
    is_sealed: bool = False,
) -> QuoteRequest:
    """Ask one vendor, named freely or known to the installation.

    A vendor that was only named gets an invitation that leads to this request; one that has joined finds the
    request in its list.
    """
    asked_for = _ready(requirement_id)
    if is_sealed and deadline is None:
        raise Invalid(fields={"deadline": message("Sealed quotes need a deadline.")})
    if deadline is not None and deadline <= actor().now:
        raise Invalid(fields={"deadline": message("The deadline lies in the past.")})
    vendor = _vendor(name, vendor_id)
    if _asked_before(requirement_id, vendor.id):
        raise Conflict(message("%(vendor)s has been asked already.", vendor=vendor.name))
    on = start_engagement(
        merchant_id=actor().party,
        vendor_id=vendor.id,
        author_id=actor().party,
        name=asked_for.title,
        moment=actor().now,
        visible_from=actor().now,
    )
    created = QuoteRequest(
        merchant_id=actor().party,
        vendor_id=vendor.id,
        author_id=actor().party,
        visible_from=actor().now,
        engagement_id=on.id,
        requirement_id=asked_for.id,
        requirement_version=asked_for.version,
        state="invited",
        note=note.strip(),
        deadline=deadline,
        is_sealed=is_sealed,
        created_at=actor().now,
    )
    with savepoint(message("%(vendor)s has been asked already.", vendor=vendor.name)):
        db.session.add(created)
    _tell(on, created, vendor, asked_for)
    if vendor.joined_at is None and invitation_link(vendor.id) is None:
        invite_into(vendor.id, endpoint=PAGE, request_id=created.id)
    return created


def renew_invitation(request_id: int) -> None:
    """A new joining link for a vendor that was named, has not joined, and whose link has run out."""
    asked = quote_request(request_id)
    own_requirement(asked.requirement_id)
    if invitation_link(asked.vendor_id) is None:
        invite_into(asked.vendor_id, endpoint=PAGE, request_id=asked.id)


def withdraw_request(request_id: int) -> QuoteRequest:
    """The merchant no longer wants a quote from this vendor."""
    asked = quote_request(request_id)
    own_requirement(asked.requirement_id)
    if asked.state not in RUNNING:
        raise Refused(message("This request is closed already."))
    _withdraw(asked)
    return asked


def withdraw_requests(requirement_id: int) -> None:
    """The whole requirement is no longer pursued: everybody who may still answer is told."""
    query = select(QuoteRequest).where(
        QuoteRequest.requirement_id == requirement_id, QuoteRequest.state.in_(RUNNING)
    )
    for asked in db.session.scalars(query).all():
        _withdraw(asked)


def follow_requirement(requirement_id: int, *, version: int) -> None:
    """The requirement has changed: everybody who may still answer sees the new version."""
    query = select(QuoteRequest).where(
        QuoteRequest.requirement_id == requirement_id, QuoteRequest.state.in_(RUNNING)
    )
    title = requirement(requirement_id).title
    for asked in db.session.scalars(query).all():
        asked.requirement_version = version
        notify(
            asked.vendor_id,
            message("The requirement “%(title)s” has changed.", title=title),
            permission=Permission.TENDERS_VIEW,
            endpoint=PAGE,
            request_id=asked.id,
        )
    db.session.flush()


def decline_request(request_id: int) -> QuoteRequest:
    """The vendor will not quote; it may change its mind while the request stands."""
    asked = quote_request(request_id)
    if asked.state != "invited":
        raise Refused(message("This request no longer waits for an answer."))
    asked.state = "declined"
    db.session.flush()
    nobody_has_to(asked)
    title = requirement(asked.requirement_id).title
    notify(
        asked.merchant_id,
        message("%(vendor)s will not quote: %(title)s", vendor=actor().organisation_name, title=title),
        permission=Permission.QUOTES_COMPARE,
        endpoint="sourcing.requests",
        requirement_id=asked.requirement_id,
    )
    record(QuoteRequestDeclined(engagement_id=asked.engagement_id, request_id=asked.id, title=title))
    return asked


def _ready(requirement_id: int) -> Requirement:
    found = own_requirement(requirement_id)
    if found.state not in OPEN_STATES:
        raise Refused(message("This requirement is closed; nobody else can be asked."))
    found_gaps = answer(found.title, body_of(found), today=actor().now.date()).gaps
    if not can_ask_for_quotes(found_gaps):
        raise Refused(next(gap.reason for gap in found_gaps if gap.blocks))
    return found


def _vendor(name: str, vendor_id: int | None) -> Organisation:
    if vendor_id is not None:
        known: Organisation | None = db.session.get(Organisation, vendor_id)
        if known is None or known.side is not Side.VENDOR:
            raise Invalid(fields={"vendors": message("This vendor is not known.")})
        return known
    return _named_before(name.strip()) or vendor_organisation(name)


def _named_before(name: str) -> Organisation | None:
    """The vendor of that name with whom this merchant deals already."""
    return db.session.scalars(
        select(Organisation)
        .join(Engagement, Engagement.vendor_id == Organisation.id)
        .where(Engagement.merchant_id == actor().party, Organisation.name == name)
        .order_by(Organisation.id)
        .limit(1)
    ).one_or_none()


def _asked_before(requirement_id: int, vendor_id: int) -> bool:
    query = select(QuoteRequest.id).where(
        QuoteRequest.requirement_id == requirement_id, QuoteRequest.vendor_id == vendor_id
    )
    return db.session.scalars(query).first() is not None


def _tell(on: Engagement, asked: QuoteRequest, vendor: Organisation, asked_for: Requirement) -> None:
    acting = actor()
    for step, state in (("requirement", "done"), ("vendor", "active")):
        mark_step(
            on,
            step,
            state,
            moment=acting.now,
            endpoint=PAGE,
            author_id=acting.party,
            request_id=asked.id,
        )
    vendor_has_to_quote(on, asked, title=asked_for.title)
    if asked_for.state == "draft":
        mark_requirement(asked_for.id, "quoting")
    notify(
        vendor.id,
        message(
            "%(merchant)s asks for a quote: %(title)s",
            merchant=acting.organisation_name,
            title=asked_for.title,
        ),
        permission=Permission.TENDERS_VIEW,
        endpoint=PAGE,
        request_id=asked.id,
    )
    record(
        QuoteRequested(
            engagement_id=on.id,
            requirement_id=asked_for.id,
            request_id=asked.id,
            vendor=vendor.name,
            title=asked_for.title,
        )
    )


def _withdraw(asked: QuoteRequest) -> None:
    asked.state = "withdrawn"
    db.session.flush()
    nobody_has_to(asked)
    title = requirement(asked.requirement_id).title
    mark_step(
        engagement(asked.engagement_id),
        "vendor",
        "open",
        moment=actor().now,
        endpoint=PAGE,
        author_id=actor().party,
        request_id=asked.id,
    )
    notify(
        asked.vendor_id,
        message("The request for a quote was withdrawn: %(title)s", title=title),
        permission=Permission.TENDERS_VIEW,
        endpoint=PAGE,
        request_id=asked.id,
    )
    record(QuoteRequestWithdrawn(engagement_id=asked.engagement_id, request_id=asked.id, title=title))
