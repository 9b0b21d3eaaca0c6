"""The form in which a vendor describes itself."""

from typing import Any

from wtforms import BooleanField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from portal.infra.forms import ParsedField, PortalForm, choices_of, value_of
from portal.infra.i18n import _, language, lazy
from portal.kernel.errors import Invalid
from portal.kernel.messages import message
from portal.kernel.numerals import parse_whole
from portal.reference.rules.clauses import labels

NUMBERS = (
    "founded_year",
    "agents",
    "reserve_agents",
    "days_to_add_ten_seats",
    "training_days",
    "quality_sampling_percent",
    "attrition_percent",
    "replacement_hours",
)
TEXTS = ("introduction", "references")
LISTS = ("categories", "languages")


def whole(typed: str) -> int:
    """A whole number of zero or more."""
    number = parse_whole(typed)
    if not 0 <= number <= 1_000_000:
        raise Invalid(message("Enter a number from 0 to %(most)s.", most=1_000_000))
    return number


def _ticks(label: Any) -> SelectMultipleField:
    return SelectMultipleField(
        label,
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        validators=[Optional()],
    )


def _number(label: Any, unit: Any = "") -> ParsedField:
    return ParsedField(label, [Optional()], parse=whole, unit=unit)


class ProfileForm(PortalForm):
    """What merchants ask about first."""

    introduction = TextAreaField(lazy("About the company"), [Length(max=4000)], render_kw={"rows": 4})
    founded_year = _number(lazy("In business since"))
    agents = _number(lazy("Number of agents"))
    reserve_agents = _number(lazy("Agents in reserve"))
    days_to_add_ten_seats = _number(lazy("Days to add ten seats"), lazy("days"))
    platforms = _ticks(lazy("E-commerce platforms"))
    categories = StringField(
        lazy("Product categories"), [Length(max=300)], description=lazy("Separate them with commas.")
    )
    service_lines = _ticks(lazy("Service lines"))
    languages = StringField(lazy("Languages"), [Length(max=300)])
    training_days = _number(lazy("Days of training before going live"), lazy("days"))
    exam_before_start = SelectField(lazy("Exam before going live"), choices=())
    quality_sampling_percent = _number(lazy("Share of conversations inspected"), "%")
    attrition_percent = _number(lazy("Agents leaving per month"), "%")
    replacement_hours = _number(lazy("Hours to replace an agent"), lazy("hours"))
    references = TextAreaField(lazy("References"), [Length(max=4000)], render_kw={"rows": 3})
    is_published = BooleanField(lazy("Merchants may find this profile"))

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.platforms.choices = choices_of(
            [(key, words.within(language())) for key, words in labels("platform").items()]
        )
        self.service_lines.choices = choices_of(
            [
                ("chat", _("Online chat")),
                ("phone", _("Telephone")),
                ("moderation", _("Content moderation")),
            ]
        )
        self.exam_before_start.choices = choices_of([("", "—"), ("yes", _("yes")), ("no", _("no"))])

    def facts(self) -> dict[str, Any]:
        """The entries as plain values; what was left empty is absent."""
        entries: dict[str, Any] = {name: value_of(self[name]) for name in NUMBERS}
        entries |= {name: self.changed_text(name) or None for name in TEXTS}
        entries |= {name: split_list(self.changed_text(name)) or None for name in LISTS}
        entries["platforms"] = list(self.platforms.data or []) or None
        entries["service_lines"] = list(self.service_lines.data or []) or None
        entries["exam_before_start"] = {"yes": True, "no": False}.get(self.exam_before_start.data)
        return {name: value for name, value in entries.items() if value is not None}


def split_list(typed: str) -> list[str]:
    """Several words separated by commas of any kind, each once."""
    for comma in "，、;；\n":
        typed = typed.replace(comma, ",")
    return list(dict.fromkeys(part.strip() for part in typed.split(",") if part.strip()))


def as_typed(facts: dict[str, Any]) -> dict[str, Any]:
    """The facts as the form shows them."""
    typed = dict(facts)
    for name in NUMBERS:
        if name in facts:
            typed[name] = str(facts[name])
    for name in LISTS:
        typed[name] = ", ".join(facts.get(name, []))
    exam = facts.get("exam_before_start")
    typed["exam_before_start"] = "" if exam is None else "yes" if exam else "no"
    return typed
