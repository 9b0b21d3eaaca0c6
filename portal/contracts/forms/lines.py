"""The editor of one line of the SLA schedule in full: what is judged, what a miss costs, what more earns."""

from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from wtforms import BooleanField, FieldList, FormField, SelectField

from portal.contracts.forms.base import (
    MONTHS,
    PERCENT,
    ChecksField,
    SectionForm,
    WithChoices,
    decimal,
    shown,
    whole,
    with_spare,
)
from portal.contracts.rules.definitions import definition_in
from portal.contracts.rules.entry import numbers_from_text, numbers_to_text
from portal.contracts.rules.schedule import BonusTier, CreditTier, ScoreStep, SlaLine
from portal.contracts.rules.terms import ContractTerms
from portal.infra.forms import ParsedField
from portal.infra.i18n import language, lazy
from portal.kernel.errors import Invalid
from portal.kernel.messages import message
from portal.kernel.metrics import catalogue
from portal.kernel.money import Money


class TierRow(WithChoices):
    """One step of the deduction."""

    groups = MappingProxyType({"counted": "counted"})
    may_be_empty = frozenset({"counted"})

    shortfall_from = decimal(lazy("Gap over"))
    shortfall_to = decimal(lazy("Gap up to"))
    percent = decimal(lazy("% of the fee"))
    amount = decimal(lazy("Fixed sum"))
    days = whole(lazy("Daily fees"))
    each = decimal(lazy("Per gap of"))
    started = BooleanField(lazy("Begun counts"))
    counted = SelectField(lazy("For each case"), validate_choice=False)
    seats = whole(lazy("Free seats"))
    seat_days = whole(lazy("for days"))


class StepRow(WithChoices):
    """Points for a result."""

    reached = decimal(lazy("Result at least as good as"))
    points = decimal(lazy("Points"))


class BonusRow(WithChoices):
    """A bonus for a result."""

    reached = decimal(lazy("Result at least as good as"))
    percent = decimal(lazy("% of the fee"))
    amount = decimal(lazy("Fixed sum"))


class LineForm(SectionForm):
    """One promise with all its terms."""

    groups = MappingProxyType({"kind": "judged", "role": "role"})
    may_be_empty = frozenset({"kind", "role"})

    metric = SelectField(lazy("Metric"), validate_choice=False)
    kind = SelectField(
        lazy("Way of judging"),
        validate_choice=False,
        description=lazy("Empty: at least or at most the target, as is good for the metric."),
    )
    target = decimal(
        lazy("Target"), description=lazy("In the metric's own unit: 95 for 95 %, 30 for 30 seconds.")
    )
    band_high = decimal(
        lazy("Upper end"), description=lazy("Only between two values: good is from target to here.")
    )
    within_seconds = whole(
        lazy("Answered within"),
        unit=lazy("seconds"),
        description=lazy("Only for a share within seconds; the target is the share in per cent."),
    )
    role = SelectField(lazy("Agents of the role"), validate_choice=False)
    history_months = whole(lazy("Months it is compared with"), unit=MONTHS)
    allowed_change = decimal(
        lazy("Worse by so much is allowed"),
        description=lazy(
            "Against the team's average or the months before, in the metric's unit; around the forecast, in per cent."
        ),
    )
    ramp = ParsedField(
        lazy("Targets of the first months"),
        parse=numbers_from_text,
        description=lazy("In their order, for example 90; 93. Then the target holds."),
    )
    grace = whole(
        lazy("Running-in"), unit=MONTHS, description=lazy("Shown only, neither scored nor charged.")
    )
    floor = decimal(lazy("Floor"), description=lazy("No points from here on; in between they rise evenly."))
    stretch = decimal(lazy("Stretch"))
    weight = whole(lazy("Weight"))
    min_volume = whole(lazy("Minimum volume"), unit=lazy("cases"))
    critical = BooleanField(lazy("Critical: missed several months in a row, it gives the right to end"))
    shops = ChecksField(lazy("Only for these shops"), validate_choice=False)
    tiers = FieldList(
        FormField(TierRow),
        lazy("Service credit"),
        description=lazy(
            "One step per row. What a row says is added up; rows that say nothing are left out."
        ),
    )
    bonus = decimal(lazy("Bonus for the stretch value"), unit=PERCENT)
    bonuses = FieldList(FormField(BonusRow), lazy("Bonus by result"))
    steps = FieldList(
        FormField(StepRow),
        lazy("Points by result"),
        description=lazy("The best first; none: even between floor and target."),
    )

    def offer(self, terms: ContractTerms) -> None:
        """The metrics and shops of this contract to choose from."""
        own = [(one.key, definition_in(terms, one.key).name.read(language())) for one in terms.own_metrics]
        named = [*own, *((one.key, one.name.read(language())) for one in catalogue())]
        self.known = dict(named)
        self.metric.choices = named
        self.shops.choices = [(shop.name, shop.name) for shop in terms.shops]

    @classmethod
    def of_line(cls, terms: ContractTerms, place: int, seen: str) -> "LineForm":
        """The form with what the draft says about the line at a place, or empty for one more."""
        data = _shown_line(terms.sla[place]) if place < len(terms.sla) else _empty_line()
        form = cls(data=data | {"seen": seen})
        form.offer(terms)
        return form

    def terms_with_line(self, terms: ContractTerms, place: int) -> ContractTerms:
        """The terms with this line as typed, in its place or at the end."""
        before = terms.sla[place] if place < len(terms.sla) else None
        lines = [*terms.sla[:place], self._line(terms, before), *terms.sla[place + 1 :]]
        return replace(terms, sla=tuple(lines))

    def _line(self, terms: ContractTerms, before: SlaLine | None) -> SlaLine:
        key = self.metric.data
        if key not in self.known:
            raise Invalid(fields={"metric": message("Choose a metric.")})
        if self.target.value is None:
            raise Invalid(fields={"target": message("Type the target.")})
        is_same = before is not None and before.metric == key
        return SlaLine(
            metric=key,
            version=before.version if before is not None and is_same else definition_in(terms, key).version,
            target=self.target.value,
            floor=self.floor.value,
            stretch=self.stretch.value,
            weight=_or(self.weight.value, 10),
            critical=bool(self.critical.data),
            min_volume=_or(self.min_volume.value, 30),
            grace_months=self.grace.value or 0,
            tiers=tuple(_tier(row, terms.currency) for row in _rows(self.tiers, *_CHARGES)),
            bonus_percent=self.bonus.value or Decimal(0),
            shops=tuple(self.shops.data or ()),
            kind=self.kind.data or "",
            band_high=self.band_high.value,
            within_seconds=self.within_seconds.value,
            role=self.role.data or "",
            history_months=_or(self.history_months.value, 3),
            allowed_change=self.allowed_change.value or Decimal(0),
            ramp=self.ramp.value or (),
            steps=tuple(_step(row) for row in _rows(self.steps, "reached")),
            bonus_tiers=tuple(_bonus(row, terms.currency) for row in _rows(self.bonuses, "reached")),
        )


