"""Objections to single lines, claims of relief, answers and decisions, on the page that explains the line."""

import io
from typing import Any

from flask import request, send_file, url_for
from werkzeug.wrappers import Response

from portal.contracts.rules.definitions import definition_of
from portal.infra.access import actor, requires
from portal.infra.files import open_stored
from portal.infra.pages import flash, page, redirect_to
from portal.infra.progress import side_of
from portal.infra.transactions import prepared, prepared_by
from portal.kernel.errors import Invalid, NotFound, PortalError
from portal.kernel.messages import Message, message
from portal.kernel.metrics import MetricDefinition
from portal.kernel.money import exponent_of
from portal.kernel.permissions import Permission, Side
from portal.sla.actions.claiming import Words, answer_claim, raise_claim
from portal.sla.actions.evidence import keep_evidence
from portal.sla.actions.outages import answer_event
from portal.sla.actions.row_relief import figures_left
from portal.sla.forms import ClaimForm, DecisionForm, ReliefForm
from portal.sla.forms.claims import count_in
from portal.sla.queries.claims import answer_file
from portal.sla.queries.months import MonthInFull, month_in_full, terms_of
from portal.sla.queries.months import month as month_of
from portal.sla.queries.own_exports import own_export_figure
from portal.sla.queries.rows import row_files
from portal.sla.rules.claims import COUNT, RAISES, Act
from portal.sla.rules.keys import LATE, is_of_schedule, line_of, quantity_in
from portal.sla.rules.relief import MOST_CONVERSATIONS, REASONS, Details, Scope, conversations_in
from portal.sla.views.blueprint import LARGEST_ID, MONTH, blueprint
from portal.sla.views.board import line_name
from portal.sla.views.claim_parts import talk_about
from portal.sla.views.months import line_page
from portal.sla.views.reasons import volumes

LONGEST_LIST = 20_000
Answer = Response | str | tuple[str, int]

DONE: dict[Act, Message] = {
    Act.OBJECTED: message(
        "The objection is raised. The service credit of this line is held until it is settled."
    ),
    Act.RELIEF_CLAIMED: message("Relief is claimed. The other side answers next."),
    Act.CLAIM_REFUSED: message("The answer is sent. The other side can escalate or withdraw."),
    Act.CLAIM_ESCALATED: message("The matter is escalated. The other side sees it at once."),
    Act.DECISION_PROPOSED: message("The decision is proposed. It counts once the other side accepts it."),
    Act.DECISION_ACCEPTED: message("The matter is decided, and the month was judged anew."),
    Act.DECISION_DECLINED: message("The answer is sent. Either side can propose another decision."),
    Act.CLAIM_GRANTED: message("The matter is settled, and the month was judged anew."),
    Act.CLAIM_DROPPED: message("The matter is withdrawn, and the month was judged anew."),
}


@blueprint.post(f"{MONTH}/lines/<line>/claims")
@requires(Permission.MONTHS_SUBMIT)
def claim_line(month_id: int, line: str) -> Answer:
    """Object to a line; the figure considered right may be given with it."""
    of, form = month_of(month_id), ClaimForm()
    try:
        if not form.validate() or form.act.data != Act.OBJECTED:
            return line_page(month_id, line, form), 422
        raise_claim(of, line=line, act=Act.OBJECTED, words=_words(month_id, line, form))
    except Invalid as refusal:
        form.refuse(refusal)
        return line_page(month_id, line, form), 422
    return _done(month_id, line, Act.OBJECTED)


@blueprint.post(f"{MONTH}/lines/<line>/claims/answer")
@requires(Permission.MONTHS_SUBMIT)
def answer_line_claim(month_id: int, line: str) -> Answer:
    """Answer what is open about a line: agree, not agree, escalate, accept a decision, withdraw."""
    of, form = month_of(month_id), ClaimForm()
    try:
        if not form.validate():
            return line_page(month_id, line, form), 422
        act = Act(form.act.data)
        if act in RAISES:
            raise NotFound
        words = Words(form.changed_text("comment"), evidence=keep_evidence(form.sent_files()))
        speak = answer_event if form.for_event.data else answer_claim
        speak(of, line=line, act=act, words=words)
    except Invalid as refusal:
        form.refuse(refusal)
        return line_page(month_id, line, form), 422
    return _done(month_id, line, act)


def _read_left(month_id: int, line: str) -> dict[str, Any] | PortalError:
    """Before the turn to write: what the files give without the conversations that are claimed."""
    if request.form.get("scope") != Scope.CONVERSATIONS:
        return {}
    try:
        named = conversations_in(request.form.get("conversations", "")[:LONGEST_LIST])
        return figures_left(month_of(month_id), line, named[:MOST_CONVERSATIONS]) if named else {}
    except PortalError as refusal:
        return refusal


