"""What the page about one line shows of objections and relief: what was said, what may be said, what would follow."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from portal.contracts.rules.definitions import definition_of
from portal.infra.access import actor
from portal.infra.i18n import _, say, say_number
from portal.infra.progress import side_of
from portal.kernel.errors import Refused
from portal.kernel.messages import Message, message
from portal.kernel.money import Money, exponent_of
from portal.kernel.permissions import Permission, Side
from portal.sla.queries.claims import files_of_answers
from portal.sla.queries.consequences import Standing, consequence
from portal.sla.queries.months import MonthInFull
from portal.sla.queries.own_exports import own_export_figure
from portal.sla.rules.claims import COUNT, DAYS_LATE, Act, Claim, Said, need_window
from portal.sla.rules.exclusions import decided_figure
from portal.sla.rules.keys import LATE, line_of, quantity_in
from portal.sla.rules.measurements import measurement_of, quantity
from portal.sla.rules.progress import MonthState
from portal.sla.rules.relief import Details, Outcome, Scope, reason_of
from portal.sla.rules.values.dates import Days
from portal.sla.views.board import LOOKS, platform_name

ACT_WORDS: dict[str, Message] = {
    Act.OBJECTED: message("Objection raised"),
    Act.RELIEF_CLAIMED: message("Relief claimed"),
    Act.CLAIM_REFUSED: message("Not agreed"),
    Act.CLAIM_ESCALATED: message("Escalated"),
    Act.DECISION_PROPOSED: message("Decision proposed"),
    Act.DECISION_ACCEPTED: message("Decision accepted"),
    Act.DECISION_DECLINED: message("Decision not accepted"),
    Act.CLAIM_GRANTED: message("Agreed by the other side"),
    Act.CLAIM_DROPPED: message("Objection or claim withdrawn"),
}
"""What was said, as a list of what both sides said shows it."""

BUTTONS: dict[str, Message] = {
    Act.CLAIM_REFUSED: message("Do not agree"),
    Act.CLAIM_ESCALATED: message("Escalate"),
    Act.DECISION_ACCEPTED: message("Accept the decision"),
    Act.DECISION_DECLINED: message("Do not accept it"),
    Act.CLAIM_GRANTED: message("Agree to it"),
    Act.CLAIM_DROPPED: message("Withdraw it"),
}
OUTCOMES: dict[Outcome, Message] = {
    Outcome.STANDS: message("The figure stands as submitted"),
    Outcome.RELIEVED: message("The line is relieved as claimed: no points, no service credit"),
    Outcome.FIGURE: message("Another figure is right"),
}
SETTLES = (Act.CLAIM_GRANTED, Act.DECISION_ACCEPTED, Act.CLAIM_DROPPED)


@dataclass(frozen=True)
class SaidLine:
    """One act as the list shows it."""

    words: Message
    who: str
    at: datetime
    comment: str
    facts: list[tuple[str, str]]
    files: list[Any]


@dataclass(frozen=True)
class Row:
    """A line before and after an act."""

    words: Message
    before: "Shown"
    after: "Shown"


@dataclass(frozen=True)
class Shown:
    """Result, state and money of a line as a table shows them."""

    result: str
    state: str
    deducted: Money
    held: Money


@dataclass(frozen=True)
class Talk:
    """Everything about objections and relief on the page about one line."""

    month_id: int
    line: str
    said: list[SaidLine] = field(default_factory=list)
    buttons: list[tuple[str, Message]] = field(default_factory=list)
    consequences: list[Row] = field(default_factory=list)
    may_propose: bool = False
    may_object: bool = False
    may_claim_relief: bool = False
    until: datetime | None = None
    is_too_late: bool = False
    is_after_agreement: bool = False
    same_event: int = 0
    lacks_figure: bool = False
    """The merchant's objection names no figure: the vendor proposes the one it finds right."""
    own_figure: str = ""
    """What the merchant's own export gives for the line; empty where it compared none."""
    is_quantity: bool = False
    asks_for_figure: bool = False
    """The reader is the merchant, whose objection should say which figure is right."""


def talk_about(full: MonthInFull, line: str) -> Talk:
    """What was said about a line and what this reader can say next."""
    record, claim = full.record, full.claims.get(line)
    side = side_of(record, actor().party)
    may_speak = actor().may(Permission.MONTHS_SUBMIT)
    next_acts = claim.may(side) if claim is not None and may_speak else ()
    is_free = may_speak and (claim is None or not claim.is_open) and line not in full.inputs.relieved
    is_checked = record.state == MonthState.SUBMITTED
    late = is_checked and _is_too_late(record.due_at)
    is_quantity = quantity_in(line) is not None
    may_object = (is_checked and not late and line != LATE) or (is_quantity and record.agreed_at is not None)
    own = own_export_figure(full, line) if is_free and side is Side.MERCHANT else None
    early = record.state in {MonthState.OPEN, MonthState.RETURNED}
    return Talk(
        month_id=record.id,
        line=line,
        said=_said(full, line),
        buttons=[(act.value, BUTTONS[act]) for act in next_acts if act in BUTTONS],
        consequences=_consequences(full, claim, next_acts) if claim is not None else [],
        may_propose=Act.DECISION_PROPOSED in next_acts,
        may_object=is_free and may_object,
        may_claim_relief=is_free
        and side is Side.VENDOR
        and (early or is_checked)
        and not (late or is_quantity),
        until=record.due_at if is_checked and is_free else None,
        is_too_late=late and is_free,
        is_after_agreement=record.agreed_at is not None,
        same_event=_same_event(full, claim) if next_acts else 0,
        lacks_figure=claim is not None and claim.is_open and claim.lacks_figure,
        own_figure="" if own is None else say(quantity(own.value, own.unit)),
        asks_for_figure=side is Side.MERCHANT and not is_quantity,
        is_quantity=is_quantity,
    )


