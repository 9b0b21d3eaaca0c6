"""One file for several shops: taken for another shop with one click."""

from flask import request
from werkzeug.wrappers import Response

from portal.infra.access import requires
from portal.infra.pages import redirect_to
from portal.infra.transactions import prepared, prepared_by
from portal.kernel.permissions import Permission
from portal.sla.actions.other_shops import receive_for_other, stage_for_other
from portal.sla.actions.receiving import Sent
from portal.sla.queries.months import submission
from portal.sla.views.blueprint import SUBMISSION, blueprint


def _read_for_other(submission_id: int) -> Sent:
    """Before the turn to write: read the file for the shop that was chosen."""
    return receive_for_other(submission(submission_id), request.form.get("slot", ""))


@blueprint.post(f"{SUBMISSION}/shops")
@requires(Permission.MONTHS_SUBMIT)
@prepared_by(_read_for_other)
def take_for_other_shop(submission_id: int) -> Response:
    """Stage the same file for another of its shops and show what was read."""
    slot_key = request.form.get("slot", "")
    staged = stage_for_other(submission(submission_id), prepared(), slot_key=slot_key)
    return redirect_to("sla.preview", submission_id=staged.id)