_CHARGES = ("percent", "amount", "days", "seats")


def _rows(entries: Any, *names: str) -> list[Any]:
    """The rows that say something in one of the named fields."""
    forms = [entry.form for entry in entries]
    return [form for form in forms if any(form[name].value is not None for name in names)]


def _step(row: Any) -> ScoreStep:
    return ScoreStep(row.reached.value, row.points.value or Decimal(0))


def _bonus(row: Any, currency: str) -> BonusTier:
    return BonusTier(row.reached.value, row.percent.value or Decimal(0), _money(row.amount.value, currency))


def _tier(row: Any, currency: str) -> CreditTier:
    return CreditTier(
        shortfall_from=row.shortfall_from.value or Decimal(0),
        shortfall_to=row.shortfall_to.value,
        percent=row.percent.value or Decimal(0),
        each=row.each.value,
        started=bool(row.started.data),
        amount=_money(row.amount.value, currency),
        counted=row.counted.data or "",
        days=row.days.value or 0,
        seats=row.seats.value or 0,
        seat_days=row.seat_days.value or 0,
    )


def _money(value: Decimal | None, currency: str) -> Money | None:
    return None if value is None else Money.from_decimal(value, currency)


def _or(value: int | None, usual: int) -> int:
    return usual if value is None else value


def _empty_line() -> dict[str, Any]:
    rows = {name: with_spare([]) for name in ("tiers", "bonuses", "steps")}
    return {"weight": "10", "min_volume": "30", "history_months": "3", **rows}


def _shown_line(line: SlaLine) -> dict[str, Any]:
    return {
        "metric": line.metric,
        "kind": line.kind,
        "target": shown(line.target),
        "band_high": shown(line.band_high),
        "within_seconds": shown(line.within_seconds),
        "role": line.role,
        "history_months": shown(line.history_months),
        "allowed_change": shown(line.allowed_change) if line.allowed_change else "",
        "ramp": numbers_to_text(line.ramp),
        "grace": shown(line.grace_months),
        "floor": shown(line.floor),
        "stretch": shown(line.stretch),
        "weight": shown(line.weight),
        "min_volume": shown(line.min_volume),
        "critical": line.critical,
        "shops": list(line.shops),
        "tiers": with_spare([_shown_tier(tier) for tier in line.tiers]),
        "bonus": shown(line.bonus_percent) if line.bonus_percent else "",
        "bonuses": with_spare(
            [
                {
                    "reached": shown(one.reached),
                    "percent": shown(one.percent) if one.percent else "",
                    "amount": _shown_money(one.amount),
                }
                for one in line.bonus_tiers
            ]
        ),
        "steps": with_spare(
            [{"reached": shown(one.reached), "points": shown(one.points)} for one in line.steps]
        ),
    }


def _shown_tier(tier: CreditTier) -> dict[str, Any]:
    return {
        "shortfall_from": shown(tier.shortfall_from),
        "shortfall_to": shown(tier.shortfall_to),
        "percent": shown(tier.percent) if tier.percent else "",
        "amount": _shown_money(tier.amount),
        "days": shown(tier.days) if tier.days else "",
        "each": shown(tier.each),
        "started": tier.started,
        "counted": tier.counted,
        "seats": shown(tier.seats) if tier.seats else "",
        "seat_days": shown(tier.seat_days) if tier.seat_days else "",
    }


def _shown_money(value: Money | None) -> str:
    return "" if value is None else shown(value.decimal)
