"""One line of a rate card: what is charged, for whom, by which quantity, at which price and from when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from portal.kernel.calendars import DayKind
from portal.kernel.messages import Message, message
from portal.kernel.money import Money


class LineType(StrEnum):
    """How a line charges; the table ``LINE_KINDS`` says by which quantity and in which unit."""

    SEAT_MONTH = "seat_month"
    SEAT_SHIFT_MONTH = "seat_shift_month"
    SEAT_DAY = "seat_day"
    HOUR = "hour"
    CONVERSATION = "conversation"
    CONVERSATION_TIER = "conversation_tier"
    SALES_COMMISSION = "sales_commission"
    FIXED_MONTH = "fixed_month"
    FIXED_YEAR = "fixed_year"
    ONE_OFF = "one_off"
    SURCHARGE_PCT = "surcharge_pct"
    SURCHARGE_FIXED = "surcharge_fixed"
    MINIMUM = "minimum"
    CAP = "cap"
    DISCOUNT_PCT = "discount_pct"
    DEPOSIT = "deposit"
    TAX_SURCHARGE = "tax_surcharge"


class TierMode(StrEnum):
    """600 conversations at 0–500 × 0.90 and above 500 × 0.70 are 520.00 by slab and 420.00 by whole volume."""

    SLAB = "slab"  # 分段计价: each tier's price for the part of the volume inside the tier
    WHOLE = "whole"  # 按总量档位计价: the price of the tier that the total reaches, for the whole volume


class Base(StrEnum):
    """Which sales a commission is taken of."""

    GROSS_SALES = "gross_sales"  # paid orders that came from the agents' own inquiries
    NET_SALES = "net_sales"  # the same less refunds


class Quantity(NamedTuple):
    """A quantity that prices are multiplied by: ``per_unit`` of the counted whole numbers make one unit."""

    name: str
    per_unit: int
    meaning: Message


# Every quantity by name. Amounts of sales are minor units of the card's currency.
QUANTITIES = {
    quantity.name: quantity
    for quantity in (
        Quantity("seats", 1, message("Seats in the month")),
        Quantity("shift_seats", 1, message("Seats per shift in the month")),
        Quantity("seat_days", 1, message("Days worked by temporary agents")),
        Quantity("hours_hundredths", 100, message("Hours of service")),
        Quantity("conversations", 1, message("Valid conversations")),
        Quantity("gross_sales_minor", 1, message("Assisted sales")),
        Quantity("net_sales_minor", 1, message("Assisted sales less refunds")),
    )
}

SALES_QUANTITIES = {Base.GROSS_SALES: "gross_sales_minor", Base.NET_SALES: "net_sales_minor"}


class LineKind(NamedTuple):
    """What a line type is charged by: a quantity's name, or None where the month or a sum decides."""

    name: Message
    quantity: str | None
    unit: Message
    by_rate: bool = False  # a share (``rate``) instead of a price (``unit_price``)
    by_month: bool = False  # charged for the part of the month that was served


_MONTH, _SHARE, _ONCE = message("month"), message("share"), message("once")
LINE_KINDS = {
    LineType.SEAT_MONTH: LineKind(
        message("Dedicated seat"), "seats", message("seat and month"), by_month=True
    ),
    LineType.SEAT_SHIFT_MONTH: LineKind(
        message("Seat per shift"), "shift_seats", message("seat, shift and month"), by_month=True
    ),
    LineType.SEAT_DAY: LineKind(message("Temporary agent"), "seat_days", message("person and day")),
    LineType.HOUR: LineKind(message("Hourly service"), "hours_hundredths", message("hour")),
    LineType.CONVERSATION: LineKind(message("By conversation"), "conversations", message("conversation")),
    LineType.CONVERSATION_TIER: LineKind(
        message("By conversation, in tiers"), "conversations", message("conversation")
    ),
    LineType.SALES_COMMISSION: LineKind(message("Commission on sales"), None, _SHARE, by_rate=True),
    LineType.FIXED_MONTH: LineKind(message("Monthly fee"), None, _MONTH, by_month=True),
    LineType.FIXED_YEAR: LineKind(
        message("Yearly fee"), None, message("year, a twelfth each month"), by_month=True
    ),
    LineType.ONE_OFF: LineKind(message("One-off fee"), None, _ONCE),
    LineType.SURCHARGE_PCT: LineKind(message("Surcharge in per cent"), None, _SHARE, by_rate=True),
    LineType.SURCHARGE_FIXED: LineKind(message("Fixed surcharge"), None, _MONTH, by_month=True),
    LineType.MINIMUM: LineKind(message("Minimum monthly charge"), None, _MONTH, by_month=True),
    LineType.CAP: LineKind(message("Maximum monthly charge"), None, _MONTH, by_month=True),
    LineType.DISCOUNT_PCT: LineKind(message("Discount in per cent"), None, _SHARE, by_rate=True),
    LineType.DEPOSIT: LineKind(message("Deposit to be returned"), None, _ONCE),
    LineType.TAX_SURCHARGE: LineKind(message("Tax borne by the merchant"), None, _SHARE, by_rate=True),
}

