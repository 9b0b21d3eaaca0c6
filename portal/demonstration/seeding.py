"""Plays the whole story into an empty installation, so that everything in it came about as in real life."""

import heapq
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import Flask

from portal.demonstration.cooperation import COOPERATIONS, SPORTS, Cooperation, first_month
from portal.demonstration.plots.contracts import contract
from portal.demonstration.plots.everyday import reading, records
from portal.demonstration.plots.months import months
from portal.demonstration.plots.people import settle
from portal.demonstration.plots.tenders import profiles, tender
from portal.demonstration.stage import Act, Stage
from portal.demonstration.tendering import FINISHED, RUNNING
from portal.demonstration.uploads import write_uploads

ZONE = ZoneInfo("Asia/Shanghai")
BEFORE_START = timedelta(days=40)
"""How long before the start of the work the finished tender began."""
STILL_OPEN = timedelta(days=11)
"""How long ago the tender that is still open began."""


def seed(app: Flask, today: date) -> None:
    """Fill an empty installation with the demonstration and write the upload files beside its data."""
    stage = Stage(app, _present(today))
    begun = _morning(first_month(SPORTS, today).first_day - BEFORE_START)
    settle(stage, begun - timedelta(days=1))
    plots = (
        profiles(begun - timedelta(hours=20)),
        records(stage, begun - timedelta(hours=10)),
        *(reading(today - timedelta(days=days)) for days in (160, 9)),
        tender(stage, FINISHED, asked_at=begun, start=first_month(SPORTS, today).first_day),
        tender(stage, RUNNING, asked_at=_morning(today - STILL_OPEN), start=_next_month(today)),
        *(_cooperation(stage, one, today) for one in COOPERATIONS),
    )
    for act in heapq.merge(*plots, key=lambda act: act.at):
        stage.play(act)
    write_uploads(app.config["DATA_FOLDER"] / "uploads", today)


def _cooperation(stage: Stage, cooperation: Cooperation, today: date) -> Iterator[Act]:
    last: Act | None = None
    for act in contract(stage, cooperation, today, after_award=cooperation is SPORTS):
        yield act
        last = act
    if last is not None:
        yield from months(cooperation, last.result, today)


def _present(today: date) -> datetime:
    """Now, or the evening of the day when the story is told of another one."""
    now = datetime.now(UTC)
    return now if now.astimezone(ZONE).date() == today else datetime.combine(today, time(20), tzinfo=ZONE)


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(9, 30), tzinfo=ZONE).astimezone(UTC)


def _next_month(today: date) -> date:
    return (today.replace(day=1) + timedelta(days=32)).replace(day=1)
