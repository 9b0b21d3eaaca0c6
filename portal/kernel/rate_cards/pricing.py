"""What a month costs by its rate card, line by line with the sum that a person can follow.

The order is fixed, because per cents of different sums differ:

1. service lines, each quantity × price or sales × share, rounded half up by line;
2. surcharges: a share of the service lines that it names, or a fixed amount; never a surcharge on a surcharge;
3. discounts, a share of all of 1 and 2;
4. the minimum charge tops the sum of 1–3 up, then the cap cuts it;
5. the tax borne by the merchant, a share of the sum of 1–4.

Deposits are owed but are no fee: they stand beside the total. Amounts are net of VAT; a price that includes VAT
is turned into net by the month's tax rate, line by line.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from portal.kernel.messages import Message, message
from portal.kernel.money import Factor, Money, net_and_tax_of_gross
from portal.kernel.periods import ProRata, ServiceMonth, is_weekday
from portal.kernel.rate_cards.lines import (
    QUANTITIES,
    LineType,
    RateLine,
    TierMode,
    quantities_needed,
    quantity_key,
)

Amount = int | Fraction

SURCHARGES = frozenset({LineType.SURCHARGE_PCT, LineType.SURCHARGE_FIXED})
AFTER_SERVICE = SURCHARGES | {
    LineType.DISCOUNT_PCT,
    LineType.MINIMUM,
    LineType.CAP,
    LineType.TAX_SURCHARGE,
    LineType.DEPOSIT,
}
DUE_ONCE = frozenset({LineType.ONE_OFF, LineType.DEPOSIT})


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthFacts:
    """What pricing must know of the month besides its quantities.

    Service runs from ``service_start`` to ``service_end`` (included; None while open); monthly fees of a part
    month follow the contract's ``rule``. ``tax_rate`` is needed only where a price includes VAT.
    """

    month: ServiceMonth
    service_start: date
    service_end: date | None = None
    rule: ProRata = ProRata.CALENDAR
    tax_rate: Factor | None = None
    is_working: Callable[[date], bool] = is_weekday

    @property
    def first(self) -> date:
        """The first day of service in the month."""
        return max(self.month.first_day, self.service_start)

    @property
    def last(self) -> date:
        """The last day of service in the month."""
        return min(self.month.last_day, self.service_end or date.max)

    def share(self, line: RateLine) -> Fraction:
        """The part of the month for which a monthly line is due: served days on which the line holds."""
        first = max(self.first, line.valid_from or date.min)
        ends = date.fromordinal(line.valid_to.toordinal() - 1) if line.valid_to else date.max
        return self.month.pro_rata(first, min(self.last, ends), rule=self.rule, is_working=self.is_working)


@dataclass(frozen=True, slots=True)
class PricedLine:
    """One line of the month's charge: quantity in units, price or share, net amount, and the sum in words."""

    line: RateLine
    quantity: Fraction
    unit: Message
    unit_price: Money | Decimal
    amount: Money
    explanation: Message


@dataclass(frozen=True, slots=True)
class PricedCard:
    """The month's charge: ``net`` is the sum of ``lines``; ``missing`` names quantities nobody has reported."""

    currency: str
    lines: tuple[PricedLine, ...]
    net: Money
    deposits: tuple[PricedLine, ...]
    missing: tuple[str, ...]

    @property
    def service_fee(self) -> Money:
        """The base of service credits: service lines without commission, surcharges, discounts and limits."""
        outside = AFTER_SERVICE | {LineType.SALES_COMMISSION, LineType.ONE_OFF}
        return Money.total(
            (priced.amount for priced in self.lines if priced.line.line_type not in outside), self.currency
        )


def price(
    lines: Sequence[RateLine], quantities: Mapping[str, Amount], *, currency: str, facts: MonthFacts
) -> PricedCard:
    """Price a month by its rate card.

    ``quantities`` are whole numbers (or exact fractions, for a seat that was filled half the month) under the
    names of ``quantities_needed``. A quantity that is absent is listed in ``missing`` and charged as nothing;
    zero is a quantity.
    """
    due = [line for line in lines if _is_due(line, facts)]
    month = _Month(currency, facts, _Quantities(quantities, due))
    priced = [month.charge(line) for line in due if line.line_type not in AFTER_SERVICE]
    service = tuple(priced)
    priced += [month.surcharge(line, service) for line in due if line.line_type in SURCHARGES]
    for line_type in (LineType.DISCOUNT_PCT, LineType.MINIMUM, LineType.CAP, LineType.TAX_SURCHARGE):
        subtotal = _sum(priced, currency)
        for line in due:
            if line.line_type is line_type:
                priced.append(month.adjust(line, subtotal))
    deposits = tuple(month.charge(line) for line in due if line.line_type is LineType.DEPOSIT)
    return PricedCard(
        currency, tuple(priced), _sum(priced, currency), deposits, month.quantities.missing_from(lines=due)
    )


def _is_due(line: RateLine, facts: MonthFacts) -> bool:
    """Monthly lines are due for the days they hold, others when they hold on the month's last day of service."""
    if facts.first > facts.last:
        return False
    if line.line_type in DUE_ONCE:
        return facts.month.contains(line.valid_from or facts.service_start)
    if line.kind.by_month:
        return facts.share(line) > 0
    return line.is_valid_on(facts.last)


