"""Pages of vendors."""

from flask import Blueprint

from portal.infra.access import requires
from portal.infra.pages import page
from portal.kernel.permissions import Permission

blueprint = Blueprint("vendors", __name__)


@blueprint.get("/vendors")
@requires(Permission.VENDORS_VIEW)
def directory() -> str:
    """To be built."""
    return page("layout/page.html")


@blueprint.get("/profile")
@requires(Permission.ORGANISATION_VIEW)
def own_profile() -> str:
    """To be built."""
    return page("layout/page.html")
