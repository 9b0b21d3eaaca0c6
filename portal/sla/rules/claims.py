"""Objections to a line and claims of relief for it: what each side said, folded into where it stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from portal.kernel.errors import Refused
from portal.kernel.messages import message
from portal.kernel.permissions import Side


class Act(StrEnum):
    """What can be said about a line, in the order in which it can be said."""

    OBJECTED = "objected"
    RELIEF_CLAIMED = "relief_claimed"
    CLAIM_REFUSED = "claim_refused"
    CLAIM_ESCALATED = "claim_escalated"
    CLAIM_GRANTED = "claim_granted"
    CLAIM_DROPPED = "claim_dropped"


RAISES = frozenset({Act.OBJECTED, Act.RELIEF_CLAIMED})
ENDS = frozenset({Act.CLAIM_GRANTED, Act.CLAIM_DROPPED})
OTHER_SIDE = frozenset({Act.CLAIM_GRANTED, Act.CLAIM_REFUSED})
"""Acts of the side that did not raise the claim; the rest belong to the side that did."""

FOLLOWS: dict[Act, frozenset[Act]] = {
    Act.OBJECTED: frozenset({Act.CLAIM_GRANTED, Act.CLAIM_REFUSED, Act.CLAIM_DROPPED}),
    Act.RELIEF_CLAIMED: frozenset({Act.CLAIM_GRANTED, Act.CLAIM_REFUSED, Act.CLAIM_DROPPED}),
    Act.CLAIM_REFUSED: frozenset({Act.CLAIM_GRANTED, Act.CLAIM_ESCALATED, Act.CLAIM_DROPPED}),
    Act.CLAIM_ESCALATED: frozenset({Act.CLAIM_GRANTED, Act.CLAIM_DROPPED}),
}
"""What may follow on what; nothing follows on the end."""


@dataclass(frozen=True)
class Said:
    """One act about one line: who, when, in which words."""

    act: Act
    line: str
    by: Side
    said_by: str
    said_at: datetime
    comment: str


@dataclass(frozen=True)
class Claim:
    """The latest objection or claim of relief about a line, with everything said about it."""

    line: str
    raised: Act
    by: Side
    state: Act
    said: tuple[Said, ...]

    @property
    def is_open(self) -> bool:
        """Whether both sides still differ."""
        return self.state not in ENDS

    def may(self, side: Side) -> tuple[Act, ...]:
        """What this side can say next, in a fixed order."""
        allowed = FOLLOWS.get(self.state, frozenset())
        return tuple(act for act in Act if act in allowed and (act in OTHER_SIDE) == (side is not self.by))


def claims_of(said: Iterable[Said]) -> dict[str, Claim]:
    """The latest claim about each line, from everything said in its order."""
    claims: dict[str, Claim] = {}
    for one in said:
        before = claims.get(one.line)
        if one.act in RAISES:
            claims[one.line] = Claim(one.line, one.act, one.by, one.act, (one,))
        elif before is not None:
            claims[one.line] = Claim(one.line, before.raised, before.by, one.act, (*before.said, one))
    return claims


def disputed_lines(claims: Iterable[Claim]) -> frozenset[str]:
    """Lines with an objection on which both sides still differ: scored as submitted, the deduction is held."""
    return frozenset(one.line for one in claims if one.raised is Act.OBJECTED and one.is_open)


def relieved_lines(claims: Iterable[Claim]) -> frozenset[str]:
    """Lines that are neither scored nor charged: relief both sides agree on, or the vendor's objection was right."""
    return frozenset(
        one.line
        for one in claims
        if one.state is Act.CLAIM_GRANTED and (one.raised is Act.RELIEF_CLAIMED or one.by is Side.VENDOR)
    )


def need_free_line(claims: dict[str, Claim], line: str, *, act: Act, by: Side) -> None:
    """Refuse a second claim about a line while one is open, and a merchant's claim of relief."""
    if line in claims and claims[line].is_open:
        raise Refused(message("There is an open objection or claim about this line already."))
    if act is Act.RELIEF_CLAIMED and by is not Side.VENDOR:
        raise Refused(message("Relief is claimed by the vendor."))


def need_allowed(claim: Claim | None, *, act: Act, by: Side) -> Claim:
    """The claim, when this side may say this about it now."""
    if claim is None or act not in claim.may(by):
        raise Refused(message("This cannot be said about the objection now."))
    return claim
