"""Objections to a line and claims of relief for it: what each side said, folded into where it stands."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from portal.kernel.errors import Refused
from portal.kernel.messages import message
from portal.kernel.permissions import Side
from portal.sla.rules.keys import LATE, quantity_in
from portal.sla.rules.relief import NOTHING_MORE, Details, Outcome, Scope


class Act(StrEnum):
    """What can be said about a line, in the order in which it can be said."""

    OBJECTED = "objected"
    RELIEF_CLAIMED = "relief_claimed"
    CLAIM_REFUSED = "claim_refused"
    CLAIM_ESCALATED = "claim_escalated"
    DECISION_PROPOSED = "decision_proposed"
    DECISION_ACCEPTED = "decision_accepted"
    DECISION_DECLINED = "decision_declined"
    CLAIM_GRANTED = "claim_granted"
    CLAIM_DROPPED = "claim_dropped"


class Speaker(StrEnum):
    """Whose act it is, seen from the claim: who raised it, the other side, or who did (not) propose the decision."""

    RAISER = "raiser"
    OTHER = "other"
    PROPOSER = "proposer"
    ANSWERER = "answerer"


DAYS_LATE = "days_late"
"""What a decision about lateness names: the whole days that count."""

COUNT = "count"
"""What an objection to a quantity names: how many are right."""

RAISES = frozenset({Act.OBJECTED, Act.RELIEF_CLAIMED})
ENDS = frozenset({Act.CLAIM_GRANTED, Act.CLAIM_DROPPED, Act.DECISION_ACCEPTED})
NEEDS_WORDS = frozenset(
    {*RAISES, Act.CLAIM_REFUSED, Act.CLAIM_ESCALATED, Act.DECISION_PROPOSED, Act.DECISION_DECLINED}
)

CONCEDES = {Act.CLAIM_GRANTED: Speaker.OTHER, Act.CLAIM_DROPPED: Speaker.RAISER}
"""As long as a matter is open either side can give in."""

EITHER = frozenset({Speaker.RAISER, Speaker.OTHER})
FOLLOWS: Mapping[Act, Mapping[Act, frozenset[Speaker]]] = {
    Act.OBJECTED: {Act.CLAIM_REFUSED: frozenset({Speaker.OTHER})},
    Act.RELIEF_CLAIMED: {Act.CLAIM_REFUSED: frozenset({Speaker.OTHER})},
    Act.CLAIM_REFUSED: {Act.CLAIM_ESCALATED: frozenset({Speaker.RAISER})},
    Act.CLAIM_ESCALATED: {Act.DECISION_PROPOSED: EITHER},
    Act.DECISION_PROPOSED: {
        Act.DECISION_PROPOSED: EITHER,
        Act.DECISION_ACCEPTED: frozenset({Speaker.ANSWERER}),
        Act.DECISION_DECLINED: frozenset({Speaker.ANSWERER}),
    },
    Act.DECISION_DECLINED: {Act.DECISION_PROPOSED: EITHER},
}
"""What may follow on what, and from whom; nothing follows on the end."""


@dataclass(frozen=True)
class Said:
    """One act about one line: who, when, in which words, and what it covers or proposes."""

    act: Act
    line: str
    by: Side
    said_by: str
    said_at: datetime
    comment: str
    details: Details = NOTHING_MORE
    id: int = 0


@dataclass(frozen=True)
class Claim:
    """An objection or claim of relief about a line, with everything said about it."""

    line: str
    raised: Act
    by: Side
    state: Act
    said: tuple[Said, ...]

    @property
    def is_open(self) -> bool:
        """Whether both sides still differ."""
        return self.state not in ENDS

    @property
    def details(self) -> Details:
        """What was claimed."""
        return self.said[0].details

    @property
    def proposal(self) -> Said | None:
        """The decision proposed last, once there is one."""
        return next((one for one in reversed(self.said) if one.act is Act.DECISION_PROPOSED), None)

    @property
    def outcome(self) -> Outcome | None:
        """What follows for the line; None while both sides differ."""
        if self.is_open:
            return None
        if self.state is Act.CLAIM_DROPPED:
            return Outcome.STANDS
        if self.state is Act.DECISION_ACCEPTED and self.proposal is not None:
            return self.proposal.details.outcome
        if self.details.values:
            return Outcome.FIGURE
        is_relief = self.raised is Act.RELIEF_CLAIMED or self.by is Side.VENDOR
        return Outcome.RELIEVED if is_relief else Outcome.STANDS

    @property
    def values(self) -> tuple[tuple[str, int], ...]:
        """The figure both sides found to be right, when that is the outcome."""
        if self.outcome is not Outcome.FIGURE:
            return ()
        said = self.proposal if self.state is Act.DECISION_ACCEPTED else self.said[0]
        return said.details.values if said is not None else ()

    @property
    def lacks_figure(self) -> bool:
        """Whether the merchant objected without saying which figure is right: nothing would follow from agreeing."""
        return self.raised is Act.OBJECTED and self.by is Side.MERCHANT and not self.details.values

    def may(self, side: Side) -> tuple[Act, ...]:
        """What this side can say next, in a fixed order.

        To an objection without a figure the vendor answers with the figure it finds right, as a proposed decision.
        """
        if not self.is_open:
            return ()
        speakers = self._speakers(side)
        follows = {**FOLLOWS[self.state]}
        concedes = CONCEDES
        if self.lacks_figure:
            concedes = {act: one for act, one in CONCEDES.items() if act is not Act.CLAIM_GRANTED}
            follows.setdefault(Act.DECISION_PROPOSED, frozenset({Speaker.OTHER}))
        return tuple(
            act for act in Act if concedes.get(act) in speakers or speakers & follows.get(act, frozenset())
        )

    def waits_for(self) -> Side | None:
        """The side whose turn it is; None once nothing is open."""
        if not self.is_open:
            return None
        other = other_side(self.by)
        if self.state is Act.CLAIM_REFUSED:
            return self.by
        if self.state in {Act.DECISION_PROPOSED, Act.DECISION_DECLINED}:
            return other_side(self.said[-1].by)
        return other

    def _speakers(self, side: Side) -> frozenset[Speaker]:
        proposal = self.proposal
        mine = {Speaker.RAISER if side is self.by else Speaker.OTHER}
        if proposal is not None:
            mine.add(Speaker.PROPOSER if side is proposal.by else Speaker.ANSWERER)
        return frozenset(mine)


def other_side(side: Side) -> Side:
    """The other one of the two sides."""
    return Side.MERCHANT if side is Side.VENDOR else Side.VENDOR


def matters_of(said: Iterable[Said]) -> tuple[Claim, ...]:
    """Everything that was ever raised in a month, in its order, each with where it stands."""
    found: list[Claim] = []
    latest: dict[str, int] = {}
    for one in said:
        if one.act in RAISES:
            latest[one.line] = len(found)
            found.append(Claim(one.line, one.act, one.by, one.act, (one,)))
        elif one.line in latest:
            before = found[latest[one.line]]
            found[latest[one.line]] = replace(before, state=one.act, said=(*before.said, one))
    return tuple(found)


def claims_of(said: Iterable[Said]) -> dict[str, Claim]:
    """The latest claim about each line, from everything said in its order."""
    return latest_by_line(matters_of(said))


def latest_by_line(matters: Iterable[Claim]) -> dict[str, Claim]:
    """The latest of several matters about each line."""
    return {one.line: one for one in matters}


def disputed_lines(claims: Iterable[Claim]) -> frozenset[str]:
    """Lines on which both sides still differ: scored as submitted, the deduction is held."""
    return frozenset(one.line for one in claims if one.is_open)


def lines_with_relief_claimed(claims: Iterable[Claim]) -> frozenset[str]:
    """Of the lines in :func:`disputed_lines`, those nobody objects to: relief is claimed and not answered yet."""
    open_claims = [one for one in claims if one.is_open]
    contested = {one.line for one in open_claims if one.state is not Act.RELIEF_CLAIMED}
    return frozenset(one.line for one in open_claims) - contested


def relieved_lines(claims: Iterable[Claim]) -> frozenset[str]:
    """Lines that are neither scored nor charged: relief both sides agree on, or the vendor's objection was right."""
    return frozenset(
        one.line for one in claims if one.outcome is Outcome.RELIEVED and one.details.scope is Scope.LINE
    )


