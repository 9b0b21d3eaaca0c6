"""The life of a contract: which act leads to which state, and whose act it is."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from portal.kernel.errors import Refused
from portal.kernel.messages import Message, message
from portal.kernel.permissions import Side


class ContractState(StrEnum):
    """Where a contract stands."""

    DRAFT = "draft"
    SENT = "sent"
    HALF_SIGNED = "half_signed"
    IN_FORCE = "in_force"
    ENDED = "ended"
    RECALLED = "recalled"


class Act(StrEnum):
    """What a party can do with a contract."""

    EDIT = "edit"
    SEND = "send"
    DISCARD = "discard"
    RECALL = "recall"
    RETURN = "return"
    REVISE = "revise"
    SIGN = "sign"
    ENTER = "enter"
    CONFIRM = "confirm"
    END = "end"


S, A = ContractState, Act

TRANSITIONS: MappingProxyType[tuple[ContractState, Act], ContractState] = MappingProxyType(
    {
        (S.DRAFT, A.EDIT): S.DRAFT,
        (S.DRAFT, A.SEND): S.SENT,
        (S.DRAFT, A.DISCARD): S.RECALLED,
        (S.DRAFT, A.ENTER): S.IN_FORCE,
        (S.SENT, A.RECALL): S.RECALLED,
        (S.SENT, A.RETURN): S.RECALLED,
        (S.SENT, A.SIGN): S.HALF_SIGNED,
        (S.HALF_SIGNED, A.SIGN): S.IN_FORCE,
        (S.HALF_SIGNED, A.RETURN): S.RECALLED,
        (S.RECALLED, A.REVISE): S.DRAFT,
        (S.IN_FORCE, A.EDIT): S.IN_FORCE,
        (S.IN_FORCE, A.CONFIRM): S.IN_FORCE,
        (S.IN_FORCE, A.END): S.ENDED,
    }
)
"""Every step there is; what is not listed cannot be done."""


@dataclass(frozen=True)
class Standing:
    """What decides who may act: the state, who wrote the version, who has signed and who signs first.

    ``existing`` marks a contract that was concluded elsewhere and entered; it counts from the start, but the
    other side still has to confirm it.
    """

    state: ContractState
    author: Side
    first_signer: Side
    signed: frozenset[Side] = frozenset()
    existing: bool = False
    confirmed: bool = False


def other(side: Side) -> Side:
    """The side across the table."""
    return Side.VENDOR if side is Side.MERCHANT else Side.MERCHANT


RENEWAL_NOTICE = timedelta(days=30)
"""How long before the end of the term the merchant is asked what follows."""


def whose_turn(standing: Standing) -> Side | None:
    """The side that has to do something now; ``None`` while nobody has."""
    turns = {
        S.DRAFT: standing.author,
        S.SENT: standing.first_signer,
        S.HALF_SIGNED: other(next(iter(standing.signed), standing.author)),
        S.RECALLED: standing.author,
        S.IN_FORCE: other(standing.author) if needs_confirmation(standing) else None,
    }
    return turns.get(standing.state)


def needs_confirmation(standing: Standing) -> bool:
    """Whether this is an entered contract that the other side hasn't confirmed yet."""
    return standing.existing and not standing.confirmed


def is_over(state: str, last_day: date | None, today: date) -> bool:
    """Whether the agreed term has run out although nobody has renewed or ended the contract yet."""
    return state == S.IN_FORCE and last_day is not None and last_day < today


def needs_successor(state: str, last_day: date, today: date) -> bool:
    """Whether it is time to renew or end a contract in force: its term is over or soon will be."""
    return state == S.IN_FORCE and last_day - RENEWAL_NOTICE <= today


def refusal(act: Act, standing: Standing, side: Side) -> Message | None:
    """Why this side may not do this now, in words for the page; ``None`` when it may."""
    if (standing.state, act) not in TRANSITIONS:
        return _STATE_REFUSALS[standing.state]
    return _ACTORS[act](standing, side)


def after(act: Act, standing: Standing, side: Side) -> Standing:
    """The standing once this side has acted; ``Refused`` with the reason when it may not."""
    reason = refusal(act, standing, side)
    if reason is not None:
        raise Refused(reason)
    moved = replace(standing, state=TRANSITIONS[standing.state, act])
    changes = {
        A.SIGN: lambda: replace(moved, signed=standing.signed | {side}),
        A.REVISE: lambda: replace(moved, author=side, signed=frozenset()),
        A.ENTER: lambda: replace(moved, existing=True),
        A.CONFIRM: lambda: replace(moved, confirmed=True),
    }
    return changes[act]() if act in changes else moved


def possible_acts(standing: Standing, side: Side) -> tuple[Act, ...]:
    """What this side may do now, in the order of the page's buttons."""
    return tuple(act for act in Act if refusal(act, standing, side) is None)


def _author_only(standing: Standing, side: Side) -> Message | None:
    return None if side is standing.author else message("Only the side that wrote this contract can do this.")


def _author_until_confirmed(standing: Standing, side: Side) -> Message | None:
    """What was entered can be corrected from the paper until the other side has confirmed it."""
    if standing.state is S.IN_FORCE and not needs_confirmation(standing):
        return _STATE_REFUSALS[S.IN_FORCE]
    return _author_only(standing, side)


def _unsigned_other(standing: Standing, side: Side) -> Message | None:
    if side in standing.signed:
        return message("You have signed this contract, so you cannot return it.")
    if standing.state is S.SENT and side is standing.author:
        return message("You sent this contract yourself: recall it instead.")
    return None


def _next_signer(standing: Standing, side: Side) -> Message | None:
    if side in standing.signed:
        return message("You have signed already. It is the other side's turn.")
    if standing.state is S.SENT and side is not standing.first_signer:
        return message("The other side signs first.")
    return None


def _other_confirms(standing: Standing, side: Side) -> Message | None:
    if not needs_confirmation(standing):
        return message("There is nothing left to confirm.")
    return message("The other side has to confirm.") if side is standing.author else None


def _either(_standing: Standing, _side: Side) -> Message | None:
    return None


_ACTORS = MappingProxyType(
    {
        A.EDIT: _author_until_confirmed,
        A.SEND: _author_only,
        A.DISCARD: _author_only,
        A.ENTER: _author_only,
        A.RECALL: _author_only,
        A.RETURN: _unsigned_other,
        A.REVISE: _either,
        A.SIGN: _next_signer,
        A.CONFIRM: _other_confirms,
        A.END: _either,
    }
)

_STATE_REFUSALS = MappingProxyType(
    {
        S.DRAFT: message("The contract is still a draft: send it first."),
        S.SENT: message("The contract has been sent and is frozen. Recall it to change it."),
        S.HALF_SIGNED: message("One side has signed, so the contract is frozen."),
        S.IN_FORCE: message("The contract is in force. Changes need an amendment that both sides sign."),
        S.ENDED: message("The contract has ended."),
        S.RECALLED: message("This version was recalled. Start a new version to go on."),
    }
)
