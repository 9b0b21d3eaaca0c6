"""Objecting to one line, claiming relief for it, what the other side answers, and how it is decided in the end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portal.infra.access import actor
from portal.infra.events import record as record_event
from portal.infra.progress import close_duty, engagement, open_duty, side_of
from portal.kernel.errors import Conflict, Invalid, NotFound, Refused
from portal.kernel.messages import Message, message
from portal.kernel.permissions import Permission, Side
from portal.sla.actions.duties import tell_other_side
from portal.sla.actions.evidence import KeptFile, attach, need_own
from portal.sla.actions.renewing import renew_after_word
from portal.sla.actions.submitting import say_about
from portal.sla.events import (
    ClaimDropped,
    ClaimEscalated,
    ClaimGranted,
    ClaimRefused,
    DecisionAccepted,
    DecisionDeclined,
    DecisionProposed,
    LineMatter,
    LineObjected,
    ReliefClaimed,
)
from portal.sla.models import MonthAnswer, MonthRecord, Submission
from portal.sla.queries.claims import line_claims
from portal.sla.queries.exclusions import slot_days
from portal.sla.queries.months import TYPED, current_submissions, month_in_full, terms_of
from portal.sla.rules.claims import (
    ENDS,
    NEEDS_WORDS,
    RAISES,
    Act,
    need_allowed,
    need_free_line,
    need_window,
)
from portal.sla.rules.exclusions import slots_without_days
from portal.sla.rules.keys import LATE, key_of, quantity_in, slots_of_line
from portal.sla.rules.progress import MonthState, need_state
from portal.sla.rules.relief import NOTHING_MORE, Details, Outcome, Scope, details_to_plain, need_sound

EVENTS: dict[Act, type[LineMatter]] = {
    Act.OBJECTED: LineObjected,
    Act.RELIEF_CLAIMED: ReliefClaimed,
    Act.CLAIM_REFUSED: ClaimRefused,
    Act.CLAIM_ESCALATED: ClaimEscalated,
    Act.DECISION_PROPOSED: DecisionProposed,
    Act.DECISION_ACCEPTED: DecisionAccepted,
    Act.DECISION_DECLINED: DecisionDeclined,
    Act.CLAIM_GRANTED: ClaimGranted,
    Act.CLAIM_DROPPED: ClaimDropped,
}

BEFORE_FIGURES = frozenset({MonthState.OPEN, MonthState.RETURNED})
"""Relief may be claimed as soon as something happened; an objection needs figures."""

DECIDABLE = (
    MonthState.OPEN,
    MonthState.RETURNED,
    MonthState.SUBMITTED,
    MonthState.AGREED,
    MonthState.LOCKED,
)


@dataclass(frozen=True)
class Words:
    """What somebody says about a line: in words, in details and by files that show it."""

    comment: str = ""
    details: Details = NOTHING_MORE
    evidence: Sequence[KeptFile] = ()


def raise_claim(of: MonthRecord, *, line: str, act: Act, words: Words) -> MonthAnswer:
    """Object to a line, or claim relief for it, as long as the contract gives time for it; a quantity may also be
    objected to after the month was agreed.

    The line stays scored as submitted and its deduction is held until the matter is settled. Raises Invalid
    without a reason, and when days or conversations cannot be taken out of the submitted files.
    """
    if act not in RAISES:
        raise NotFound
    need_state(of.state, *_raisable(line, act))
    _need_line(of, line)
    by = side_of(of, actor().party)
    need_free_line(line_claims(of), line, act=act, by=by)
    if of.state == MonthState.SUBMITTED:
        need_window(of.due_at, actor().now)
    if quantity_in(line) is not None and not words.details.values:
        raise Invalid(fields={"value": message("Enter the quantity that is right.")})
    need_sound(words.details, first_day=of.first_day, last_day=of.last_day)
    _need_part(of, line, words.details)
    return _say(of, line, act, words)


def _raisable(line: str, act: Act) -> frozenset[MonthState]:
    """The states of a month in which a matter may be raised."""
    if quantity_in(line) is not None:
        return frozenset({MonthState.SUBMITTED, MonthState.AGREED, MonthState.LOCKED})
    return frozenset({MonthState.SUBMITTED}) | (BEFORE_FIGURES if act is Act.RELIEF_CLAIMED else frozenset())


def _need_line(of: MonthRecord, line: str) -> None:
    """Refuse what the schedule does not have; lateness counts as a line once something is deducted for it."""
    name = quantity_in(line)
    if name is not None:
        if name not in month_in_full(of).judged.quantities:
            raise NotFound
    elif line == LATE:
        if not any(one.key == LATE for one in month_in_full(of).judged.credits.lines):
            raise Refused(message("Nothing is deducted for late figures in this month."))
    elif line not in {key_of(one) for one in terms_of(of).sla}:
        raise NotFound


def answer_claim(of: MonthRecord, *, line: str, act: Act, words: Words | None = None) -> MonthAnswer:
    """Answer the open claim about a line: agree, do not agree, escalate, propose or accept a decision, give in.

    Also after the month was agreed: then the results are renewed for this line alone. Some acts need words, an
    expert's decision needs its document.
    """
    need_state(of.state, *DECIDABLE)
    need_allowed(line_claims(of).get(line), act=act, by=side_of(of, actor().party))
    given = words or Words()
    if act is Act.DECISION_PROPOSED:
        _need_decision(given, line)
    return _say(of, line, act, given)


def _say(of: MonthRecord, line: str, act: Act, words: Words) -> MonthAnswer:
    comment = words.comment.strip()
    if act in NEEDS_WORDS and not comment:
        raise Invalid(fields={"comment": message("Say why, and what shows it.")})
    need_own(of, comment, words.evidence)
    answer = say_about(of, act.value, comment, line, details_to_plain(words.details) or None)
    attach(answer, words.evidence)
    _renew(of, line, act)
    _next_duty(of, line)
    record_event(
        EVENTS[act](
            engagement_id=of.engagement_id,
            month_id=of.id,
            month=of.month,
            line=line,
            words=comment[:500],
            evidence=", ".join(one.stored.sha256 for one in words.evidence),
        )
    )
    tell_other_side(of, _news(of, act))
    return answer


def _renew(of: MonthRecord, line: str, act: Act) -> None:
    """Judge anew; what changes after both sides agreed on the month is told to whoever settled it."""
    if of.state in BEFORE_FIGURES and not of.results:
        return
    if of.agreed_at is not None and act not in ENDS:
        return
    renew_after_word(of, line)


def _need_part(of: MonthRecord, line: str, details: Details) -> None:
    """Refuse days and conversations that the submitted files cannot tell apart."""
    if details.scope is Scope.LINE:
        return
    if line == LATE:
        raise Invalid(fields={"scope": message("Lateness concerns the whole month.")})
    files = {key: one for key, one in current_submissions(of.id).items() if not key.startswith(TYPED)}
    if details.scope is Scope.CONVERSATIONS:
        _need_left(files, details)
        return
    wanted = slots_of_line(terms_of(of), line)
    if slots_without_days(details, files=files, days=slot_days(files), wanted=wanted):
        raise Invalid(
            fields={
                "scope": message(
                    "The submitted file has month totals only, so days cannot be taken out. "
                    "Claim relief for the whole line, or submit a file by day."
                )
            }
        )


def _need_left(files: Mapping[str, Submission], details: Details) -> None:
    """Refuse conversations for which nothing was read, and files that were replaced meanwhile."""
    if not details.left:
        raise Invalid(
            fields={
                "scope": message(
                    "These figures cannot be recomputed without single conversations. "
                    "Claim relief for days or for the whole line."
                )
            }
        )
    current = {key: one.id for key, one in files.items()}
    if any(current.get(slot) != left["submission"] for slot, left in details.left.items()):
        raise Conflict(message("The files have changed meanwhile. Please claim again."))


def _need_decision(words: Words, line: str) -> None:
    details = words.details
    is_relief = details.outcome is Outcome.RELIEVED and quantity_in(line) is not None
    if details.outcome is None or is_relief:
        raise Invalid(fields={"outcome": message("Say what the decision is.")})
    if details.outcome is Outcome.FIGURE and not details.values:
        raise Invalid(fields={"value": message("Enter the figure that is right.")})
    if details.by_expert and not words.evidence:
        raise Invalid(fields={"evidence": message("An expert's decision needs its document.")})


def _news(of: MonthRecord, act: Act) -> Message:
    if act in RAISES:
        return message("There is an objection or a claim of relief in %(month)s.", month=of.month)
    return message("An objection or claim in %(month)s was answered.", month=of.month)


def _next_duty(of: MonthRecord, line: str) -> None:
    debtor = line_claims(of)[line].waits_for()
    for side in (Side.MERCHANT, Side.VENDOR):
        if side is not debtor:
            close_duty(_duty_key(of, line, side), moment=actor().now)
    if debtor is None:
        return
    open_duty(
        engagement(of.engagement_id),
        key=_duty_key(of, line, debtor),
        debtor_id=of.vendor_id if debtor is Side.VENDOR else of.merchant_id,
        author_id=actor().party,
        permission=Permission.MONTHS_SUBMIT,
        what=message("Answer the objection or claim in %(month)s", month=of.month),
        endpoint="sla.why",
        moment=actor().now,
        due_at=of.due_at,
        month_id=of.id,
        line=line,
    )


def _duty_key(of: MonthRecord, line: str, side: Side) -> str:
    return f"claim:{of.id}:{line[:120]}:{side}"
