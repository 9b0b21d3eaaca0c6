"""The merchant's own export beside what was submitted: compared, proposed as the figures, answered, confirmed."""

import hashlib

from sqlalchemy import select

from portal.infra.access import actor
from portal.infra.db import db
from portal.infra.events import record as record_event
from portal.infra.files import open_stored
from portal.infra.progress import close_duty, engagement, open_duty
from portal.kernel.errors import Conflict, Invalid, Refused
from portal.kernel.messages import Message, message
from portal.kernel.permissions import Permission
from portal.sla.actions.duties import days_from_now, renew_duty, tell_other_side, vendor_has_joined
from portal.sla.actions.staging import slot_in, stage_reading
from portal.sla.actions.submitting import submit
from portal.sla.actions.wanted import Reading
from portal.sla.actions.wholes import kept_file, name_file, remember_whole
from portal.sla.events.exports import (
    ExportAccepted,
    ExportCompared,
    ExportProposed,
    ExportRefused,
    FiguresVerified,
)
from portal.sla.models import MonthRecord, Reconciliation, Submission
from portal.sla.queries.months import current_submissions, month, terms_of
from portal.sla.queries.reconciling import compared_rows, latest_rows
from portal.sla.rules.progress import TAKES_FIGURES, MonthState, Turn, need_state
from portal.sla.rules.reconciling import Comparison, Match, is_verified, may_propose, need_comparison


def compare_export(
    of: MonthRecord, reading: Reading, *, slot_key: str, content: bytes, name: str
) -> Reconciliation:
    """Keep the merchant's export of one shop and tool beside what was submitted for it; both sides see it.

    An export that agrees within the contract's tolerance marks the submission as checked. Raises Invalid where the
    file was not read without errors, Refused where nothing of the vendor's counts yet.
    """
    submitted = current_submissions(of.id).get(slot_key)
    if submitted is None or not vendor_has_joined(of):
        raise Refused(message("There are no figures of the vendor to compare with yet."))
    if reading.errors or reading.questions or not reading.row_count:
        raise Invalid(
            message("The export has cells that cannot be read. Export it again as .xlsx and try anew.")
        )
    if hashlib.sha256(content).hexdigest() in {submitted.file_sha256, submitted.whole_sha256}:
        raise Refused(
            message(
                "This is the very file the vendor submitted. Export the month from the platform yourself."
            )
        )
    _replace_earlier(of, slot_key)
    kept_as = kept_file(of, reading, content, name=name, shop=slot_in(terms_of(of), slot_key).shop)
    acting = actor()
    kept = Reconciliation(
        merchant_id=of.merchant_id,
        vendor_id=of.vendor_id,
        author_id=acting.party,
        visible_from=acting.now,
        month_id=of.id,
        submission_id=submitted.id,
        slot=slot_key,
        state=Comparison.COMPARED,
        tool=reading.tool,
        mapping=reading.mapping,
        figures=reading.figures,
        row_count=reading.row_count,
        compared_by=acting.label,
        compared_at=acting.now,
        answer="",
        answered_by="",
    )
    name_file(kept, kept_as)
    db.session.add(kept)
    db.session.flush()
    remember_whole(kept, kept_as)
    _tell(
        kept,
        of,
        ExportCompared,
        message("The merchant compared %(month)s with its own export.", month=of.month),
    )
    if is_verified(compared_rows(kept)):
        verify(submitted)
    return kept


def _replace_earlier(of: MonthRecord, slot_key: str) -> None:
    query = select(Reconciliation).where(
        Reconciliation.month_id == of.id,
        Reconciliation.slot == slot_key,
        Reconciliation.state.in_([Comparison.COMPARED, Comparison.PROPOSED]),
    )
    for earlier in db.session.scalars(query):
        earlier.state = Comparison.REPLACED
        close_duty(_duty(earlier), moment=actor().now)
    db.session.flush()


def verify(submitted: Submission) -> None:
    """Mark a submission as checked by the merchant, by a comparison or by its own word."""
    if submitted.verified_at is not None:
        raise Conflict(message("These figures are marked as checked already."))
    if submitted.author_id == actor().party:
        raise Refused(message("Nobody checks what they submitted themselves."))
    acting = actor()
    submitted.verified_by, submitted.verified_at = acting.label, acting.now
    db.session.flush()
    of = month(submitted.month_id)
    record_event(
        FiguresVerified(
            engagement_id=of.engagement_id,
            month_id=of.id,
            month=of.month,
            slot=submitted.slot,
            file=submitted.file_name,
        )
    )


