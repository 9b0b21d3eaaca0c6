"""What is to be done for whom and when: shops, content, hours, capacity, staff and authority."""

from dataclasses import dataclass

from portal.kernel.money import Money


@dataclass(frozen=True)
class Shop:
    """A shop served, on its platform, with the tools whose exports prove the figures."""

    platform: str
    name: str
    export_tools: tuple[str, ...] = ()
    url: str = ""
    accounts: str = ""


@dataclass(frozen=True)
class ServiceLine:
    """One kind of work, included or expressly left out; ``category`` is a key of the library or own words."""

    category: str
    included: bool = True
    note: str = ""


@dataclass(frozen=True)
class StaffedHours:
    """Seats manned on one kind of day, from and to in minutes from midnight.

    ``day_kind`` is a kind of the kernel's calendar, ``every_day`` or own words. An end that doesn't lie after the
    start is the next day's.
    """

    day_kind: str
    shift: str
    from_minute: int
    to_minute: int
    seats: int


@dataclass(frozen=True)
class Capacity:
    """Conversations expected in a service month and what happens beyond; percentages are whole."""

    forecast: int | None = None
    band_percent: int = 20
    daily_load: int = 200
    promo_notice_days: int = 15
    reserve_percent: int = 20


@dataclass(frozen=True)
class Staffing:
    """Promises about the people: cover, replacement, turnover, and what taking one over costs in monthly wages."""

    backfill_hours: int = 24
    replacement_days: int = 3
    attrition_percent: int = 15
    core_months: int = 6
    transfer_fee_months: int = 1


@dataclass(frozen=True)
class Authority:
    """What an agent may grant a buyer without asking; nothing stated means nothing allowed."""

    discount_per_order: Money | None = None
    refund_per_order: Money | None = None
    compensation_per_case: Money | None = None
    may_close_orders: bool = False
