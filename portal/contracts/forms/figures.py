"""Editors of the figures: the SLA schedule, and the rate card with the terms of payment."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from wtforms import BooleanField, FieldList, FormField, SelectField, StringField

from portal.contracts.forms.base import (
    DAYS,
    PERCENT,
    SectionForm,
    WithChoices,
    decimal,
    shown,
    whole,
    with_spare,
)
from portal.contracts.rules.definitions import definition_in
from portal.contracts.rules.entry import ELSEWHERE, tiers_from_text, tiers_to_text
from portal.contracts.rules.schedule import SlaLine
from portal.contracts.rules.terms import ContractTerms
from portal.infra.forms import ParsedField
from portal.infra.i18n import language, lazy
from portal.kernel.metrics import OwnMetric, catalogue
from portal.kernel.money import Money
from portal.kernel.periods import ProRata
from portal.kernel.rate_cards import Base, LineType, RateLine, TierMode
from portal.kernel.rate_cards.lines import LINE_KINDS


class SlaRow(WithChoices):
    """One promise."""

    metric = SelectField(lazy("Metric"), validate_choice=False)
    target = decimal(lazy("Target"))
    floor = decimal(lazy("Floor"))
    stretch = decimal(lazy("Stretch"))
    weight = whole(lazy("Weight"))
    min_volume = whole(lazy("Minimum volume"))
    tiers = ParsedField(lazy("Service credit in per cent"), parse=tiers_from_text)
    bonus = decimal(lazy("Bonus in per cent"))
    grace = whole(lazy("Running-in months"))
    critical = BooleanField(lazy("Critical"))

    def __init__(self, *arguments: Any, **values: Any) -> None:
        super().__init__(*arguments, **values)
        self.offer(())

    def offer(self, own: Sequence[OwnMetric]) -> None:
        """The metrics to choose from: the parties' own first, then the catalogue."""
        known = (*(one.definition for one in own), *catalogue())
        self.metric.choices = [("", "–"), *((one.key, one.name.read(language())) for one in known)]


class SlaForm(SectionForm):
    """Metrics with targets, and how figures are delivered."""

    groups = MappingProxyType({"source": "source"})

    lines = FieldList(
        FormField(SlaRow),
        lazy("Metrics"),
        description=lazy(
            "Targets in the metric's own unit: 95 for 95 %, 30 for 30 seconds. Service credit: 2 is 2 % for any miss;"
            " 0-2: 1; 2-: 3 is 1 % up to 2 short and 3 % beyond. A star stands for other service credits, which are"
            " changed on the page of the line. Rows without a target are left out."
        ),
    )
    report_days = whole(lazy("Figures due after the end of the month within"), unit=DAYS)
    acceptance_days = whole(lazy("Merchant answers within"), unit=DAYS)
    deemed_acceptance = BooleanField(lazy("No answer in time counts as accepted"))
    source = SelectField(lazy("Where figures differ"), validate_choice=False)
    tolerance = decimal(lazy("Tolerance when files are compared"), unit=PERCENT)

    def offer(self, terms: ContractTerms) -> None:
        for entry in self.lines:
            entry.form.offer(terms.own_metrics)

    @classmethod
    def data_of(cls, terms: ContractTerms) -> dict[str, Any]:
        delivery = terms.measurement
        return {
            "lines": with_spare([_sla_row(line) for line in terms.sla]),
            "report_days": shown(delivery.report_days),
            "acceptance_days": shown(delivery.acceptance_days),
            "deemed_acceptance": delivery.deemed_acceptance,
            "source": delivery.prevailing_source,
            "tolerance": shown(delivery.tolerance_percent),
        }

    def terms_with(self, terms: ContractTerms) -> ContractTerms:
        left = list(terms.sla)
        rows = [entry.form for entry in self.lines]
        return replace(
            terms,
            sla=tuple(
                _sla_line(terms, row, _taken(left, row.metric.data))
                for row in rows
                if row.metric.data and row.target.value is not None
            ),
            measurement=replace(
                terms.measurement,
                report_days=_or(self.report_days.value, 5),
                acceptance_days=_or(self.acceptance_days.value, 5),
                deemed_acceptance=bool(self.deemed_acceptance.data),
                prevailing_source=self.source.data,
                tolerance_percent=Decimal(1) if self.tolerance.value is None else self.tolerance.value,
            ),
        )


class RateRow(WithChoices):
    """One line of the rate card; the price is an amount or, for shares, per cent."""

    groups = MappingProxyType(
        {"line_type": "line_type", "role": "role", "shift": "shift", "tier_mode": "tier_mode"}
    )
    may_be_empty = frozenset({"role", "shift"})

    line_type = SelectField(lazy("Charge"), validate_choice=False)
    price = decimal(lazy("Price or per cent"))
    role = SelectField(lazy("Role"), validate_choice=False)
    shift = SelectField(lazy("Shift"), validate_choice=False)
    from_qty = whole(lazy("From quantity"))
    to_qty = whole(lazy("To quantity"))
    tier_mode = SelectField(lazy("Tiers"), validate_choice=False)
    label = StringField(lazy("Name of its own"))
    tax_inclusive = BooleanField(lazy("Includes VAT"))


