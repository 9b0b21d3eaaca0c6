"""What the months do when something happens elsewhere."""

from portal.accounts.events import OrganisationJoined
from portal.contracts.events import ContractTookEffect
from portal.contracts.queries import contract
from portal.infra.access import actor
from portal.infra.jobs import enqueue
from portal.sla.actions.following import list_agents
from portal.sla.actions.in_kind import ask_for_seats
from portal.sla.actions.opening import hand_to_vendor, open_months
from portal.sla.actions.waiving import forget_decisions
from portal.sla.events import MonthAgreed, MonthHandedIn, MonthReopened, ResultsRenewed
from portal.sla.queries.months import month
from portal.sla.queries.records import agreed_record
from portal.vendors.actions import keep_agreed_months

FORGET_DECISIONS = "forget_decisions"


def open_first_months(event: ContractTookEffect) -> None:
    """A contract is in force: the months that have begun wait for their figures."""
    open_months(contract(event.contract_id), today=actor().now.date())


def let_vendor_supply(event: OrganisationJoined) -> None:
    """A vendor has come itself: its open months wait for its figures, no longer for the merchant's."""
    hand_to_vendor(event.organisation_id)


def count_for_vendor(event: MonthAgreed | MonthReopened | ResultsRenewed) -> None:
    """A month was agreed or opened again: the vendor's record is counted anew from the months both sides agreed."""
    vendor_id = month(event.month_id).vendor_id
    record = agreed_record(vendor_id)
    keep_agreed_months(
        vendor_id, months=record.months, lines_judged=record.lines_judged, lines_met=record.lines_met
    )


def look_into_agents(event: MonthHandedIn) -> None:
    """Figures were handed in: agents below the team's average come on the list of what is looked into."""
    list_agents(event.month_id)


def end_decisions(event: MonthAgreed) -> None:
    """A month was agreed: nobody is asked about its deductions any more."""
    forget_decisions(event.month_id)


def settle_in_kind(event: MonthAgreed | MonthReopened | ResultsRenewed) -> None:
    """A month was agreed, opened again or judged anew: what it owes in kind is asked for, or no longer."""
    ask_for_seats(event.month_id)


def decide_anew(event: MonthHandedIn) -> None:
    """Figures were handed in: waivers and confirmations were for the figures before.

    What the merchant has to itself is closed in its own name.
    """
    forget_decisions(event.month_id)
    of = month(event.month_id)
    if actor().party != of.merchant_id:
        enqueue(
            FORGET_DECISIONS,
            {"month_id": of.id},
            unique_key=f"{FORGET_DECISIONS}:{of.id}:{actor().now:%Y-%m-%dT%H:%M:%S.%f}",
            organisation_id=of.merchant_id,
        )
