"""An existing contract from five answers: usual terms fill the rest, to be corrected from the paper later."""

from dataclasses import dataclass
from datetime import date
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
from portal.reference.rules.size_templates import SIZE_TEMPLATES, Size

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

USUAL_METRICS = ("frt_avg", "reply_rate", "csat")
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
        sla=tuple(
            SlaLine(one, metric(one).version, size.standards[one], tiers=USUAL_TIERS) for one in USUAL_METRICS
        ),
        rate_card=(RateLine(line_type=known.line_type, unit_price=known.price),),
        confidentiality=usual_confidentiality(),
        personal_data=usual_personal_data(),
        signing=Signing(method="paper"),
    )
