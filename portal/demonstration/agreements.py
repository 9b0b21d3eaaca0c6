"""The terms of the running contracts: three that differ in everything a contract can differ in."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from portal.contracts.rules.from_award import usual_authority
from portal.contracts.rules.parties import NoticeAddress, Party
from portal.contracts.rules.payment import PaymentTerms
from portal.contracts.rules.schedule import (
    CreditRules,
    CreditTier,
    EarnBack,
    Measurement,
    RepeatRule,
    SlaLine,
)
from portal.contracts.rules.secrecy import usual_confidentiality, usual_personal_data
from portal.contracts.rules.service import Capacity, ServiceLine, Shop, StaffedHours
from portal.contracts.rules.terms import ContractTerms, Term
from portal.demonstration.cooperation import HOUSEHOLD, OUTDOORS, SPORTS, Cooperation
from portal.demonstration.world import Cast
from portal.kernel.metrics import metric as metric_of
from portal.kernel.money import Money
from portal.kernel.periods import add_months
from portal.kernel.permissions import Role
from portal.kernel.rate_cards import Base, LineType, RateLine, TierMode

HOUR = 60
REPORT_DAYS = 15
ANSWER_DAYS = 20
"""Together longer than a month, so that on any day the last one can wait for an answer and nobody is late."""


def terms_of(cooperation: Cooperation, *, start: date) -> ContractTerms:
    """The terms of a running contract that begins on this day; usual ones for a cooperation of another story."""
    own = {"sports": _sports, "household": _household, "outdoors": _outdoors}.get(cooperation.key)
    return own(start) if own else _usual(cooperation, start)


def party_of(cast: Cast) -> Party:
    """An organisation as it stands in a contract."""
    manager, signatory = cast.who(Role.MANAGER), cast.who(Role.SIGNATORY)
    return Party(
        name=cast.name,
        registration_number=cast.identifier,
        address=cast.particulars.address,
        legal_representative=cast.particulars.legal_representative,
        signatory=signatory.name,
        signatory_title=signatory.title,
        contact_name=manager.name,
        contact_phone=cast.particulars.phone,
        contact_email=f"{manager.account}@{cast.key}.example",
        bank_name=cast.particulars.bank_name,
        bank_account=cast.particulars.bank_account,
        tax_number=cast.identifier,
        invoice_title=cast.name,
    )


def _shops(cooperation: Cooperation) -> tuple[Shop, ...]:
    return tuple(Shop(shop.platform, shop.name, export_tools=(shop.tool,)) for shop in cooperation.shops)


def _notices(cooperation: Cooperation) -> tuple[NoticeAddress, ...]:
    sides = (("merchant", party_of(cooperation.merchant)), ("vendor", party_of(cooperation.vendor)))
    return tuple(
        NoticeAddress(side, party.contact_name, party.contact_email, party.contact_phone, party.address)
        for side, party in sides
    )


def _tier(low: int, high: int | None, percent: int) -> CreditTier:
    return CreditTier(Decimal(low), None if high is None else Decimal(high), Decimal(percent))


def _promise(
    metric: str,
    target: str,
    *tiers: CreditTier,
    weight: int = 20,
    grace: int = 0,
    shops: tuple[str, ...] = (),
    **how: Any,
) -> SlaLine:
    return SlaLine(
        metric=metric,
        version=metric_of(metric).version,
        target=Decimal(target),
        weight=weight,
        grace_months=grace,
        tiers=tiers,
        shops=shops,
        **how,
    )


def sports_rate_card() -> tuple[RateLine, ...]:
    """Twelve dedicated seats by day, five by night, and a share of the sales that agents assist."""
    return (
        RateLine(
            line_type=LineType.SEAT_MONTH,
            label="专人坐席（白班）",
            unit_price=Money(4_600_00, "CNY"),
            shift="day",
        ),
        RateLine(
            line_type=LineType.SEAT_MONTH,
            label="专人坐席（晚班）",
            unit_price=Money(5_200_00, "CNY"),
            shift="night",
        ),
        RateLine(
            line_type=LineType.SALES_COMMISSION,
            label="询单成交提成",
            rate=Decimal("0.003"),
            base=Base.GROSS_SALES,
        ),
    )


def _sports(start: date) -> ContractTerms:
    return ContractTerms(
        merchant=party_of(SPORTS.merchant),
        vendor=party_of(SPORTS.vendor),
        title="天猫、京东店铺客服外包服务合同",
        term=_two_years(start),
        shops=_shops(SPORTS),
        content=(
            ServiceLine("presales"),
            ServiceLine("aftersales"),
            ServiceLine("unpaid_reminder"),
            ServiceLine("data_report"),
            ServiceLine("third_party_complaint", included=False, note="由商家自行处理"),
        ),
        windows=(
            StaffedHours("every_day", "day", 9 * HOUR, 18 * HOUR, 12),
            StaffedHours("every_day", "night", 18 * HOUR, 24 * HOUR, 5),
        ),
        capacity=Capacity(forecast=36_000),
        authority=usual_authority("CNY"),
        sla=(
            _promise(
                "frt_avg",
                "30",
                _tier(0, 10, 2),
                _tier(10, None, 4),
                grace=1,
                stretch=Decimal(28),
                critical=True,
            ),
            _promise("reply_rate", "98", _tier(0, 2, 1), _tier(2, None, 3), grace=1, stretch=Decimal(99)),
            _promise("csat", "90", _tier(0, 3, 2), _tier(3, None, 4), grace=1),
            _promise("inquiry_conversion", "45", grace=1, weight=25),
            _promise(
                "answer_30s_jd", "90", _tier(0, None, 2), grace=1, weight=15, shops=(SPORTS.shops[1].name,)
            ),
            _promise("reply_rate", "0", grace=1, weight=0, kind="team_average", allowed_change=Decimal(2)),
        ),
        measurement=Measurement(report_days=REPORT_DAYS, acceptance_days=ANSWER_DAYS),
        credits=CreditRules(
            cap_percent=Decimal(10),
            earn_back=EarnBack(2, Decimal(50)),
            termination_months=3,
            repeat=(RepeatRule(2, Decimal("1.5")),),
        ),
        rate_card=sports_rate_card(),
        payment=PaymentTerms(due_day=15, tax_percent=Decimal(6)),
        confidentiality=usual_confidentiality(),
        personal_data=usual_personal_data(),
        notices=_notices(SPORTS),
    )


def _household(start: date) -> ContractTerms:
    return ContractTerms(
        merchant=party_of(HOUSEHOLD.merchant),
        vendor=party_of(HOUSEHOLD.vendor),
        title="拼多多店铺拼席客服服务合同",
        term=_two_years(start),
        shops=_shops(HOUSEHOLD),
        content=(ServiceLine("inquiry"), ServiceLine("order"), ServiceLine("return_exchange")),
        windows=(StaffedHours("every_day", "all_day", 8 * HOUR, 23 * HOUR, 1),),
        capacity=Capacity(forecast=3_600),
        authority=usual_authority("CNY"),
        sla=(
            _promise("reply_3min_pdd", "95", _tier(0, None, 2), weight=40),
            _promise("art", "45", _tier(0, None, 2), weight=30),
            _promise("inquiry_conversion", "35", weight=30),
        ),
        credits=CreditRules(cap_percent=Decimal(6)),
        rate_card=(
            RateLine(
                line_type=LineType.CONVERSATION_TIER,
                label="拼席接待（3000 个以内）",
                unit_price=Money(1_20, "CNY"),
                to_qty=3_000,
                tier_mode=TierMode.SLAB,
            ),
            RateLine(
                line_type=LineType.CONVERSATION_TIER,
                label="拼席接待（超过 3000 个的部分）",
                unit_price=Money(90, "CNY"),
                from_qty=3_000,
                tier_mode=TierMode.SLAB,
            ),
            RateLine(line_type=LineType.MINIMUM, label="每月保底", unit_price=Money(2_000_00, "CNY")),
        ),
        payment=PaymentTerms(due_days=10, tax_percent=Decimal(1)),
        confidentiality=usual_confidentiality(),
        personal_data=usual_personal_data(),
        notices=_notices(HOUSEHOLD),
    )


def _outdoors(start: date) -> ContractTerms:
    return ContractTerms(
        merchant=party_of(OUTDOORS.merchant),
        vendor=party_of(OUTDOORS.vendor),
        title="台灣官網線上客服委外合約",
        languages=("zh-Hant", "en"),
        service_languages=("zh-Hant",),
        currency="TWD",
        time_zone="Asia/Taipei",
        start_day=OUTDOORS.start_day,
        term=_two_years(start),
        shops=_shops(OUTDOORS),
        content=(ServiceLine("presales"), ServiceLine("aftersales"), ServiceLine("data_report")),
        windows=(StaffedHours("every_day", "day", 10 * HOUR, 19 * HOUR, 3),),
        capacity=Capacity(forecast=1_700),
        measurement=Measurement(report_days=REPORT_DAYS, acceptance_days=ANSWER_DAYS),
        sla=(
            _promise("frt_avg", "60", _tier(0, None, 3), weight=50),
            _promise("csat", "88", _tier(0, None, 3), weight=50),
        ),
        credits=CreditRules(cap_percent=Decimal(8)),
        rate_card=(
            RateLine(line_type=LineType.FIXED_MONTH, label="月費（三席）", unit_price=Money(108_000, "TWD")),
            RateLine(
                line_type=LineType.CONVERSATION,
                label="超過 1,500 件的部分",
                unit_price=Money(35, "TWD"),
                from_qty=1_500,
            ),
        ),
        payment=PaymentTerms(due_days=30, tax_percent=Decimal(5)),
        confidentiality=usual_confidentiality(),
        personal_data=usual_personal_data(),
        notices=_notices(OUTDOORS),
    )


def _usual(cooperation: Cooperation, start: date) -> ContractTerms:
    return ContractTerms(
        merchant=party_of(cooperation.merchant),
        vendor=party_of(cooperation.vendor),
        title=cooperation.name,
        start_day=cooperation.start_day,
        term=_two_years(start),
        shops=_shops(cooperation),
        content=(ServiceLine("presales"), ServiceLine("aftersales")),
        windows=(StaffedHours("every_day", "day", 9 * HOUR, 18 * HOUR, 3),),
        sla=(_promise("frt_avg", "30", _tier(0, None, 2)), _promise("csat", "90", _tier(0, None, 2))),
        rate_card=(RateLine(line_type=LineType.SEAT_MONTH, unit_price=Money(4_600_00, "CNY")),),
        confidentiality=usual_confidentiality(),
        personal_data=usual_personal_data(),
        notices=_notices(cooperation),
    )


def _two_years(start: date) -> Term:
    """Long enough that the demonstration never stands before its end."""
    return Term(start=start, last_day=add_months(start, 24) - timedelta(days=1))
