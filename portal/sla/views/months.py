"""The grid of months, the board of one month, and why a figure is what it is."""

from functools import partial

from flask import url_for

from portal.infra.access import actor, requires
from portal.infra.freshness import same_until_changed
from portal.infra.pages import page, thread_of
from portal.infra.progress import side_of
from portal.kernel.errors import NotFound
from portal.kernel.permissions import Permission
from portal.sla.forms import AnswerForm, ClaimForm, UploadForm, WaiverForm
from portal.sla.queries.months import (
    TYPED,
    MonthInFull,
    answers_of,
    contract_months,
    month_in_full,
    results_before,
    submissions_of,
)
from portal.sla.queries.months import month as month_of
from portal.sla.rules.keys import LATE, quantity_in
from portal.sla.rules.months import slots_of
from portal.sla.rules.progress import TAKES_FIGURES, MonthState
from portal.sla.rules.results import digest_of, results_to_plain
from portal.sla.views.blueprint import MONTH, blueprint
from portal.sla.views.board import (
    SlotLine,
    board_lines,
    line_name,
    metric_name,
    quantity_name,
    slot_label,
    tool_name,
)
from portal.sla.views.claim_parts import talk_about
from portal.sla.views.collection import collection_of, line_standing
from portal.sla.views.deciding import deciding_about, repeated_misses
from portal.sla.views.forecasts import forecasts
from portal.sla.views.lateness import late_page
from portal.sla.views.life import silence_note, steps_of
from portal.sla.views.quantities import quantity_page
from portal.sla.views.reasons import explanation, grade_name, volumes


@blueprint.get("/months")
@requires(Permission.MONTHS_VIEW)
@same_until_changed
def months() -> str:
    """Every contract with its latest months: where each stands and whose turn it is."""
    contracts = contract_months()
    names = sorted({line.month for one in contracts for line in one.months}, reverse=True)[:12]
    return page(
        "sla/months.html", contracts=contracts, names=names, tool_name=tool_name, standing=line_standing
    )


@blueprint.get(MONTH)
@requires(Permission.MONTHS_VIEW)
@same_until_changed
def month(month_id: int) -> str:
    """The board of one month."""
    return board_page(month_in_full(month_of(month_id)))


def board_page(
    full: MonthInFull, *, upload: UploadForm | None = None, answer: AnswerForm | None = None
) -> str:
    """The board, with forms that keep what was typed when they were refused."""
    record = full.record
    side = side_of(record, actor().party)
    answers = answers_of(record.id)
    upload = upload or UploadForm(formdata=None)
    slots = slot_lines(full)
    upload.offer([(slot.key, slot.label) for slot in slots])
    if not upload.slot.data:
        upload.slot.data = next((slot.key for slot in slots if slot.submission is None), slots[0].key)
    return page(
        "sla/month.html",
        full=full,
        month=record,
        service_month=full.service_month,
        lines=board_lines(full, results_before(record)),
        slots=slots,
        typed=[one for key, one in full.submissions.items() if key.startswith(TYPED)],
        upload=upload,
        answer=answer or AnswerForm(formdata=None),
        answers=answers,
        said_line=partial(line_name, full.terms),
        side=side,
        is_our_turn=record.turn == side,
        is_running=actor().now.date() <= record.last_day,
        collection=collection_of(full, side),
        forecast=forecasts(full, actor().now.date()),
        takes_figures=record.state in TAKES_FIGURES and actor().may(Permission.MONTHS_SUBMIT),
        may_accept=record.state == MonthState.SUBMITTED and actor().may(Permission.MONTHS_ACCEPT),
        thread=thread_of(record.engagement_id),
        credits=full.judged.credits,
        priced=full.judged.priced,
        priced_quantities=[
            (name, count) for name, count in full.judged.quantities.items() if not name.endswith("_minor")
        ],
        repeated=repeated_misses(full),
        volumes=volumes(full),
        quantity_name=quantity_name,
        grade_name=grade_name,
        metric_name=partial(metric_name, full.terms),
        steps=steps_of(full, answers),
        silence=silence_note(full),
        seen=digest_of(results_to_plain(full.judged)),
    )


def slot_lines(full: MonthInFull) -> list[SlotLine]:
    """The files a month needs with what counts for each."""
    return [
        SlotLine(slot.key, slot_label(slot), tool_name(slot.tool), full.submissions.get(slot.key))
        for slot in slots_of(full.terms)
    ]


@blueprint.get(f"{MONTH}/lines/<line>")
@requires(Permission.MONTHS_VIEW)
def why(month_id: int, line: str) -> str:
    """Why a result is this number: formula, inputs, files, terms, rounding."""
    return line_page(month_id, line, ClaimForm(formdata=None))


def line_page(month_id: int, line: str, form: ClaimForm, *, waiver: WaiverForm | None = None) -> str:
    """The page about one line, with what both sides said about it and what can be said next."""
    full = month_in_full(month_of(month_id))
    if line == LATE:
        return late_page(full, form, waiver or WaiverForm(formdata=None))
    if (name := quantity_in(line)) is not None:
        return quantity_page(full, name, form)
    found = next((one for one in full.judged.evaluation.lines if one.promise.key == line), None)
    if found is None:
        raise NotFound
    return page(
        "sla/why.html",
        month=full.record,
        back=url_for("sla.month", month_id=month_id),
        line=line,
        form=form,
        talk=talk_about(full, line),
        deciding=deciding_about(full, found),
        waiver=waiver or WaiverForm(formdata=None),
        **explanation(full, found),
    )


@blueprint.get(f"{MONTH}/versions")
@requires(Permission.MONTHS_VIEW)
def versions(month_id: int) -> str:
    """Everything that was submitted for the month, version by version."""
    record = month_of(month_id)
    return page("sla/versions.html", month=record, submissions=submissions_of(month_id), tool_name=tool_name)
