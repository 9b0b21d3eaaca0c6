"""Files in: upload, preview, questions, submission; typed figures."""

from collections.abc import Mapping
from typing import Any

from flask import request
from werkzeug.wrappers import Response

from portal.contracts.rules.definitions import definition_in
from portal.infra.access import requires
from portal.infra.forms import choices_of
from portal.infra.i18n import say, say_list
from portal.infra.pages import flash, page, redirect_to
from portal.infra.security import takes_large_files
from portal.infra.transactions import prepared, prepared_by
from portal.kernel.errors import Invalid, NotFound, PortalError
from portal.kernel.messages import message
from portal.kernel.money import exponent_of
from portal.kernel.permissions import Permission
from portal.sla.actions.large_files import (
    READING,
    reading_state,
)
from portal.sla.actions.lateness import is_running
from portal.sla.actions.other_shops import other_shops
from portal.sla.actions.receiving import Sent, receive, stage
from portal.sla.actions.staging import Answers, answer_questions, read_again
from portal.sla.actions.submitting import (
    discard,
    hand_in,
    state_quantities,
    submit,
    type_figure,
)
from portal.sla.actions.wanted import Reading
from portal.sla.forms import MappingForm, SubmitForm, TypedFigureForm, UploadForm, parse_count
from portal.sla.queries.batches import batch_of
from portal.sla.queries.months import current_submissions, month_in_full, submission
from portal.sla.queries.months import month as month_of
from portal.sla.queries.wholes import whole_of
from portal.sla.rules.headers import heading_of
from portal.sla.rules.plain_figures import figures_from_plain
from portal.sla.rules.plain_messages import message_from_plain
from portal.sla.rules.progress import MonthState
from portal.sla.rules.tools.registry import TOOLS
from portal.sla.rules.typed import typed_values
from portal.sla.views.blueprint import MONTH, SUBMISSION, blueprint
from portal.sla.views.board import metric_name, shop_in, tool_name
from portal.sla.views.changes import changes_between, platform_of
from portal.sla.views.months import board_page, slot_lines
from portal.sla.views.reasons import figure_name
from portal.sla.views.warnings import warning_lines

MOST_SHOPS = 20


def _read_upload(month_id: int) -> Sent | None:
    """Before the turn to write: read the file that was sent, if any; nothing is kept."""
    record = month_of(month_id)
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return None
    with sent.stream as stream:
        return receive(record, stream, slot_key=request.form.get("slot", ""), name=sent.filename)


@blueprint.post(f"{MONTH}/files")
@requires(Permission.MONTHS_SUBMIT)
@prepared_by(_read_upload)
@takes_large_files
def upload(month_id: int) -> Response | tuple[str, int]:
    """Take a file in and show what was read."""
    record = month_of(month_id)
    full = month_in_full(record)
    form = UploadForm()
    form.offer([(slot.key, slot.label) for slot in slot_lines(full)])
    try:
        sent: Sent | None = prepared()
        if sent is None:
            raise Invalid(fields={"file": message("Choose a file first.")})
        if not form.validate():
            return board_page(full, upload=form), 422
        staged = stage(record, sent, slot_key=form.slot.data)
    except PortalError as refusal:
        form.refuse(refusal)
        return board_page(full, upload=form), 422
    return redirect_to("sla.preview", submission_id=staged.id)


@blueprint.get(SUBMISSION)
@requires(Permission.MONTHS_VIEW)
def preview(submission_id: int) -> str:
    """What was read from a file, before and after it counts."""
    return _preview(submission_id, SubmitForm(formdata=None))


def _preview(submission_id: int, form: SubmitForm) -> str:
    found = submission(submission_id)
    record = month_of(found.month_id)
    if found.state == READING:
        return page(
            "sla/reading.html",
            found=found,
            month=record,
            job=reading_state(found),
            batch_id=batch_of(found.id),
        )
    current, whole = current_submissions(record.id).get(found.slot), whole_of(found.id)
    questions = MappingForm(formdata=None, tool=found.tool)
    questions.tool.choices = choices_of({tool.key: say(tool.label) for tool in TOOLS.values()})
    refused = found.mapping.get("rejected", len({(error["sheet"], error["row"]) for error in found.errors}))
    earlier = None if current is None or current.id == found.id else figures_from_plain(current.figures)
    return page(
        "sla/submission.html",
        found=found,
        month=record,
        current=current,
        form=form,
        questions=questions,
        problems=[_problem(error) for error in found.errors],
        warnings=warning_lines([message_from_plain(one) for one in found.warnings]),
        changes=changes_between(
            earlier,
            figures_from_plain(found.figures),
            currency=record.currency,
            platform=platform_of(found.tool, found.slot),
        ),
        shop=shop_in(found.slot),
        is_staged=found.state == "staged",
        batch_id=batch_of(found.id),
        other_shops=other_shops(found),
        whole=whole,
        whole_shops=None if whole is None else _shops_in(whole.shops),
        refused=refused,
        accepted=max(found.row_count - refused, 0),
        may_submit=found.state == "staged" and not found.errors and not found.questions and found.row_count,
        tool_name=tool_name,
        figure_name=figure_name,
        folded=lambda text: heading_of(text).name,
    )


