"""The first page of a review: three sentences, and what is asked of each side."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from portal.kernel.messages import Message, message
from portal.kernel.money import Money
from portal.kernel.permissions import Side

KEPT, MISSED = "met", "missed"
JUDGED = frozenset({KEPT, MISSED, "disputed"})
UNKNOWN = frozenset({"no_data", "below_minimum_volume"})
STEADY = Decimal(1)
"""Points by which a score may move without being called better or worse."""


@dataclass(frozen=True)
class LineFacts:
    """One promise in the month: how it ended, and how it ended in the months before (oldest first)."""

    label: Message
    state: str
    target: Message
    result: Message
    states_before: tuple[str, ...] = ()

    @property
    def missed_in_a_row(self) -> int:
        """How many months running the promise has been missed, this one included."""
        count = 0
        for state in reversed((*self.states_before, self.state)):
            if state != MISSED:
                break
            count += 1
        return count


@dataclass(frozen=True)
class MonthFacts:
    """The month as a whole; ``net`` is the fee after credits, without VAT."""

    lines: tuple[LineFacts, ...]
    score: Decimal | None
    score_before: Decimal | None
    fees: Money
    credit: Money
    net: Money
    is_agreed: bool


@dataclass(frozen=True)
class Ask:
    """Something that is asked of one side."""

    side: Side
    what: Message


def sentences(facts: MonthFacts) -> tuple[Message, ...]:
    """Results, the weakest point, and money: one sentence each."""
    return (_results(facts), _weakest(facts), _money(facts))


def _results(facts: MonthFacts) -> Message:
    judged = [line for line in facts.lines if line.state in JUDGED]
    kept = sum(line.state == KEPT for line in judged)
    if not judged:
        return message("No promise could be judged this month.")
    if facts.score is None:
        return message("%(kept)s of %(all)s promises were kept.", kept=kept, all=len(judged))
    return message(
        "%(kept)s of %(all)s promises were kept; the score is %(score)s, %(trend)s.",
        kept=kept,
        all=len(judged),
        score=facts.score,
        trend=_trend(facts.score, facts.score_before),
    )


def _trend(score: Decimal, before: Decimal | None) -> Message:
    if before is None:
        return message("the first one")
    if abs(score - before) <= STEADY:
        return message("as in the month before")
    if score > before:
        return message("up from %(before)s", before=before)
    return message("down from %(before)s", before=before)


def _weakest(facts: MonthFacts) -> Message:
    missed = [line for line in facts.lines if line.state == MISSED]
    if not missed:
        unknown = [line for line in facts.lines if line.state in UNKNOWN]
        if unknown:
            return message("Nothing was missed, but %(lines)s could not be judged.", lines=_labels(unknown))
        return message("Nothing was missed.")
    worst = max(missed, key=lambda line: line.missed_in_a_row)
    others = len(missed) - 1
    if worst.missed_in_a_row > 1:
        text = message(
            "%(line)s was missed for the %(times)s. month running (%(result)s against %(target)s).",
            line=worst.label,
            times=worst.missed_in_a_row,
            result=worst.result,
            target=worst.target,
        )
    else:
        text = message(
            "%(line)s was missed (%(result)s against %(target)s).",
            line=worst.label,
            result=worst.result,
            target=worst.target,
        )
    if not others:
        return text
    return message("%(worst)s %(others)s further lines were missed.", worst=text, others=others)


def _money(facts: MonthFacts) -> Message:
    if facts.credit:
        return message(
            "The month costs %(net)s without VAT, after service credits of %(credit)s.",
            net=facts.net,
            credit=facts.credit,
        )
    return message("The month costs %(net)s without VAT; there are no service credits.", net=facts.net)


def _labels(lines: Sequence[LineFacts]) -> list[Message]:
    return [line.label for line in lines]


def asked(facts: MonthFacts) -> tuple[Ask, ...]:
    """What is asked of whom: causes for what was missed, figures for what could not be judged, the next step."""
    asks = [
        Ask(
            Side.VENDOR,
            message("Say why %(line)s was missed again, and what will change until when.", line=line.label)
            if line.missed_in_a_row > 1
            else message("Say why %(line)s was missed and what will change.", line=line.label),
        )
        for line in facts.lines
        if line.state == MISSED
    ]
    unknown = [line for line in facts.lines if line.state == "no_data"]
    if unknown:
        asks.append(Ask(Side.VENDOR, message("Supply the figures for %(lines)s.", lines=_labels(unknown))))
    if not facts.is_agreed:
        asks.append(Ask(Side.MERCHANT, message("Check the figures and answer.")))
    elif facts.net.minor > 0:
        asks.append(Ask(Side.MERCHANT, message("Pay the settlement invoice by its due date.")))
    return tuple(asks)