# What narrows a line down; surcharges apply to the service lines that agree in all that the surcharge names.
QUALIFIERS = ("role", "shift", "grade", "channel", "platform", "day_kind")


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLine:
    """A line of a rate card as agreed.

    ``unit_price`` is money per unit; ``rate`` is a share as a decimal (1.5 % is 0.015). A tier or a line with
    included volume charges the part of its quantity above ``from_qty`` up to and including ``to_qty``, both in
    units (sales in minor units). ``quantity`` lets a fixed surcharge count by a quantity, such as 200.00 per
    ``seats``. The line holds from ``valid_from`` to the day before ``valid_to``.
    """

    line_type: LineType
    label: str = ""
    unit_price: Money | None = None
    rate: Decimal | None = None
    base: Base | None = None
    quantity: str | None = None
    from_qty: int = 0
    to_qty: int | None = None
    tier_mode: TierMode = TierMode.SLAB
    role: str | None = None
    shift: str | None = None
    grade: str | None = None
    channel: str | None = None
    platform: str | None = None
    day_kind: DayKind | None = None
    tax_inclusive: bool = False
    valid_from: date | None = None
    valid_to: date | None = None

    @property
    def kind(self) -> LineKind:
        """How this line's type charges."""
        return LINE_KINDS[self.line_type]

    @property
    def quantity_name(self) -> str | None:
        """The quantity this line multiplies, without what narrows it down; None where it needs none."""
        if self.line_type is LineType.SALES_COMMISSION and self.base is not None:
            return SALES_QUANTITIES[self.base]
        return self.kind.quantity or self.quantity

    @property
    def qualifiers(self) -> tuple[tuple[str, str], ...]:
        """What narrows the line down, as (name, value) in a fixed order."""
        pairs = ((name, getattr(self, name)) for name in QUALIFIERS)
        return tuple((name, str(value)) for name, value in pairs if value is not None)

    def is_valid_on(self, day: date) -> bool:
        """Whether the line holds on this day."""
        return (self.valid_from or date.min) <= day < (self.valid_to or date.max)


def quantity_key(line: RateLine) -> str | None:
    """The full name of a line's quantity, such as ``seats|role=pre_sales|shift=night``; None without one."""
    if line.quantity_name is None:
        return None
    return "|".join([line.quantity_name, *(f"{name}={value}" for name, value in line.qualifiers)])


def quantities_needed(lines: Iterable[RateLine]) -> tuple[str, ...]:
    """The names under which a month's quantities are looked up, in the order of the card, each once.

    A plain name serves while all lines that draw on it are narrowed down alike; otherwise each line needs its
    own full name, so that no seat is charged twice.
    """
    wanted = [(line.quantity_name, quantity_key(line)) for line in lines if line.quantity_name]
    keys_of_name = {name: {key for other, key in wanted if other == name} for name, _ in wanted}
    names = (name if len(keys_of_name[name]) == 1 else key for name, key in wanted)
    return tuple(dict.fromkeys(str(name) for name in names))


def line_to_data(line: RateLine) -> dict[str, Any]:
    """The line as plain values for JSON, leaving out what it does not say."""
    plain = {name: getattr(line, name) for name in RateLine.__slots__}
    if line.unit_price is not None:
        plain["unit_price"] = {"minor": line.unit_price.minor, "currency": line.unit_price.currency}
    for name in ("rate", "valid_from", "valid_to"):
        plain[name] = None if plain[name] is None else str(plain[name])
    empty: tuple[Any, ...] = (None, "", False)
    return {name: value for name, value in plain.items() if value not in empty or name == "from_qty"}


def line_from_data(data: Mapping[str, Any]) -> RateLine:
    """The line behind ``line_to_data``; ValueError or TypeError when the data were not written by it."""
    readers: dict[str, Any] = {
        "line_type": LineType,
        "unit_price": lambda money: Money(money["minor"], money["currency"]),
        "rate": Decimal,
        "base": Base,
        "tier_mode": TierMode,
        "day_kind": DayKind,
        "valid_from": date.fromisoformat,
        "valid_to": date.fromisoformat,
    }
    return RateLine(**{name: readers.get(name, lambda same: same)(value) for name, value in data.items()})
