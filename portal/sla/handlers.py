"""What the months do when something happens elsewhere."""

from portal.contracts.events import ContractTookEffect
from portal.contracts.queries import contract
from portal.infra.access import actor
from portal.sla.actions.opening import open_months


def open_first_months(event: ContractTookEffect) -> None:
    """A contract is in force: the months that have begun wait for their figures."""
    open_months(contract(event.contract_id), today=actor().now.date())
