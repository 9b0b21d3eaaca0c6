"""Submitted figures beside the merchant's own export: compared, proposed, answered, checked."""

import io
from dataclasses import dataclass
from typing import Any

from flask import request, send_file
from werkzeug.wrappers import Response

from portal.infra.access import actor, requires
from portal.infra.files import open_stored
from portal.infra.i18n import _, language, say
from portal.infra.pages import flash, page, redirect_to
from portal.infra.progress import side_of
from portal.infra.transactions import prepared, prepared_by
from portal.kernel.errors import Invalid, PortalError
from portal.kernel.messages import message
from portal.kernel.permissions import Permission, Side
from portal.reference.rules.clauses import label
from portal.sla.actions.reconciling import (
    accept_export,
    compare_export,
    confirm_checked,
    propose_export,
    refuse_export,
)
from portal.sla.actions.staging import read_for_slot
from portal.sla.actions.wanted import Reading
from portal.sla.forms import AnswerForm, UploadForm
from portal.sla.queries.months import current_submissions, submission, terms_of
from portal.sla.queries.months import month as month_of
from portal.sla.queries.reconciling import Beside, reconciliation, reconciliations_of
from portal.sla.rules.measurements import distance, quantity, rounded
from portal.sla.rules.months import slots_of
from portal.sla.rules.progress import TAKES_FIGURES
from portal.sla.rules.reconciling import Compared, Comparison, Match, consequence
from portal.sla.views.blueprint import LARGEST_ID, MONTH, SUBMISSION, blueprint
from portal.sla.views.board import slot_label

COMPARISON = f"/comparisons/<int(max={LARGEST_ID}):reconciliation_id>"


@dataclass(frozen=True)
class SentExport:
    """An export that was sent, and what it holds or why it cannot be read."""

    name: str
    content: bytes
    reading: Reading | PortalError


def _read_export(month_id: int) -> SentExport | None:
    """Before the turn to write: read the export that was sent, if any."""
    record = month_of(month_id)
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return None
    with sent.stream as stream:
        name, content = sent.filename.split("/")[-1], stream.read()
    try:
        slot_key = request.form.get("slot", "")
        return SentExport(name, content, read_for_slot(record, slot_key=slot_key, content=content, name=name))
    except PortalError as refusal:
        return SentExport(name, content, refusal)


@blueprint.get(f"{MONTH}/reconcile")
@requires(Permission.MONTHS_VIEW)
def reconcile(month_id: int) -> str:
    """Both files side by side, metric by metric; the merchant can lay its own export beside what was submitted."""
    return _page(month_id, UploadForm(formdata=None), AnswerForm(formdata=None))


@blueprint.post(f"{MONTH}/reconcile")
@requires(Permission.MONTHS_ACCEPT)
@prepared_by(_read_export)
def compare(month_id: int) -> Response | tuple[str, int]:
    """Take the merchant's export and compare it."""
    record, form = month_of(month_id), UploadForm()
    form.offer([(slot.key, slot_label(slot)) for slot in slots_of(terms_of(record))])
    sent: SentExport | None = prepared()
    try:
        if sent is None:
            raise Invalid(fields={"file": message("Choose a file first.")})
        if not form.validate():
            return _page(month_id, form, AnswerForm(formdata=None)), 422
        if isinstance(sent.reading, PortalError):
            raise sent.reading
        compare_export(record, sent.reading, slot_key=form.slot.data, content=sent.content, name=sent.name)
    except PortalError as refusal:
        form.refuse(refusal)
        return _page(month_id, form, AnswerForm(formdata=None)), 422
    return redirect_to("sla.reconcile", month_id=month_id)


@blueprint.post(f"{COMPARISON}/propose")
@requires(Permission.MONTHS_ACCEPT)
def propose(reconciliation_id: int) -> Response:
    """Propose that the export counts."""
    found = reconciliation(reconciliation_id)
    propose_export(found)
    flash(_("The vendor is asked to accept your export."))
    return redirect_to("sla.reconcile", month_id=found.month_id)


def _read_proposed(reconciliation_id: int) -> Reading | None:
    """Before the turn to write: read the proposed export as the vendor's next version."""
    found = reconciliation(reconciliation_id)
    if actor().side is not Side.VENDOR or found.state != Comparison.PROPOSED:
        return None
    with open_stored(found.file_sha256) as stored:
        content = stored.read()
    return read_for_slot(
        month_of(found.month_id),
        slot_key=found.slot,
        content=content,
        name=found.file_name,
        tool=found.tool,
        kept=found.mapping,
    )


