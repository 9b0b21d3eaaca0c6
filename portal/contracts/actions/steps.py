"""What every act on a contract has in common: asking the lifecycle, moving the state, saying whose turn it is."""

from portal.accounts.actions.notices import notify
from portal.contracts import queries
from portal.contracts.models import Contract
from portal.contracts.rules.lifecycle import Act, ContractState, Standing, after, other, whose_turn
from portal.infra.access import actor, now
from portal.infra.db import db
from portal.infra.progress import Engagement, close_duty, engagement, mark_step, open_duty
from portal.kernel.errors import Refused
from portal.kernel.messages import Message, message
from portal.kernel.permissions import Permission, Side

DUTIES: dict[ContractState, tuple[str, Permission, Message]] = {
    ContractState.DRAFT: ("draft", Permission.CONTRACTS_SEND, message("Send the contract for signature")),
    ContractState.SENT: ("sign", Permission.CONTRACTS_SIGN, message("Read and sign the contract")),
    ContractState.HALF_SIGNED: ("sign", Permission.CONTRACTS_SIGN, message("Read and sign the contract")),
    ContractState.RECALLED: (
        "revise",
        Permission.CONTRACTS_EDIT,
        message("Revise the contract or end the talks"),
    ),
    ContractState.IN_FORCE: (
        "confirm",
        Permission.CONTRACTS_SIGN,
        message("Confirm the contract that was entered"),
    ),
}


def acting_side() -> Side:
    """The side that acts; the operator has no part in contracts."""
    side = actor().side
    if side not in (Side.MERCHANT, Side.VENDOR):
        raise Refused(message("Only the two parties act on a contract."))
    return side


def organisation_of(contract: Contract, side: Side) -> int:
    """The organisation that stands on this side."""
    return contract.merchant_id if side is Side.MERCHANT else contract.vendor_id


def move(contract: Contract, act: Act) -> Standing:
    """Take a step of the lifecycle, or refuse in its words; the duties follow whose turn it is."""
    before = queries.standing(contract)
    moved = after(act, before, acting_side())
    contract.state, contract.drafted_by = moved.state, moved.author
    contract.is_confirmed, contract.is_existing = moved.confirmed, moved.existing
    db.session.flush()
    follow(contract, moved)
    if act is Act.DISCARD:
        close_duty(duty_key(contract, "revise", moved.author), moment=now())
    return moved


def follow(contract: Contract, standing: Standing) -> None:
    """Close the duties of the state that was left, open that of the state reached, and mark the step."""
    on = engagement(contract.engagement_id)
    for kind in ("draft", "sign", "revise", "confirm", "term"):
        for side in (Side.MERCHANT, Side.VENDOR):
            close_duty(duty_key(contract, kind, side), moment=now())
    turn = whose_turn(standing)
    if turn is not None and standing.state in DUTIES:
        _open(contract, on, standing, turn)
    done = standing.state in (ContractState.IN_FORCE, ContractState.ENDED)
    mark_step(
        on,
        "contract",
        "done" if done else "active",
        moment=now(),
        endpoint="contracts.detail",
        author_id=actor().party,
        contract_id=contract.id,
    )


def _open(contract: Contract, on: Engagement, standing: Standing, turn: Side) -> None:
    kind, permission, what = DUTIES[standing.state]
    duty = open_duty(
        on,
        key=duty_key(contract, kind, turn),
        debtor_id=organisation_of(contract, turn),
        author_id=actor().party,
        permission=permission,
        what=what,
        endpoint="contracts.detail",
        moment=now(),
        contract_id=contract.id,
    )
    if standing.state is ContractState.DRAFT:
        duty.visible_from = None


def duty_key(contract: Contract, kind: str, side: Side) -> str:
    """The name of what one side has to do about a contract."""
    return f"contract:{contract.id}:{kind}:{side}"


def tell_other_side(contract: Contract, what: Message, permission: Permission) -> None:
    """Leave a notice with the side that didn't act."""
    notify(
        organisation_of(contract, other(acting_side())),
        what,
        permission=permission,
        endpoint="contracts.detail",
        contract_id=contract.id,
    )