@blueprint.route(f"{MONTH}/lines/<line>/relief", methods=["GET", "POST"])
@requires(Permission.MONTHS_SUBMIT)
@prepared_by(_read_left)
def claim_relief(month_id: int, line: str) -> Answer:
    """Claim relief for the line, for days or for conversations, with files that show why."""
    of, form = month_of(month_id), ReliefForm()
    if line == LATE:
        form.about_lateness()
    if request.method == "GET":
        return _relief_page(month_id, line, form)
    try:
        if not form.validate():
            return _relief_page(month_id, line, form), 422
        left = prepared()
        if isinstance(left, PortalError):
            raise left
        words = Words(form.changed_text("comment"), form.details(left), keep_evidence(form.sent_files()))
        raise_claim(of, line=line, act=Act.RELIEF_CLAIMED, words=words)
    except Invalid as refusal:
        form.refuse(refusal)
        return _relief_page(month_id, line, form), 422
    return _done(month_id, line, Act.RELIEF_CLAIMED)


@blueprint.route(f"{MONTH}/lines/<line>/decision", methods=["GET", "POST"])
@requires(Permission.MONTHS_SUBMIT)
def propose_decision(month_id: int, line: str) -> Answer:
    """Propose how an escalated matter is decided."""
    of, form = month_of(month_id), DecisionForm()
    if line == LATE:
        form.about_lateness()
    elif quantity_in(line) is not None:
        form.about_quantity()
    if request.method == "GET":
        return _decision_page(month_id, line, form)
    try:
        if not form.validate():
            return _decision_page(month_id, line, form), 422
        metric = _metric(month_id, line) if is_of_schedule(line) else None
        details = form.details(metric, currency_digits=exponent_of(of.currency))
        words = Words(form.changed_text("comment"), details, keep_evidence(form.sent_files()))
        answer_claim(of, line=line, act=Act.DECISION_PROPOSED, words=words)
    except Invalid as refusal:
        form.refuse(refusal)
        return _decision_page(month_id, line, form), 422
    return _done(month_id, line, Act.DECISION_PROPOSED)


@blueprint.get(f"{MONTH}/evidence/<int(max={LARGEST_ID}):file_id>")
@requires(Permission.MONTHS_VIEW)
def evidence_file(month_id: int, file_id: int) -> Response:
    """A file that was sent with an answer, byte for byte."""
    found = answer_file(month_id, file_id)
    with open_stored(found.file_sha256) as stored:
        content = io.BytesIO(stored.read())
    return send_file(
        content,
        mimetype=found.media_type,
        as_attachment=True,
        download_name=found.file_name,
        etag=found.file_sha256,
    )


def _words(month_id: int, line: str, form: ClaimForm) -> Words:
    of = month_of(month_id)
    if quantity_in(line) is not None:
        counted = Details(values=count_in(form.value, COUNT))
        return Words(form.changed_text("comment"), counted, keep_evidence(form.sent_files()))
    values = form.values(_metric(month_id, line), currency_digits=exponent_of(of.currency))
    if form.own_export.data and side_of(of, actor().party) is Side.MERCHANT:
        own = own_export_figure(month_in_full(of), line)
        if own is None:
            raise Invalid(fields={"own_export": message("There is no export of yours for this line.")})
        values = own.fields
    return Words(form.changed_text("comment"), Details(values=values), keep_evidence(form.sent_files()))


def _metric(month_id: int, line: str) -> MetricDefinition:
    terms = terms_of(month_of(month_id))
    found = line_of(terms, line)
    if found is None:
        raise NotFound
    return definition_of(terms, found)


def _done(month_id: int, line: str, act: Act) -> Response:
    flash(DONE[act])
    return redirect_to("sla.why", month_id=month_id, line=line)


def _relief_page(month_id: int, line: str, form: ReliefForm) -> str:
    full = _full(month_id, line)
    has_rows = line != LATE and bool(row_files(month_id))
    if not has_rows and line != LATE:
        form.without_conversations()
    return page(
        "sla/relief.html",
        month=full.record,
        line=line,
        name=line_name(full.terms, line),
        form=form,
        reasons=REASONS,
        has_rows=has_rows,
        is_lateness=line == LATE,
        volumes=volumes(full),
        back=url_for("sla.why", month_id=month_id, line=line),
    )


def _decision_page(month_id: int, line: str, form: DecisionForm) -> str:
    full = _full(month_id, line)
    return page(
        "sla/decision.html",
        month=full.record,
        line=line,
        name=line_name(full.terms, line),
        form=form,
        talk=talk_about(full, line),
        is_counted=not is_of_schedule(line),
        back=url_for("sla.why", month_id=month_id, line=line),
    )


def _full(month_id: int, line: str) -> MonthInFull:
    full = month_in_full(month_of(month_id))
    name = quantity_in(line)
    is_known = name in full.judged.quantities if name is not None else line_of(full.terms, line) is not None
    if line != LATE and not is_known:
        raise NotFound
    return full
