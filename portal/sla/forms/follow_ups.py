"""The shape of what is entered about follow-ups: lists, plans and outcomes."""

from wtforms import DateField, FileField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from portal.infra.forms import PortalForm, choices_of
from portal.infra.i18n import _, lazy
from portal.kernel.permissions import Side
from portal.sla.rules.follow_ups import Kind

YEARS = range(2000, 2100)


class FollowUpListForm(PortalForm):
    """A list of items or questions, as a file or as cells copied from a sheet."""

    kind = SelectField(
        lazy("What is on the list"),
        choices=choices_of(
            {
                Kind.ITEM.value: lazy("Items with their rating"),
                Kind.QUESTION.value: lazy("Questions put off"),
            }
        ),
        validators=[DataRequired()],
    )
    cells = TextAreaField(lazy("Cells copied from a sheet"), validators=[Length(max=200_000)])
    file = FileField(lazy("CSV file"))


class PlanForm(PortalForm):
    """Who looks into a matter, and until when."""

    side = SelectField(
        lazy("Side"),
        choices=choices_of({Side.VENDOR.value: lazy("Vendor"), Side.MERCHANT.value: lazy("Merchant")}),
        validators=[DataRequired()],
    )
    person = StringField(lazy("Looked into by"), validators=[Length(max=100)])
    due = DateField(lazy("Until"), validators=[DataRequired()])

    def validate_due(self, field: DateField) -> None:
        """Days at the ends of the calendar have no moment on every clock."""
        if field.data is not None and field.data.year not in YEARS:
            raise ValidationError(_("Enter the day."))


class OutcomeForm(PortalForm):
    """What was found and done about a matter."""

    outcome = TextAreaField(lazy("What was found and done"), validators=[Length(max=2000)])
