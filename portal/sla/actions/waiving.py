"""Waiving a deduction with a reason, and letting a deduction below the minimum volume stand."""

from portal.accounts.queries.people import people
from portal.infra.access import actor
from portal.infra.events import record as record_event
from portal.infra.progress import Duty, close_duty, engagement, open_duty, side_of
from portal.kernel.errors import Invalid, NotFound, Refused
from portal.kernel.messages import Message, message
from portal.kernel.money import Money
from portal.kernel.permissions import Permission, Role, Side, is_allowed
from portal.sla.actions.duties import tell_other_side
from portal.sla.actions.renewing import renew_after_word
from portal.sla.actions.submitting import say_about
from portal.sla.events import DeductionConfirmed, LineMatter, LineWaived, WaiverProposed, WaiverWithdrawn
from portal.sla.models import MonthAnswer, MonthRecord
from portal.sla.queries.earlier import month_that_returned
from portal.sla.queries.months import month, month_in_full, terms_of
from portal.sla.queries.waivers import line_decisions
from portal.sla.rules.evaluation import LineResult
from portal.sla.rules.keys import LATE, key_of
from portal.sla.rules.progress import MonthState, need_state
from portal.sla.rules.states import State
from portal.sla.rules.waivers import LineAct, let_off_with, need_other_person, needs_second_person

EVENTS: dict[LineAct, type[LineMatter]] = {
    LineAct.WAIVER_PROPOSED: WaiverProposed,
    LineAct.WAIVED: LineWaived,
    LineAct.WAIVER_WITHDRAWN: WaiverWithdrawn,
    LineAct.DEDUCTION_CONFIRMED: DeductionConfirmed,
}


WAIVABLE = (MonthState.SUBMITTED, MonthState.AGREED, MonthState.LOCKED)
"""A deduction can be let off until the month is settled, and after."""


def waive(of: MonthRecord, *, line: str, reason: str) -> MonthAnswer:
    """The merchant lets a deduction off, while the figures are being checked or after the month was agreed.

    After the invoice a supplementary invoice follows; such a waiver is not taken back.
    Above a small share of the fee it is only a proposal that a second person agrees to, if there is one who may.
    Raises Invalid without a reason and Refused where nothing would be deducted.
    """
    need_state(of.state, *WAIVABLE)
    _need_merchant(of)
    if of.agreed_at is not None and (later := month_that_returned(of)):
        raise Refused(message("A service credit of this month came back in %(month)s already.", month=later))
    amount, fee = _deduction(of, line)
    if not reason.strip():
        raise Invalid(fields={"reason": message("Say why the service credit is let off.")})
    others = sum(1 for one in people() if one.user_id != actor().user_id and _may_agree(one.roles))
    if needs_second_person(amount, fee, others=others):
        answer = _say(of, LineAct.WAIVER_PROPOSED, line, reason.strip(), is_own=True)
        what = message("Agree to the waiver of a service credit in %(month)s", month=of.month)
        key, payer = _waiver_key(of, line), Permission.INVOICES_PAY
        _await(of, key, line, debtor_id=of.merchant_id, permission=payer, what=what).visible_from = None
        return answer
    return _let_off(of, line, reason.strip())


def agree_to_waiver(of: MonthRecord, *, line: str) -> MonthAnswer:
    """A second person of the merchant agrees to a waiver; Refused for whoever proposed it."""
    need_state(of.state, *WAIVABLE)
    _need_merchant(of)
    proposed = need_other_person(line_decisions(of).proposed.get(line), actor().user_id or 0)
    return _let_off(of, line, proposed.reason)


def withdraw_waiver(of: MonthRecord, *, line: str) -> MonthAnswer:
    """The merchant takes a waiver back before the month is agreed, or the proposal of one at any time."""
    decisions = line_decisions(of)
    is_proposal = line in decisions.proposed and line not in decisions.waived
    need_state(of.state, *(WAIVABLE if is_proposal else WAIVABLE[:1]))
    _need_merchant(of)
    if line not in decisions.waived and line not in decisions.proposed:
        raise Refused(message("This line has no waiver."))
    was_in_effect = line in decisions.waived
    answer = _say(of, LineAct.WAIVER_WITHDRAWN, line, "", is_own=not was_in_effect)
    close_duty(_waiver_key(of, line), moment=actor().now)
    if was_in_effect:
        tell_other_side(of, message("A waiver in %(month)s was withdrawn.", month=of.month))
    return answer


