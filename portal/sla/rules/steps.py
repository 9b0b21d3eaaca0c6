"""How far a month is on its way: files, hand-in, check, settlement; which step is due now, and of whom."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from portal.sla.rules.collection import WAITS
from portal.sla.rules.progress import MonthState


class StepKey(StrEnum):
    """The steps of a month in their order."""

    FILES = "files"
    HAND_IN = "hand_in"
    CHECK = "check"
    SETTLE = "settle"


class StepState(StrEnum):
    """Whether a step is behind, due now or still to come."""

    DONE = "done"
    NOW = "now"
    NEXT = "next"


@dataclass(frozen=True)
class MonthStep:
    """One step: when it was done, or until when and by whom it is due."""

    key: StepKey
    state: StepState
    at: datetime | None = None
    due_at: datetime | None = None
    turn: str = ""


@dataclass(frozen=True)
class MonthFacts:
    """What the steps of a month follow from; `files` are those that count, `needed` those the contract asks for."""

    state: str
    turn: str
    files: int
    needed: int
    due_at: datetime | None
    submitted_at: datetime | None
    agreed_at: datetime | None


def steps_of(facts: MonthFacts) -> tuple[MonthStep, ...]:
    """The steps of a month, exactly one of them due now until it is settled."""
    waits, is_agreed = facts.state in WAITS, facts.state == MonthState.AGREED
    is_complete = facts.files >= facts.needed
    at_hand_in = waits and is_complete
    return (
        _step(facts, StepKey.FILES, now=waits and not is_complete, done=not waits or is_complete, at=None),
        _step(facts, StepKey.HAND_IN, now=at_hand_in, done=not waits, at=facts.submitted_at),
        _step(
            facts,
            StepKey.CHECK,
            now=facts.state == MonthState.SUBMITTED,
            done=is_agreed or facts.state == MonthState.LOCKED,
            at=facts.agreed_at,
        ),
        _step(facts, StepKey.SETTLE, now=is_agreed, done=facts.state == MonthState.LOCKED, at=None),
    )


def _step(facts: MonthFacts, key: StepKey, *, now: bool, done: bool, at: datetime | None) -> MonthStep:
    if now:
        return MonthStep(key, StepState.NOW, due_at=facts.due_at, turn=facts.turn)
    return MonthStep(key, StepState.DONE, at=at) if done else MonthStep(key, StepState.NEXT)
