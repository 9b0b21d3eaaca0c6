"""What a credit note corrects: the difference between an issued invoice and its month judged anew.

Amounts of a credit note are positive where they lower what the merchant owes. VAT is computed once on the summed
net; all notes of an invoice together never exceed it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from portal.invoicing.rules.statement import LineKind
from portal.kernel.messages import Message, message
from portal.kernel.money import Money, tax_on_net


class NoteState(StrEnum):
    """Where a credit note stands; settled once it was set off or paid back."""

    DRAFT = "draft"
    ISSUED = "issued"
    SETTLED = "settled"


@dataclass(frozen=True)
class SaidLine:
    """A line of an invoice, a credit note or a statement, its words in every language; the sign is the invoice's."""

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
    """One line of a credit note: what was billed, what is right, and why; no explanation when it is gone."""

    kind: str
    reference: str
    label: Mapping[str, str]
    explanation: Mapping[str, str]
    before: Money
    after: Money

    @property
    def credited(self) -> Money:
        """What the line lowers the invoice by; negative where it raises it."""
        return self.before - self.after


@dataclass(frozen=True)
class Note:
    """A credit note before it has a number."""

    corrections: tuple[Correction, ...]
    net: Money
    tax: Money

    @property
    def gross(self) -> Money:
        """What is credited in all."""
        return self.net + self.tax


def corrections_of(
    billed: Iterable[SaidLine], right: Iterable[SaidLine], currency: str
) -> tuple[Correction, ...]:
    """Where the month judged anew differs from what was billed and credited so far, in the order of the new statement.

    Deposits stand beside the invoice and are never corrected by a credit note.
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
    return tuple(one for one in found if one.credited)


def _by_key(lines: Iterable[SaidLine]) -> dict[tuple[str, str, str], list[SaidLine]]:
    found: dict[tuple[str, str, str], list[SaidLine]] = {}
    for line in lines:
        if line.kind != LineKind.DEPOSIT:
            found.setdefault(line.key, []).append(line)
    return found


def _words(lines: Sequence[SaidLine]) -> tuple[str, str, Mapping[str, str], Mapping[str, str]]:
    first = lines[0]
    return first.kind, first.reference, first.label, first.explanation


def note_of(
    corrections: Sequence[Correction], *, tax_rate: Decimal, net_left: Money, tax_left: Money
) -> Note | None:
    """The credit note for these corrections; None when nothing is to be credited.

    ``net_left`` and ``tax_left`` are what earlier credit notes left of the invoice.
    """
    net = Money.total((one.credited for one in corrections), net_left.currency)
    if net.minor <= 0 or net > net_left:
        return None
    return Note(tuple(corrections), net, min(tax_on_net(net, tax_rate), tax_left))


def set_off(gross: Money, outstanding: Money) -> tuple[Money, Money]:
    """What of a credit note is set off against what is still owed, and what has to be paid back."""
    now = min(gross, outstanding)
    return now, gross - now


def why_not_issue_note(state: NoteState) -> Message | None:
    """Why a credit note can't be issued now; None when it can."""
    if state is not NoteState.DRAFT:
        return message("This credit note was issued already.")
    return None


def why_not_settle_note(state: NoteState) -> Message | None:
    """Why a credit note can't be recorded as paid back; None when it can."""
    if state is NoteState.DRAFT:
        return message("The credit note has not been issued yet.")
    if state is NoteState.SETTLED:
        return message("This credit note is settled already.")
    return None


def note_number(year: int, place: int) -> str:
    """The number a credit note gets when it is issued: CN-2026-0001."""
    return f"CN-{year}-{place:04}"
