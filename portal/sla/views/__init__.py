"""Pages of sla."""

from flask import Blueprint

from portal.infra.access import requires
from portal.infra.pages import page
from portal.kernel.permissions import Permission

blueprint = Blueprint("sla", __name__)


@blueprint.get("/months")
@requires(Permission.MONTHS_VIEW)
def months() -> str:
    """To be built."""
    return page("layout/page.html")
