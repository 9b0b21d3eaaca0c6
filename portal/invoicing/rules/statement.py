"""The month's statement: fee lines, deductions and bonuses, VAT once on the summed net, and what is to be paid.

The order of EN 16931: net of the lines, less allowances, plus charges, is the net total; VAT is computed once on
that total; deposits stand beside it, because they are no fee.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from portal.kernel.messages import Message, message
from portal.kernel.money import Money, tax_on_net
from portal.kernel.rate_cards import LineType, PricedCard, PricedLine

LIMITS = frozenset({LineType.MINIMUM, LineType.CAP})
"""Lines that are left out of a statement when they change nothing."""

CARRIED_IN = message("Service credit carried from the month before")
"""The line that deducts what exceeded the fee of the month before."""


class LineKind(StrEnum):
    """What a line of a statement is."""

    FEE = "fee"
    CREDIT = "credit"
    BONUS = "bonus"
    RETURNED = "returned"
    LIMIT = "limit"
    CARRIED = "carried"
    DEPOSIT = "deposit"


@dataclass(frozen=True)
class Adjustment:
    """A deduction or bonus that follows from one promise, as a positive amount with its reason."""

    metric: str
    label: Message
    amount: Money
    target: Message
    result: Message
    reason: Message


@dataclass(frozen=True)
class Adjustments:
    """The month's deductions and bonuses; ``credit`` and ``bonus`` are what their limits leave of the sums.

    ``returns`` are deductions of earlier months that come back now, each a line of its own.
    """

    credits: tuple[Adjustment, ...]
    bonuses: tuple[Adjustment, ...]
    credit: Money
    bonus: Money
    limits: tuple[Message, ...] = ()
    returns: tuple[Adjustment, ...] = ()

    @classmethod
    def none(cls, currency: str) -> "Adjustments":
        """A month in which nothing follows from the results."""
        return cls((), (), Money.zero(currency), Money.zero(currency))


@dataclass(frozen=True)
class StatementLine:
    """One line: a fee has quantity and price, everything has a signed net amount and its reason in words."""

    kind: LineKind
    label: Message
    amount: Money
    explanation: Message
    quantity: Fraction | None = None
    unit: Message | None = None
    price: Money | Decimal | None = None
    reference: str = ""
    target: Message | None = None
    result: Message | None = None


@dataclass(frozen=True)
class Statement:
    """The whole of it; ``deducted`` is negative or zero, ``carried_out`` waits for the next month."""

    currency: str
    lines: tuple[StatementLine, ...]
    fees: Money
    deducted: Money
    net: Money
    tax_rate: Decimal
    tax: Money
    gross: Money
    deposits: Money
    payable: Money
    carried_out: Money
    missing: tuple[str, ...]


def statement_of(
    card: PricedCard,
    adjustments: Adjustments,
    *,
    tax_rate: Decimal,
    carried_in: Money,
    carries_over: bool,
) -> Statement:
    """The statement of a month.

    Deductions never turn a month's fee negative: what exceeds it is carried to the next month when the contract
    says so, and dropped otherwise.
    """
    currency = card.currency
    nothing = Money.zero(currency)
    fees = [_fee(line) for line in card.lines if line.amount or line.line.line_type not in LIMITS]
    bonuses = _with_limit(adjustments.bonuses, adjustments.bonus, LineKind.BONUS, ())
    bonuses += [_adjusting(one, LineKind.RETURNED, 1) for one in adjustments.returns]
    deductions = _with_limit(adjustments.credits, adjustments.credit, LineKind.CREDIT, adjustments.limits)
    if carried_in:
        deductions.append(
            StatementLine(
                LineKind.CARRIED,
                CARRIED_IN,
                -carried_in,
                message("It exceeded that month's fee."),
            )
        )
    before = _total([*fees, *bonuses], currency)
    wanted = -_total(deductions, currency)
    excess = max(wanted - max(before, nothing), nothing)
    if excess:
        deductions.append(_excess(excess, carries_over=carries_over))
    deposits = [_deposit(line) for line in card.deposits]
    net = before + _total(deductions, currency)
    tax = tax_on_net(net, tax_rate)
    paid_beside = _total(deposits, currency)
    return Statement(
        currency=currency,
        lines=(*fees, *bonuses, *deductions, *deposits),
        fees=_total(fees, currency),
        deducted=_total(deductions, currency),
        net=net,
        tax_rate=tax_rate,
        tax=tax,
        gross=net + tax,
        deposits=paid_beside,
        payable=net + tax + paid_beside,
        carried_out=excess if carries_over else nothing,
        missing=card.missing,
    )


def _fee(priced: PricedLine) -> StatementLine:
    line = priced.line
    label = message("%(own)s", own=line.label) if line.label else line.kind.name
    return StatementLine(
        kind=LineKind.FEE,
        label=label,
        amount=priced.amount,
        explanation=priced.explanation,
        quantity=priced.quantity if line.quantity_name and not line.kind.by_rate else None,
        unit=priced.unit,
        price=priced.unit_price,
        reference=str(line.line_type),
    )


def _deposit(priced: PricedLine) -> StatementLine:
    return StatementLine(
        kind=LineKind.DEPOSIT,
        label=priced.line.kind.name,
        amount=priced.amount,
        explanation=message("No fee and no VAT: it is returned at the end of the contract."),
        reference=str(priced.line.line_type),
    )


def _with_limit(
    adjustments: Sequence[Adjustment], limited: Money, kind: LineKind, reasons: Sequence[Message]
) -> list[StatementLine]:
    """The lines of one kind, and one that brings their sum to what the contract's limit leaves."""
    sign = -1 if kind is LineKind.CREDIT else 1
    lines = [_adjusting(one, kind, sign) for one in adjustments]
    beyond = Money.total((one.amount for one in adjustments), limited.currency) - limited
    if beyond:
        reason = reasons[0] if reasons else message("The contract limits the sum.")
        lines.append(
            StatementLine(
                LineKind.LIMIT, message("Limit agreed in the contract"), beyond.times(-sign), reason
            )
        )
    return lines


def _adjusting(one: Adjustment, kind: LineKind, sign: int) -> StatementLine:
    return StatementLine(
        kind=kind,
        label=one.label,
        amount=one.amount.times(sign),
        explanation=one.reason,
        reference=one.metric,
        target=one.target,
        result=one.result,
    )


def _excess(excess: Money, *, carries_over: bool) -> StatementLine:
    if carries_over:
        return StatementLine(
            LineKind.CARRIED,
            message("Carried to the next month"),
            excess,
            message("Service credits exceed the fee; the rest is deducted next month."),
        )
    return StatementLine(
        LineKind.LIMIT,
        message("Not deducted"),
        excess,
        message("Service credits never exceed the month's fee; the contract drops the rest."),
    )


def _total(lines: Iterable[StatementLine], currency: str) -> Money:
    return Money.total((line.amount for line in lines), currency)
