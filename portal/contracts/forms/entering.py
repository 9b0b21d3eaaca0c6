"""The short form in which an existing contract is entered."""

from typing import Any

from wtforms import SelectField, StringField
from wtforms.fields import MonthField

from portal.contracts.actions.entering import Entry
from portal.contracts.forms.base import choices_of, whole
from portal.infra.forms import ParsedField, PortalForm
from portal.infra.i18n import _, lazy
from portal.kernel.errors import Invalid
from portal.kernel.messages import message
from portal.kernel.money import CURRENCY_EXPONENTS, Money
from portal.kernel.numerals import parse_decimal
from portal.kernel.periods import ServiceMonth
from portal.kernel.rate_cards import LineType

MODELS = (LineType.SEAT_MONTH, LineType.FIXED_MONTH, LineType.CONVERSATION)


class EnterForm(PortalForm):
    """Five answers and a start month; everything else can be corrected from the paper afterwards."""

    vendor_name = StringField(
        lazy("Name of your vendor"), render_kw={"maxlength": 120, "autocomplete": "off"}
    )
    platform = SelectField(lazy("Platform"), validate_choice=False)
    shop = StringField(lazy("Shop name"), render_kw={"maxlength": 100, "autocomplete": "off"})
    seats = whole(lazy("Seats"), description=lazy("Agents on duty at the same time."))
    line_type = SelectField(lazy("You pay"))
    price = ParsedField(lazy("Price before VAT"), parse=parse_decimal)
    currency = SelectField(lazy("Currency"))
    month = MonthField(lazy("First service month"))
    start_day = whole(
        lazy("Service months begin on day"),
        description=lazy("1 is the calendar month; 26 runs from the 26th to the 25th."),
    )

    def __init__(self, *arguments: Any, **values: Any) -> None:
        super().__init__(*arguments, **values)
        self.platform.choices = choices_of("platform")
        words = {
            LineType.SEAT_MONTH: _("per seat and month"),
            LineType.FIXED_MONTH: _("per month, whatever the volume"),
            LineType.CONVERSATION: _("per conversation"),
        }
        self.line_type.choices = [(one.value, words[one]) for one in MODELS]
        self.currency.choices = [(one, one) for one in CURRENCY_EXPONENTS]

    def entry(self) -> Entry:
        """What was typed; Invalid with the fields that are missing."""
        month = self.month.data
        typed = {"seats": self.seats.value, "price": self.price.value, "month": month}
        missing = {name: message("Please fill this in.") for name, value in typed.items() if value is None}
        if missing or month is None:
            raise Invalid(fields=missing)
        start_day = self.start_day.value or 1
        return Entry(
            vendor_name=self.changed_text("vendor_name"),
            platform=self.platform.data,
            shop=self.changed_text("shop"),
            seats=self.seats.value,
            price=Money.from_decimal(self.price.value, self.currency.data),
            line_type=LineType(self.line_type.data),
            start=ServiceMonth(month.year, month.month, start_day).first_day,
            start_day=start_day,
        )