def confirm_checked(submitted: Submission) -> None:
    """The merchant's own word that it checked a submission; refused while its own export says otherwise."""
    if any(row.match is Match.BEYOND for row in latest_rows(submitted.id)):
        raise Refused(
            message("Your own export differs from these figures; they cannot be marked as checked.")
        )
    verify(submitted)


def propose_export(kept: Reconciliation) -> None:
    """Propose that the export counts instead of what was submitted, as the contract lets it prevail."""
    of = month(kept.month_id)
    need_state(of.state, *TAKES_FIGURES)
    need_comparison(kept.state, Comparison.COMPARED)
    may_propose(terms_of(of), compared_rows(kept))
    kept.state = Comparison.PROPOSED
    db.session.flush()
    open_duty(
        engagement(of.engagement_id),
        key=_duty(kept),
        debtor_id=of.vendor_id,
        author_id=actor().party,
        permission=Permission.MONTHS_SUBMIT,
        what=message("Answer the merchant's export for %(month)s", month=of.month),
        endpoint="sla.reconcile",
        moment=actor().now,
        due_at=None,
        month_id=of.id,
    )
    _tell(
        kept, of, ExportProposed, message("The merchant proposes its export for %(month)s.", month=of.month)
    )


def accept_export(kept: Reconciliation, reading: Reading, *, comment: str = "") -> None:
    """Let the export count: the vendor submits it as the next version, and it is checked from the start.

    `comment` is kept as the reason of the new version, otherwise the name of the export; `reading` is what the
    export gives, read before the turn to write; only what the merchant compared counts as checked by it.
    """
    of = month(kept.month_id)
    need_comparison(kept.state, Comparison.PROPOSED)
    with open_stored(kept.file_sha256) as stored:
        content = stored.read()
    staged = stage_reading(of, reading, slot_key=kept.slot, content=content, name=kept.file_name)
    submit(staged, reason=comment.strip() or kept.file_name)
    if reading.figures == kept.figures:
        staged.verified_by, staged.verified_at = kept.compared_by, kept.compared_at
    _answer(kept, Comparison.ACCEPTED, "")
    _tell(kept, of, ExportAccepted, message("The export for %(month)s counts now.", month=of.month))


def refuse_export(kept: Reconciliation, *, reason: str) -> None:
    """Do not accept the export; the submitted figures go on counting, the merchant may object to the line."""
    need_comparison(kept.state, Comparison.PROPOSED)
    if not reason.strip():
        raise Invalid(fields={"comment": message("Say why.")})
    _answer(kept, Comparison.REFUSED, reason.strip())
    of = month(kept.month_id)
    _give_days_again(of)
    _tell(
        kept,
        of,
        ExportRefused,
        message("The vendor did not accept the export for %(month)s.", month=of.month),
    )


def _give_days_again(of: MonthRecord) -> None:
    """The merchant's days for an answer did not run while it waited for the vendor: it may still object."""
    if of.state == MonthState.SUBMITTED and of.turn == Turn.MERCHANT:
        soonest = days_from_now(terms_of(of).measurement.acceptance_days)
        renew_duty(of, due_at=max(of.due_at or soonest, soonest))


def _answer(kept: Reconciliation, state: Comparison, words: str) -> None:
    acting = actor()
    kept.state, kept.answer = state, words
    kept.answered_by, kept.answered_at = acting.label, acting.now
    db.session.flush()
    close_duty(_duty(kept), moment=acting.now)


def _duty(kept: Reconciliation) -> str:
    return f"reconciliation:{kept.id}"


def _tell(
    kept: Reconciliation,
    of: MonthRecord,
    event: type[ExportCompared | ExportProposed | ExportAccepted | ExportRefused],
    words: Message,
) -> None:
    record_event(
        event(
            engagement_id=of.engagement_id,
            month_id=of.id,
            month=of.month,
            slot=kept.slot,
            file=kept.file_name,
        )
    )
    tell_other_side(of, words)
