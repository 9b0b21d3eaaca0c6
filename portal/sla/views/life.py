"""The life of a service month as the board shows it: which step, by whom, when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from portal.infra.i18n import _, say_instant, say_last_day
from portal.sla.queries.months import MonthInFull
from portal.sla.rules.progress import MonthState, Turn

ORDER = (
    MonthState.OPEN,
    MonthState.RETURNED,
    MonthState.SUBMITTED,
    MonthState.AGREED,
    MonthState.LOCKED,
)
AGREES = frozenset({"accepted", "deemed_accepted"})


class Answered(Protocol):
    """What one side said about the month: which act, who and when."""

    @property
    def kind(self) -> str: ...
    @property
    def said_by(self) -> str: ...
    @property
    def said_at(self) -> datetime: ...


@dataclass(frozen=True)
class LifeStep:
    """One step: its word, whether it is done, now or next, and who and when."""

    label: str
    status: str
    detail: str


def steps_of(full: MonthInFull, answers: Sequence[Answered]) -> list[LifeStep]:
    """Opened, submitted, in review, agreed, locked; `answers` newest first."""
    record = full.record
    reached = ORDER.index(MonthState(record.state))
    is_in = reached >= ORDER.index(MonthState.SUBMITTED)
    is_agreed = reached >= ORDER.index(MonthState.AGREED)
    is_locked = record.state == MonthState.LOCKED
    return [
        LifeStep(_("Opened"), "done", say_instant(record.opened_at)),
        LifeStep(_("Figures submitted"), _status(is_in), _submitted(full, is_in)),
        LifeStep(_("Being checked"), _review(is_in, is_agreed), _checked(full, is_agreed)),
        LifeStep(_("Agreed by both sides"), "done" if is_agreed else "next", _agreed(answers, is_agreed)),
        LifeStep(_("Locked by the invoice"), "done" if is_locked else "next", _locked(full, is_locked)),
    ]


def silence_note(full: MonthInFull) -> str:
    """What no answer in time means, while the merchant's answer is awaited; empty where it means nothing."""
    record = full.record
    waits = record.state == MonthState.SUBMITTED and record.turn == Turn.MERCHANT and record.is_confirmed
    if not waits or record.due_at is None or not full.terms.measurement.deemed_acceptance:
        return ""
    return _(
        "By the contract, no answer until %(day)s counts as acceptance. What is objected to stays open.",
        day=say_instant(record.due_at),
    )


def _status(is_in: bool) -> str:
    return "done" if is_in else "now"


def _review(is_in: bool, is_agreed: bool) -> str:
    if is_agreed:
        return "done"
    return "now" if is_in else "next"


def _submitted(full: MonthInFull, is_in: bool) -> str:
    record = full.record
    if is_in:
        latest = max(full.submissions.values(), key=lambda one: one.id, default=None)
        return _who_when(latest.submitted_by if latest else "", record.submitted_at)
    return _("until %(day)s", day=say_last_day(record.due_at)) if record.due_at else ""


def _checked(full: MonthInFull, is_agreed: bool) -> str:
    record = full.record
    if is_agreed or record.state != MonthState.SUBMITTED:
        return ""
    who = _("Vendor") if record.turn == Turn.VENDOR else _("Merchant")
    if record.due_at is None:
        return who
    return _("%(who)s, until %(day)s", who=who, day=say_instant(record.due_at))


def _agreed(answers: Sequence[Answered], is_agreed: bool) -> str:
    said = next((one for one in answers if one.kind in AGREES), None)
    if not is_agreed or said is None:
        return ""
    if said.kind == "deemed_accepted":
        return _("no answer in time, %(day)s", day=say_instant(said.said_at))
    return _who_when(said.said_by, said.said_at)


def _locked(full: MonthInFull, is_locked: bool) -> str:
    held = full.record.holds[0] if is_locked and full.record.holds else {}
    if "since" not in held:
        return ""
    return _who_when(held["by"], datetime.fromisoformat(held["since"]))


def _who_when(who: str, when: datetime | None) -> str:
    return ", ".join(part for part in (who, say_instant(when) if when else "") if part)
