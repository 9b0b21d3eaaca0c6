"""Contracts in force with service months that wait for figures, and figures handed in for them."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from flask import Flask

from portal.contracts.actions.drafting import new_contract
from portal.contracts.actions.signing import take_effect
from portal.contracts.actions.steps import move
from portal.contracts.queries import current_version
from portal.contracts.rules.lifecycle import Act
from portal.contracts.rules.schedule import CreditTier, SlaLine
from portal.contracts.rules.service import Shop
from portal.contracts.rules.terms import ContractTerms, Term
from portal.infra.access import now
from portal.infra.progress import start_engagement
from portal.kernel.money import Money
from portal.kernel.rate_cards import LineType, RateLine
from portal.sla.actions.staging import stage_file
from portal.sla.actions.submitting import submit
from portal.sla.queries.months import month, month_of_contract, terms_of
from portal.sla.rules.months import slots_of
from tests.factories.accounts import Party, acting_as, make_merchant, make_vendor
from tests.unit.contracts.examples import terms as usual_terms

MOMENT = datetime(2026, 11, 2, 4, tzinfo=UTC)

HEADING = "日期,店铺,客服账号,咨询人数,需要人工回复的咨询人数,3分钟未回复人数,平均人工响应时长,客服销售额(元)"
GOOD = f"{HEADING}\n总计,-,-,3000,3000,30,18,12000.5\n2026-10-01,甲店,小美,1000,1000,10,17,400\n"
POOR = f"{HEADING}\n总计,-,-,3000,3000,90,18,12000.5\n2026-10-01,甲店,小美,1000,1000,30,17,400\n"


@dataclass(frozen=True)
class Cooperation:
    """Two parties with a contract in force and its month of October 2026."""

    merchant: Party
    vendor: Party
    contract_id: int
    month_id: int


def month_terms(**changes: Any) -> ContractTerms:
    """A Pinduoduo shop with three promises, four seats at 5 000.00 and 98 % as the main target."""
    usual = replace(
        usual_terms(),
        shops=(Shop("pdd", "甲店", ("pdd",)),),
        sla=(
            SlaLine(
                "reply_3min_pdd",
                1,
                Decimal(98),
                floor=Decimal(90),
                tiers=(CreditTier(Decimal(0), None, Decimal(5)),),
            ),
            SlaLine("art", 1, Decimal(20)),
            SlaLine("csat", 1, Decimal(90)),
        ),
        rate_card=(RateLine(line_type=LineType.FIXED_MONTH, unit_price=Money(20_000_00, "CNY")),),
        term=Term(start=date(2026, 10, 1), last_day=date(2027, 9, 30)),
    )
    return replace(usual, **changes)


def make_cooperation(app: Flask, terms: ContractTerms | None = None) -> Cooperation:
    """A merchant and a vendor whose contract has been in force since October 2026."""
    merchant, vendor = make_merchant(app), make_vendor(app)
    with acting_as(app, merchant, moment=MOMENT):
        contract_id = make_contract(merchant, vendor, terms or month_terms())
        found = month_of_contract(contract_id, "2026-10")
        assert found is not None
        return Cooperation(merchant, vendor, contract_id, found.id)


def make_contract(merchant: Party, vendor: Party, terms: ContractTerms) -> int:
    """A contract that whoever acts enters as concluded elsewhere; its months open at once."""
    on = start_engagement(
        merchant_id=merchant.organisation_id,
        vendor_id=vendor.organisation_id,
        author_id=merchant.organisation_id,
        name="客服外包",
        moment=now(),
        visible_from=now(),
    )
    contract = new_contract(on, terms)
    contract.visible_from = now()
    version = current_version(contract)
    version.visible_from = version.sent_at = now()
    move(contract, Act.ENTER)
    take_effect(contract, version)
    return contract.id


def hand_in_file(
    app: Flask,
    by: Party,
    month_id: int,
    content: str | bytes,
    name: str = "数据.csv",
    *,
    moment: datetime = MOMENT,
) -> int:
    """Stage and submit a file for the first slot of a month; returns the submission."""
    data = content.encode() if isinstance(content, str) else content
    with acting_as(app, by, moment=moment):
        of = month(month_id)
        staged = stage_file(of, slot_key=slots_of(terms_of(of))[0].key, content=data, name=name)
        submit(staged)
        return staged.id
