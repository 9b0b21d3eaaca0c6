"""What happens besides: records of earlier work are known, and notices are read as people come by."""

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from typing import NamedTuple
from zoneinfo import ZoneInfo

from portal.accounts.actions.notices import mark_read
from portal.accounts.queries.notices import notices
from portal.demonstration.stage import Act, Stage
from portal.demonstration.world import CLOUDSTEP, MERCHANTS, MORNING, TIDE, VENDORS
from portal.kernel.permissions import Role
from portal.vendors.actions import keep_track_record

ZONE = ZoneInfo("Asia/Shanghai")


class Record(NamedTuple):
    """Ratings (number and sum in tenths), months, and SLA lines judged and met with earlier merchants."""

    ratings: int
    tenths: int
    months: int
    judged: int
    met: int


RECORDS = (
    (CLOUDSTEP, Record(12, 557, 31, 148, 137)),
    (TIDE, Record(9, 401, 22, 66, 61)),
    (MORNING, Record(3, 141, 8, 16, 16)),
)
"""The youngest vendor has none: it is shown without a rating, never with zero."""


def records(stage: Stage, moment: datetime) -> Iterator[Act]:
    """What earlier merchants agreed with the vendors; whose months they were is not kept."""
    for vendor, record in RECORDS:
        yield Act(
            moment,
            vendor,
            Role.OWNER,
            partial(
                keep_track_record,
                stage.organisations[vendor.key],
                rating_count=record.ratings,
                rating_tenths=record.tenths,
                months=record.months,
                lines_judged=record.judged,
                lines_met=record.met,
            ),
            is_system=True,
        )


def reading(day: date) -> Iterator[Act]:
    """In the morning of a day everybody looks through their notices."""
    moment = datetime(day.year, day.month, day.day, 8, 30, tzinfo=ZONE)
    for cast in (*MERCHANTS, *VENDORS):
        yield Act(moment, cast, Role.OWNER, _read_all)


def _read_all() -> None:
    mark_read(notice.id for notice in notices())
