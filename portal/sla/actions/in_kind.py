"""Extra seats instead of money: asked of the vendor once they are due, and recorded as given by the merchant."""

from datetime import date

from portal.infra.access import actor
from portal.infra.events import record as record_event
from portal.infra.progress import close_duty, engagement, open_duty, side_of
from portal.kernel.errors import Refused
from portal.kernel.messages import message
from portal.kernel.permissions import Permission, Side
from portal.sla.actions.duties import tell_other_side
from portal.sla.actions.submitting import say_about
from portal.sla.events import SeatsGiven
from portal.sla.models import MonthAnswer, MonthRecord
from portal.sla.queries.in_kind import in_kind_of
from portal.sla.queries.months import month
from portal.sla.rules.in_kind import GIVEN, need_given
from portal.sla.rules.progress import MonthState, need_state


def ask_for_seats(month_id: int) -> None:
    """Once a month is agreed, and whenever its results are renewed: the vendor's turn to give what it owes in kind."""
    of = month(month_id)
    is_due = of.agreed_at is not None
    for one in in_kind_of(of):
        if not (is_due and one.left):
            close_duty(_key(of, one.line), moment=actor().now)
            continue
        open_duty(
            engagement(of.engagement_id),
            key=_key(of, one.line),
            debtor_id=of.vendor_id,
            author_id=actor().party,
            permission=Permission.MONTHS_SUBMIT,
            what=message(
                "Give extra seats without charge for %(month)s: %(left)s seat-days",
                month=of.month,
                left=one.left,
            ),
            endpoint="sla.month",
            moment=actor().now,
            month_id=of.id,
        )


def record_given(of: MonthRecord, *, line: str, seat_days: int, on: date, remark: str = "") -> MonthAnswer:
    """The merchant records extra seats it had without charge; never more than the month still owes."""
    need_state(of.state, MonthState.AGREED, MonthState.LOCKED)
    if side_of(of, actor().party) is not Side.MERCHANT:
        raise Refused(message("The merchant records which extra seats it had."))
    need_given(in_kind_of(of), line, seat_days=seat_days, on=on, today=actor().now.date())
    details = {"seat_days": seat_days, "on": on.isoformat()}
    answer = say_about(of, GIVEN, remark.strip(), line, details)
    record_event(
        SeatsGiven(
            engagement_id=of.engagement_id,
            month_id=of.id,
            month=of.month,
            line=line,
            words=remark.strip()[:500],
            seat_days=seat_days,
        )
    )
    ask_for_seats(of.id)
    tell_other_side(of, message("Extra seats for %(month)s were recorded as given.", month=of.month))
    return answer


def _key(of: MonthRecord, line: str) -> str:
    return f"in_kind:{of.id}:{line}"[:200]
