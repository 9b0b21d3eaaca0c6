"""The forms of asking, quoting, weighing and choosing."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    FormField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import FieldList
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from portal.infra.forms import ParsedField, Part, PortalForm, choices_of, value_of
from portal.infra.i18n import _, language, lazy, say
from portal.kernel.calendars import DayKind
from portal.kernel.errors import Invalid
from portal.kernel.messages import message
from portal.kernel.money import CURRENCY_EXPONENTS, parse_amount
from portal.kernel.numerals import parse_decimal, parse_whole
from portal.kernel.rate_cards import Base, LineType, RateLine
from portal.reference.rules.clauses import label

ROLES = ("pre_sales", "after_sales")
SHIFTS = ("day", "night", "overnight")
MOST_VENDORS = 20
OFFERED_KINDS = (
    LineType.SEAT_MONTH,
    LineType.SEAT_SHIFT_MONTH,
    LineType.CONVERSATION,
    LineType.CONVERSATION_TIER,
    LineType.SALES_COMMISSION,
    LineType.FIXED_MONTH,
    LineType.SEAT_DAY,
    LineType.HOUR,
    LineType.ONE_OFF,
    LineType.SURCHARGE_PCT,
    LineType.DISCOUNT_PCT,
    LineType.MINIMUM,
)
BY_PERCENT = frozenset({LineType.SALES_COMMISSION, LineType.SURCHARGE_PCT, LineType.DISCOUNT_PCT})
KIND_WORDS = {
    LineType.SEAT_MONTH: lazy("Dedicated seat, per month"),
    LineType.SEAT_SHIFT_MONTH: lazy("Seat in one shift, per month"),
    LineType.CONVERSATION: lazy("Per conversation"),
    LineType.CONVERSATION_TIER: lazy("Per conversation, from … to …"),
    LineType.SALES_COMMISSION: lazy("Commission on assisted sales less refunds, %"),
    LineType.FIXED_MONTH: lazy("Fixed, per month"),
    LineType.SEAT_DAY: lazy("Temporary agent at sales events, per day"),
    LineType.HOUR: lazy("Per hour"),
    LineType.ONE_OFF: lazy("Once, at the start"),
    LineType.SURCHARGE_PCT: lazy("Surcharge, %"),
    LineType.DISCOUNT_PCT: lazy("Discount on everything, %"),
    LineType.MINIMUM: lazy("At least, per month"),
}


def ticks(words: Any) -> SelectMultipleField:
    """Several choices as tick boxes."""
    return SelectMultipleField(
        words, option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False), validators=[Optional()]
    )


class AskForm(PortalForm):
    """Whom to ask."""

    vendors = TextAreaField(
        lazy("Vendors, one per line"),
        [Length(max=4000)],
        description=lazy("Any name will do. Each gets a link that you copy into your chat with them."),
        render_kw={"rows": 4},
    )
    known = ticks(lazy("Vendors with a profile here"))
    deadline = DateField(lazy("Answer by"), validators=[Optional()])
    note = TextAreaField(lazy("A word to the vendors"), [Length(max=4000)], render_kw={"rows": 3})
    is_sealed = BooleanField(lazy("Sealed: nobody opens a quote before the deadline"))

    def names(self) -> list[str]:
        """The names typed, each once."""
        typed = [line.strip() for line in (self.vendors.data or "").splitlines()]
        names = list(dict.fromkeys(name for name in typed if name))
        if len(names) > MOST_VENDORS:
            raise Invalid(fields={"vendors": message("At most %(most)s at once.", most=MOST_VENDORS)})
        return names


class RateLineForm(Part):
    """One line of the price list; lines without a kind are left out."""

    kind = SelectField(lazy("What is charged"), validators=[Optional()])
    price = StringField(lazy("Price"), [Length(max=30)])
    role = SelectField(lazy("Only for"), validators=[Optional()])
    shift = SelectField(lazy("Only in"), validators=[Optional()])
    from_qty = StringField(lazy("above"), [Length(max=12)])
    to_qty = StringField(lazy("up to"), [Length(max=12)])

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.kind.choices = choices_of(
            [("", "—"), *((str(kind), say(KIND_WORDS[kind])) for kind in OFFERED_KINDS)]
        )
        self.role.choices = choices_of(
            [
                ("", _("everybody")),
                ("pre_sales", _("Before the sale")),
                ("after_sales", _("After the sale")),
            ]
        )
        self.shift.choices = choices_of(
            [
                ("", _("every shift")),
                *((shift, label("shift", shift, language())) for shift in SHIFTS),
            ]
        )

    def line(self, currency: str, *, tax_inclusive: bool) -> RateLine | None:
        """The line as entered; None when nothing was chosen, Invalid when it cannot be read."""
        if not self.kind.data:
            return None
        kind = LineType(self.kind.data)
        typed = (self.price.data or "").strip()
        if not typed:
            raise Invalid(message("%(line)s: enter a price.", line=str(KIND_WORDS[kind])))
        by_percent = kind in BY_PERCENT
        is_tier = kind is LineType.CONVERSATION_TIER
        return RateLine(
            line_type=kind,
            rate=parse_decimal(typed.removesuffix("%").strip()) / 100 if by_percent else None,
            unit_price=None if by_percent else parse_amount(typed, currency),
            base=Base.NET_SALES if kind is LineType.SALES_COMMISSION else None,
            role=self.role.data or None,
            shift=self.shift.data or None,
            day_kind=DayKind.PROMO if kind is LineType.SEAT_DAY else None,
            from_qty=_whole(self.from_qty.data) or 0 if is_tier else 0,
            to_qty=_whole(self.to_qty.data) if is_tier else None,
            tax_inclusive=tax_inclusive and not by_percent,
        )


def _whole(typed: str | None) -> int | None:
    return parse_whole(typed) if typed and typed.strip() else None


def typed_line(line: RateLine) -> dict[str, Any]:
    """A line as the form shows it."""
    price = ""
    if line.rate is not None:
        price = f"{(line.rate * 100).normalize():f}"
    elif line.unit_price is not None:
        price = f"{line.unit_price.decimal:f}"
    return {
        "kind": str(line.line_type),
        "price": price,
        "role": line.role or "",
        "shift": line.shift or "",
        "from_qty": str(line.from_qty) if line.line_type is LineType.CONVERSATION_TIER else "",
        "to_qty": "" if line.to_qty is None else str(line.to_qty),
    }


def _number(words: Any, unit: Any = "") -> ParsedField:
    return ParsedField(words, [Optional()], parse=parse_whole, unit=unit)


def tax_rate(typed: str) -> Decimal:
    """A VAT rate as typed in percent, kept as a share."""
    rate = parse_decimal(typed.removesuffix("%").strip()) / 100
    if not 0 <= rate < 1:
        raise Invalid(message("A tax rate lies between 0 and 100 %%: %(rate)s.", rate=typed))
    return rate


class QuoteForm(PortalForm):
    """A vendor's answer on one page."""

    currency = SelectField(lazy("Currency"))
    tax_rate = ParsedField(lazy("VAT rate"), [InputRequired()], parse=tax_rate, unit="%", default="6")
    tax_inclusive = BooleanField(lazy("Prices include VAT"))
    lines = FieldList(FormField(RateLineForm), min_entries=1, max_entries=20)
    agents = _number(lazy("Number of agents"))
    reserve_agents = _number(lazy("Agents in reserve"))
    years = _number(lazy("Years in business"))
    training_days = _number(lazy("Days of training before going live"), lazy("days"))
    replacement_hours = _number(lazy("Hours to replace an agent"), lazy("hours"))
    exam_before_start = BooleanField(lazy("Agents pass an exam before going live"))
    platforms = ticks(lazy("We work on"))
    knows_category = BooleanField(lazy("We know this product category"))
    note = TextAreaField(lazy("A word to the merchant"), [Length(max=4000)], render_kw={"rows": 3})

    def __init__(self, *arguments: Any, platforms: Iterable[str], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.currency.choices = choices_of([(code, code) for code in CURRENCY_EXPONENTS])
        self.platforms.choices = choices_of([(key, label("platform", key, language())) for key in platforms])

    def rate_card(self) -> list[RateLine]:
        """The price list as entered."""
        entered = (
            entry.form.line(self.currency.data, tax_inclusive=bool(self.tax_inclusive.data))
            for entry in self.lines
        )
        return [line for line in entered if line is not None]

    def facts(self, category: str) -> dict[str, Any]:
        """What the vendor declares; what was left empty is absent."""
        numbers = ("agents", "reserve_agents", "years", "training_days", "replacement_hours")
        said = {name: value_of(self[name]) for name in numbers}
        said["platforms"] = list(self.platforms.data or []) or None
        said["exam_before_start"] = bool(self.exam_before_start.data)
        if category:
            said["categories"] = [category] if self.knows_category.data else ["other"]
        return {name: value for name, value in said.items() if value is not None}


def promise_fields(standards: Iterable[tuple[str, str, str]]) -> dict[str, ParsedField]:
    """One field per standard asked for: (metric, name, unit)."""
    return {
        f"promise_{metric}": ParsedField(name, [Optional()], parse=parse_decimal, unit=unit)
        for metric, name, unit in standards
    }


class WeightsForm(PortalForm):
    """How much each criterion counts."""

    capability = IntegerField(lazy("Capability"), [InputRequired(), NumberRange(0, 100)])
    quality = IntegerField(lazy("Quality"), [InputRequired(), NumberRange(0, 100)])
    price = IntegerField(lazy("Price"), [InputRequired(), NumberRange(0, 100)])
    reputation = IntegerField(lazy("Reputation"), [InputRequired(), NumberRange(0, 100)])
    capability_gate = IntegerField(lazy("Gate for capability"), [Optional(), NumberRange(0, 100)])
    quality_gate = IntegerField(lazy("Gate for quality"), [Optional(), NumberRange(0, 100)])
    method = SelectField(lazy("Way of comparing"))

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.method.choices = choices_of(
            [
                ("linear_max", _("By ratio to the best")),
                ("min_max", _("By place between worst and best")),
            ]
        )


class ReasonForm(PortalForm):
    """A decision and its reason."""

    reason = TextAreaField(lazy("Reason"), [InputRequired(), Length(max=4000)], render_kw={"rows": 3})
