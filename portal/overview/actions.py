"""What can be done on the pages of overview."""

from datetime import datetime

from flask import current_app

from portal.accounts.queries.organisations import own_organisation
from portal.accounts.queries.people import readers_of_mail
from portal.infra.access import actor
from portal.infra.events import record
from portal.infra.i18n import lazy, say_day, speaking
from portal.infra.jobs import retry
from portal.infra.keys import audit_public_key
from portal.infra.mail import post
from portal.infra.typed_text import one_line
from portal.kernel.permissions import Permission
from portal.overview.events import JobRetried
from portal.overview.queries.anchors import heads_moved_since

SUBJECT = lazy("Heads of the audit trail, %(day)s")
TEXT = lazy(
    "Hello %(name)s,\n\nkeep this mail: each line is the latest entry of a cooperation's audit trail (number:SHA-256). "
    "Whoever rewrites the trail later cannot rewrite this mail.\n\n%(heads)s\n\nPublic key of the trail: %(key)s\n\n"
    "To compare it with an evidence bundle: python portal-verify.zip bundle.zip --head NUMBER:SHA-256\n\n"
    "Owners switch this mail off in the settings."
)


def retry_job(job_id: int) -> None:
    """Start a failed job again and write down who did."""
    record(JobRetried(job_id=job_id, job_name=retry(job_id)))


def mail_heads(*, since: datetime) -> None:
    """Mail the owners of the organisation acted for the heads of the trails in which something happened.

    Without a mail server nothing is written: a head that does not leave the portal proves nothing.
    """
    heads = heads_moved_since(since)
    if not (heads and current_app.config["SETTINGS"].mail_server and own_organisation().mails_heads):
        return
    lines = "\n".join(f"{one_line(one.cooperation)}: {one.head}" for one in heads)
    key = audit_public_key(current_app.config["DATA_FOLDER"])
    for address, language, name in readers_of_mail(Permission.ORGANISATION_MANAGE):
        with speaking(language):
            day = say_day(actor().now.date())
            text = str(TEXT) % {"name": name, "heads": lines, "key": key}
            post(address=address, subject=str(SUBJECT) % {"day": day}, text=text)