def _sum(priced: Iterable[PricedLine], currency: str) -> Money:
    return Money.total((line.amount for line in priced), currency)


class _Quantities:
    """The reported quantities, looked up by full name or by a plain name that can mean one line only."""

    def __init__(self, reported: Mapping[str, Amount], lines: Sequence[RateLine]) -> None:
        self.reported = reported
        self.plain = frozenset(quantities_needed(lines))

    def key(self, line: RateLine) -> str | None:
        full, plain = quantity_key(line), line.quantity_name
        if full in self.reported or plain not in self.plain:
            return full
        return plain

    def units(self, line: RateLine) -> Fraction:
        """The units a line is charged for: the part of its quantity that lies within its tier."""
        plain = line.quantity_name
        if plain is None:
            return Fraction(1)
        total = Fraction(self.reported.get(str(self.key(line)), 0)) / QUANTITIES[plain].per_unit
        if line.tier_mode is TierMode.WHOLE:
            is_reached = line.from_qty < total and (line.to_qty is None or total <= line.to_qty)
            return total if is_reached else Fraction(0)
        reached = total if line.to_qty is None else min(total, Fraction(line.to_qty))
        if line.from_qty == 0:
            return reached  # below zero when refunds exceed the month's sales: commission is taken back
        return max(reached - line.from_qty, Fraction(0))

    def missing_from(self, *, lines: Iterable[RateLine]) -> tuple[str, ...]:
        keys = (self.key(line) for line in lines)
        return tuple(dict.fromkeys(key for key in keys if key is not None and key not in self.reported))


@dataclass(frozen=True, slots=True)
class _Month:
    """The arithmetic of one month."""

    currency: str
    facts: MonthFacts
    quantities: _Quantities

    def charge(self, line: RateLine) -> PricedLine:
        units = self.quantities.units(line)
        if line.line_type is LineType.SALES_COMMISSION:
            return self._share_of(line, Money.rounded(units, self.currency))
        part = self.facts.share(line) if line.kind.by_month else Fraction(1)
        unit_price = self._price(line)
        yearly = 12 if line.line_type is LineType.FIXED_YEAR else 1
        amount = self._net(line, unit_price.times(units * part / yearly))
        return PricedLine(
            line, units, line.kind.unit, unit_price, amount, _product(units, unit_price, part, yearly, amount)
        )

    def surcharge(self, line: RateLine, service: Iterable[PricedLine]) -> PricedLine:
        if line.line_type is LineType.SURCHARGE_FIXED:
            return self.charge(line)
        wanted = set(line.qualifiers)
        return self._share_of(
            line, _sum((done for done in service if wanted <= set(done.line.qualifiers)), self.currency)
        )

    def adjust(self, line: RateLine, subtotal: Money) -> PricedLine:
        if line.line_type is LineType.DISCOUNT_PCT:
            return self._share_of(line, -subtotal)
        if line.line_type is LineType.TAX_SURCHARGE:
            return self._share_of(line, subtotal)
        limit = self._net(line, self._price(line).times(self.facts.share(line)))
        nothing = Money.zero(self.currency)
        if line.line_type is LineType.MINIMUM:
            amount = max(limit - subtotal, nothing)
            reason = message("Up to the minimum of %(limit)s for the month", limit=limit)
        else:
            amount = min(limit - subtotal, nothing)
            reason = message("Down to the maximum of %(limit)s for the month", limit=limit)
        return PricedLine(line, Fraction(1), line.kind.unit, limit, amount, reason)

    def _share_of(self, line: RateLine, base: Money) -> PricedLine:
        rate = line.rate or Decimal(0)
        amount = self._net(line, base.times(rate))
        reason = message(
            "%(percent)s %% of %(base)s = %(amount)s",
            percent=(rate * 100).normalize() + 0,
            base=base,
            amount=amount,
        )
        return PricedLine(line, Fraction(base.minor), line.kind.unit, rate, amount, reason)

    def _price(self, line: RateLine) -> Money:
        return line.unit_price or Money.zero(self.currency)

    def _net(self, line: RateLine, amount: Money) -> Money:
        if not line.tax_inclusive:
            return amount
        if self.facts.tax_rate is None:
            raise ValueError("a price that includes tax needs the tax rate of the month")
        return net_and_tax_of_gross(amount, self.facts.tax_rate)[0]


def _product(units: Fraction, unit_price: Money, part: Fraction, yearly: int, amount: Money) -> Message:
    """The multiplication in figures, with the part of the month or year where it is not the whole."""
    part_of_year = part / yearly
    quantity = round(Decimal(units.numerator) / units.denominator, 4).normalize() + 0
    if part_of_year == 1:
        return message(
            "%(quantity)s × %(price)s = %(amount)s", quantity=quantity, price=unit_price, amount=amount
        )
    return message(
        "%(quantity)s × %(price)s × %(part)s = %(amount)s",
        quantity=quantity,
        price=unit_price,
        part=str(part_of_year),
        amount=amount,
    )
