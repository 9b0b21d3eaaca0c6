"""The other side's answer: figures are right, returned with a comment, confirmed, or opened again."""

from portal.infra.access import actor
from portal.infra.db import db
from portal.infra.events import record as record_event
from portal.infra.progress import side_of
from portal.kernel.errors import Conflict, Invalid, Refused
from portal.kernel.messages import Message, message
from portal.kernel.permissions import Side
from portal.sla.actions.duties import days_from_now, renew_duty, tell_other_side, vendor_has_joined
from portal.sla.actions.lateness import owed_again
from portal.sla.actions.submitting import renew_results, say_about
from portal.sla.events import FiguresConfirmed, MonthAgreed, MonthReopened, MonthReturned
from portal.sla.models import MonthAnswer, MonthRecord
from portal.sla.queries.earlier import month_that_returned
from portal.sla.queries.months import month, terms_of
from portal.sla.rules.plain_messages import message_from_plain, message_to_plain
from portal.sla.rules.progress import MonthState, Turn, need_state, supplier
from portal.sla.rules.results import digest_of


def accept(of: MonthRecord, *, comment: str = "", seen: str | None = None) -> MonthAnswer:
    """The merchant finds the figures right: from now on they do not move, and the fee can be settled.

    ``seen`` is the digest of the results that the page showed; a conflict when they have changed since.
    """
    need_state(of.state, MonthState.SUBMITTED)
    if of.turn != Turn.MERCHANT:
        raise Refused(message("The vendor has to confirm the figures you supplied first."))
    renew_results(of)
    _need_seen(of, seen)
    answer = agree(of, kind="accepted", comment=comment)
    tell_other_side(of, message("The figures for %(month)s are accepted.", month=of.month))
    return answer


def agree(of: MonthRecord, *, kind: str, comment: str) -> MonthAnswer:
    """From now on the figures do not move; ``kind`` says how it came to that."""
    of.state, of.turn, of.agreed_at = MonthState.AGREED, Turn.NOBODY, actor().now
    db.session.flush()
    renew_duty(of)
    answer = say_about(of, kind, comment)
    record_event(
        MonthAgreed(
            engagement_id=of.engagement_id,
            contract_id=of.contract_id,
            month_id=of.id,
            month=of.month,
            digest=digest_of(of.results),
            inputs=digest_of(of.inputs or {}),
        )
    )
    return answer


def give_back(of: MonthRecord, *, comment: str, line: str = "", is_unusable: bool = False) -> MonthAnswer:
    """Return the figures with a comment; whoever supplied them corrects them. Raises Invalid without a comment.

    The vendor has the contract's days for it; where places were missing or the figures are ``is_unusable``, it owes
    them at once and the days late go on.
    """
    need_state(of.state, MonthState.SUBMITTED)
    if not comment.strip():
        raise Invalid(fields={"comment": message("Say what is to be corrected.")})
    if line and line not in {one["key"] for one in of.results.get("lines", ())}:
        raise Invalid(message("This month has no such promise."))
    acting = actor()
    own = Turn.VENDOR if side_of(of, acting.party) is Side.VENDOR else Turn.MERCHANT
    if of.turn != own:
        raise Refused(message("It is the other side's turn."))
    other = Turn.MERCHANT if own is Turn.VENDOR else Turn.VENDOR
    of.state = MonthState.RETURNED
    of.turn = other if vendor_has_joined(of) else supplier(has_vendor_joined=False)
    db.session.flush()
    days = terms_of(of).measurement.report_days
    is_vendors = of.turn == Turn.VENDOR
    due_at = owed_again(of, days=None if is_unusable else days) if is_vendors else days_from_now(days)
    renew_duty(of, due_at=due_at)
    details = {"is_unusable": True} if is_unusable and is_vendors else None
    answer = say_about(of, "returned", comment.strip(), line, details)
    record_event(
        MonthReturned(
            engagement_id=of.engagement_id, month_id=of.id, month=of.month, comment=comment.strip()[:500]
        )
    )
    tell_other_side(of, message("The figures for %(month)s were returned to you.", month=of.month))
    return answer


def confirm(of: MonthRecord, *, seen: str | None = None) -> MonthAnswer:
    """The vendor confirms figures that the merchant supplied; then the merchant accepts them.

    ``seen`` is the digest of the results that the page showed; a conflict when they have changed since.
    """
    need_state(of.state, MonthState.SUBMITTED)
    if side_of(of, actor().party) is not Side.VENDOR or of.turn != Turn.VENDOR:
        raise Refused(message("There is nothing to confirm."))
    renew_results(of)
    _need_seen(of, seen)
    of.is_confirmed, of.turn = True, Turn.MERCHANT
    db.session.flush()
    renew_duty(of, due_at=days_from_now(terms_of(of).measurement.acceptance_days))
    answer = say_about(of, "confirmed", "")
    record_event(FiguresConfirmed(engagement_id=of.engagement_id, month_id=of.id, month=of.month))
    tell_other_side(of, message("The vendor confirmed the figures for %(month)s.", month=of.month))
    return answer


def _need_seen(of: MonthRecord, seen: str | None) -> None:
    if seen is not None and seen != digest_of(of.results):
        raise Conflict(
            message("The figures have changed since you opened the page. Please look at them again.")
        )


def reopen(of: MonthRecord, *, reason: str) -> MonthAnswer:
    """Open an accepted month again; refused while something holds it, such as an issued invoice."""
    if of.holds:
        raise Refused(message_from_plain(of.holds[0]["reason"]))
    need_state(of.state, MonthState.AGREED)
    if not reason.strip():
        raise Invalid(fields={"comment": message("Say why the month is opened again.")})
    if later := month_that_returned(of):
        raise Refused(
            message(
                "A service credit of this month came back in %(month)s. Open that month again first.",
                month=later,
            )
        )
    of.state, of.turn, of.agreed_at = MonthState.SUBMITTED, Turn.MERCHANT, None
    db.session.flush()
    renew_duty(of, due_at=days_from_now(terms_of(of).measurement.acceptance_days))
    answer = say_about(of, "reopened", reason.strip())
    record_event(
        MonthReopened(
            engagement_id=of.engagement_id,
            contract_id=of.contract_id,
            month_id=of.id,
            month=of.month,
            reason=reason.strip()[:500],
        )
    )
    tell_other_side(of, message("The month %(month)s was opened again.", month=of.month))
    return answer


def hold_month(month_id: int, *, key: str, reason: Message) -> None:
    """Keep an accepted month from being opened again; `key` names the holder, such as "invoice:12"."""
    of = month(month_id)
    need_state(of.state, MonthState.AGREED, MonthState.LOCKED)
    others = [held for held in of.holds if held["key"] != key]
    since = {"since": actor().now.isoformat(), "by": actor().label}
    of.holds = [*others, {"key": key, "reason": message_to_plain(reason), **since}]
    of.state = MonthState.LOCKED
    db.session.flush()


def release_month(month_id: int, *, key: str) -> None:
    """Let go of a month; when nobody holds it any more, the merchant may open it again."""
    of = month(month_id)
    of.holds = [held for held in of.holds if held["key"] != key]
    if of.state == MonthState.LOCKED and not of.holds:
        of.state = MonthState.AGREED
    db.session.flush()
