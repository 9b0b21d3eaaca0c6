"""Files out: the original byte for byte, a copy to mend, and the template to fill in."""

import io
from pathlib import Path

from flask import request, send_file
from werkzeug.wrappers import Response

from portal.contracts.rules.definitions import own_metrics_used
from portal.infra.access import actor, requires
from portal.infra.files import StoredFile, open_stored, stored_path
from portal.infra.i18n import language, say
from portal.kernel.errors import NotFound, Refused
from portal.kernel.messages import message
from portal.kernel.permissions import Permission
from portal.sla.actions.correcting import copy_to_mend
from portal.sla.actions.large_files import LARGE_BYTES
from portal.sla.documents import template_csv, template_of_conversations, template_xlsx
from portal.sla.queries.months import month as month_of
from portal.sla.queries.months import submission, terms_of
from portal.sla.queries.wholes import need_whole
from portal.sla.rules.corrections import REASON_HEADINGS
from portal.sla.rules.plain_messages import message_from_plain
from portal.sla.views.blueprint import MONTH, SUBMISSION, blueprint

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get(f"{SUBMISSION}/file")
@requires(Permission.MONTHS_VIEW)
def original_file(submission_id: int) -> Response:
    """The file that counts, byte for byte as it was sent, or as it was cut out of a file of several shops."""
    found = submission(submission_id)
    if found.file_sha256 is None:
        raise NotFound
    if found.holds_other_shops and found.author_id != actor().party:
        raise Refused(
            message("This file holds rows of other shops too. Ask its sender for the rows of yours.")
        )
    return _stored(StoredFile(found.file_sha256, found.file_size, found.media_type), name=found.file_name)


def _stored(file: StoredFile, *, name: str) -> Response:
    """A kept file to take away; a large one is never held whole."""
    source: Path | io.BytesIO = stored_path(file.sha256)
    if file.size <= LARGE_BYTES:
        with open_stored(file.sha256) as stored:
            source = io.BytesIO(stored.read())
    return send_file(
        source, mimetype=file.media_type, as_attachment=True, download_name=name, etag=file.sha256
    )


@blueprint.get(f"{SUBMISSION}/whole")
@requires(Permission.MONTHS_VIEW)
def whole_file(submission_id: int) -> Response:
    """The file of several shops a submission was cut out of, for its sender alone."""
    submission(submission_id)
    whole = need_whole(submission_id)
    file = StoredFile(whole.file_sha256, whole.file_size, whole.media_type)
    return _stored(file, name=whole.file_name)


@blueprint.get(f"{SUBMISSION}/marked")
@requires(Permission.MONTHS_SUBMIT)
def file_to_mend(submission_id: int) -> Response:
    """A copy of a faulty file with the reasons beside its rows."""
    found = submission(submission_id)
    if not found.errors:
        raise NotFound
    said = [
        (
            one["sheet"],
            one["row"],
            one["column"],
            f"{say(message_from_plain(one['reason']))} {say(message_from_plain(one['remedy']))}",
        )
        for one in found.errors
    ]
    stem = found.file_name.rpartition(".")[0] or found.file_name
    return send_file(
        io.BytesIO(copy_to_mend(found, said, language=language())),
        mimetype=XLSX,
        as_attachment=True,
        download_name=f"{stem}-{REASON_HEADINGS[language()]}.xlsx",
    )


@blueprint.get(f"{MONTH}/template.<ending>")
@requires(Permission.MONTHS_VIEW)
def template_file(month_id: int, ending: str) -> Response:
    """A table to fill in, with the columns this contract's metrics need and an example row."""
    if ending not in {"csv", "xlsx"}:
        raise NotFound
    record = month_of(month_id)
    if request.args.get("rows") == "conversations" and ending == "csv":
        return _table(
            template_of_conversations(language()), "text/csv", f"steelyard-{record.month}-conversations.csv"
        )
    terms = terms_of(record)
    make = template_csv if ending == "csv" else template_xlsx
    content = make(
        metrics=[line.metric for line in terms.sla],
        month=record.month,
        first_day=record.first_day,
        language=language(),
        own=own_metrics_used(terms),
    )
    return _table(content, "text/csv" if ending == "csv" else XLSX, f"steelyard-{record.month}.{ending}")


def _table(content: bytes, kind: str, name: str) -> Response:
    response = Response(content, mimetype=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
