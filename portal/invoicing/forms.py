"""Shape of input: a payment, and the reason why an invoice is made void."""

from datetime import date

from wtforms import DateField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from portal.infra.forms import ParsedField, PortalForm
from portal.infra.i18n import lazy
from portal.kernel.money import Money, parse_amount


class PaymentForm(PortalForm):
    """What was paid, when, and under which bank reference."""

    amount = ParsedField(
        lazy("Amount paid"), [InputRequired(lazy("Enter the amount that was paid."))], parse=str
    )
    paid_on = DateField(lazy("Paid on"), [InputRequired(lazy("Enter the day of the payment."))])
    reference = StringField(lazy("Bank reference"), [Length(max=200)])

    def in_currency(self, currency: str) -> "PaymentForm":
        """Read the amount in this currency."""
        self.amount.parse = lambda typed: parse_amount(typed, currency)
        self.amount.unit = currency
        return self

    @property
    def paid(self) -> Money:
        """The amount as it was read."""
        value: Money = self.amount.value
        return value

    @property
    def day(self) -> date:
        """The day of the payment."""
        value: date | None = self.paid_on.data
        return value or date.min


class VoidForm(PortalForm):
    """Why an issued settlement invoice is made void."""

    reason = TextAreaField(
        lazy("Reason"),
        [InputRequired(lazy("Say why, so that the merchant understands it.")), Length(max=500)],
    )


class NoteSettledForm(PortalForm):
    """When the sum of a credit note came back, or against what it was set off."""

    settled_on = DateField(lazy("Settled on"), [InputRequired(lazy("Enter the day."))])
    how = StringField(
        lazy("How"),
        [InputRequired(lazy("Say how it was paid back or against what it was set off.")), Length(max=200)],
        description=lazy("For example a bank reference, or the invoice it was set off against."),
    )

    @property
    def day(self) -> date:
        """The day."""
        value: date | None = self.settled_on.data
        return value or date.min
