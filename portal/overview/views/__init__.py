"""Pages of overview."""

from portal.infra.access import public, requires
from portal.infra.pages import page
from portal.kernel.permissions import Permission
from portal.overview.views import documents
from portal.overview.views.blueprint import blueprint

__all__ = ["blueprint", "documents"]


@blueprint.get("/")
@public
def home() -> str:
    """To be built."""
    return page("layout/page.html")


@blueprint.get("/today")
@requires(Permission.ORGANISATION_VIEW)
def today() -> str:
    """To be built."""
    return page("layout/page.html")


@blueprint.get("/search")
@requires(Permission.ORGANISATION_VIEW)
def search() -> str:
    """To be built."""
    return page("layout/page.html")


@blueprint.get("/installation")
@requires(Permission.INSTALLATION_VIEW)
def installation() -> str:
    """To be built."""
    return page("layout/page.html")


@blueprint.get("/jobs")
@requires(Permission.INSTALLATION_VIEW)
def jobs() -> str:
    """To be built."""
    return page("layout/page.html")


@blueprint.get("/audit")
@requires(Permission.AUDIT_VIEW)
def audit() -> str:
    """To be built."""
    return page("layout/page.html")