def _same_event(full: MonthInFull, claim: Claim | None) -> int:
    """How many other open claims of the month were raised because of the same event."""
    event = claim.details.event if claim is not None else ""
    others = [one for one in full.claims.values() if one.is_open and one is not claim]
    return sum(bool(event) and one.details.event == event for one in others)


def _is_too_late(until: datetime | None) -> bool:
    try:
        need_window(until, actor().now)
    except Refused:
        return True
    return False


def _said(full: MonthInFull, line: str) -> list[SaidLine]:
    said = [one for claim in full.matters if claim.line == line for one in claim.said]
    files = files_of_answers([one.id for one in said]) if said else {}
    return [
        SaidLine(
            ACT_WORDS[one.act],
            one.said_by,
            one.said_at,
            one.comment,
            details_in_words(full, one),
            files.get(one.id, []),
        )
        for one in said
    ]


def details_in_words(full: MonthInFull, said: Said) -> list[tuple[str, str]]:
    """What was said besides the words: reason, days, figure, decision."""
    details = said.details
    reason = reason_of(details.reason)
    facts = [
        (_("Reason"), say(reason.label) if reason else ""),
        (_("Not judged"), part_in_words(details) if said.act is Act.RELIEF_CLAIMED else ""),
        (_("Decision"), say(OUTCOMES[details.outcome]) if details.outcome else ""),
        (_("The right figure"), _figure(full, said)),
        (_("Decided by"), _("an expert outside both sides") if details.by_expert else ""),
    ]
    return [(name, words) for name, words in facts if words]


def part_in_words(details: Details) -> str:
    """The part of the month that a claim of relief covers."""
    if details.scope is Scope.CONVERSATIONS:
        return _("%(count)s conversations", count=len(details.conversations))
    if details.scope is Scope.LINE:
        return _("the whole month of this line")
    first, last = say(details.first_day), say(details.last_day)
    days = first if first == last else _("%(first)s to %(last)s", first=first, last=last)
    return f"{platform_name(details.platform)}: {days}" if details.platform else days


def _figure(full: MonthInFull, said: Said) -> str:
    record, line = full.record, line_of(full.terms, said.line)
    if said.line == LATE and said.details.values:
        return say(message("%(days)s days late", days=dict(said.details.values)[DAYS_LATE]))
    if said.details.values and quantity_in(said.line) is not None:
        return say_number(dict(said.details.values)[COUNT])
    if not said.details.values or line is None:
        return ""
    definition = definition_of(full.terms, line)
    figures = decided_figure(dict(said.details.values), Days(record.first_day, record.last_day))
    found = measurement_of(definition, figures, currency_digits=exponent_of(record.currency))
    return "" if found is None or found.value is None else say(quantity(found.value, found.unit))


def _consequences(full: MonthInFull, claim: Claim, next_acts: tuple[Act, ...]) -> list[Row]:
    """What the month would be if this reader settled the matter now, or if the other side agreed to the claim."""
    words = {act: BUTTONS[act] for act in SETTLES if act in next_acts}
    if Act.CLAIM_DROPPED in words:
        words.setdefault(Act.CLAIM_GRANTED, message("If the other side agrees"))
    found = []
    for act, label in words.items():
        what = consequence(full, claim, act)
        found.append(Row(label, _shown(what.before), _shown(what.after)))
    return found


def _shown(standing: Standing) -> Shown:
    line = standing.line
    if standing.quantity is not None and standing.net is not None:
        return Shown(
            result=f"{say_number(standing.quantity)} · {say(standing.net)}",
            state="reported",
            deducted=standing.deducted,
            held=standing.held,
        )
    if line is None:
        return Shown(
            result=say(message("%(days)s days late", days=standing.days_late)),
            state="disputed" if standing.held else "missed" if standing.deducted else "relieved",
            deducted=standing.deducted,
            held=standing.held,
        )
    value = line.value
    return Shown(
        result="–"
        if value is None or line.measurement is None
        else say(quantity(value, line.measurement.unit)),
        state=LOOKS.get(line.state, line.state.value),
        deducted=standing.deducted,
        held=standing.held,
    )
