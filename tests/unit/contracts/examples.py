"""A complete contract and its pieces, from which the tests take things away."""

from datetime import date
from decimal import Decimal

from portal.contracts.rules.from_award import Award, Promise, terms_from_award
from portal.contracts.rules.parties import Party
from portal.contracts.rules.service import ServiceLine, Shop, StaffedHours
from portal.contracts.rules.terms import ContractTerms
from portal.kernel.money import Money
from portal.kernel.rate_cards import Base, LineType, RateLine

RATE_CARD = (
    RateLine(line_type=LineType.SEAT_MONTH, unit_price=Money(4800_00, "CNY"), role="pre_sales"),
    RateLine(line_type=LineType.SALES_COMMISSION, rate=Decimal("0.015"), base=Base.NET_SALES),
)
MERCHANT = Party(
    name="杭州跃动体育用品有限公司",
    registration_number="91330100MA2TE5T000",
    address="杭州市滨江区江南大道1号",
    legal_representative="陈立",
    signatory="陈立",
    signatory_title="总经理",
    contact_name="王芳",
    contact_phone="13800000001",
    contact_email="wang@merchant.example",
    bank_name="招商银行杭州分行",
    bank_account="571900000010101",
)
VENDOR = Party(
    name="合肥诚声客服外包有限公司",
    registration_number="91440300MA5DEMX01X",
    signatory="李诚",
    contact_name="赵敏",
    contact_email="zhao@vendor.example",
)


def award() -> Award:
    """What a chosen quote for a Tmall and a JD shop hands over."""
    return Award(
        merchant=MERCHANT,
        vendor=VENDOR,
        start=date(2026, 11, 1),
        shops=(
            Shop("tmall", "跃动旗舰店", export_tools=("赤兔", "生意参谋")),
            Shop("jd", "跃动京东自营店"),
        ),
        content=(
            ServiceLine("inquiry"),
            ServiceLine("order"),
            ServiceLine("third_party_complaint", included=False),
        ),
        windows=(
            StaffedHours("every_day", "day", 9 * 60, 18 * 60, 4),
            StaffedHours("every_day", "night", 18 * 60, 60, 2),
        ),
        currency="CNY",
        rate_card=RATE_CARD,
        promises=(
            Promise("reply_rate", Decimal(98)),
            Promise("frt_avg", Decimal(30)),
        ),
        conversations_a_month=24_000,
    )


def terms() -> ContractTerms:
    """A contract with which nothing is wrong."""
    return terms_from_award(award())
