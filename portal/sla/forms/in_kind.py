"""The shape of extra seats that were given instead of money."""

from datetime import date

from wtforms import DateField, StringField
from wtforms.validators import InputRequired, Length

from portal.infra.forms import ParsedField, PortalForm
from portal.infra.i18n import lazy
from portal.sla.forms.months import parse_count


class SeatsGivenForm(PortalForm):
    """How many seat-days the merchant had, until when, and what else is to be said."""

    seat_days = ParsedField(
        lazy("Seat-days"),
        validators=[InputRequired(lazy("Enter how many seat-days you had."))],
        parse=parse_count,
        description=lazy("Seats times days: two seats for three days are six."),
    )
    on = DateField(lazy("Until (day)"), [InputRequired(lazy("Enter the day."))])
    remark = StringField(lazy("Remark"), [Length(max=500)])

    @property
    def day(self) -> date:
        """The day."""
        value: date | None = self.on.data
        return value or date.min