@blueprint.post(f"{COMPARISON}/answer")
@requires(Permission.MONTHS_SUBMIT)
@prepared_by(_read_proposed)
def answer_export(reconciliation_id: int) -> Response | tuple[str, int]:
    """The vendor accepts the export as its figures, or says why not."""
    found, form = reconciliation(reconciliation_id), AnswerForm()
    reading: Reading | None = prepared()
    try:
        if reading is None:
            raise Invalid(message("Only the vendor can answer, while the export is proposed."))
        if request.form.get("act") == "accept":
            accept_export(found, reading, comment=form.changed_text("comment"))
        else:
            refuse_export(found, reason=form.changed_text("comment"))
    except Invalid as refusal:
        form.refuse(refusal)
        return _page(found.month_id, UploadForm(formdata=None), form), 422
    return redirect_to("sla.reconcile", month_id=found.month_id)


@blueprint.post(f"{SUBMISSION}/verify")
@requires(Permission.MONTHS_ACCEPT)
def verify_figures(submission_id: int) -> Response:
    """The merchant marks submitted figures as checked."""
    found = submission(submission_id)
    confirm_checked(found)
    flash(_("The figures are marked as checked by you."))
    return redirect_to("sla.reconcile", month_id=found.month_id)


@blueprint.get(f"{COMPARISON}/file")
@requires(Permission.MONTHS_VIEW)
def export_file(reconciliation_id: int) -> Response:
    """The merchant's export, byte for byte as it was sent."""
    found = reconciliation(reconciliation_id)
    with open_stored(found.file_sha256) as stored:
        content = io.BytesIO(stored.read())
    return send_file(
        content,
        mimetype=found.media_type,
        as_attachment=True,
        download_name=found.file_name,
        etag=found.file_sha256,
    )


def _page(month_id: int, form: UploadForm, answer: AnswerForm) -> str:
    record = month_of(month_id)
    terms = terms_of(record)
    slots = {slot.key: slot_label(slot) for slot in slots_of(terms)}
    current = current_submissions(month_id)
    beside = reconciliations_of(month_id)
    differing = {one.submission.id for one in beside if any(row.match is Match.BEYOND for row in one.rows)}
    comparable = [key for key in slots if key in current]
    form.offer([(key, slots[key]) for key in comparable])
    side = side_of(record, actor().party)
    return page(
        "sla/reconcile.html",
        month=record,
        form=form,
        answer=answer,
        side=side,
        comparisons=[_shown(one, slots) for one in beside],
        unchecked=[
            (one, slots[key])
            for key, one in current.items()
            if key in slots and one.verified_at is None and one.id not in differing
        ],
        takes_figures=record.state in TAKES_FIGURES,
        may_compare=actor().may(Permission.MONTHS_ACCEPT) and bool(comparable),
        comparable=comparable,
        may_answer=side is Side.VENDOR and actor().may(Permission.MONTHS_SUBMIT),
        tolerance=rounded(terms.measurement.tolerance_percent),
        prevails=label("source", terms.measurement.prevailing_source, language()),
    )


def _shown(one: Beside, slots: dict[str, str]) -> dict[str, Any]:
    terms = terms_of(month_of(one.kept.month_id))
    is_current = one.submission.state == "submitted"
    return {
        "kept": one.kept,
        "submission": one.submission,
        "slot": slots.get(one.kept.slot, one.kept.slot),
        "rows": [_row(row) for row in one.rows],
        "consequence": consequence(terms, one.rows),
        "may_propose": is_current
        and one.kept.state == Comparison.COMPARED
        and any(row.match is Match.BEYOND for row in one.rows)
        and terms.measurement.prevailing_source != "vendor",
    }


def _row(row: Compared) -> dict[str, Any]:
    return {
        "key": row.definition.key,
        "name": row.definition.name.read(language()),
        "submitted": None if row.submitted is None else say(quantity(row.submitted, row.unit)),
        "export": None if row.export is None else say(quantity(row.export, row.unit)),
        "difference": None if row.difference is None else say(distance(row.difference, row.unit)),
        "percent": None if row.percent is None else rounded(row.percent),
        "match": row.match.value,
    }
