"""Pages of contracts."""

from flask import Blueprint

from portal.infra.access import requires
from portal.infra.pages import page
from portal.kernel.permissions import Permission

blueprint = Blueprint("contracts", __name__)


@blueprint.get("/contracts")
@requires(Permission.CONTRACTS_VIEW)
def index() -> str:
    """To be built."""
    return page("layout/page.html")
