"""An existing contract from five answers: usual terms fill the rest, to be corrected from the paper later."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from portal.contracts.rules.from_award import USUAL_TIERS, usual_authority, usual_term
from portal.contracts.rules.parties import Party
from portal.contracts.rules.schedule import SlaLine
from portal.contracts.rules.secrecy import usual_confidentiality, usual_personal_data
from portal.contracts.rules.service import ServiceLine, Shop, StaffedHours
from portal.contracts.rules.terms import ContractTerms, Signing
from portal.kernel.metrics import metric
from portal.kernel.money import Money
from portal.kernel.rate_cards import LineType, RateLine
from portal.reference.rules.size_templates import SIZE_TEMPLATES, Size, SizeTemplate

EXPORT_TOOLS = MappingProxyType(
    {
        "taobao": ("chitu",),
        "tmall": ("chitu",),
        "jd": ("jd",),
        "pinduoduo": ("pdd",),
        "douyin": ("douyin",),
        "kuaishou": ("kuaishou",),
    }
)
"""The tool whose export a shop on this platform usually has."""

USUAL_METRICS = MappingProxyType(
    {
        "taobao": ("reply_rate", "frt_avg", "art", "csat"),
        "tmall": ("reply_rate", "frt_avg", "art", "csat"),
        "jd": ("answer_30s_jd", "art", "csat"),
        "pinduoduo": ("reply_3min_pdd", "answer_30s_pdd", "art"),
        "douyin": ("reply_3min_douyin", "frt_avg", "art"),
        "kuaishou": ("reply_3min_kuaishou", "frt_avg", "art"),
    }
)
"""What is promised on a platform and stands in the export of its usual tool, so that the first month has results."""

ANYWHERE = ("frt_avg", "reply_rate", "csat")
"""What our own sheet asks for where a platform has no tool of its own."""

PLATFORM_TARGETS = MappingProxyType(
    {
        "art": Decimal(60),
        "answer_30s_jd": Decimal(90),
        "answer_30s_pdd": Decimal(80),
        "reply_3min_pdd": Decimal(90),
        "reply_3min_douyin": Decimal(90),
        "reply_3min_kuaishou": Decimal(90),
    }
)
"""Proposals where the size of a shop says nothing; the paper contract knows better."""

OPENS, CLOSES = 9 * 60, 24 * 60


@dataclass(frozen=True)
class ExistingContract:
    """What a merchant knows by heart about the contract that it has."""

    merchant: Party
    vendor: Party
    platform: str
    shop: str
    seats: int
    price: Money
    line_type: LineType
    start: date
    start_day: int
    language: str
    time_zone: str
    is_small: bool


def terms_of_existing(known: ExistingContract) -> ContractTerms:
    """Terms that are good enough for the first month, each to be corrected from the paper."""
    size = SIZE_TEMPLATES[Size.SMALL if known.is_small else Size.MEDIUM]
    return ContractTerms(
        merchant=known.merchant,
        vendor=known.vendor,
        languages=(known.language,),
        service_languages=(known.language,),
        currency=known.price.currency,
        time_zone=known.time_zone,
        start_day=known.start_day,
        term=usual_term(known.start),
        shops=(Shop(known.platform, known.shop, EXPORT_TOOLS.get(known.platform, ("own",))),),
        content=tuple(ServiceLine(one) for one in size.work_contents),
        windows=(StaffedHours("every_day", "all_day", OPENS, CLOSES, known.seats),),
        authority=usual_authority(known.price.currency),
        sla=usual_schedule(known.platform, size),
        rate_card=(RateLine(line_type=known.line_type, unit_price=known.price),),
        confidentiality=usual_confidentiality(),
        personal_data=usual_personal_data(),
        signing=Signing(method="paper"),
    )


def usual_schedule(platform: str, size: SizeTemplate) -> tuple[SlaLine, ...]:
    """The promises to start from on a platform: those its export proves, at the targets usual for the shop's size."""
    targets = {**PLATFORM_TARGETS, **size.standards}
    return tuple(
        SlaLine(one, metric(one).version, targets[one], tiers=USUAL_TIERS)
        for one in USUAL_METRICS.get(platform, ANYWHERE)
    )