def _shops_in(shops: Mapping[str, int]) -> str:
    """The shops of a whole file, those with the most rows first."""
    names = sorted(shops, key=lambda shop: (-shops[shop], shop))
    return say_list([*names[:MOST_SHOPS], *(["…"] if len(names) > MOST_SHOPS else [])])


def _problem(error: dict[str, Any]) -> dict[str, Any]:
    place = " ".join(str(one) for one in (error["column"], error["heading"]) if one)
    return error | {
        "column": place,
        "reason": say(message_from_plain(error["reason"])),
        "remedy": say(message_from_plain(error["remedy"])),
    }


@blueprint.post(f"{SUBMISSION}/submit")
@requires(Permission.MONTHS_SUBMIT)
def submit_figures(submission_id: int) -> Response | tuple[str, int]:
    """Let the file count."""
    form = SubmitForm()
    if not form.validate():
        return _preview(submission_id, form), 422
    try:
        record = submit(submission(submission_id), reason=form.changed_text("reason"))
    except Invalid as refusal:
        form.refuse(refusal)
        return _preview(submission_id, form), 422
    if record.state == MonthState.SUBMITTED:
        flash(HANDED_IN)
    else:
        flash(PROVISIONAL if is_running(record) else COUNTS)
    return redirect_to("sla.month", month_id=record.id)


PROVISIONAL = message(
    "The file counts provisionally: the month still runs. Upload the whole month when it has ended."
)
HANDED_IN = message("The figures are submitted. It is the other side's turn to check them.")
COUNTS = message("The file counts now. The month is handed in when the files of all shops are there.")


def _given_answers(usual_tool: str) -> tuple[str, Answers]:
    columns = {
        name.removeprefix("column:"): value
        for name, value in request.form.items()
        if name.startswith("column:") and value
    }
    given = Answers(request.form.get("clock") or None, request.form.get("percent") or None, columns)
    return request.form.get("tool", usual_tool), given


def _read_with_answers(submission_id: int) -> Reading:
    """Before the turn to write: read the staged file as the answers say."""
    found = submission(submission_id)
    if found.state != "staged" or not found.file_sha256:
        raise NotFound
    tool, given = _given_answers(found.tool)
    return read_again(found, month_of(found.month_id), tool=tool, answers=given)


@blueprint.post(f"{SUBMISSION}/questions")
@requires(Permission.MONTHS_SUBMIT)
@prepared_by(_read_with_answers)
def answer_file_questions(submission_id: int) -> Response:
    """Take the answers about a file and read it again."""
    found = submission(submission_id)
    tool, given = _given_answers(found.tool)
    answer_questions(found, month_of(found.month_id), tool=tool, answers=given, reading=prepared())
    return redirect_to("sla.preview", submission_id=submission_id)


@blueprint.post(f"{SUBMISSION}/discard")
@requires(Permission.MONTHS_SUBMIT)
def discard_file(submission_id: int) -> Response:
    """Forget a file that was only staged."""
    found = submission(submission_id)
    month_id = found.month_id
    discard(found)
    return redirect_to("sla.month", month_id=month_id)


@blueprint.route(f"{MONTH}/typed", methods=["GET", "POST"])
@requires(Permission.MONTHS_SUBMIT)
def typed_figure(month_id: int) -> Response | str | tuple[str, int]:
    """Type a figure for which there is no export, with a picture as evidence."""
    record = month_of(month_id)
    full = month_in_full(record)
    form = TypedFigureForm(metric=request.args.get("metric"))
    # A file may have come in between, so what is sent is checked against all metrics.
    asked = request.method == "GET"
    offered = full.metrics_without_files if asked else [line.metric for line in full.terms.sla]
    form.metric.choices = choices_of({key: metric_name(full.terms, key) for key in offered})
    if asked or not form.validate():
        return page("sla/typed.html", month=record, form=form), 200 if asked else 422
    sent = request.files.get("evidence")
    try:
        type_figure(
            record,
            metric=form.metric.data,
            values=typed_values(
                definition_in(full.terms, form.metric.data),
                form.value.value,
                form.cases.value,
                currency_digits=exponent_of(record.currency),
            ),
            evidence=(sent.filename, sent.stream.read()) if sent is not None and sent.filename else None,
        )
    except PortalError as refusal:
        form.refuse(refusal)
        return page("sla/typed.html", month=record, form=form), 422
    return redirect_to("sla.month", month_id=month_id)


@blueprint.post(f"{MONTH}/quantities")
@requires(Permission.MONTHS_SUBMIT)
def quantities(month_id: int) -> Response:
    """State what the fee is computed from and no file gives, such as seats."""
    month = month_of(month_id)
    given = {
        name.removeprefix("quantity:"): parse_count(value)
        for name, value in request.form.items()
        if name.startswith("quantity:") and value.strip()
    }
    if given:
        state_quantities(month, given)
    return redirect_to("sla.month", month_id=month_id)


@blueprint.post(f"{MONTH}/hand-in")
@requires(Permission.MONTHS_SUBMIT)
def hand_in_month(month_id: int) -> Response:
    """Hand the month in as it is."""
    hand_in(month_of(month_id))
    return redirect_to("sla.month", month_id=month_id)