def partly_relieved(claims: Iterable[Claim]) -> dict[str, tuple[Details, ...]]:
    """What is taken out of each line's month: days and conversations for which relief was agreed."""
    found: dict[str, tuple[Details, ...]] = {}
    for one in claims:
        if one.outcome is Outcome.RELIEVED and one.details.scope is not Scope.LINE:
            found[one.line] = (*found.get(one.line, ()), one.details)
    return found


def decided_figures(claims: Iterable[Claim]) -> dict[str, dict[str, int]]:
    """The figures that both sides found to be right, by line of the schedule; the latest counts."""
    return {
        one.line: dict(one.values)
        for one in claims
        if one.values and one.line != LATE and quantity_in(one.line) is None
    }


def decided_quantities(claims: Iterable[Claim]) -> dict[str, int]:
    """The quantities of the rate card that both sides found to be right, by name; the latest counts."""
    return {
        name: dict(one.values)[COUNT]
        for one in claims
        if one.values and (name := quantity_in(one.line)) is not None
    }


def decided_days_late(claims: Iterable[Claim]) -> int | None:
    """The days late that both sides found to be right; None where the count of the portal stands."""
    found = [dict(one.values)[DAYS_LATE] for one in claims if one.line == LATE and one.values]
    return found[-1] if found else None


def as_if(claim: Claim, act: Act) -> Claim:
    """The same claim as if this act had ended it: what would follow."""
    return replace(claim, state=act)


def need_free_line(claims: Mapping[str, Claim], line: str, *, act: Act, by: Side) -> None:
    """Refuse a second claim about a line while one is open, about a relieved line, and a merchant's claim of relief."""
    earlier = claims.get(line)
    if earlier is not None and earlier.is_open:
        raise Refused(message("There is an open objection or claim about this line already."))
    if line in relieved_lines(claims.values()):
        raise Refused(message("Relief was agreed for this line already."))
    if act is Act.RELIEF_CLAIMED and by is not Side.VENDOR:
        raise Refused(message("Relief is claimed by the vendor."))
    if act is Act.RELIEF_CLAIMED and quantity_in(line) is not None:
        raise Refused(message("A quantity is objected to; relief concerns promises."))
    if act is Act.OBJECTED and line == LATE:
        raise Refused(message("About lateness relief is claimed; the days are counted by this system."))


def need_window(until: datetime | None, now: datetime) -> None:
    """Refuse objections and claims after the days that the contract gives for them."""
    if until is not None and now > until:
        raise Refused(
            message("Objections and claims of relief for this month were possible until %(day)s.", day=until)
        )


def need_allowed(claim: Claim | None, *, act: Act, by: Side) -> Claim:
    """The claim, when this side may say this about it now."""
    if claim is None or act not in claim.may(by):
        raise Refused(message("This cannot be said about the objection now."))
    return claim
