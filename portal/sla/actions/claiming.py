"""Objecting to one line, claiming relief for it, and what the other side answers."""

from portal.infra.access import actor
from portal.infra.events import record as record_event
from portal.infra.progress import close_duty, engagement, open_duty, side_of
from portal.kernel.errors import Invalid, NotFound
from portal.kernel.messages import message
from portal.kernel.permissions import Permission, Side
from portal.sla.actions.duties import tell_other_side
from portal.sla.actions.submitting import renew_results, say_about
from portal.sla.events import (
    ClaimDropped,
    ClaimEscalated,
    ClaimGranted,
    ClaimRefused,
    LineMatter,
    LineObjected,
    ReliefClaimed,
)
from portal.sla.models import MonthAnswer, MonthRecord
from portal.sla.queries.claims import line_claims
from portal.sla.queries.months import terms_of
from portal.sla.rules.claims import Act, Claim, need_allowed, need_free_line
from portal.sla.rules.months import key_of
from portal.sla.rules.progress import MonthState, need_state

EVENTS: dict[Act, type[LineMatter]] = {
    Act.OBJECTED: LineObjected,
    Act.RELIEF_CLAIMED: ReliefClaimed,
    Act.CLAIM_REFUSED: ClaimRefused,
    Act.CLAIM_ESCALATED: ClaimEscalated,
    Act.CLAIM_GRANTED: ClaimGranted,
    Act.CLAIM_DROPPED: ClaimDropped,
}


def raise_claim(of: MonthRecord, *, line: str, act: Act, reason: str) -> MonthAnswer:
    """Object to a line, or claim relief for it, while the figures are being checked.

    The line stays scored as submitted and its deduction is held until the other side answers. Raises Invalid
    without a reason.
    """
    need_state(of.state, MonthState.SUBMITTED)
    if line not in {key_of(one) for one in terms_of(of).sla}:
        raise NotFound
    by = side_of(of, actor().party)
    need_free_line(line_claims(of), line, act=act, by=by)
    answer = say_about(of, act.value, _reason(reason), line)
    renew_results(of)
    _await(of, line, debtor=_other(by))
    _record(of, act, line, answer.comment)
    tell_other_side(of, message("There is an objection or a claim of relief in %(month)s.", month=of.month))
    return answer


def answer_claim(of: MonthRecord, *, line: str, act: Act, comment: str = "") -> MonthAnswer:
    """Grant, refuse, escalate or drop the open claim about a line; refusing and escalating need words."""
    need_state(of.state, MonthState.SUBMITTED)
    by = side_of(of, actor().party)
    claim = need_allowed(line_claims(of).get(line), act=act, by=by)
    words = _reason(comment) if act in {Act.CLAIM_REFUSED, Act.CLAIM_ESCALATED} else comment.strip()
    answer = say_about(of, act.value, words, line)
    renew_results(of)
    _next_duty(of, claim, act)
    _record(of, act, line, words)
    tell_other_side(of, message("An objection or claim in %(month)s was answered.", month=of.month))
    return answer


def _record(of: MonthRecord, act: Act, line: str, words: str) -> None:
    record_event(
        EVENTS[act](
            engagement_id=of.engagement_id, month_id=of.id, month=of.month, line=line, words=words[:500]
        )
    )


def _reason(words: str) -> str:
    if not words.strip():
        raise Invalid(fields={"comment": message("Say why, and what shows it.")})
    return words.strip()


def _next_duty(of: MonthRecord, claim: Claim, act: Act) -> None:
    if act is Act.CLAIM_REFUSED:
        _await(of, claim.line, debtor=claim.by)
    elif act is Act.CLAIM_ESCALATED:
        _await(of, claim.line, debtor=_other(claim.by))
    else:
        close_duty(f"claim:{of.id}:{claim.line}", moment=actor().now)


def _await(of: MonthRecord, line: str, *, debtor: Side) -> None:
    key = f"claim:{of.id}:{line}"
    close_duty(key, moment=actor().now)
    open_duty(
        engagement(of.engagement_id),
        key=key,
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


def _other(side: Side) -> Side:
    return Side.MERCHANT if side is Side.VENDOR else Side.VENDOR
