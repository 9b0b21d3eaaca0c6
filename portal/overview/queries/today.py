"""What needs somebody today, what they wait for, and how each engagement stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, or_, select

from portal.accounts.models import Organisation
from portal.infra.access import Actor
from portal.infra.db import db
from portal.infra.progress import Duty, Engagement, Step, open_duties, threads_of
from portal.overview.queries.money import AtStake, at_stake
from portal.sourcing.models import QuoteRequest

NOTHING = ("declined", "withdrawn", "not_awarded", "expired")
SHOWN = 7
"""More than seven things are not a plan for a day."""


@dataclass(frozen=True)
class Standing:
    """One engagement in a list: with whom, how far, and whose turn it is."""

    id: int
    name: str
    partner: str
    has_partner_joined: bool
    steps: list[Step]
    mine: list[Duty]
    theirs: list[Duty]


@dataclass(frozen=True)
class Today:
    """The three parts of the page."""

    mine: list[Duty]
    rest: list[Duty]
    theirs: list[Duty]
    engagements: list[Standing]
    money: AtStake
    now: datetime

    def is_late(self, duty: Duty) -> bool:
        """Whether the duty should have been done by now."""
        return duty.due_at is not None and duty.due_at < self.now

    def engagement_of(self, duty: Duty) -> Standing | None:
        """The engagement a duty belongs to, if any."""
        return next((one for one in self.engagements if one.id == duty.engagement_id), None)


def today(acting: Actor) -> Today:
    """Everything on the page of today, for the organisation acted for and the roles held."""
    duties = open_duties()
    mine = [duty for duty in duties if duty.debtor_id == acting.party and acting.may(duty.permission)]
    theirs = [duty for duty in duties if duty.debtor_id != acting.party]
    return Today(
        mine[:SHOWN], mine[SHOWN:], theirs, standings(acting, duties), at_stake(acting.now.date()), acting.now
    )


def standings(acting: Actor, duties: Sequence[Duty], *, wanted: int | None = None) -> list[Standing]:
    """Every engagement of the organisation, the one with the most urgent duty first.

    Requests that came to nothing are left out, except one that is ``wanted`` by its own page.
    """
    partner_id = case(
        (Engagement.merchant_id == acting.party, Engagement.vendor_id), else_=Engagement.merchant_id
    )
    query = (
        select(Engagement.id, Engagement.name, Organisation.name, Organisation.joined_at)
        .join(Organisation, Organisation.id == partner_id)
        .where(or_(Engagement.id.not_in(_came_to_nothing()), Engagement.id == wanted))
        .order_by(Engagement.created_at.desc(), Engagement.id.desc())
    )
    rows = db.session.execute(query).all()
    threads = threads_of([row[0] for row in rows])
    found = [
        Standing(
            id=number,
            name=name,
            partner=partner,
            has_partner_joined=joined_at is not None,
            steps=threads[number],
            mine=[d for d in duties if d.engagement_id == number and d.debtor_id == acting.party],
            theirs=[d for d in duties if d.engagement_id == number and d.debtor_id != acting.party],
        )
        for number, name, partner, joined_at in rows
    ]
    return sorted(found, key=lambda one: not one.mine)


def standing(acting: Actor, engagement_id: int) -> Standing:
    """One engagement as its own page shows it."""
    duties = open_duties(engagement_id=engagement_id)
    found = standings(acting, duties, wanted=engagement_id)
    return next(one for one in found if one.id == engagement_id)


def _came_to_nothing() -> Select[Any]:
    """Engagements whose request was declined, withdrawn or decided for somebody else."""
    return select(QuoteRequest.engagement_id).where(QuoteRequest.state.in_(NOTHING))
