"""Files kept with a contract: adding one and opening it."""

from typing import Any

from flask import request, send_file

from portal.contracts import queries
from portal.contracts.actions.files import keep_attachment, open_attachment
from portal.contracts.views.blueprint import blueprint
from portal.infra.access import requires
from portal.infra.i18n import _
from portal.infra.pages import flash, redirect_to
from portal.kernel.errors import Invalid
from portal.kernel.messages import message
from portal.kernel.permissions import Permission


@blueprint.post("/contracts/<int(max=2147483647):contract_id>/files")
@requires(Permission.CONTRACTS_EDIT)
def attach(contract_id: int) -> Any:
    """Keep a file, such as the scan of the stamped paper."""
    on = queries.contract(contract_id)
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        raise Invalid(message("Choose a file first."))
    keep_attachment(on.id, upload.stream, upload.filename)
    flash(_("File kept."))
    return redirect_to("contracts.detail", contract_id=contract_id)


@blueprint.get("/contracts/<int(max=2147483647):contract_id>/files/<int(max=2147483647):attachment_id>")
@requires(Permission.CONTRACTS_VIEW)
def attachment(contract_id: int, attachment_id: int) -> Any:
    """One file of a contract."""
    found = queries.attachment(contract_id, attachment_id)
    return send_file(
        open_attachment(found),
        mimetype=found.media_type,
        as_attachment=True,
        download_name=found.name,
        max_age=0,
    )
