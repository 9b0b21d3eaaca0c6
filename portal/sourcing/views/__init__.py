"""Pages of sourcing."""

from flask import Blueprint

from portal.infra.access import requires
from portal.infra.pages import page
from portal.kernel.permissions import Permission

blueprint = Blueprint("sourcing", __name__)


@blueprint.get("/tenders")
@requires(Permission.TENDERS_VIEW)
def tenders() -> str:
    """To be built."""
    return page("layout/page.html")
