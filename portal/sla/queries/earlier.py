"""The agreed months around a month under the same contract, for rows of misses, history and what comes back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from portal.infra.db import db
from portal.kernel.periods import ServiceMonth
from portal.sla.models import MonthRecord
from portal.sla.rules.inputs import EarlierMonth, earlier_month, returned_in

MONTHS_LOOKED_BACK = 13
"""As far as a comparison with earlier months, a row of misses or an earn-back can reach."""


@dataclass(frozen=True)
class AgreedMonth:
    """An agreed month and its results."""

    id: int
    month: str
    first_day: date
    results: Mapping[str, Any]


def earlier_months(record: MonthRecord) -> tuple[EarlierMonth, ...]:
    """The agreed months before this one under the same contract, oldest first.

    Months after it that were agreed sooner tell which of their deductions came back already.
    """
    around = _agreed_around(record)
    returned = {one for found in around for one in returned_in(found.results)}
    return tuple(earlier_month(found.month, found.results, returned) for found in _before(record, around))


def earlier_agreed(record: MonthRecord) -> list[AgreedMonth]:
    """Which agreed months before this one bear on it, oldest first."""
    return _before(record, _agreed_around(record))


def _before(record: MonthRecord, around: Sequence[AgreedMonth]) -> list[AgreedMonth]:
    return [one for one in around if one.first_day < record.first_day][-MONTHS_LOOKED_BACK:]


def _agreed_around(record: MonthRecord) -> list[AgreedMonth]:
    """The other agreed months of the contract that can bear on this one, oldest first."""
    after = ServiceMonth.from_key(record.month, record.start_day).shift(MONTHS_LOOKED_BACK)
    query = (
        select(MonthRecord.id, MonthRecord.month, MonthRecord.first_day, MonthRecord.results)
        .where(
            MonthRecord.contract_id == record.contract_id,
            MonthRecord.id != record.id,
            MonthRecord.first_day < after.first_day,
            MonthRecord.agreed_at.is_not(None),
        )
        .order_by(MonthRecord.first_day.desc())
        .limit(2 * MONTHS_LOOKED_BACK)
    )
    return [AgreedMonth(*found) for found in db.session.execute(query)][::-1]


def month_that_returned(record: MonthRecord) -> str | None:
    """An agreed month under the same contract in which a deduction of this one came back."""
    query = select(MonthRecord.month, MonthRecord.results).where(
        MonthRecord.contract_id == record.contract_id,
        MonthRecord.first_day > record.first_day,
        MonthRecord.agreed_at.is_not(None),
    )
    found = db.session.execute(query.order_by(MonthRecord.first_day)).all()
    return next(
        (name for name, results in found if any(one == record.month for one, _ in returned_in(results))), None
    )
