"""What a line of the schedule would have cost for example results, judged by the rules that judge a real month."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil

from portal.contracts.rules.definitions import definition_of
from portal.contracts.rules.schedule import CreditRules, CreditTier, SlaLine
from portal.contracts.rules.terms import ContractTerms
from portal.kernel.messages import Message
from portal.kernel.metrics import Direction, is_own
from portal.kernel.money import Money, exponent_of
from portal.kernel.periods import ServiceMonth, service_month_of
from portal.kernel.rate_cards import LineType, RateLine
from portal.sla.rules.inputs import MonthInputs
from portal.sla.rules.keys import FORECAST, TEAM, WITHIN
from portal.sla.rules.measurements import SUMS, quantity, unit_of
from portal.sla.rules.months import judge
from portal.sla.rules.parts import Part
from portal.sla.rules.pooling import FIRST_RESPONSES, Figures, Grain, PooledCount, PooledPart
from portal.sla.rules.slots import slots_of

CASES = 10_000
EXAMPLE_FEE = 20_000
PERCENT = 100


@dataclass(frozen=True)
class Example:
    """A result, how the line would stand, and what would be deducted of a fee before the month's cap."""

    result: Message
    state: str
    fee: Money
    deduction: Money | None
    bonus: Money | None
    reasons: tuple[Message, ...]


def examples_of(terms: ContractTerms, line: SlaLine) -> tuple[Example, ...]:
    """The target just met and up to two misses, for a month after running-in and rising targets.

    Empty for a line that compares agents with each other, for a forecast that is missing, and for metrics of the
    parties' own.
    """
    has_no_forecast = line.kind == FORECAST and terms.capacity.forecast is None
    if line.kind == TEAM or has_no_forecast or is_own(line.metric):
        return ()
    alone = replace(terms, sla=(line,), rate_card=(_fee_line(terms),), credits=_without_cap(terms.credits))
    return tuple(_example(alone, line, value) for value in _values(terms, line))


def _fee_line(terms: ContractTerms) -> RateLine:
    return RateLine(
        line_type=LineType.FIXED_MONTH, unit_price=Money.from_decimal(Decimal(EXAMPLE_FEE), terms.currency)
    )


def _without_cap(rules: CreditRules) -> CreditRules:
    """Every line by itself: what the cap takes away depends on the others."""
    return replace(rules, cap_percent=None, bonus_cap_percent=Decimal(100))


def _values(terms: ContractTerms, line: SlaLine) -> Iterator[Fraction]:
    """The target itself, then results in the middle of the first and beyond the start of the last step."""
    is_lower = definition_of(terms, line).direction is Direction.LOWER
    at_most = line.kind == "at_most" or (line.kind in {"", "history"} and is_lower)
    sign = 1 if at_most else -1
    target = _edge(terms, line)
    yield target
    gaps = {_gap(tier) for tier in (*line.tiers[:1], *line.tiers[-1:])}
    for gap in sorted(gaps):
        value = target + sign * gap
        if value >= 0:
            yield value


def _edge(terms: ContractTerms, line: SlaLine) -> Fraction:
    """The worst result that is still good: the target, or the lower end of the band around the forecast."""
    if line.kind != FORECAST or terms.capacity.forecast is None:
        return Fraction(line.target)
    percent = Fraction(line.allowed_change or terms.capacity.band_percent)
    return Fraction(ceil(terms.capacity.forecast * (1 - percent / PERCENT)))


def _gap(tier: CreditTier) -> Fraction:
    if tier.shortfall_to is not None:
        return Fraction(tier.shortfall_from + tier.shortfall_to) / 2
    return Fraction(tier.shortfall_from) + (2 * Fraction(tier.each) if tier.each else 1)


def _example(terms: ContractTerms, line: SlaLine, value: Fraction) -> Example:
    start = terms.term.start or date(2026, 1, 1)
    month = service_month_of(start, terms.start_day).shift(max(line.grace_months, len(line.ramp)))
    judged = judge(_inputs(terms, line, value, month))
    (result,) = judged.evaluation.lines
    deductions, bonuses = judged.credits.lines, judged.credits.bonuses
    return Example(
        result=quantity(value, result.promise.unit),
        state=result.state.value,
        fee=judged.credits.base,
        deduction=deductions[0].amount if deductions else None,
        bonus=bonuses[0].amount if bonuses else None,
        reasons=tuple(one.reason for one in (*deductions, *bonuses)),
    )


def _inputs(terms: ContractTerms, line: SlaLine, value: Fraction, month: ServiceMonth) -> MonthInputs:
    """A month whose only figure gives this result."""
    if line.kind == WITHIN:
        slot, figures = slots_of(terms)[0], _answers(value, line.within_seconds or 0)
        return MonthInputs(terms=terms, month=month, files={slot.key: figures})
    _unit, factor = unit_of(line.metric, currency_digits=exponent_of(terms.currency))
    return MonthInputs(terms=terms, month=month, typed={line.metric: _figures(line, value / factor)})


def _answers(share: Fraction, seconds: int) -> Figures:
    """First answers of which this share (in per cent) came in time."""
    good = int(share * CASES / PERCENT)
    late = (seconds + 1) * 1000
    return Figures({}, {}, spreads={FIRST_RESPONSES: ((0, good), (late, CASES - good))})


def _figures(line: SlaLine, quotient: Fraction) -> Figures:
    """Figures of a month that give this quotient, from many cases."""
    if line.metric in SUMS:
        count = PooledCount(int(quotient), Grain.TOTAL, approximate=False, rows=1)
        return Figures({}, {SUMS[line.metric]: count})
    cases = max(CASES, line.min_volume) * quotient.denominator
    part = Part(int(quotient * cases), cases)
    return Figures({line.metric: PooledPart(part, Grain.TOTAL, approximate=False, rows=1)}, {})
