"""Submitting what was staged, typing a figure, and handing the month in to the other side."""

import io
from typing import Any

from portal.infra.access import actor
from portal.infra.db import db
from portal.infra.events import record as record_event
from portal.infra.files import keep
from portal.infra.progress import side_of
from portal.infra.transactions import savepoint
from portal.kernel.errors import Conflict, Invalid, NotFound, Refused
from portal.kernel.messages import message
from portal.kernel.permissions import Side
from portal.kernel.rate_cards import QUANTITIES, quantities_needed, quantity_key
from portal.sla.actions.duties import days_from_now, renew_duty, tell_other_side, vendor_has_joined
from portal.sla.actions.forgetting import forget_staged
from portal.sla.actions.large_files import READING, order_evidence
from portal.sla.actions.lateness import count_hand_in, is_running, owed_again
from portal.sla.actions.opening import figures_due_from_now
from portal.sla.events import FiguresSubmitted, FiguresWithdrawn, MonthHandedIn, QuantitiesStated
from portal.sla.models import MonthAnswer, MonthRecord, Submission
from portal.sla.queries.claims import line_matters
from portal.sla.queries.months import (
    CURRENT,
    TYPED,
    current_submissions,
    missing_slots,
    month,
    month_in_full,
    service_month,
    submissions_of,
    terms_of,
)
from portal.sla.queries.steps import drafts
from portal.sla.rules.claims import decided_quantities
from portal.sla.rules.elsewhere import MENTIONED
from portal.sla.rules.imported import FigureRow
from portal.sla.rules.inputs import inputs_to_plain
from portal.sla.rules.plain_figures import figures_to_plain
from portal.sla.rules.plain_messages import message_to_plain
from portal.sla.rules.pooling import slot_figures
from portal.sla.rules.progress import TAKES_FIGURES, MonthState, Turn, need_state, turn_after_hand_in
from portal.sla.rules.results import results_to_plain
from portal.sla.rules.values.dates import Days

OWN_WARNING = message_to_plain(MENTIONED)
"""Said to the sender alone: once a file counts, the other side reads its warnings too."""
EVIDENCE = frozenset({".png", ".jpg", ".jpeg", ".webp", ".pdf", ".csv", ".xlsx"})


def submit(staged: Submission, *, reason: str = "") -> MonthRecord:
    """Let a staged file count: it becomes the next version of its slot and the one before is superseded.

    When it was the last slot that was missing, the month is handed in with it, unless the month still runs: then
    the figures are provisional until a file of the whole month comes or somebody hands them in all the same.
    """
    of = month(staged.month_id)
    need_state(of.state, *TAKES_FIGURES)
    if staged.state != "staged" or staged.author_id != actor().party:
        raise Conflict(message("This file was already submitted or withdrawn."))
    if staged.errors or staged.questions or not staged.row_count:
        raise Invalid(message("The file cannot be submitted before its errors are corrected."))
    _become_current(of, staged, reason)
    _clear_faulty(staged)
    order_evidence(staged)
    if not missing_slots(of) and (of.state == MonthState.RETURNED or not is_running(of)):
        hand_in(of)
    else:
        _hand_in_again(of)
    return of


def _clear_faulty(staged: Submission) -> None:
    """Earlier files for the same place that could never count are forgotten: nobody is waited for any more."""
    for one in drafts(staged.month_id):
        if one.slot == staged.slot and one.errors and one.id < staged.id:
            discard(one)


def _hand_in_again(of: MonthRecord) -> None:
    """Whoever changes figures that are being checked hands them in anew: nobody checks what they changed themselves."""
    if of.state == MonthState.SUBMITTED:
        hand_in(of)


def _become_current(of: MonthRecord, staged: Submission, reason: str) -> None:
    earlier = current_submissions(of.id).get(staged.slot)
    versions = [one.version or 0 for one in submissions_of(of.id) if one.slot == staged.slot]
    if earlier is not None:
        earlier.state = "superseded"
    with savepoint():
        staged.state = CURRENT
        staged.version = max(versions, default=0) + 1
        staged.reason = reason
        staged.warnings = [one for one in staged.warnings if one != OWN_WARNING]
        staged.submitted_at = staged.visible_from = actor().now
    record_event(
        FiguresSubmitted(
            engagement_id=of.engagement_id,
            month_id=of.id,
            month=of.month,
            submission_id=staged.id,
            slot=staged.slot,
            version=staged.version or 0,
            file=staged.file_name,
            sha256=staged.file_sha256 or "",
            whole=staged.whole_sha256 or "",
        )
    )
    renew_results(of)


def renew_results(of: MonthRecord) -> None:
    """Judge the month anew from the figures that count now; keep the results and what they follow from."""
    full = month_in_full(of)
    of.results, of.inputs = results_to_plain(full.judged), inputs_to_plain(full.inputs)
    db.session.flush()


def discard(staged: Submission) -> None:
    """Forget a file that was only staged."""
    if staged.state not in {"staged", READING}:
        raise Conflict(message("This file was already submitted or withdrawn."))
    forget_staged(staged)


