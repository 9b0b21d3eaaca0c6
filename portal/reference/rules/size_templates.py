"""What a small, medium or large shop usually needs: the values that fill a requirement until real ones come."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType


class Size(StrEnum):
    """The three sizes that the trade speaks of."""

    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


class StaffRole(StrEnum):
    """Agents before the sale, after it, or both in one person."""

    COMBINED = "combined"
    PRE_SALES = "pre_sales"
    AFTER_SALES = "after_sales"


@dataclass(frozen=True)
class SizeTemplate:
    """Usual values of one size; shares are 0 to 1 and add up to 1, factors are against a normal day or month.

    ``shift_shares`` tells by number of shifts how the conversations of a day fall on them, in the order day, night,
    overnight; ``busiest_hour`` how much of a shift's conversations its busiest hour brings, in the same order.
    ``standards`` are targets by metric key, in percent or seconds as the metric is.
    """

    size: Size
    up_to_conversations_a_day: int | None
    handling_seconds: int
    chats_at_once: int
    answered_within_seconds: int
    shrinkage: Decimal
    shift_shares: Mapping[int, tuple[Decimal, ...]]
    busiest_hour: tuple[Decimal, ...]
    promotion_month_factors: Mapping[str, Decimal]
    promotion_day_factor: Decimal
    role_shares: Mapping[StaffRole, Decimal]
    work_contents: tuple[str, ...]
    standards: Mapping[str, Decimal]
    usual_price_model: str


_SHIFT_SHARES: Mapping[int, tuple[Decimal, ...]] = MappingProxyType(
    {
        1: (Decimal(1),),
        2: (Decimal("0.65"), Decimal("0.35")),
        3: (Decimal("0.55"), Decimal("0.38"), Decimal("0.07")),
    }
)
_BUSIEST_HOUR = (Decimal("0.18"), Decimal("0.22"), Decimal("0.25"))


def _factors(mid_year: str, double_11: str, double_12: str) -> Mapping[str, Decimal]:
    return MappingProxyType(
        {"618": Decimal(mid_year), "double_11": Decimal(double_11), "double_12": Decimal(double_12)}
    )


def _standards(**targets: int) -> Mapping[str, Decimal]:
    return MappingProxyType({key: Decimal(target) for key, target in targets.items()})


# A small shop shares its agents with others: nobody is scheduled in reserve, and buyers wait a little longer.
SMALL = SizeTemplate(
    size=Size.SMALL,
    up_to_conversations_a_day=300,
    handling_seconds=240,
    chats_at_once=4,
    answered_within_seconds=60,
    shrinkage=Decimal(0),
    shift_shares=_SHIFT_SHARES,
    busiest_hour=_BUSIEST_HOUR,
    promotion_month_factors=_factors("1.3", "1.6", "1.3"),
    promotion_day_factor=Decimal(2),
    role_shares=MappingProxyType({StaffRole.COMBINED: Decimal(1)}),
    work_contents=("inquiry", "order", "return_exchange"),
    standards=_standards(frt_avg=60, reply_rate=95, csat=85, answered_within_24h=100),
    usual_price_model="conversation",
)
MEDIUM = SizeTemplate(
    size=Size.MEDIUM,
    up_to_conversations_a_day=1500,
    handling_seconds=300,
    chats_at_once=3,
    answered_within_seconds=30,
    shrinkage=Decimal("0.15"),
    shift_shares=_SHIFT_SHARES,
    busiest_hour=_BUSIEST_HOUR,
    promotion_month_factors=_factors("1.8", "2.5", "1.6"),
    promotion_day_factor=Decimal(3),
    role_shares=MappingProxyType(
        {StaffRole.PRE_SALES: Decimal("0.7"), StaffRole.AFTER_SALES: Decimal("0.3")}
    ),
    work_contents=("inquiry", "order", "return_exchange", "promotion"),
    standards=_standards(frt_avg=30, art=60, reply_rate=98, csat=90, answered_within_24h=100),
    usual_price_model="seat_month",
)
LARGE = SizeTemplate(
    size=Size.LARGE,
    up_to_conversations_a_day=None,
    handling_seconds=300,
    chats_at_once=3,
    answered_within_seconds=30,
    shrinkage=Decimal("0.15"),
    shift_shares=_SHIFT_SHARES,
    busiest_hour=_BUSIEST_HOUR,
    promotion_month_factors=_factors("3", "4.5", "2.5"),
    promotion_day_factor=Decimal(5),
    role_shares=MappingProxyType(
        {StaffRole.PRE_SALES: Decimal("0.65"), StaffRole.AFTER_SALES: Decimal("0.35")}
    ),
    work_contents=("inquiry", "order", "return_exchange", "crm", "promotion"),
    standards=_standards(frt_avg=30, art=45, reply_rate=98, csat=90, qa_score=90, answered_within_24h=100),
    usual_price_model="seat_month",
)

SIZE_TEMPLATES: Mapping[Size, SizeTemplate] = MappingProxyType(
    {template.size: template for template in (SMALL, MEDIUM, LARGE)}
)


def size_by_volume(conversations_a_day: int) -> Size:
    """The size that so many conversations a day usually mean."""
    return next(
        template.size
        for template in SIZE_TEMPLATES.values()
        if template.up_to_conversations_a_day is None
        or conversations_a_day <= template.up_to_conversations_a_day
    )
