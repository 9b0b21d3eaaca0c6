"""Lets the invented people act through the product's own actions, each at the moment their story tells."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import func, or_, select

from portal.demonstration.world import Cast, Person
from portal.infra.access import Actor, act_as, system_actor
from portal.infra.db import db
from portal.infra.documents import RENDER
from portal.infra.jobs import run_job
from portal.infra.jobs.table import QUEUED, Job
from portal.infra.transactions import transaction
from portal.kernel.permissions import Role


@dataclass
class Act:
    """Something a person does at a moment; `result` is what the action answered, once it was done."""

    at: datetime
    cast: Cast
    role: Role
    does: Callable[[], Any]
    needs_print: bool = False
    is_system: bool = False
    result: Any = None


@dataclass
class Stage:
    """The installation the story is played on, up to `present`; knows who everybody has become in the database."""

    app: Flask
    present: datetime
    organisations: dict[str, int] = field(default_factory=dict)
    users: dict[str, int] = field(default_factory=dict)
    last: datetime | None = None

    def play(self, act: Act) -> None:
        """Do one act as the person concerned, then the work it orders; printing waits unless it is needed now."""
        moment = self._moment(act.at)
        before = self._last_job() if act.needs_print else None
        with self.app.app_context():
            act_as(self._who(act, moment))
            with transaction():
                act.result = act.does()
        self._work_through(moment, print_after=before)

    def actor(self, cast: Cast, person: Person, moment: datetime) -> Actor:
        """The person as the actions know them."""
        return Actor(
            organisation_id=self.organisations[cast.key],
            side=cast.side,
            roles=frozenset(person.roles),
            now=moment,
            user_id=self.users[person.account],
            label=person.name,
            organisation_name=cast.name,
            language=person.language,
            time_zone=cast.time_zone,
            is_small=cast.is_small,
        )

    def _who(self, act: Act, moment: datetime) -> Actor:
        if act.is_system:
            return system_actor(
                organisation_id=self.organisations[act.cast.key],
                side=act.cast.side,
                moment=moment,
                label="system: schedule",
            )
        return self.actor(act.cast, act.cast.who(act.role), moment)

    def _moment(self, wanted: datetime) -> datetime:
        """The moment wanted, but never before the last act nor after the present."""
        moment = min(wanted, self.present).astimezone(UTC)
        if self.last is not None and moment <= self.last:
            moment = self.last + timedelta(milliseconds=1)
        self.last = moment
        return moment

    def _work_through(self, moment: datetime, *, print_after: int | None) -> None:
        while due := self._due(moment, print_after=print_after):
            for job_id in due:
                run_job(self.app, job_id, moment)

    def _due(self, moment: datetime, *, print_after: int | None) -> list[int]:
        """What is due: everything but printing, and of that only what was ordered after this job."""
        wanted = Job.name != RENDER
        waiting = select(Job.id).where(
            Job.status == QUEUED,
            Job.run_after <= moment,
            wanted if print_after is None else or_(wanted, Job.id > print_after),
        )
        with self.app.app_context():
            return list(db.session.scalars(waiting.order_by(Job.id)))

    def _last_job(self) -> int:
        with self.app.app_context():
            return db.session.scalar(select(func.max(Job.id))) or 0
