"""Work of the months that nobody waits for."""

from portal.contracts.actions.ending import watch_term
from portal.contracts.queries import binding_contracts, contract
from portal.infra.access import actor
from portal.infra.jobs import enqueue
from portal.infra.tenancy import across_tenants
from portal.sla.actions.opening import open_months

OPEN_DUE_MONTHS = "open_due_months"
OPEN_MONTHS = "open_months"


def open_due_months() -> None:
    """Every day: let each merchant's contracts open the months that have begun."""
    today = actor().now.date()
    with across_tenants("the daily run looks at every contract to see which months have begun"):
        due = [(found.id, found.merchant_id) for found in binding_contracts()]
    for contract_id, merchant_id in due:
        enqueue(
            OPEN_MONTHS,
            {"contract_id": contract_id},
            unique_key=f"open_months:{contract_id}:{today:%Y-%m-%d}",
            organisation_id=merchant_id,
        )


def open_months_of(contract_id: int) -> None:
    """Open the months of one contract that have begun, and see whether its term is about to run out."""
    found = contract(contract_id)
    open_months(found, today=actor().now.date())
    watch_term(found)
