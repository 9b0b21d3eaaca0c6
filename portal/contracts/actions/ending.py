"""The end of a contract: a draft that is dropped, and a contract in force that is ended."""

from portal.contracts import queries
from portal.contracts.actions.steps import move, tell_other_side
from portal.contracts.events import ContractDiscarded, ContractEnded
from portal.contracts.models import Contract
from portal.contracts.rules.lifecycle import Act
from portal.infra.access import now
from portal.infra.db import db
from portal.infra.events import record
from portal.kernel.messages import message
from portal.kernel.permissions import Permission


def discard(contract_id: int) -> Contract:
    """Drop a draft; it can be taken up again as a new version."""
    contract = queries.contract(contract_id)
    move(contract, Act.DISCARD)
    record(
        ContractDiscarded(
            engagement_id=contract.engagement_id,
            contract_id=contract.id,
            number=contract.number,
            version=contract.version,
        )
    )
    return contract


def end(contract_id: int) -> Contract:
    """End a contract in force today; months that have begun are still settled."""
    contract = queries.contract(contract_id)
    move(contract, Act.END)
    today = now().date()
    contract.ends_on = min(contract.ends_on or today, today)
    db.session.flush()
    record(
        ContractEnded(
            engagement_id=contract.engagement_id,
            contract_id=contract.id,
            number=contract.number,
            last_day=contract.ends_on.isoformat(),
        )
    )
    tell_other_side(
        contract,
        message("Contract %(number)s was ended.", number=contract.number),
        Permission.CONTRACTS_VIEW,
    )
    return contract
