"""Pages of reviews."""

from flask import Blueprint

from portal.infra.access import requires
from portal.infra.pages import page
from portal.kernel.permissions import Permission

blueprint = Blueprint("reviews", __name__)


@blueprint.get("/reviews")
@requires(Permission.REVIEWS_VIEW)
def index() -> str:
    """To be built."""
    return page("layout/page.html")
