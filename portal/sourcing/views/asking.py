"""Asking vendors for quotes: whom, by when, and the link and message to copy for each."""

from datetime import datetime, time
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from flask import request
from werkzeug.wrappers import Response

from portal.accounts.queries.invitations import invitation_link
from portal.infra.access import actor, now, requires
from portal.infra.forms import choices_of
from portal.infra.i18n import _, say_day
from portal.infra.links import absolute_url
from portal.infra.pages import flash, page, redirect_to
from portal.kernel.errors import Invalid, PortalError
from portal.kernel.messages import message
from portal.kernel.permissions import Permission
from portal.requirements.actions import own_requirement
from portal.requirements.queries import requirement
from portal.sourcing.actions import ask_vendor, renew_invitation, withdraw_request
from portal.sourcing.forms import AskForm
from portal.sourcing.queries import RequestLine, quote_request, requests_for
from portal.sourcing.views.frame import blueprint
from portal.vendors.queries import directory


@blueprint.route("/requirements/<int:requirement_id>/ask", methods=["GET", "POST"])
@requires(Permission.QUOTES_ASK)
def ask(requirement_id: int) -> str | Response | tuple[str, int]:
    """Name the vendors; each gets a request and, where it has not joined, a link."""
    found = own_requirement(requirement_id)
    asked = {line.vendor_id for line in requests_for(requirement_id)}
    form = AskForm()
    form.known.choices = choices_of((str(line.id), line.name) for line in directory() if line.id not in asked)
    if request.method == "POST":
        if form.validate():
            try:
                _ask_all(requirement_id, form)
            except PortalError as error:
                form.refuse(error)
            else:
                return redirect_to("sourcing.requests", requirement_id=requirement_id)
        return page("sourcing/ask.html", requirement=found, form=form), 422
    return page("sourcing/ask.html", requirement=found, form=form)


def _ask_all(requirement_id: int, form: AskForm) -> None:
    names, known = form.names(), [int(key) for key in form.known.data or []]
    if not names and not known:
        raise Invalid(fields={"vendors": message("Name at least one vendor.")})
    deadline = None
    if form.deadline.data is not None:
        zone = ZoneInfo(actor().time_zone)
        deadline = datetime.combine(form.deadline.data, time(23, 59), tzinfo=zone)
    for name, vendor_id in [*((name, None) for name in names), *(("", key) for key in known)]:
        ask_vendor(
            requirement_id,
            name=name,
            vendor_id=vendor_id,
            note=form.changed_text("note"),
            deadline=deadline,
            is_sealed=bool(form.is_sealed.data),
        )


@blueprint.get("/requirements/<int:requirement_id>/requests")
@requires(Permission.QUOTES_COMPARE)
def requests(requirement_id: int) -> str:
    """Everybody who was asked, with link and message to copy."""
    found = requirement(requirement_id)
    lines = [_invitation(line, found.title) for line in requests_for(requirement_id)]
    return page("sourcing/requests.html", requirement=found, lines=lines)


def _invitation(line: RequestLine, title: str) -> SimpleNamespace:
    if line.has_joined:
        link: str | None = absolute_url("sourcing.quote_request", request_id=line.id)
    else:
        link = invitation_link(line.vendor_id)
    return SimpleNamespace(
        line=line,
        link=link,
        message=_message(line, title, link) if link else None,
        is_late=line.deadline is not None and line.deadline < now() and line.state == "invited",
    )


def _message(line: RequestLine, title: str, link: str) -> str:
    words = _(
        "%(merchant)s asks %(vendor)s for a quote: %(title)s. Everything is here, and you can answer on your"
        " phone: %(link)s",
        merchant=actor().organisation_name,
        vendor=line.vendor,
        title=title,
        link=link,
    )
    if line.deadline is None:
        return words
    zone = ZoneInfo(actor().time_zone)
    return words + "\n" + _("Please answer by %(day)s.", day=say_day(line.deadline.astimezone(zone).date()))


@blueprint.post("/requests/<int:request_id>/link")
@requires(Permission.QUOTES_ASK)
def renew_link(request_id: int) -> Response:
    """A new joining link for a vendor that has not joined."""
    renew_invitation(request_id)
    return redirect_to("sourcing.requests", requirement_id=quote_request(request_id).requirement_id)


@blueprint.post("/requests/<int:request_id>/withdraw")
@requires(Permission.QUOTES_ASK)
def withdraw(request_id: int) -> Response:
    """No longer ask this vendor."""
    asked = withdraw_request(request_id)
    flash(_("The request was withdrawn."))
    return redirect_to("sourcing.requests", requirement_id=asked.requirement_id)
