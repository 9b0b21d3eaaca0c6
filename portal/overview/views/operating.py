"""Pages for whoever runs the installation."""

from flask import request

from portal.infra.access import now, requires
from portal.infra.pages import page
from portal.kernel.permissions import Permission
from portal.overview.queries import installation as state
from portal.overview.views.blueprint import blueprint

STATUSES = ("queued", "running", "done", "failed")


@blueprint.get("/installation")
@requires(Permission.INSTALLATION_VIEW)
def installation() -> str:
    """Whether everything is well, and who is on it."""
    return page(
        "overview/installation.html", checks=state.checks(now()), organisations=state.organisation_counts()
    )


@blueprint.get("/jobs")
@requires(Permission.INSTALLATION_VIEW)
def jobs() -> str:
    """What the portal does in the background."""
    status = request.args.get("status")
    chosen = status if status in STATUSES else None
    return page("overview/jobs.html", jobs=state.jobs(status=chosen), chosen=chosen, statuses=STATUSES)
