"""An agreed month between two parties, made by the acts that lead to it."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from unittest.mock import patch

from flask import Flask

from portal.contracts.rules.schedule import CreditRules, CreditTier, SlaLine
from portal.contracts.rules.terms import ContractTerms
from portal.infra import documents
from portal.infra.jobs import run_due_jobs
from portal.kernel.money import Money
from portal.kernel.rate_cards import LineType, RateLine
from portal.sla.actions.answering import accept
from portal.sla.actions.opening import open_months
from portal.sla.actions.submitting import hand_in, state_quantities, type_figure
from portal.sla.queries.months import month, month_of_contract
from tests.factories.contracts import a_sent_contract, signed
from tests.unit.contracts.examples import terms as usual_terms

PRINTED = b"%PDF-1.7\n%%EOF\n"
AGREED_AT = datetime(2026, 10, 3, 4, tzinfo=UTC)
SEATS = RateLine(line_type=LineType.SEAT_MONTH, unit_price=Money(5500_00, "CNY"))
REPLIES = SlaLine(
    metric="reply_rate",
    version=1,
    target=Decimal(98),
    floor=Decimal(90),
    min_volume=0,
    tiers=(CreditTier(Decimal(0), None, Decimal(3)),),
)
RESPONSE = SlaLine(metric="frt_avg", version=1, target=Decimal(30), floor=Decimal(60), min_volume=0)


def settled_terms(**changes: Any) -> ContractTerms:
    """Ten seats at 5,500, reply rate 98 % with a 3 % service credit, from 1 September 2026."""
    usual = usual_terms()
    return replace(
        usual,
        term=replace(usual.term, start=date(2026, 9, 1)),
        rate_card=(SEATS,),
        sla=(REPLIES, RESPONSE),
        credits=CreditRules(cap_percent=Decimal(10)),
        languages=("zh-Hans", "en"),
        **changes,
    )


@dataclass(frozen=True)
class Parties:
    """Who acts in a story: contexts in which one side does a step at a moment, and the ids of both."""

    app: Flask
    as_merchant: Callable[[datetime], AbstractContextManager[None]]
    as_vendor: Callable[[datetime], AbstractContextManager[None]]
    merchant_id: int
    vendor_id: int

    def run_jobs(self, moment: datetime = AGREED_AT) -> None:
        """Let the worker do what is due."""
        with self.app.app_context():
            run_due_jobs(moment)


def contract_in_force(parties: Parties, terms: ContractTerms | None = None) -> int:
    """A contract both sides have signed; its first month is open. Returns its id."""
    start = datetime(2026, 8, 20, 4, tzinfo=UTC)
    with parties.as_merchant(start):
        contract_id = a_sent_contract(
            merchant_id=parties.merchant_id, vendor_id=parties.vendor_id, terms=terms or settled_terms()
        ).id
    with patch.object(documents, "render", return_value=PRINTED):
        parties.run_jobs(start)
    with parties.as_vendor(start):
        signed(contract_id)
    with parties.as_merchant(start):
        of = signed(contract_id, "陈立")
        open_months(of, today=date(2026, 9, 2))
    return contract_id


def figures_handed_in(
    parties: Parties, contract_id: int, *, key: str = "2026-09", replied: int = 9_900, seats: int = 10
) -> int:
    """The vendor types the figures of a month and hands them in. Returns the month's id."""
    with parties.as_vendor(datetime(2026, 10, 2, 4, tzinfo=UTC)):
        of = month_of_contract(contract_id, key)
        assert of is not None
        type_figure(
            of, metric="reply_rate", values={"replied_users": replied, "consult_users": 10_000}, evidence=None
        )
        type_figure(
            of, metric="frt_avg", values={"frt_sum_ms": 250_000_000, "frt_count": 10_000}, evidence=None
        )
        state_quantities(of, {"seats": seats})
        hand_in(of)
        return of.id


def agreed_month(
    parties: Parties, *, replied: int = 9_900, seats: int = 10, with_report: bool = False
) -> int:
    """A month whose figures the merchant accepted; its invoice is drafted and its review made.

    The files of contract and review are empty ones unless ``with_report`` asks for the real review.
    """
    contract_id = contract_in_force(parties)
    month_id = figures_handed_in(parties, contract_id, replied=replied, seats=seats)
    with parties.as_merchant(AGREED_AT):
        accept(month(month_id))
    with nullcontext() if with_report else patch.object(documents, "render", return_value=PRINTED):
        parties.run_jobs()
    return month_id
