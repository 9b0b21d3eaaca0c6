"""No answer in time counts as accepted, where the contract says so: done by the portal, for the merchant."""

from portal.accounts.actions.notices import notify
from portal.infra.access import actor
from portal.infra.events import record as record_event
from portal.kernel.errors import Refused
from portal.kernel.messages import message
from portal.kernel.permissions import Permission
from portal.sla.actions.answering import agree
from portal.sla.actions.duties import tell_other_side
from portal.sla.actions.submitting import renew_results
from portal.sla.events import MonthDeemedAccepted
from portal.sla.models import MonthAnswer, MonthRecord
from portal.sla.queries.months import terms_of
from portal.sla.queries.reconciling import waits_for_vendor
from portal.sla.rules.progress import Waiting, why_not_deemed


def deem_accepted(of: MonthRecord) -> MonthAnswer:
    """Accept a month whose days for an answer have passed; open objections and claims stay open, what is not disputed
    goes on to the settlement invoice. Refused while the contract, the turn or the day does not allow it.
    """
    waiting = Waiting(
        of.state,
        of.turn,
        of.due_at,
        is_confirmed=of.is_confirmed,
        has_proposal=waits_for_vendor(of.id),
    )
    refusal = why_not_deemed(waiting, agreed=terms_of(of).measurement.deemed_acceptance, now=actor().now)
    if refusal is not None:
        raise Refused(refusal)
    until = of.due_at
    renew_results(of)
    record_event(
        MonthDeemedAccepted(
            engagement_id=of.engagement_id,
            contract_id=of.contract_id,
            month_id=of.id,
            month=of.month,
            until=until.isoformat(timespec="minutes") if until else "",
        )
    )
    answer = agree(of, kind="deemed_accepted", comment="")
    news = message(
        "The days for an answer about %(month)s have passed: the figures count as accepted.", month=of.month
    )
    tell_other_side(of, news)
    notify(of.merchant_id, news, permission=Permission.MONTHS_VIEW, endpoint="sla.month", month_id=of.id)
    return answer