def confirm_deduction(of: MonthRecord, *, line: str) -> MonthAnswer:
    """One side lets a deduction below the minimum volume stand; it counts once both sides have said so."""
    need_state(of.state, MonthState.SUBMITTED)
    side = side_of(of, actor().party)
    decisions = line_decisions(of)
    if not may_be_confirmed(_result(of, line)) or line in decisions.confirmed:
        raise Refused(message("There is no service credit to confirm here."))
    if side in decisions.confirmed_by.get(line, frozenset()):
        raise Refused(message("Your side has confirmed it already; the other side has to as well."))
    answer = _say(of, LineAct.DEDUCTION_CONFIRMED, line, "")
    key = _minimum_key(of, line)
    if line in line_decisions(of).confirmed:
        close_duty(key, moment=actor().now)
        tell_other_side(
            of, message("A service credit in %(month)s is confirmed by both sides.", month=of.month)
        )
        return answer
    what = message("Confirm a service credit below the minimum volume in %(month)s", month=of.month)
    other = of.vendor_id if side is Side.MERCHANT else of.merchant_id
    _await(of, key, line, debtor_id=other, permission=Permission.MONTHS_SUBMIT, what=what)
    return answer


def forget_decisions(month_id: int) -> None:
    """New figures came, or the month is agreed: nothing waits for somebody's word about the old ones any more."""
    of = month(month_id)
    for line in (LATE, *map(key_of, terms_of(of).sla)):
        for key in (_waiver_key(of, line), _minimum_key(of, line)):
            close_duty(key, moment=actor().now)


def may_be_confirmed(result: LineResult) -> bool:
    """Whether a deduction waits for both sides because there were too few cases."""
    return result.state is State.BELOW_MINIMUM_VOLUME and result.tier is not None


def _let_off(of: MonthRecord, line: str, reason: str) -> MonthAnswer:
    answer = _say(of, LineAct.WAIVED, line, reason)
    close_duty(_waiver_key(of, line), moment=actor().now)
    tell_other_side(of, message("A service credit in %(month)s was waived.", month=of.month))
    return answer


def _say(of: MonthRecord, act: LineAct, line: str, reason: str, *, is_own: bool = False) -> MonthAnswer:
    """Keep the word and judge anew; what waits for a second person is the merchant's own matter until then."""
    answer = say_about(of, act.value, reason, line, {"person": actor().user_id or 0})
    if is_own:
        answer.visible_from = None
    renew_after_word(of, line)
    record_event(
        EVENTS[act](
            engagement_id=None if is_own else of.engagement_id,
            month_id=of.id,
            month=of.month,
            line=line,
            words=reason[:500],
        )
    )
    return answer


def _deduction(of: MonthRecord, line: str) -> tuple[Money, Money]:
    """What is let off with this line and those before it, and the fee it is part of."""
    if line != LATE:
        _result(of, line)
    found = month_in_full(of).judged.credits
    amount = let_off_with(found.lines, line)
    if amount is None:
        raise Refused(message("Nothing is deducted for this line."))
    return amount, found.base


def _result(of: MonthRecord, line: str) -> LineResult:
    lines = month_in_full(of).judged.evaluation.lines
    found = next((one for one in lines if one.promise.key == line), None)
    if found is None:
        raise NotFound
    return found


def _need_merchant(of: MonthRecord) -> None:
    if side_of(of, actor().party) is not Side.MERCHANT:
        raise Refused(message("Only the merchant can let a service credit off."))


def _may_agree(roles: frozenset[Role]) -> bool:
    return is_allowed(Permission.INVOICES_PAY, side=Side.MERCHANT, roles=roles)


def _await(
    of: MonthRecord, key: str, line: str, *, debtor_id: int, permission: Permission, what: Message
) -> Duty:
    return open_duty(
        engagement(of.engagement_id),
        key=key,
        debtor_id=debtor_id,
        author_id=actor().party,
        permission=permission,
        what=what,
        endpoint="sla.why",
        moment=actor().now,
        due_at=of.due_at,
        month_id=of.id,
        line=line,
    )


def _waiver_key(of: MonthRecord, line: str) -> str:
    return f"waiver:{of.id}:{line}"[:200]


def _minimum_key(of: MonthRecord, line: str) -> str:
    return f"minimum:{of.id}:{line}"[:200]
