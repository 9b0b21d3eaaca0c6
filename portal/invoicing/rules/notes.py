"""What corrects an issued invoice: the difference to its month judged anew, as a credit note or a supplement.

The amounts of a note are positive in its own direction: a credit note lowers what the merchant owes, a supplementary
invoice raises it. VAT is the difference between the tax on the right net sum and the tax billed so far, so that an
invoice and all its notes together always show the tax on their net sum, taken once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from portal.invoicing.rules.statement import CARRIED_IN, LineKind
from portal.kernel.messages import Message, message
from portal.kernel.money import Money, tax_on_net


class NoteKind(StrEnum):
    """Whether a note takes back or adds."""

    CREDIT = "credit"
    SUPPLEMENT = "supplement"


SIGNS: Mapping[NoteKind, int] = {NoteKind.CREDIT: -1, NoteKind.SUPPLEMENT: 1}
"""What an amount of a note does to what is owed."""

SERIES: Mapping[NoteKind, str] = {NoteKind.CREDIT: "CN", NoteKind.SUPPLEMENT: "SI"}
"""Each kind has numbers of its own."""


class NoteState(StrEnum):
    """Where a note stands; settled once it was set off, paid back or paid."""

    DRAFT = "draft"
    ISSUED = "issued"
    SETTLED = "settled"


@dataclass(frozen=True)
class SaidLine:
    """A line of an invoice, a note or a statement, its words in every language; the sign is the invoice's."""

    kind: str
    reference: str
    label: Mapping[str, str]
    explanation: Mapping[str, str]
    amount: Money

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells a line from the others of the same month."""
        return (self.kind, self.reference, self.label.get("en", ""))


@dataclass(frozen=True)
class Correction:
    """One line of a note: what was billed, what is right, and why; no explanation when it is gone."""

    kind: str
    reference: str
    label: Mapping[str, str]
    explanation: Mapping[str, str]
    before: Money
    after: Money

    @property
    def change(self) -> Money:
        """What the line raises the invoice by; negative where it lowers it."""
        return self.after - self.before


@dataclass(frozen=True)
class Note:
    """A credit note or supplementary invoice before it has a number."""

    kind: NoteKind
    corrections: tuple[Correction, ...]
    net: Money
    tax: Money

    @property
    def gross(self) -> Money:
        """What is credited or added in all."""
        return self.net + self.tax


def corrections_of(
    billed: Iterable[SaidLine], right: Iterable[SaidLine], currency: str
) -> tuple[Correction, ...]:
    """Where the month judged anew differs from what was billed and noted so far, in the order of the new statement.

    Deposits stand beside the invoice and are never corrected by a note.
    """
    before, after = _by_key(billed), _by_key(right)
    nothing = Money.zero(currency)

    def total(lines: Sequence[SaidLine]) -> Money:
        return Money.total((line.amount for line in lines), currency)

    found = [
        Correction(*_words(lines), before=total(before.get(key, ())), after=total(lines))
        for key, lines in after.items()
    ]
    found += [
        Correction(lines[0].kind, lines[0].reference, lines[0].label, {}, total(lines), nothing)
        for key, lines in before.items()
        if key not in after
    ]
    return tuple(one for one in found if one.change)


def _by_key(lines: Iterable[SaidLine]) -> dict[tuple[str, str, str], list[SaidLine]]:
    found: dict[tuple[str, str, str], list[SaidLine]] = {}
    for line in lines:
        if line.kind != LineKind.DEPOSIT:
            found.setdefault(line.key, []).append(line)
    return found


def _words(lines: Sequence[SaidLine]) -> tuple[str, str, Mapping[str, str], Mapping[str, str]]:
    first = lines[0]
    return first.kind, first.reference, first.label, first.explanation


def carried_in_of(billed: Iterable[SaidLine], currency: str) -> Money:
    """What an invoice and its notes deducted for the month before, as a positive amount."""
    taken = [
        line.amount
        for line in billed
        if line.kind == LineKind.CARRIED and line.label.get("en") == CARRIED_IN.template
    ]
    return -Money.total(taken, currency)


def note_of(
    corrections: Sequence[Correction],
    *,
    tax_rate: Decimal,
    billed_net: Money,
    billed_tax: Money,
    more_carried: int = 0,
) -> Note | None:
    """The note for these corrections; None when nothing is to be said.

    ``billed_net`` and ``billed_tax`` are what the invoice and its notes say so far. A note over nothing is needed
    when only what is carried to the next month changes (``more_carried``, in minor units).
    """
    change = Money.total((one.change for one in corrections), billed_net.currency)
    if not change:
        nothing = Money.zero(billed_net.currency)
        return Note(NoteKind.CREDIT, tuple(corrections), nothing, nothing) if more_carried else None
    kind = NoteKind.SUPPLEMENT if change.minor > 0 else NoteKind.CREDIT
    sign = SIGNS[kind]
    more_tax = tax_on_net(billed_net + change, tax_rate) - billed_tax
    return Note(kind, tuple(corrections), change.times(sign), more_tax.times(sign))


def set_off(gross: Money, outstanding: Money) -> tuple[Money, Money]:
    """What of a credit note is set off against what is still owed, and what has to be paid back."""
    now = min(gross, outstanding)
    return now, gross - now


def look_of(kind: NoteKind, state: NoteState) -> str:
    """The name under which a page finds word and icon of a note's state."""
    return f"{'supplement' if kind is NoteKind.SUPPLEMENT else 'note'}_{state}"


def why_not_issue_note(state: NoteState) -> Message | None:
    """Why a note can't be issued now; None when it can."""
    if state is not NoteState.DRAFT:
        return message("This note was issued already.")
    return None


def why_not_settle_note(kind: NoteKind, state: NoteState) -> Message | None:
    """Why a credit note can't be recorded as paid back; None when it can."""
    if kind is NoteKind.SUPPLEMENT:
        return message("A supplementary invoice is paid together with its settlement invoice.")
    if state is NoteState.DRAFT:
        return message("The credit note has not been issued yet.")
    if state is NoteState.SETTLED:
        return message("This credit note is settled already.")
    return None


def note_number(kind: NoteKind, year: int, place: int) -> str:
    """The number a note gets when it is issued: CN-2026-0001 or SI-2026-0001."""
    return f"{SERIES[kind]}-{year}-{place:04}"