def type_figure(
    of: MonthRecord,
    *,
    metric: str,
    values: dict[str, int],
    evidence: tuple[str, bytes] | None,
    reason: str = "",
) -> Submission:
    """Take a figure without an export: the value, or numerator and denominator, with a picture as evidence."""
    need_state(of.state, *TAKES_FIGURES)
    if metric not in {line.metric for line in terms_of(of).sla}:
        raise NotFound
    if metric not in month_in_full(of).metrics_without_files:
        raise Refused(message("The submitted files already give this figure; a typed one would not count."))
    file = None if evidence is None else keep(io.BytesIO(evidence[1]), evidence[0], EVIDENCE)
    days = Days(of.first_day, of.last_day)
    figures = slot_figures([FigureRow(sheet="", number=1, values=values, days=days)], days)
    staged = Submission(
        merchant_id=of.merchant_id,
        vendor_id=of.vendor_id,
        author_id=actor().party,
        visible_from=None,
        month_id=of.id,
        slot=f"{TYPED}{metric}",
        version=None,
        state="staged",
        provenance="typed",
        tool="",
        mapping={},
        figures=figures_to_plain(figures),
        errors=[],
        warnings=[],
        questions=[],
        ignored=[],
        dropped=[],
        row_count=1,
        skipped_rows=0,
        reason=reason,
        submitted_by=actor().label,
        staged_at=actor().now,
        file_sha256=None if file is None else file.sha256,
        file_name="" if evidence is None else evidence[0][:200],
        file_size=0 if file is None else file.size,
        media_type="" if file is None else file.media_type,
    )
    db.session.add(staged)
    db.session.flush()
    _become_current(of, staged, reason)
    _hand_in_again(of)
    return staged


def state_quantities(of: MonthRecord, quantities: dict[str, int]) -> None:
    """State quantities of the rate card that no file gives, such as seats."""
    need_state(of.state, *TAKES_FIGURES)
    card = terms_of(of).rate_card
    known = {*QUANTITIES, *quantities_needed(card), *(quantity_key(line) for line in card)}
    if unknown := sorted(set(quantities) - known):
        raise Invalid(message("The rate card has no quantity of this name: %(name)s.", name=unknown[0][:80]))
    decided = decided_quantities(line_matters(of))
    if settled := sorted(decided.keys() & quantities.keys()):
        raise Refused(
            message(
                "This quantity was decided after an objection; object to it anew: %(name)s.", name=settled[0]
            )
        )
    of.quantities = {**of.quantities, **quantities}
    db.session.flush()
    renew_results(of)
    record_event(
        QuantitiesStated(
            engagement_id=of.engagement_id,
            month_id=of.id,
            month=of.month,
            quantities=", ".join(f"{name} = {value}" for name, value in sorted(quantities.items())),
        )
    )
    _hand_in_again(of)


def hand_in(of: MonthRecord) -> None:
    """Give the figures to the other side for checking, complete or not."""
    need_state(of.state, *TAKES_FIGURES)
    if not current_submissions(of.id):
        raise Refused(message("There are no figures yet. Upload a file or type a figure first."))
    acting = actor()
    by = side_of(of, acting.party)
    count_hand_in(of)
    of.state = MonthState.SUBMITTED
    of.submitted_at = acting.now
    of.is_confirmed = by is Side.VENDOR
    of.turn = turn_after_hand_in(by=by, has_vendor_joined=vendor_has_joined(of))
    renew_results(of)
    renew_duty(of, due_at=days_from_now(terms_of(of).measurement.acceptance_days))
    record_event(
        MonthHandedIn(
            engagement_id=of.engagement_id, contract_id=of.contract_id, month_id=of.id, month=of.month
        )
    )
    tell_other_side(of, message("The figures for %(month)s are there to be checked.", month=of.month))


def withdraw(of: MonthRecord) -> None:
    """Take handed-in figures back to correct them, while the other side has not accepted them."""
    need_state(of.state, MonthState.SUBMITTED)
    acting = actor()
    own = Turn.VENDOR if side_of(of, acting.party) is Side.VENDOR else Turn.MERCHANT
    if of.turn == own and vendor_has_joined(of):
        raise Refused(message("It is your turn to check these figures; you can return them with a comment."))
    of.state, of.turn = MonthState.OPEN, own
    is_counted = own == Turn.VENDOR and of.late_from is not None
    usual = figures_due_from_now(service_month(of), terms_of(of))
    db.session.flush()
    renew_duty(of, due_at=owed_again(of, days=None) if is_counted else usual)
    say_about(of, "withdrawn", "")
    record_event(FiguresWithdrawn(engagement_id=of.engagement_id, month_id=of.id, month=of.month))


def say_about(
    of: MonthRecord, kind: str, comment: str, line: str = "", details: dict[str, Any] | None = None
) -> MonthAnswer:
    """Keep what one side says about a month, seen by both."""
    acting = actor()
    answer = MonthAnswer(
        merchant_id=of.merchant_id,
        vendor_id=of.vendor_id,
        author_id=acting.party,
        visible_from=acting.now,
        month_id=of.id,
        kind=kind,
        comment=comment,
        line=line,
        said_by=acting.label,
        said_at=acting.now,
        details=details,
    )
    db.session.add(answer)
    db.session.flush()
    return answer
