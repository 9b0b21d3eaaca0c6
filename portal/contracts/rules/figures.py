"""The two schedules full of figures: what is charged, and what is promised."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from portal.contracts.rules.cells import Cell, Table, cell, heads, same
from portal.contracts.rules.plain import decimal_words
from portal.contracts.rules.promise_words import (
    bounds_words,
    deduction_words,
    more_words,
    target_words,
    versioned_words,
)
from portal.contracts.rules.schedule import SlaLine
from portal.contracts.rules.terms import ContractTerms
from portal.contracts.rules.values import day, listed, money, number
from portal.kernel.rate_cards import LineType, RateLine
from portal.reference.rules.clauses import label

ONE_DAY = timedelta(days=1)


def rate_card(terms: ContractTerms) -> Table:
    """The rate card: what is charged, for what it holds, at which price and per what."""
    return Table(
        key="rate_card",
        columns=heads(terms, "charge", "condition", "price", "unit"),
        rows=tuple(_charge(terms, line) for line in terms.rate_card),
        figures=(2,),
    )


def sla(terms: ContractTerms) -> Table:
    """The SLA schedule: each metric with its values, weight, deductions and bonus."""
    columns = "metric target floor_stretch weight min_volume deduction bonus_further"
    return Table(
        key="sla",
        columns=heads(terms, *columns.split()),
        rows=tuple(_promise(terms, line) for line in terms.sla),
        figures=(3, 4),
    )


def _charge(terms: ContractTerms, line: RateLine) -> tuple[Cell, ...]:
    return (
        cell(terms, lambda language: line.label or label("line_type", line.line_type, language)),
        cell(terms, lambda language: listed(_conditions(line, language), language) or "—"),
        cell(terms, lambda language: _price(line, language)),
        cell(terms, lambda language: label("line_unit", _unit_key(line), language)),
    )


def _price(line: RateLine, language: str) -> str:
    if line.unit_price is None:
        return f"{decimal_words((line.rate or Decimal(0)) * 100)}%"
    included = f" ({label('phrase', 'includes_tax', language)})" if line.tax_inclusive else ""
    return money(line.unit_price) + included


def _unit_key(line: RateLine) -> str:
    if line.line_type is LineType.SALES_COMMISSION and line.base is not None:
        return line.base
    if line.line_type is LineType.SURCHARGE_FIXED and line.quantity is not None:
        return line.quantity
    return line.line_type


def _conditions(line: RateLine, language: str) -> Iterator[str]:
    for name, value in line.qualifiers:
        yield label(name, value, language) if name in {"role", "shift", "platform", "day_kind"} else value
    if line.from_qty or line.to_qty is not None:
        key = "upward" if line.to_qty is None else "range"
        yield label("phrase", key, language).format(low=number(line.from_qty), high=number(line.to_qty))
    if line.line_type is LineType.CONVERSATION_TIER:
        yield label("tier_mode", line.tier_mode, language)
    if line.valid_from is not None:
        yield label("phrase", "valid_from", language).format(day=day(line.valid_from, language))
    if line.valid_to is not None:
        yield label("phrase", "valid_to", language).format(day=day(line.valid_to - ONE_DAY, language))


def _promise(terms: ContractTerms, line: SlaLine) -> tuple[Cell, ...]:
    return (
        cell(terms, lambda language: versioned_words(terms, line, language)),
        cell(terms, lambda language: target_words(terms, line, language)),
        cell(terms, lambda language: bounds_words(terms, line, language)),
        same(number(line.weight)),
        same(number(line.min_volume)),
        cell(terms, lambda language: deduction_words(terms, line, language)),
        cell(terms, lambda language: more_words(terms, line, language)),
    )
