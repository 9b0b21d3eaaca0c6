"""The page of one engagement: everything both sides share, in one place."""

from portal.infra.access import actor, now, requires
from portal.infra.pages import page, thread_of
from portal.infra.progress import engagement as load_engagement
from portal.kernel.permissions import Permission
from portal.overview.queries import dossier as dossiers
from portal.overview.queries import today as days
from portal.overview.queries import trails
from portal.overview.views.blueprint import blueprint


@blueprint.get("/engagements/<int:engagement_id>")
@requires(Permission.CONTRACTS_VIEW)
def engagement(engagement_id: int) -> str:
    """How far the engagement is and what hangs under it."""
    load_engagement(engagement_id)
    return page(
        "overview/engagement.html",
        standing=days.standing(actor(), engagement_id),
        thread=thread_of(engagement_id),
        dossier=dossiers.dossier(engagement_id, today=now().date()),
        latest=trails.latest(engagement_id, number=6),
    )


@blueprint.get("/engagements/<int:engagement_id>/audit")
@requires(Permission.AUDIT_VIEW)
def engagement_audit(engagement_id: int) -> str:
    """What happened in the engagement, by whom and when, as a chain both sides hold."""
    load_engagement(engagement_id)
    return page(
        "overview/engagement_audit.html",
        standing=days.standing(actor(), engagement_id),
        thread=thread_of(engagement_id),
        entries=trails.engagement_entries(engagement_id),
    )


@blueprint.get("/audit")
@requires(Permission.AUDIT_VIEW)
def audit() -> str:
    """What happened in the organisation itself: people, roles, settings."""
    return page("overview/audit.html", entries=trails.organisation_entries(actor().party))
