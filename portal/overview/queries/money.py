"""The money that this month decides about, summed per currency from what both sides see."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Date, Select, bindparam, case, func, select

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
    rows = [(currency, results) for currency, results in db.session.execute(_months()) if results]
    unpaid = _unpaid(today)
    return AtStake(
        expected=_sums((currency, int(results.get("net_minor") or 0)) for currency, results in rows),
        deductions=_sums((currency, -int(results.get("credit_minor") or 0)) for currency, results in rows),
        owed=_sums((currency, minor) for currency, minor, _late in unpaid),
        overdue=_sums((currency, late) for currency, _minor, late in unpaid),
    )


@cache
def _months() -> Select[*tuple[Any, ...]]:
    return select(MonthRecord.currency, MonthRecord.results).where(MonthRecord.state.in_(NOT_YET_INVOICED))


def _unpaid(today: date) -> list[tuple[str, int, int]]:
    found = db.session.execute(_owed(), {"today": today})
    return [(currency, int(minor), int(late)) for currency, minor, late in found]


@cache
def _owed() -> Select[*tuple[Any, ...]]:
    rest = Invoice.payable_minor - Invoice.credited_minor - Invoice.paid_minor
    late = case((Invoice.due_on < bindparam("today", type_=Date()), rest), else_=0)
    return (
        select(Invoice.currency, func.sum(rest), func.sum(late))
        .where(Invoice.state.in_(tuple(OWED)))
        .group_by(Invoice.currency)
    )


def _sums(amounts: Iterable[tuple[str, int]]) -> list[Money]:
    totals: dict[str, int] = defaultdict(int)
    for currency, minor in amounts:
        totals[currency] += minor
    return [Money(minor, currency) for currency, minor in sorted(totals.items()) if minor]
