"""Where a service month stands, what may be done with it, and whose turn it is."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from portal.kernel.errors import Refused
from portal.kernel.messages import Message, message
from portal.kernel.permissions import Side


class MonthState(StrEnum):
    """The life of a month."""

    OPEN = "open"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    AGREED = "agreed"
    LOCKED = "locked"


class Turn(StrEnum):
    """Whose turn it is."""

    VENDOR = "vendor"
    MERCHANT = "merchant"
    NOBODY = "nobody"


TAKES_FIGURES = frozenset({MonthState.OPEN, MonthState.RETURNED, MonthState.SUBMITTED})
"""States in which files and typed figures are taken."""

REFUSALS: dict[MonthState, Message] = {
    MonthState.OPEN: message("The figures of this month have not been handed in yet."),
    MonthState.RETURNED: message("The figures of this month were returned and are being corrected."),
    MonthState.SUBMITTED: message("The figures of this month are being checked."),
    MonthState.AGREED: message(
        "The figures of this month are accepted. The merchant can open the month again."
    ),
    MonthState.LOCKED: message("The figures of this month are locked because it has been invoiced."),
}


def need_state(state: str, *allowed: MonthState) -> None:
    """Refuse an act in words when the month is in none of the states that allow it."""
    if state not in allowed:
        raise Refused(REFUSALS[MonthState(state)])


@dataclass(frozen=True)
class Waiting:
    """A month that waits for an answer: state, turn, until when, and whether the vendor stands behind the figures."""

    state: str
    turn: str
    until: datetime | None
    is_confirmed: bool
    has_proposal: bool = False
    """Whether the vendor has yet to answer an export that the merchant proposed instead."""


def why_not_deemed(waiting: Waiting, *, agreed: bool, now: datetime) -> Message | None:
    """Why a month does not count as accepted although the merchant has not answered; None when it does."""
    if not agreed:
        return message("The contract does not let silence count as acceptance.")
    if waiting.state != MonthState.SUBMITTED or waiting.turn != Turn.MERCHANT or not waiting.is_confirmed:
        return message("This month does not wait for the merchant's answer.")
    if waiting.has_proposal:
        return message("The merchant proposed its own export; the vendor has not answered yet.")
    if waiting.until is None or now <= waiting.until:
        return message("The days for an answer have not passed yet.")
    return None


def supplier(*, has_vendor_joined: bool) -> Turn:
    """Who is to supply the figures: the vendor, or the merchant while the vendor has not joined."""
    return Turn.VENDOR if has_vendor_joined else Turn.MERCHANT


def turn_after_hand_in(*, by: Side, has_vendor_joined: bool) -> Turn:
    """Whose turn it is once figures are in: the other side's, if it is there to answer."""
    if by is Side.VENDOR or not has_vendor_joined:
        return Turn.MERCHANT
    return Turn.VENDOR
