"""One document: how far it is, what proves it unchanged, and its file."""

from flask import request, send_file
from werkzeug.wrappers import Response

from portal.infra.access import requires
from portal.infra.documents import document as document_of
from portal.infra.documents import open_file
from portal.infra.pages import page
from portal.kernel.permissions import Permission
from portal.overview.views.blueprint import blueprint


@blueprint.get("/documents/<int:document_id>")
@requires(Permission.CONTRACTS_VIEW)
def document(document_id: int) -> str:
    """The document's page; only its line when the browser asks whether it is ready."""
    found = document_of(document_id)
    if request.headers.get("HX-Request"):
        return page("documents/line.html", document=found)
    return page("overview/document.html", document=found)


@blueprint.get("/documents/<int:document_id>/file")
@requires(Permission.CONTRACTS_VIEW)
def document_file(document_id: int) -> Response:
    """The file itself, shown in the browser or saved."""
    found = document_of(document_id)
    return send_file(
        open_file(found),
        mimetype="application/pdf",
        as_attachment="save" in request.args,
        download_name=found.filename,
        etag=str(found.file_sha256),
    )
