"""The shapes of what the operator of an installation enters."""

from wtforms import DateField, FileField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from portal.infra.forms import PortalForm, choices_of
from portal.infra.i18n import lazy

PLACES = {
    "Asia/Shanghai": lazy("Mainland China"),
    "Asia/Taipei": lazy("Taiwan"),
    "Asia/Hong_Kong": lazy("Hong Kong"),
    "Asia/Singapore": lazy("Singapore"),
    "Asia/Tokyo": lazy("Japan"),
}
"""Places whose public holidays can be entered, by the clock of their contracts."""

NEEDED = InputRequired(lazy("Please fill this in."))


class HolidaysForm(PortalForm):
    """The public holidays of a year, as they were announced."""

    zone = SelectField(lazy("Place"), choices=choices_of(PLACES))
    year = IntegerField(lazy("Year"), validators=[NEEDED, NumberRange(2020, 2100)])
    source = StringField(lazy("Announced by and in what"), validators=[NEEDED, Length(max=200)])
    published_on = DateField(lazy("Announced on"), validators=[NEEDED])
    lines = TextAreaField(
        lazy("Days off and worked weekend days"),
        description=lazy(
            "One line each: “2027-02-05, 2027-02-11, off” for a break, “2027-02-14, work” for a weekend day worked "
            "in exchange."
        ),
    )
    file = FileField(lazy("Or as a CSV file"))
