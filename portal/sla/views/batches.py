"""Many files at once: drop them, look where each belongs, submit them together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO, cast

from flask import request
from werkzeug.wrappers import Response

from portal.infra.access import requires
from portal.infra.files import StoredFile
from portal.infra.i18n import _, say_month
from portal.infra.jobs import JobState
from portal.infra.pages import flash, page, redirect_to
from portal.infra.security import takes_large_files
from portal.infra.transactions import prepared, prepared_by
from portal.kernel.errors import Invalid, PortalError
from portal.kernel.messages import Message, message
from portal.kernel.permissions import Permission
from portal.sla.actions.batches import (
    discard_files,
    may_be_submitted,
    place,
    read_at,
    reason_of,
    stage_files,
    submit_files,
)
from portal.sla.actions.large_files import READING, reading_states
from portal.sla.actions.sending import SentFiles, read_files
from portal.sla.actions.wanted import Reading
from portal.sla.forms import ManyFilesForm, SubmitForm
from portal.sla.queries.batches import FileLine, batch, batch_file, batches, lines_of, offers
from portal.sla.queries.steps import drafts
from portal.sla.rules.batches import FileState
from portal.sla.rules.plain_figures import figures_from_plain
from portal.sla.rules.routing import Offer
from portal.sla.views.blueprint import BATCH, LARGEST_ID, blueprint
from portal.sla.views.board import shop_in, tool_name
from portal.sla.views.changes import Change, changes_between, platform_of
from portal.sla.views.reasons import figure_name

SHOWN_CHANGES = 3


@dataclass(frozen=True)
class FileRow:
    """A file as the preview of many shows it."""

    line: FileLine
    partner: str
    shop: str
    tool: str
    month: str
    month_id: int | None
    state: str
    reason: Message | None
    changes: Sequence[Change]
    more_changes: int
    choices: Sequence[tuple[str, str]]
    is_ready: bool
    progress: int


@blueprint.route("/months/upload", methods=["GET"])
@requires(Permission.MONTHS_SUBMIT)
def many_files() -> str:
    """A place to drop the files of many shops and months."""
    return _drop_page(ManyFilesForm(formdata=None))


def _drop_page(form: ManyFilesForm) -> str:
    return page("sla/upload.html", form=form, batches=batches(), drafts=drafts())


def _read_many() -> SentFiles | PortalError:
    """Before the turn to write: open and sort what was sent; nothing is kept."""
    sent = [one for one in request.files.getlist("files") if one.filename]
    try:
        return read_files(((one.filename or "").split("/")[-1], cast(BinaryIO, one.stream)) for one in sent)
    except PortalError as refusal:
        return refusal


@blueprint.post("/months/upload")
@requires(Permission.MONTHS_SUBMIT)
@prepared_by(_read_many)
@takes_large_files
def send_many_files() -> Response | tuple[str, int]:
    """Take many files in and show where each belongs."""
    form = ManyFilesForm()
    sent: SentFiles | PortalError = prepared()
    if isinstance(sent, PortalError):
        form.refuse(sent)
        return _drop_page(form), 422
    return redirect_to("sla.many_files_sent", batch_id=stage_files(sent).id)


@blueprint.get(BATCH)
@requires(Permission.MONTHS_SUBMIT)
def many_files_sent(batch_id: int) -> str:
    """The files sent together: the place of each, what it changes, and what is still open."""
    return _preview(batch_id, SubmitForm(formdata=None))


def _preview(batch_id: int, form: SubmitForm) -> str:
    of = batch(batch_id)
    lines = lines_of(of)
    places = offers()
    jobs = reading_states([line.staged for line in lines if line.staged is not None])
    rows = [_row(line, places, jobs) for line in lines]
    ready = [row for row in rows if row.is_ready]
    return page(
        "sla/batch.html",
        batch=of,
        rows=rows,
        form=form,
        ready=len(ready),
        is_replacing=any(row.line.current is not None for row in ready),
        reading=[row for row in rows if row.state == "file_reading"],
        open_count=sum(row.line.file.state == FileState.OPEN for row in rows),
        done=sum(row.state == "file_submitted" for row in rows),
        may_discard=any(row.line.file.state in {FileState.OPEN, FileState.PLACED} for row in rows),
        figure_name=figure_name,
    )


def _row(line: FileLine, places: Sequence[Offer], jobs: Mapping[int, JobState]) -> FileRow:
    file, staged = line.file, line.staged
    at = _place_of(line, places)
    changes = _changes(line)
    is_ready = file.state == FileState.PLACED and staged is not None and may_be_submitted(staged)
    job = jobs.get(staged.id) if staged is not None else None
    return FileRow(
        line=line,
        partner=at.partner if at is not None else "",
        shop=at.shop if at is not None else "" if staged is None else shop_in(staged.slot),
        tool=tool_name(staged.tool if staged is not None else file.tool),
        month=say_month(at.month)
        if at is not None
        else ""
        if line.month is None
        else say_month(line.month.month),
        month_id=at.month_id if at is not None else None if line.month is None else line.month.id,
        state=_state(line, job),
        reason=reason_of(file),
        changes=changes[:SHOWN_CHANGES],
        more_changes=max(len(changes) - SHOWN_CHANGES, 0),
        choices=_choices(line, places) if file.state == FileState.OPEN else (),
        is_ready=is_ready,
        progress=job.progress if job is not None else 0,
    )


def _place_of(line: FileLine, places: Sequence[Offer]) -> Offer | None:
    """Where the file lies, or where the same file counts already; None while that is open."""
    wanted: list[tuple[int, str]] = []
    if line.month is not None and line.staged is not None:
        wanted = [(line.month.id, line.staged.slot)]
    elif line.file.state == FileState.SAME:
        wanted = [(month_id, slot) for month_id, slot in line.file.places[:1]]
    return next((one for one in places if (one.month_id, one.slot) in wanted), None)


def _changes(line: FileLine) -> list[Change]:
    """The figures of the file; against a version that counts only those it changes."""
    staged, current = line.staged, line.current
    if staged is None or line.month is None or line.file.state != FileState.PLACED:
        return []
    if staged.errors or staged.state == READING:
        return []
    before = None if current is None else figures_from_plain(current.figures)
    found = changes_between(
        before,
        figures_from_plain(staged.figures),
        currency=line.month.currency,
        platform=platform_of(staged.tool, staged.slot),
    )
    changed = [one for one in found if before is None or one.is_changed]
    return [one for one in changed if one.before != one.after] or changed


def _state(line: FileLine, job: JobState | None) -> str:
    file, staged = line.file, line.staged
    if file.state != FileState.PLACED:
        return f"file_{file.state}"
    if staged is None:
        return "file_discarded"
    if job is not None:
        return "file_failed" if job.status == "failed" else "file_reading"
    if staged.state != "staged":
        return "file_submitted"
    if staged.errors:
        return "file_errors"
    if staged.questions:
        return "file_questions"
    return "file_ready" if staged.row_count else "file_errors"


def _choices(line: FileLine, places: Sequence[Offer]) -> list[tuple[str, str]]:
    """The places for a select, the likely ones first."""
    likely = {(month_id, slot) for month_id, slot in line.file.places}
    ordered = sorted(places, key=lambda one: (one.month_id, one.slot) not in likely)
    return [
        (
            f"{one.month_id}:{one.slot}",
            " · ".join(
                part
                for part in (
                    say_month(one.month),
                    one.partner,
                    one.shop or _("All shops"),
                    tool_name(one.tool),
                )
                if part
            ),
        )
        for one in ordered
    ]


def _chosen() -> tuple[int, str]:
    month_id, _colon, slot = request.form.get("place", "").partition(":")
    is_number = month_id.isascii() and month_id.isdigit() and len(month_id) <= len(str(LARGEST_ID))
    if not is_number or int(month_id) > LARGEST_ID:
        raise Invalid(message("Choose where the file belongs."))
    return int(month_id), slot


def _read_chosen(batch_id: int, file_id: int) -> Reading | StoredFile | PortalError:
    """Before the turn to write: read the file at the place that was chosen."""
    file = batch_file(batch(batch_id), file_id)
    try:
        month_id, slot = _chosen()
        return read_at(file, month_id=month_id, slot=slot)
    except Invalid as refusal:
        return refusal


@blueprint.post(f"{BATCH}/files/<int(max={LARGEST_ID}):file_id>")
@requires(Permission.MONTHS_SUBMIT)
@prepared_by(_read_chosen)
def place_file(batch_id: int, file_id: int) -> Response:
    """Put one file at the place its sender chose."""
    of = batch(batch_id)
    reading: Reading | StoredFile | PortalError = prepared()
    if isinstance(reading, PortalError):
        flash(reading.reason)
    else:
        month_id, slot = _chosen()
        place(of, batch_file(of, file_id), month_id=month_id, slot=slot, reading=reading)
    return redirect_to("sla.many_files_sent", batch_id=batch_id)


@blueprint.post(f"{BATCH}/submit")
@requires(Permission.MONTHS_SUBMIT)
def submit_many_files(batch_id: int) -> Response | tuple[str, int]:
    """Let everything count that is ready."""
    form = SubmitForm()
    if not form.validate():
        return _preview(batch_id, form), 422
    done, refused = submit_files(batch(batch_id), reason=form.changed_text("reason"))
    if refused:
        flash(
            message(
                "%(done)s files count now, %(refused)s could not be submitted.", done=done, refused=refused
            )
        )
    else:
        flash(message("%(done)s files count now.", done=done))
    return redirect_to("sla.many_files_sent", batch_id=batch_id)


@blueprint.post(f"{BATCH}/discard")
@requires(Permission.MONTHS_SUBMIT)
def discard_many_files(batch_id: int) -> Response:
    """Throw away what does not count."""
    discard_files(batch(batch_id))
    return redirect_to("sla.many_files")
