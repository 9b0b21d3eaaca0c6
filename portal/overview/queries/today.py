"""What needs somebody today, what they wait for, and how each engagement stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, bindparam, case, or_, select

from portal.accounts.models import Organisation
from portal.infra.access import Actor
from portal.infra.db import db
from portal.infra.progress import Engagement, OpenDuty, Step, open_duties, threads_of
from portal.overview.queries.money import AtStake, at_stake
from portal.sourcing.models import QuoteRequest

NOTHING = ("declined", "withdrawn", "not_awarded", "expired")
SHOWN = 7
"""More than seven things are not a plan for a day."""
LISTED = 20
"""Engagements at a glance; the rest is one click away."""


@dataclass(frozen=True)
class Standing:
    """One engagement in a list: with whom, how far, and whose turn it is."""

    id: int
    name: str
    partner: str
    has_partner_joined: bool
    steps: list[Step]
    """In their order, without the pages they lead to."""
    mine: list[OpenDuty]
    theirs: list[OpenDuty]


@dataclass(frozen=True)
class Today:
    """The three parts of the page."""

    mine: list[OpenDuty]
    theirs: list[OpenDuty]
    engagements: list[Standing]
    more_duties: int
    more_engagements: int
    money: AtStake
    now: datetime
    by_id: Mapping[int, Standing]

    def is_late(self, duty: OpenDuty) -> bool:
        """Whether the duty should have been done by now."""
        return duty.due_at is not None and duty.due_at < self.now

    def engagement_of(self, duty: OpenDuty) -> Standing | None:
        """The engagement a duty belongs to, if any."""
        return None if duty.engagement_id is None else self.by_id.get(duty.engagement_id)


def today(acting: Actor, *, everything: bool = False) -> Today:
    """Everything on the page of today, for the organisation acted for and the roles held.

    Unless `everything` is wanted, what exceeds a day's plan is only counted.
    """
    duties = open_duties()
    mine = [duty for duty in duties if duty.debtor_id == acting.party and acting.may(duty.permission)]
    theirs = [duty for duty in duties if duty.debtor_id != acting.party][:SHOWN]
    shown = mine if everything else mine[:SHOWN]
    rows = _rows(acting, duties)
    listed = rows if everything else rows[:LISTED]
    named = {duty.engagement_id for duty in (*shown, *theirs)}
    others = [row for row in rows[len(listed) :] if row[0] in named]
    found = _standings([*listed, *others], acting, duties)
    return Today(
        mine=shown,
        theirs=theirs,
        engagements=found[: len(listed)],
        more_duties=len(mine) - len(shown),
        more_engagements=len(rows) - len(listed),
        money=at_stake(acting.now.date()),
        now=acting.now,
        by_id={one.id: one for one in found},
    )


def _rows(
    acting: Actor, duties: Sequence[OpenDuty], wanted: int | None = None
) -> list[Row[*tuple[Any, ...]]]:
    """Every engagement of the organisation, the one with the most urgent duty first.

    Requests that came to nothing are left out, except one that is ``wanted`` by its own page.
    """
    found = db.session.execute(_partners(), {"party": acting.party, "wanted": wanted or -1})
    mine = {duty.engagement_id for duty in duties if duty.debtor_id == acting.party}
    return sorted(found, key=lambda row: row[0] not in mine)


def _standings(
    rows: Sequence[Row[*tuple[Any, ...]]], acting: Actor, duties: Sequence[OpenDuty]
) -> list[Standing]:
    """How these engagements stand, each with its steps and the duties of either side."""
    if not rows:
        return []
    mine, theirs = _by_engagement(acting, duties)
    threads = threads_of([row[0] for row in rows], is_brief=True)
    return [
        Standing(
            id=number,
            name=name,
            partner=partner,
            has_partner_joined=joined_at is not None,
            steps=threads[number],
            mine=mine.get(number, []),
            theirs=theirs.get(number, []),
        )
        for number, name, partner, joined_at in rows
    ]


@cache
def _partners() -> Select[*tuple[Any, ...]]:
    partner_id = case(
        (Engagement.merchant_id == bindparam("party"), Engagement.vendor_id), else_=Engagement.merchant_id
    )
    return (
        select(Engagement.id, Engagement.name, Organisation.name, Organisation.joined_at)
        .join(Organisation, Organisation.id == partner_id)
        .where(or_(Engagement.id.not_in(_came_to_nothing()), Engagement.id == bindparam("wanted")))
        .order_by(Engagement.created_at.desc(), Engagement.id.desc())
    )


def _by_engagement(
    acting: Actor, duties: Sequence[OpenDuty]
) -> tuple[dict[int | None, list[OpenDuty]], dict[int | None, list[OpenDuty]]]:
    """The viewer's duties and the others', each by engagement."""
    mine: dict[int | None, list[OpenDuty]] = {}
    theirs: dict[int | None, list[OpenDuty]] = {}
    for duty in duties:
        side = mine if duty.debtor_id == acting.party else theirs
        side.setdefault(duty.engagement_id, []).append(duty)
    return mine, theirs


def standing(acting: Actor, engagement_id: int) -> Standing:
    """One engagement as its own page shows it."""
    duties = open_duties(engagement_id=engagement_id)
    rows = _rows(acting, duties, wanted=engagement_id)
    (found,) = _standings([row for row in rows if row[0] == engagement_id], acting, duties)
    return found


def _came_to_nothing() -> Select[Any]:
    """Engagements whose request was declined, withdrawn or decided for somebody else."""
    return select(QuoteRequest.engagement_id).where(QuoteRequest.state.in_(NOTHING))
