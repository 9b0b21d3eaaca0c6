"""How far a cooperation has come and who must do what next: the thread of six steps and the open duties."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from typing import Any

from flask import url_for
from sqlalchemy import ForeignKey, Index, Select, UniqueConstraint, bindparam, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.infra.db import Key, Model, Name, Plain, Word, db
from portal.infra.i18n import lazy
from portal.infra.tenancy import Shared, parties
from portal.kernel.errors import NotFound
from portal.kernel.messages import Message
from portal.kernel.permissions import Side

STEPS = {
    "requirement": lazy("Requirement"),
    "vendor": lazy("Vendor"),
    "contract": lazy("Contract"),
    "communication": lazy("Communication"),
    "supervision": lazy("Supervision"),
    "optimisation": lazy("Optimisation"),
}
"""The six steps of outsourced customer service, in their order."""


class Engagement(Shared, Model):
    """The cooperation of one merchant and one vendor, from the first invitation to the exit.

    Everything both sides share hangs under it: quote, contract, months, invoices, reviews, and the audit chain.
    """

    __tablename__ = "engagements"
    __table_args__ = parties()
    either_side_writes = frozenset({"visible_from"})

    id: Mapped[Key]
    name: Mapped[Name]
    created_at: Mapped[datetime]


class StepMark(Shared, Model):
    """The state of one of the six steps: ``open``, ``active`` or ``done``, and since when."""

    __tablename__ = "step_marks"
    __table_args__ = parties(UniqueConstraint("engagement_id", "step"), engagement_id="engagements")
    either_side_writes = frozenset({"state", "at", "endpoint", "arguments", "visible_from"})

    id: Mapped[Key]
    engagement_id: Mapped[int]
    step: Mapped[Word]
    state: Mapped[Word]
    at: Mapped[datetime]
    endpoint: Mapped[Name]
    arguments: Mapped[Plain]


class Duty(Shared, Model):
    """Something one side has to do next, until it is done: the lines of Today and the answer to "whose turn"."""

    __tablename__ = "duties"
    __table_args__ = parties(
        UniqueConstraint("key"),
        Index("ix_duties_open", "debtor_id", "closed_at"),
        engagement_id="engagements",
    )
    either_side_writes = frozenset({"closed_at", "due_at", "visible_from", "template", "values", "opened_at"})

    id: Mapped[Key]
    engagement_id: Mapped[int | None]
    key: Mapped[Name]
    debtor_id: Mapped[int] = mapped_column(ForeignKey("organisations.id", onupdate="CASCADE"))
    permission: Mapped[Word]
    template: Mapped[Name]
    values: Mapped[Plain]
    endpoint: Mapped[Name]
    arguments: Mapped[Plain]
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]


@dataclass(frozen=True, slots=True)
class OpenDuty:
    """An open duty as lists show it."""

    id: int
    engagement_id: int | None
    key: str
    merchant_id: int
    debtor_id: int
    permission: str
    template: str
    values: dict[str, Any]
    endpoint: str
    arguments: dict[str, Any]
    due_at: datetime | None

    @property
    def what(self) -> Message:
        """The duty as a sentence in the imperative."""
        return Message(self.template, tuple(sorted(self.values.items())))

    @property
    def url(self) -> str:
        """Where it is done."""
        return url_for(self.endpoint, **self.arguments)


@dataclass(frozen=True, slots=True)
class Step:
    """One of the six steps as a page shows it."""

    key: str
    label: Any
    state: str
    at: datetime | None = None
    endpoint: str = ""
    arguments: dict[str, Any] | None = None

    @property
    def url(self) -> str | None:
        """The page on which it is worked, once it has begun."""
        return url_for(self.endpoint, **(self.arguments or {})) if self.endpoint else None


def start_engagement(
    *,
    merchant_id: int,
    vendor_id: int,
    author_id: int,
    name: str,
    moment: datetime,
    visible_from: datetime | None,
) -> Engagement:
    """Open the cooperation of a merchant and a vendor; returns it with its id."""
    engagement = Engagement(
        merchant_id=merchant_id,
        vendor_id=vendor_id,
        author_id=author_id,
        name=name,
        created_at=moment,
        visible_from=visible_from,
    )
    db.session.add(engagement)
    db.session.flush()
    return engagement


def engagement(engagement_id: int) -> Engagement:
    """One cooperation that the viewer is party to."""
    found: Engagement | None = db.session.get(Engagement, engagement_id)
    if found is None:
        raise NotFound
    return found


def mark_step(
    on: Engagement,
    step: str,
    state: str,
    *,
    moment: datetime,
    endpoint: str,
    author_id: int,
    **arguments: Any,
) -> None:
    """Set the state of a step and the page on which it is worked."""
    mark = db.session.scalars(
        select(StepMark).where(StepMark.engagement_id == on.id, StepMark.step == step)
    ).one_or_none()
    if mark is None:
        mark = StepMark(
            merchant_id=on.merchant_id,
            vendor_id=on.vendor_id,
            author_id=author_id,
            visible_from=on.visible_from or moment,
            engagement_id=on.id,
            step=step,
        )
        db.session.add(mark)
    mark.state, mark.at, mark.endpoint, mark.arguments = state, moment, endpoint, arguments
    db.session.flush()


def steps_of(engagement_id: int) -> list[Step]:
    """The thread of six steps, in their order, each with its state and page."""
    return threads_of([engagement_id])[engagement_id]


def threads_of(engagement_ids: Sequence[int], *, is_brief: bool = False) -> dict[int, list[Step]]:
    """The threads of several engagements at once, for lists; brief ones hold the states alone."""
    found = db.session.execute(_marks(BRIEF if is_brief else FULL), {"engagements": list(engagement_ids)})
    marks = {(number, step): Step(step, STEPS[step], *rest) for number, step, *rest in found}
    return {
        number: [marks.get((number, key)) or unbegun for key, unbegun in UNBEGUN.items()]
        for number in engagement_ids
    }


UNBEGUN = {key: Step(key, label, "open") for key, label in STEPS.items()}
BRIEF = (StepMark.engagement_id, StepMark.step, StepMark.state)
FULL = (*BRIEF, StepMark.at, StepMark.endpoint, StepMark.arguments)


@cache
def _marks(columns: tuple[Any, ...]) -> Select[*tuple[Any, ...]]:
    return select(*columns).where(StepMark.engagement_id.in_(bindparam("engagements", expanding=True)))


def open_duty(
    on: Engagement,
    *,
    key: str,
    debtor_id: int,
    author_id: int,
    permission: str,
    what: Message,
    endpoint: str,
    moment: datetime,
    due_at: datetime | None = None,
    **arguments: Any,
) -> Duty:
    """Say who must do what until when; ``key`` names it once, so opening it again renews the same line."""
    duty = db.session.scalars(select(Duty).where(Duty.key == key)).one_or_none()
    if duty is None:
        duty = Duty(
            merchant_id=on.merchant_id,
            vendor_id=on.vendor_id,
            author_id=author_id,
            engagement_id=on.id,
            key=key,
            debtor_id=debtor_id,
            permission=permission,
            endpoint=endpoint,
            arguments=arguments,
        )
        db.session.add(duty)
    duty.template, duty.values = what.template, dict(what.values)
    duty.opened_at, duty.due_at, duty.closed_at, duty.visible_from = moment, due_at, None, moment
    db.session.flush()
    return duty


def close_duty(key: str, *, moment: datetime) -> None:
    """The duty is done or no longer needed; closing what is not open changes nothing."""
    duty = db.session.scalars(select(Duty).where(Duty.key == key, Duty.closed_at.is_(None))).one_or_none()
    if duty is not None:
        duty.closed_at = moment
        db.session.flush()


def open_duties(*, debtor_id: int | None = None, engagement_id: int | None = None) -> list[OpenDuty]:
    """Open duties the viewer may see, the most urgent first; of one organisation or one engagement."""
    named = {"debtor_id": debtor_id, "engagement_id": engagement_id}
    wanted = {name: value for name, value in named.items() if value is not None}
    return [OpenDuty(*row) for row in db.session.execute(_open_duties(tuple(wanted)), wanted)]


@cache
def _open_duties(wanted: tuple[str, ...]) -> Select[*tuple[Any, ...]]:
    shown = [getattr(Duty, field.name) for field in fields(OpenDuty)]
    query = select(*shown).where(Duty.closed_at.is_(None))
    for name in wanted:
        query = query.where(getattr(Duty, name) == bindparam(name))
    return query.order_by(Duty.due_at.is_(None), Duty.due_at, Duty.id)


def side_of(row: Shared, organisation_id: int) -> Side:
    """Which side of a shared row an organisation is."""
    return Side.MERCHANT if row.merchant_id == organisation_id else Side.VENDOR


def other_party(row: Shared, organisation_id: int) -> int:
    """The organisation on the other side of a shared row."""
    return row.vendor_id if row.merchant_id == organisation_id else row.merchant_id
