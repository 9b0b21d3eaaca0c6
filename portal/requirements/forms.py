"""The forms in which a requirement is written down."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    FormField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import FieldList
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from portal.infra.forms import ParsedField, Part, PortalForm, choices_of
from portal.infra.i18n import language, lazy, say
from portal.kernel.errors import Invalid
from portal.kernel.messages import message
from portal.kernel.money import Money, parse_amount
from portal.kernel.numerals import parse_decimal, parse_whole
from portal.reference.rules.clauses import label, labels
from portal.requirements.rules.body import KINDS

MOST_CONVERSATIONS = 1_000_000
WORK_CONTENTS = ("inquiry", "order", "return_exchange", "crm", "promotion", "complaint")
KIND_WORDS = {
    "permanent": message("Permanent team"),
    "temporary": message("Temporary help"),
    "peak": message("Sales events only"),
    "night": message("Nights only"),
}


def conversations(typed: str) -> int:
    """A number of conversations as people write it."""
    number = parse_whole(typed)
    if not 0 <= number <= MOST_CONVERSATIONS:
        raise Invalid(message("Enter a number from 0 to %(most)s.", most=MOST_CONVERSATIONS))
    return number


def some_conversations(typed: str) -> int:
    """A number of conversations above zero."""
    number = conversations(typed)
    if number == 0:
        raise Invalid(message("Enter a number above zero."))
    return number


def people(typed: str) -> int:
    """A number of people, none to ten thousand."""
    number = parse_whole(typed)
    if not 0 <= number <= 10_000:
        raise Invalid(message("Enter a number from 0 to %(most)s.", most=10_000))
    return number


def amount_in(currency: str) -> Any:
    """Reads an amount of money in this currency, zero or more."""

    def parse(typed: str) -> Money:
        amount = parse_amount(typed, currency)
        if amount.minor < 0:
            raise Invalid(message("Enter an amount of zero or more."))
        return amount

    return parse


def platform_choices() -> list[tuple[str, str]]:
    """The e-commerce platforms, in the reader's language."""
    return [(key, words.within(language())) for key, words in labels("platform").items()]


def hour_choices(first: int, last: int) -> Any:
    """Full hours of the day for a list to choose from."""
    return choices_of((hour, f"{hour:02}:00") for hour in range(first, last + 1))


class BasicsForm(PortalForm):
    """The five fields that suffice to begin."""

    platform = SelectField(lazy("E-commerce platform"), validators=[InputRequired()])
    conversations = ParsedField(
        lazy("Conversations a day, about"),
        [InputRequired()],
        parse=some_conversations,
        description=lazy("An estimate will do; you can enter real figures later."),
    )
    opens = SelectField(lazy("Buyers are answered from"), coerce=int, default=9, choices=hour_choices(0, 23))
    closes = SelectField(lazy("until"), coerce=int, default=24, choices=hour_choices(1, 24))
    starts_on = DateField(lazy("Start"), validators=[InputRequired()])
    budget = ParsedField(lazy("Budget a month, before tax"), [Optional()], parse=str)

    def __init__(self, *arguments: Any, currency: str, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.platform.choices = choices_of(platform_choices())
        self.budget.parse = amount_in(currency)
        self.budget.unit = currency


class ShopForm(Part):
    """One shop: its platform and name."""

    platform = SelectField(lazy("E-commerce platform"), validators=[Optional()])
    name = StringField(lazy("Shop"), [Length(max=100)])

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.platform.choices = choices_of([("", "—"), *platform_choices()])


class WorkForm(PortalForm):
    """What is to be done, where and when."""

    title = StringField(lazy("Name of the requirement"), [InputRequired(), Length(max=200)])
    shops = FieldList(FormField(ShopForm), min_entries=1, max_entries=20)
    category = StringField(lazy("Product category"), [Length(max=100)])
    work_contents = SelectMultipleField(
        lazy("What the agents do"),
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        validators=[InputRequired()],
    )
    kind = SelectField(lazy("Kind of team"))
    opens = SelectField(lazy("Buyers are answered from"), coerce=int, choices=hour_choices(0, 23))
    closes = SelectField(lazy("until"), coerce=int, choices=hour_choices(1, 24))
    notes = TextAreaField(
        lazy("Anything else vendors should know"), [Length(max=4000)], render_kw={"rows": 4}
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.work_contents.choices = choices_of(
            [(key, label("content", key, language())) for key in WORK_CONTENTS]
        )
        self.kind.choices = choices_of([(key, say(KIND_WORDS[key])) for key in KINDS])


class BudgetForm(PortalForm):
    """When the work starts and what it may cost."""

    starts_on = DateField(lazy("Start"), validators=[InputRequired()])
    budget = ParsedField(lazy("Budget a month, before tax"), [Optional()], parse=str)
    expected_sales = ParsedField(
        lazy("Sales the agents are expected to assist, in a normal month"),
        [Optional()],
        parse=str,
        description=lazy("Needed only to compare quotes with a commission."),
    )

    def __init__(self, *arguments: Any, currency: str, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for field in (self.budget, self.expected_sales):
            field.parse = amount_in(currency)
            field.unit = currency


def grid_form(
    rows: Iterable[tuple[str, str, Any]], *, parse: Any, extra: dict[str, Any] | None = None
) -> type[PortalForm]:
    """A form with one figure per row: (name, label, unit)."""
    fields = {
        name: ParsedField(words, [Optional()], parse=parse, unit=unit, render_kw={"inputmode": "decimal"})
        for name, words, unit in rows
    }
    return type("GridForm", (PortalForm,), {**fields, **(extra or {})})


def counted_field() -> BooleanField:
    """The tick by which estimates become counted figures."""
    return BooleanField(lazy("These are counted figures, not estimates"))


def target(typed: str) -> Any:
    """A target of a service standard: a number of zero or more."""
    number = parse_decimal(typed)
    if number < 0:
        raise Invalid(message("A target cannot be negative."))
    return number


def share(typed: str) -> Any:
    """A percentage as typed, kept as a share of 0 to 1."""
    return parse_decimal(typed.removesuffix("%").strip()) / 100


ASSUMPTION_FIELDS = (
    ("handling_seconds", lazy("Handling time of one conversation"), lazy("seconds"), parse_whole),
    ("chats_at_once", lazy("Conversations held at once"), "", parse_whole),
    ("answered_share", lazy("Share of buyers answered in time"), "%", share),
    ("answered_within_seconds", lazy("In time means within"), lazy("seconds"), parse_whole),
    ("max_occupancy", lazy("Busy at most"), "%", share),
    ("shrinkage", lazy("Breaks, training and leave"), "%", share),
    (
        "conversations_per_agent_and_day",
        lazy("Rule of thumb: conversations per agent and day"),
        "",
        parse_whole,
    ),
)


def assumption_fields() -> dict[str, ParsedField]:
    """The values that the headcount rests on."""
    return {
        name: ParsedField(words, [InputRequired()], parse=parse, unit=unit)
        for name, words, unit, parse in ASSUMPTION_FIELDS
    }


def first_of_next_month(today: date) -> date:
    """When most work starts."""
    return date(today.year + today.month // 12, today.month % 12 + 1, 1)
