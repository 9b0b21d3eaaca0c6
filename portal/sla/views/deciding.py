"""What can be decided about the deduction of one line, as its page shows it."""

from dataclasses import dataclass

from portal.infra.access import actor
from portal.infra.progress import side_of
from portal.kernel.messages import Message
from portal.kernel.money import Money
from portal.kernel.permissions import Permission, Side
from portal.sla.actions.waiving import may_be_confirmed
from portal.sla.queries.months import MonthInFull
from portal.sla.rules.evaluation import LineResult
from portal.sla.rules.keys import LATE
from portal.sla.rules.progress import MonthState
from portal.sla.rules.states import State
from portal.sla.rules.waivers import LineWord, repetition_words
from portal.sla.views.board import line_name


@dataclass(frozen=True)
class Deciding:
    """A line's deduction: what is proposed, in effect or waits for whom, and what the viewer may do."""

    month_id: int
    line: str
    repetition: Message | None
    deduction: Money | None
    proposed: LineWord | None
    waived: LineWord | None
    waits_for: tuple[Side, ...]
    may_waive: bool
    may_agree: bool
    may_withdraw: bool
    may_confirm: bool
    is_after: bool
    """The month is agreed: a waiver now is followed by a supplementary invoice, and stays."""


def deciding_about(full: MonthInFull, found: LineResult) -> Deciding:
    """Everything the page of a line shows about waivers, confirmation and misses in a row."""
    return _deciding(full, found.promise.key, _repetition_of(found), _waits_for(full, found))


def deciding_about_lateness(full: MonthInFull) -> Deciding:
    """The same about the deduction for figures that came late."""
    return _deciding(full, LATE, None, ())


def _deciding(
    full: MonthInFull, key: str, repetition: Message | None, waits_for: tuple[Side, ...]
) -> Deciding:
    acting = actor()
    side = side_of(full.record, acting.party)
    is_open = full.record.state == MonthState.SUBMITTED
    is_after = full.record.agreed_at is not None
    is_merchant = (is_open or is_after) and side is Side.MERCHANT
    proposed, waived = full.decisions.proposed.get(key), full.decisions.waived.get(key)
    deduction = next(
        (one.amount for one in full.judged.credits.lines if one.key == key and not one.is_waived), None
    )
    may_accept = is_merchant and acting.may(Permission.MONTHS_ACCEPT)
    return Deciding(
        month_id=full.record.id,
        line=key,
        repetition=repetition,
        deduction=deduction or None,
        proposed=proposed,
        waived=waived,
        waits_for=waits_for,
        may_waive=may_accept and bool(deduction) and proposed is None,
        may_agree=is_merchant
        and proposed is not None
        and proposed.person != acting.user_id
        and acting.may(Permission.INVOICES_PAY),
        may_withdraw=may_accept and (proposed is not None or (is_open and waived is not None)),
        is_after=is_after,
        may_confirm=is_open and side in waits_for and acting.may(Permission.MONTHS_SUBMIT),
    )


def _repetition_of(found: LineResult) -> Message | None:
    """What misses in a row lead to; nothing is said of a line while an objection to it is open."""
    return repetition_words(found.repetition) if found.state is State.MISSED else None


def _waits_for(full: MonthInFull, found: LineResult) -> tuple[Side, ...]:
    """The sides that have not let a deduction below the minimum volume stand yet."""
    if not may_be_confirmed(found) or full.terms.credits.below_minimum != "confirm":
        return ()
    said = full.decisions.confirmed_by.get(found.promise.key, frozenset())
    return tuple(side for side in (Side.MERCHANT, Side.VENDOR) if side not in said)


def repeated_misses(full: MonthInFull) -> list[tuple[str, str, Message]]:
    """Lines missed several months in a row: key, name and what that means."""
    found = [(one, _repetition_of(one)) for one in full.judged.evaluation.lines]
    return [(one.promise.key, line_name(full.terms, one.promise.key), words) for one, words in found if words]
