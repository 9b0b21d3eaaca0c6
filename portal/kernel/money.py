"""Money is a whole number of the smallest unit of one currency: no cent appears or disappears by rounding.

Rounding happens only where a price meets a fraction, always half away from zero (四舍五入), so that a credit
note rounds exactly as the invoice that it takes back.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Self

from portal.kernel.errors import Invalid
from portal.kernel.messages import message
from portal.kernel.numerals import normalise, parse_decimal

# Decimals a currency is priced and paid in. TWD has cents in ISO 4217, but none in trade.
CURRENCY_EXPONENTS = {
    "AUD": 2,
    "CAD": 2,
    "CHF": 2,
    "CNY": 2,
    "EUR": 2,
    "GBP": 2,
    "HKD": 2,
    "IDR": 0,
    "JPY": 0,
    "KRW": 0,
    "MOP": 2,
    "MYR": 2,
    "PHP": 2,
    "SGD": 2,
    "THB": 2,
    "TWD": 0,
    "USD": 2,
    "VND": 0,
}

# What people write before or after an amount in that currency.
CURRENCY_SIGNS = {
    "CNY": ("RMB", "CNY", "¥", "人民币", "元", "圆"),
    "EUR": ("EUR", "€"),
    "GBP": ("GBP", "£"),
    "HKD": ("HKD", "HK$", "$", "港元", "港币", "港幣"),
    "JPY": ("JPY", "¥", "円", "日元"),
    "SGD": ("SGD", "S$", "$"),
    "TWD": ("TWD", "NT$", "NTD", "$", "新台幣", "新臺幣", "元", "圓"),
    "USD": ("USD", "US$", "$", "美元"),
}

Factor = Fraction | Decimal | int


def exponent_of(currency: str) -> int:
    """How many decimals amounts in this currency have; Invalid for a currency we do not settle in."""
    try:
        return CURRENCY_EXPONENTS[currency]
    except KeyError:
        raise Invalid(
            message("“%(currency)s” is not a currency of this system.", currency=currency)
        ) from None


def exact(factor: Factor) -> Fraction:
    """The factor as an exact fraction; a float is a programming error because it has already been rounded."""
    if isinstance(factor, float):
        raise TypeError("money is never multiplied by a float")
    return Fraction(factor)


def round_half_up(value: Fraction) -> int:
    """The nearest whole number, halves away from zero: 2.5 → 3, −2.5 → −3."""
    whole = (2 * abs(value.numerator) + value.denominator) // (2 * value.denominator)
    return whole if value >= 0 else -whole


@dataclass(frozen=True, slots=True)
class Money:
    """An amount: ``minor`` counts the smallest units (分, cents, whole yen) of ``currency`` (ISO 4217)."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        exponent_of(self.currency)
        if type(self.minor) is not int:
            raise TypeError("money counts whole minor units")

    @classmethod
    def zero(cls, currency: str) -> Self:
        """Nothing, in this currency."""
        return cls(0, currency)

    @classmethod
    def from_decimal(cls, amount: Decimal | int, currency: str) -> Self:
        """The amount in major units (``Decimal("12.30")`` yuan); Invalid if the currency has fewer decimals."""
        minor = exact(amount) * 10 ** exponent_of(currency)
        if minor.denominator != 1:
            raise Invalid(
                message(
                    "Amounts in %(currency)s have at most %(decimals)s decimals.",
                    currency=currency,
                    decimals=exponent_of(currency),
                )
            )
        return cls(int(minor), currency)

    @classmethod
    def rounded(cls, minor: Fraction, currency: str) -> Self:
        """A computed, possibly broken number of minor units, rounded half away from zero."""
        return cls(round_half_up(minor), currency)

    @classmethod
    def total(cls, amounts: Iterable[Self], currency: str) -> Self:
        """The sum of amounts that are all in ``currency``; zero for none."""
        total = cls.zero(currency)
        for amount in amounts:
            total = total + amount
        return total

    @property
    def decimal(self) -> Decimal:
        """The amount in major units with the currency's decimals: 1230 fen → ``Decimal("12.30")``."""
        return Decimal(self.minor).scaleb(-CURRENCY_EXPONENTS[self.currency])

    def times(self, factor: Factor) -> Self:
        """The amount multiplied exactly and rounded once to a minor unit, half away from zero."""
        return type(self).rounded(self.minor * exact(factor), self.currency)

    def _same(self, other: "Money") -> int:
        if self.currency != other.currency:
            raise ValueError(f"amounts in {self.currency} and {other.currency} cannot be mixed")
        return other.minor

    def __add__(self, other: Self) -> Self:
        return type(self)(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Self) -> Self:
        return type(self)(self.minor - self._same(other), self.currency)

    def __neg__(self) -> Self:
        return type(self)(-self.minor, self.currency)

    def __lt__(self, other: Self) -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: Self) -> bool:
        return self.minor <= self._same(other)

    def __gt__(self, other: Self) -> bool:
        return self.minor > self._same(other)

    def __ge__(self, other: Self) -> bool:
        return self.minor >= self._same(other)

    def __bool__(self) -> bool:
        return self.minor != 0

    def __str__(self) -> str:
        return f"{self.currency} {self.decimal:,f}"


def net_and_tax_of_gross(gross: Money, rate: Factor) -> tuple[Money, Money]:
    """Net and tax inside a tax-inclusive amount: net = gross ÷ (1 + rate) rounded, tax = the rest.

    Net and tax therefore always add up to the gross that was agreed. ``rate`` 6 % is ``Decimal("0.06")``.
    """
    net = gross.times(1 / (1 + _tax_rate(rate)))
    return net, gross - net


def tax_on_net(net: Money, rate: Factor) -> Money:
    """The tax on a net amount, rounded once; invoices call it once per rate on the summed net (EN 16931)."""
    return net.times(_tax_rate(rate))


def _tax_rate(rate: Factor) -> Fraction:
    exact_rate = exact(rate)
    if not 0 <= exact_rate < 1:
        raise Invalid(message("A tax rate lies between 0 and 100 %%: %(rate)s.", rate=str(rate)))
    return exact_rate


def parse_amount(text: str, currency: str) -> Money:
    """An amount as people write it: ``1,234.50``, ``￥1,234.50``, ``１２元``; Invalid with the reason otherwise."""
    bare = normalise(text)
    for sign in CURRENCY_SIGNS.get(currency, (currency,)):
        bare = _without_sign(bare, normalise(sign))
    return Money.from_decimal(parse_decimal(bare), currency)


def _without_sign(text: str, sign: str) -> str:
    minus, unsigned = ("-", text[1:].strip()) if text.startswith("-") else ("", text)
    return minus + unsigned.removeprefix(sign).removesuffix(sign).strip()