class FeesForm(SectionForm):
    """What is charged, and how it is paid."""

    groups = MappingProxyType(
        {"proration": "proration", "invoice_type": "invoice_type", "invoice_item": "invoice_item"}
    )

    lines = FieldList(
        FormField(RateRow),
        lazy("Rate card"),
        description=lazy("Rows without a price are left out. Shares are typed in per cent: 1.5 for 1.5 %."),
    )
    proration = SelectField(lazy("Part months are charged"), validate_choice=False)
    due_day = whole(
        lazy("Fee due on day"), unit=lazy("of the next month"), description=lazy("Empty: in days, see below.")
    )
    due_days = whole(lazy("Or after confirmation within"), unit=DAYS)
    prepayment_percent = decimal(lazy("Prepayment"), unit=PERCENT)
    late_fee_percent = decimal(lazy("Late fee per day"), unit=PERCENT)
    suspension_days = whole(lazy("Service may be suspended when payment is late by"), unit=DAYS)
    tax_percent = decimal(lazy("VAT rate"), unit=PERCENT)
    invoice_type = SelectField(lazy("Tax document"), validate_choice=False)
    invoice_item = SelectField(lazy("Item on the tax document"), validate_choice=False)

    @classmethod
    def data_of(cls, terms: ContractTerms) -> dict[str, Any]:
        pay = terms.payment
        return {
            "lines": with_spare([_rate_row(line) for line in terms.rate_card]),
            "proration": pay.proration,
            "due_day": shown(pay.due_day),
            "due_days": shown(pay.due_days),
            "prepayment_percent": shown(pay.prepayment_percent),
            "late_fee_percent": shown(pay.late_fee_percent),
            "suspension_days": shown(pay.suspension_days),
            "tax_percent": shown(pay.tax_percent),
            "invoice_type": pay.invoice_type,
            "invoice_item": pay.invoice_item,
        }

    def terms_with(self, terms: ContractTerms) -> ContractTerms:
        pairs = zip(self.lines, [*terms.rate_card, *([None] * len(self.lines))], strict=False)
        return replace(
            terms,
            rate_card=tuple(
                _rate_line(entry.form, terms.currency, before)
                for entry, before in pairs
                if entry.form.price.value is not None
            ),
            payment=replace(
                terms.payment,
                proration=ProRata(self.proration.data),
                due_day=self.due_day.value,
                due_days=_or(self.due_days.value, 15),
                prepayment_percent=self.prepayment_percent.value or Decimal(0),
                late_fee_percent=self.late_fee_percent.value or Decimal(0),
                suspension_days=_or(self.suspension_days.value, 10),
                tax_percent=self.tax_percent.value or Decimal(0),
                invoice_type=self.invoice_type.data,
                invoice_item=self.invoice_item.data,
            ),
        )


def _or(value: int | None, usual: int) -> int:
    return usual if value is None else value


def _sla_row(line: SlaLine) -> dict[str, Any]:
    return {
        "metric": line.metric,
        "target": shown(line.target),
        "floor": shown(line.floor),
        "stretch": shown(line.stretch),
        "weight": shown(line.weight),
        "min_volume": shown(line.min_volume),
        "tiers": tiers_to_text(line.tiers),
        "bonus": shown(line.bonus_percent) if line.bonus_percent else "",
        "grace": shown(line.grace_months),
        "critical": line.critical,
    }


def _sla_line(terms: ContractTerms, row: Any, before: SlaLine | None) -> SlaLine:
    key = row.metric.data
    line = before or SlaLine(key, definition_in(terms, key).version, row.target.value)
    is_elsewhere = before is not None and (row.tiers.data or "").strip() == ELSEWHERE
    return replace(
        line,
        target=row.target.value,
        floor=row.floor.value,
        stretch=row.stretch.value,
        weight=_or(row.weight.value, 10),
        critical=bool(row.critical.data),
        min_volume=_or(row.min_volume.value, 30),
        grace_months=row.grace.value or 0,
        tiers=line.tiers if is_elsewhere else row.tiers.value or (),
        bonus_percent=row.bonus.value or Decimal(0),
    )


def _taken(left: list[SlaLine], metric: str) -> SlaLine | None:
    """The line that a row stands for: the first of its metric that no row above has taken."""
    found = next((line for line in left if line.metric == metric), None)
    if found is not None:
        left.remove(found)
    return found


def _rate_row(line: RateLine) -> dict[str, Any]:
    price = line.unit_price.decimal if line.unit_price else (line.rate or Decimal(0)) * 100
    return {
        "line_type": line.line_type,
        "price": shown(price),
        "role": line.role or "",
        "shift": line.shift or "",
        "from_qty": shown(line.from_qty) if line.from_qty else "",
        "to_qty": shown(line.to_qty),
        "tier_mode": line.tier_mode,
        "label": line.label,
        "tax_inclusive": line.tax_inclusive,
    }


def _rate_line(row: Any, currency: str, before: RateLine | None) -> RateLine:
    """The line as typed; what this form doesn't show (base, platform, days) stays as it was for the same charge."""
    line_type = LineType(row.line_type.data)
    by_rate = LINE_KINDS[line_type].by_rate
    kept = before if before is not None and before.line_type is line_type else RateLine(line_type=line_type)
    base = kept.base or (Base.NET_SALES if line_type is LineType.SALES_COMMISSION else None)
    return replace(
        kept,
        label=(row.label.data or "").strip(),
        unit_price=None if by_rate else Money.from_decimal(row.price.value, currency),
        rate=row.price.value / 100 if by_rate else None,
        base=base,
        from_qty=row.from_qty.value or 0,
        to_qty=row.to_qty.value,
        tier_mode=TierMode(row.tier_mode.data or TierMode.SLAB),
        role=row.role.data or None,
        shift=row.shift.data or None,
        tax_inclusive=bool(row.tax_inclusive.data),
    )
