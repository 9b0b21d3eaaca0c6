"""Pages of requirements."""

from flask import Blueprint

from portal.infra.access import requires
from portal.infra.pages import page
from portal.kernel.permissions import Permission

blueprint = Blueprint("requirements", __name__)


@blueprint.get("/requirements")
@requires(Permission.REQUIREMENTS_VIEW)
def index() -> str:
    """To be built."""
    return page("layout/page.html")
