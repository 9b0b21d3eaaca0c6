"""Short ways to write promises, measurements, months and their inputs in claims about evaluation."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from portal.contracts.rules.schedule import SlaLine
from portal.contracts.rules.service import Shop
from portal.contracts.rules.terms import ContractTerms, Term
from portal.kernel.money import Money
from portal.kernel.periods import ServiceMonth
from portal.kernel.rate_cards import LineType, RateLine
from portal.sla.rules.imported import FigureRow
from portal.sla.rules.inputs import EarlierLine, EarlierMonth, MonthInputs
from portal.sla.rules.pooling import Figures, slot_figures
from portal.sla.rules.values.dates import Days
from tests.unit.contracts.examples import terms as usual_terms

NOVEMBER = ServiceMonth(2026, 11)
DAYS = Days(NOVEMBER.first_day, NOVEMBER.last_day)
SLOT = "pdd|甲店|pdd"


def cny(yuan: int) -> Money:
    return Money(yuan * 100, "CNY")


def figures(**values: int) -> Figures:
    return slot_figures([FigureRow(sheet="a", number=2, values=values)], DAYS)


def replies(replied: int, asked: int = 100) -> Figures:
    return figures(consult_users=asked, replied_users=replied)


def terms_with(*lines: SlaLine, **changes: Any) -> ContractTerms:
    """A contract for one shop at 20,000 yuan a month since August."""
    usual: dict[str, Any] = {
        "shops": (Shop("pdd", "甲店", ("pdd",)), Shop("jd", "乙店")),
        "term": Term(date(2026, 8, 1)),
        "rate_card": (RateLine(line_type=LineType.FIXED_MONTH, unit_price=cny(20_000)),),
    }
    return replace(usual_terms(), sla=lines, **{**usual, **changes})


def inputs_of(terms: ContractTerms, found: Figures | None = None, **facts: Any) -> MonthInputs:
    files = {} if found is None else {SLOT: found}
    return MonthInputs(terms=terms, month=NOVEMBER, files=files, **facts)


def before(month: str, state: str, share: int = 90, key: str = "reply_rate", **facts: Any) -> EarlierMonth:
    """An agreed month in which the reply rate was this many of a hundred."""
    return EarlierMonth(month, (EarlierLine(key, state, share, 100, factor=Fraction(100), **facts),))


def line(target: str = "95", metric: str = "reply_rate", **facts: Any) -> SlaLine:
    return SlaLine(metric, 1, Decimal(target), **{"min_volume": 0, **facts})
