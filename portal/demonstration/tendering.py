"""What the large merchant asked for, and what the four vendors answered: one tender finished, one still open."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portal.demonstration.agreements import sports_rate_card
from portal.demonstration.cooperation import SPORTS, VOLUME_OF_MONTH
from portal.demonstration.world import CLOUDSTEP, MORNING, SPROUT, TIDE, Cast
from portal.kernel.money import Money
from portal.kernel.periods import ServiceMonth
from portal.kernel.rate_cards import Base, LineType, RateLine

NIGHT_SHARE = Decimal("0.34")
HISTORY = 12


@dataclass(frozen=True)
class Asked:
    """A requirement of the demonstration, with the volumes counted in the twelve months before it."""

    title: str
    shops: tuple[tuple[str, str], ...]
    category: str
    work_contents: tuple[str, ...]
    opens: int
    closes: int
    buyers_a_day: int
    people: tuple[tuple[str, str, int], ...]
    standards: Mapping[str, Decimal]
    budget_minor: int
    expected_sales_minor: int
    notes: str

    def volumes(self, start: date) -> list[tuple[ServiceMonth, int, int]]:
        """Conversations by day and by night in each of the twelve months before the start."""
        first = ServiceMonth(start.year, start.month).shift(-HISTORY)
        months = [first.shift(offset) for offset in range(HISTORY)]
        return [(month, *self._shared(month)) for month in months]

    def _shared(self, month: ServiceMonth) -> tuple[int, int]:
        total = round(self.buyers_a_day * month.day_count * VOLUME_OF_MONTH.get(month.month, 1))
        wobble = (month.month * 37 + month.year * 11) % 9 - 4
        total += total * wobble // 100
        night = round(total * NIGHT_SHARE)
        return total - night, night


@dataclass(frozen=True)
class Answer:
    """A vendor's quote: its rate card and the values it promises by metric."""

    vendor: Cast
    currency: str
    rate_card: tuple[RateLine, ...]
    promises: Mapping[str, Decimal]
    note: str


@dataclass(frozen=True)
class Tender:
    """A requirement with the answers to it; `chosen` is the vendor that got the contract, if it is finished."""

    asked: Asked
    answers: tuple[Answer, ...]
    weights: Mapping[str, int]
    chosen: Cast | None = None
    reason: str = ""


def _promised(frt: int, reply: str, csat: int, conversion: int) -> dict[str, Decimal]:
    return {
        "frt_avg": Decimal(frt),
        "reply_rate": Decimal(reply),
        "csat": Decimal(csat),
        "inquiry_conversion": Decimal(conversion),
    }


def _seats(day_minor: int, night_minor: int, currency: str = "CNY") -> tuple[RateLine, ...]:
    return tuple(
        RateLine(line_type=LineType.SEAT_MONTH, unit_price=Money(minor, currency), shift=shift)
        for shift, minor in (("day", day_minor), ("night", night_minor))
    )


def _commission(rate: str) -> RateLine:
    return RateLine(line_type=LineType.SALES_COMMISSION, rate=Decimal(rate), base=Base.NET_SALES)


FINISHED = Tender(
    asked=Asked(
        title="天猫、京东店铺客服外包",
        shops=tuple((shop.platform, shop.name) for shop in SPORTS.shops),
        category="运动户外",
        work_contents=("inquiry", "order", "return_exchange", "promotion"),
        opens=9,
        closes=24,
        buyers_a_day=1_180,
        people=(("combined", "day", 12), ("combined", "night", 5)),
        standards=_promised(30, "98", 90, 45),
        budget_minor=95_000_00,
        expected_sales_minor=4_800_000_00,
        notes="双11、618 需提前 15 天加人；商品知识由我方提供培训资料。",
    ),
    answers=(
        Answer(
            CLOUDSTEP,
            "CNY",
            sports_rate_card(),
            _promised(30, "98", 90, 45),
            "两个中心互为备份，大促可在 5 天内加 10 人；首月免费培训。",
        ),
        Answer(
            TIDE,
            "CNY",
            (*_seats(4_150_00, 4_600_00), _commission("0.003")),
            _promised(38, "97", 89, 42),
            "合肥团队，晚班经验丰富，价格可再谈。",
        ),
        Answer(
            MORNING,
            "TWD",
            _seats(32_000, 36_000, "TWD"),
            _promised(35, "98", 91, 43),
            "以新台幣報價，可提供中英雙語服務。",
        ),
    ),
    weights={"capability": 30, "quality": 30, "price": 25, "reputation": 15},
    chosen=CLOUDSTEP,
    reason=(
        "云阶在天猫、京东两个平台都有同类目经验，晚班承诺明确，报价处于中位；综合得分第一，商务条款已谈妥。"
    ),
)

RUNNING = Tender(
    asked=Asked(
        title="抖音旗舰店售前客服",
        shops=(("douyin", "远山运动抖音旗舰店"),),
        category="运动户外",
        work_contents=("inquiry", "order", "promotion"),
        opens=9,
        closes=24,
        buyers_a_day=420,
        people=(("pre_sales", "day", 4), ("pre_sales", "night", 3)),
        standards=_promised(30, "98", 88, 40),
        budget_minor=36_000_00,
        expected_sales_minor=1_500_000_00,
        notes="直播时段（19 点至 23 点）咨询集中，希望晚班至少三人在线。",
    ),
    answers=(
        Answer(
            CLOUDSTEP,
            "CNY",
            (*_seats(4_700_00, 5_300_00), _commission("0.004")),
            _promised(28, "98.5", 90, 42),
            "已有贵司天猫、京东团队的知识库，三天即可上线。",
        ),
        Answer(
            TIDE,
            "CNY",
            (*_seats(4_200_00, 4_700_00), _commission("0.003")),
            _promised(32, "98", 89, 40),
            "可安排三名有直播间经验的晚班客服。",
        ),
        Answer(
            SPROUT,
            "CNY",
            (*_seats(3_900_00, 4_300_00), _commission("0.006")),
            _promised(25, "99", 91, 44),
            "专做直播间客服，首月按实际接待量结算，不满意可退。",
        ),
        Answer(
            MORNING,
            "TWD",
            _seats(33_000, 37_000, "TWD"),
            _promised(35, "98", 90, 40),
            "以新台幣報價，含中英雙語服務。",
        ),
    ),
    weights={"capability": 30, "quality": 30, "price": 25, "reputation": 15},
)
