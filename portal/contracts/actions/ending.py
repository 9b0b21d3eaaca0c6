"""The end of a contract: a draft that is dropped, a term that runs out, and a contract in force that is ended."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from portal.contracts import queries
from portal.contracts.actions.steps import duty_key, move, tell_other_side
from portal.contracts.events import ContractDiscarded, ContractEnded
from portal.contracts.models import Contract
from portal.contracts.rules.lifecycle import Act, needs_successor
from portal.infra.access import actor, now
from portal.infra.db import db
from portal.infra.events import record
from portal.infra.progress import engagement, open_duty
from portal.kernel.messages import message
from portal.kernel.permissions import Permission, Side


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


def watch_term(contract: Contract) -> None:
    """Ask the merchant in good time what follows when the term of a contract in force runs out."""
    if contract.ends_on is None or not needs_successor(contract.state, contract.ends_on, now().date()):
        return
    zone = ZoneInfo(queries.terms_for_month(contract.id, contract.ends_on).time_zone)
    open_duty(
        engagement(contract.engagement_id),
        key=duty_key(contract, "term", Side.MERCHANT),
        debtor_id=contract.merchant_id,
        author_id=actor().party,
        permission=Permission.CONTRACTS_EDIT,
        what=message(
            "Contract %(number)s runs until %(day)s: renew it or end it",
            number=contract.number,
            day=contract.ends_on.isoformat(),
        ),
        endpoint="contracts.detail",
        moment=now(),
        due_at=datetime.combine(contract.ends_on + timedelta(days=1), time.min, tzinfo=zone),
        contract_id=contract.id,
    )
