"""The money that this month decides about, summed per currency from what both sides see."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, func, select

from portal.infra.db import db
from portal.invoicing.models import Invoice
from portal.invoicing.rules.settling import OWED
from portal.kernel.money import Money
from portal.sla.models import MonthRecord

NOT_YET_INVOICED = ("open", "submitted", "returned", "agreed")


@dataclass(frozen=True)
class AtStake:
    """Per currency: fees not invoiced yet, their deductions as the figures stand, what is owed, what of it is late."""

    expected: list[Money]
    deductions: list[Money]
    owed: list[Money]
    overdue: list[Money]


def at_stake(today: date) -> AtStake:
    """What the months not yet invoiced come to, as far as their figures are in, and what stands open."""
    query = select(MonthRecord.currency, MonthRecord.results).where(MonthRecord.state.in_(NOT_YET_INVOICED))
    rows = [(currency, results) for currency, results in db.session.execute(query) if results]
    unpaid = _unpaid(today)
    return AtStake(
        expected=_sums((currency, int(results.get("net_minor") or 0)) for currency, results in rows),
        deductions=_sums((currency, -int(results.get("credit_minor") or 0)) for currency, results in rows),
        owed=_sums((currency, minor) for currency, minor, _late in unpaid),
        overdue=_sums((currency, late) for currency, _minor, late in unpaid),
    )


def _unpaid(today: date) -> list[tuple[str, int, int]]:
    rest = Invoice.payable_minor - Invoice.credited_minor - Invoice.paid_minor
    query = (
        select(
            Invoice.currency,
            func.sum(rest),
            func.sum(case((Invoice.due_on < today, rest), else_=0)),
        )
        .where(Invoice.state.in_(tuple(OWED)))
        .group_by(Invoice.currency)
    )
    return [(currency, int(minor), int(late)) for currency, minor, late in db.session.execute(query)]


def _sums(amounts: Iterable[tuple[str, int]]) -> list[Money]:
    totals: dict[str, int] = defaultdict(int)
    for currency, minor in amounts:
        totals[currency] += minor
    return [Money(minor, currency) for currency, minor in sorted(totals.items()) if minor]
