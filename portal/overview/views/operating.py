"""Pages for whoever runs the installation."""

from flask import request
from werkzeug.wrappers import Response

from portal.infra.access import now, requires
from portal.infra.i18n import _
from portal.infra.mail import outbox as mails
from portal.infra.pages import flash, page, redirect_to
from portal.kernel.permissions import Permission
from portal.overview import actions
from portal.overview.queries import installation as state
from portal.overview.queries.storage import kept_bytes
from portal.overview.views.blueprint import blueprint

STATUSES = ("queued", "running", "done", "failed")


@blueprint.get("/installation")
@requires(Permission.INSTALLATION_VIEW)
def installation() -> str:
    """Whether everything is well, and who is on it."""
    return page(
        "overview/installation.html",
        checks=state.checks(now()),
        organisations=state.organisation_counts(),
        kept=kept_bytes(),
    )


@blueprint.get("/jobs")
@requires(Permission.INSTALLATION_VIEW)
def jobs() -> str:
    """What the portal does in the background."""
    status = request.args.get("status")
    chosen = status if status in STATUSES else None
    return page("overview/jobs.html", jobs=state.jobs(status=chosen), chosen=chosen, statuses=STATUSES)


@blueprint.post("/jobs/<int:job_id>/retry")
@requires(Permission.INSTALLATION_MANAGE)
def retry_job(job_id: int) -> Response:
    """Start a failed job again."""
    actions.retry_job(job_id)
    flash(_("The job was started again."))
    return redirect_to("overview.jobs")


@blueprint.get("/outbox")
@requires(Permission.INSTALLATION_VIEW)
def outbox() -> str:
    """Mails that left or wait; without a mail server their words are read and passed on here."""
    return page("overview/outbox.html", mails=mails())
