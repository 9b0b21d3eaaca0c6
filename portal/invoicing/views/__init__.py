"""Pages of invoicing."""

from flask import Blueprint

from portal.infra.access import requires
from portal.infra.pages import page
from portal.kernel.permissions import Permission

blueprint = Blueprint("invoicing", __name__)


@blueprint.get("/invoices")
@requires(Permission.INVOICES_VIEW)
def index() -> str:
    """To be built."""
    return page("layout/page.html")
