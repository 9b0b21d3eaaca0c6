"""The first page of everybody, and the search."""

from flask import redirect, request
from werkzeug.wrappers import Response

from portal.infra.access import actor, actor_or_none, public, requires
from portal.infra.freshness import same_until_changed
from portal.infra.pages import asset_url, page, redirect_to
from portal.kernel.permissions import Permission, Side
from portal.overview.queries import searching
from portal.overview.queries import today as days
from portal.overview.views.blueprint import blueprint


@blueprint.get("/")
@public
def home() -> Response:
    """Lead everybody to where their day begins."""
    acting = actor_or_none()
    if acting is None:
        return redirect_to("accounts.sign_in")
    if acting.side is Side.OPERATOR:
        return redirect_to("overview.installation")
    return redirect_to("overview.today" if acting.side else "accounts.profile")


@blueprint.get("/favicon.ico")
@public
def icon() -> Response:
    """Where browsers look for the mark on their own."""
    return redirect(asset_url("mark.svg"))


@blueprint.get("/today")
@requires(Permission.ORGANISATION_VIEW)
@same_until_changed
def today() -> str:
    """What needs me, what is at stake, how each engagement stands."""
    return page("overview/today.html", today=days.today(actor(), everything="all" in request.args))


@blueprint.get("/search")
@requires(Permission.ORGANISATION_VIEW)
def search() -> str:
    """Things by name or number."""
    words = request.args.get("q", "")
    return page("overview/search.html", words=words, found=searching.search(actor(), words))
