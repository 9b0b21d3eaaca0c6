"""Deductions that are let off with a reason, and deductions below the minimum volume that both sides let stand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from portal.kernel.errors import Refused
from portal.kernel.messages import Message, message
from portal.kernel.money import Money
from portal.kernel.permissions import Side
from portal.sla.rules.repeats import Repetition
from portal.sla.rules.shares import LineCredit

ALONE_PERCENT = 2
"""Up to this share of the month's service fee one person of the merchant may waive alone."""


class LineAct(StrEnum):
    """What is decided about the deduction of a line."""

    WAIVER_PROPOSED = "waiver_proposed"
    WAIVED = "waived"
    WAIVER_WITHDRAWN = "waiver_withdrawn"
    DEDUCTION_CONFIRMED = "deduction_confirmed"


@dataclass(frozen=True)
class LineWord:
    """One such word about a line: which side, which person (0: not known), and why."""

    act: LineAct
    line: str
    by: Side
    person: int = 0
    said_by: str = ""
    reason: str = ""


@dataclass(frozen=True)
class LineDecisions:
    """Where the words lead: waivers that wait for a second person, waivers in effect, and who confirmed what."""

    proposed: Mapping[str, LineWord] = field(default_factory=dict)
    waived: Mapping[str, LineWord] = field(default_factory=dict)
    confirmed_by: Mapping[str, frozenset[Side]] = field(default_factory=dict)

    @property
    def reasons(self) -> dict[str, str]:
        """Why a deduction is waived, by line."""
        return {line: word.reason for line, word in self.waived.items()}

    @property
    def confirmed(self) -> frozenset[str]:
        """Lines below the minimum volume whose deduction both sides let stand."""
        return frozenset(line for line, sides in self.confirmed_by.items() if len(sides) == len(BOTH))


BOTH = (Side.MERCHANT, Side.VENDOR)


def decisions_of(words: Iterable[LineWord]) -> LineDecisions:
    """Fold the words, oldest first."""
    proposed: dict[str, LineWord] = {}
    waived: dict[str, LineWord] = {}
    confirmed: dict[str, frozenset[Side]] = {}
    for word in words:
        if word.act is LineAct.DEDUCTION_CONFIRMED:
            confirmed[word.line] = confirmed.get(word.line, frozenset()) | {word.by}
            continue
        first = proposed.pop(word.line, None)
        waived.pop(word.line, None)
        if word.act is LineAct.WAIVER_PROPOSED:
            proposed[word.line] = word
        elif word.act is LineAct.WAIVED:
            waived[word.line] = first or word
    return LineDecisions(proposed, waived, confirmed)


def let_off_with(lines: Iterable[LineCredit], key: str) -> Money | None:
    """What the month would lose with this line's deduction and those let off before it; None where it has none.

    Together, because several small waivers are one large one.
    """
    several = list(lines)
    found = next((one for one in several if one.key == key and not one.is_waived and one.amount), None)
    if found is None:
        return None
    currency = found.amount.currency
    return Money.total((found.amount, *(Money(one.waived_minor, currency) for one in several)), currency)


def needs_second_person(amount: Money, fee: Money, *, others: int) -> bool:
    """Whether somebody else has to agree to a waiver: above the limit, where there is somebody else who may."""
    return others > 0 and Fraction(amount.minor) * 100 > Fraction(fee.minor) * ALONE_PERCENT


def need_other_person(proposed: LineWord | None, person: int) -> LineWord:
    """The proposal, when this person may agree to it; Refused otherwise."""
    if proposed is None:
        raise Refused(message("No waiver waits for agreement here."))
    if proposed.person == person:
        raise Refused(message("Somebody else has to agree to a waiver that you proposed."))
    return proposed


def repetition_words(found: Repetition) -> Message | None:
    """What misses in a row have led to and lead to next; None where nothing is to be said."""
    if found.may_terminate:
        return message(
            "Missed %(months)s months in a row: the contract gives the right to end it.", months=found.months
        )
    if found.months == 1 and found.warns == 2:
        return message(
            "Missed this month: one more in a row has the next consequence agreed in the contract."
        )
    if found.warns is not None and found.months == found.warns - 1:
        return message(
            "Missed %(months)s months in a row: one more has the next consequence agreed in the contract.",
            months=found.months,
        )
    if found.months > 1:
        return message("Missed %(months)s months in a row.", months=found.months)
    return None
