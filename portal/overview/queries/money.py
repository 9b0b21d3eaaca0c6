"""The money that this month decides about, summed per currency from what both sides see."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from portal.infra.db import db
from portal.kernel.money import Money
from portal.sla.models import MonthRecord

NOT_YET_INVOICED = ("open", "submitted", "returned", "agreed")


@dataclass(frozen=True)
class AtStake:
    """Per currency: fees not invoiced yet, and what is deducted from them as the figures stand."""

    expected: list[Money]
    deductions: list[Money]


def at_stake() -> AtStake:
    """What the months not yet invoiced come to, as far as their figures are in."""
    query = select(MonthRecord.currency, MonthRecord.results).where(MonthRecord.state.in_(NOT_YET_INVOICED))
    rows = [(currency, results) for currency, results in db.session.execute(query) if results]
    return AtStake(
        expected=_sums((currency, int(results.get("net_minor") or 0)) for currency, results in rows),
        deductions=_sums((currency, -int(results.get("credit_minor") or 0)) for currency, results in rows),
    )


def _sums(amounts: Iterable[tuple[str, int]]) -> list[Money]:
    totals: dict[str, int] = defaultdict(int)
    for currency, minor in amounts:
        totals[currency] += minor
    return [Money(minor, currency) for currency, minor in sorted(totals.items()) if minor]
