"""What people type about themselves and their organisation."""

from typing import Any

from wtforms import (
    BooleanField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from portal.accounts.rules.people import ROLE_NAMES
from portal.infra.forms import PortalForm, choices_of
from portal.infra.i18n import LANGUAGES, lazy, say
from portal.kernel.permissions import Role

COUNTRIES = {
    "CN": lazy("Mainland China"),
    "TW": lazy("Taiwan"),
    "HK": lazy("Hong Kong"),
    "SG": lazy("Singapore"),
    "US": lazy("United States"),
    "GB": lazy("United Kingdom"),
    "DE": lazy("Germany"),
    "JP": lazy("Japan"),
    "OT": lazy("Another country"),
}
TIME_ZONES = (
    "Asia/Shanghai",
    "Asia/Taipei",
    "Asia/Hong_Kong",
    "Asia/Singapore",
    "Asia/Tokyo",
    "Europe/Berlin",
    "Europe/London",
    "America/New_York",
    "America/Los_Angeles",
    "UTC",
)

LOGIN = lazy("E-mail, phone number or sign-in name")
NEEDED = InputRequired(lazy("Please fill this in."))
PLAIN_TEXT = Length(max=200)


class SignInForm(PortalForm):
    """Account and password."""

    login = StringField(LOGIN, [NEEDED, PLAIN_TEXT], render_kw={"autocomplete": "username"})
    password = PasswordField(
        lazy("Password"), [NEEDED, PLAIN_TEXT], render_kw={"autocomplete": "current-password"}
    )


class ForgottenForm(PortalForm):
    """The account whose password was forgotten."""

    login = StringField(LOGIN, [NEEDED, PLAIN_TEXT], render_kw={"autocomplete": "username"})


class NewPasswordForm(PortalForm):
    """A new password."""

    password = PasswordField(
        lazy("New password"),
        [NEEDED],
        description=lazy("At least 8 characters; several words are best."),
        render_kw={"autocomplete": "new-password"},
    )


class ChangePasswordForm(NewPasswordForm):
    """The same by somebody who knows the present one."""

    current = PasswordField(
        lazy("Present password"), [NEEDED, PLAIN_TEXT], render_kw={"autocomplete": "current-password"}
    )


class PersonForm(PortalForm):
    """Somebody who creates an account."""

    name = StringField(lazy("Your name"), [NEEDED, PLAIN_TEXT], render_kw={"autocomplete": "name"})
    login = StringField(LOGIN, [NEEDED, PLAIN_TEXT], render_kw={"autocomplete": "username"})
    password = PasswordField(
        lazy("Password"),
        [NEEDED],
        description=lazy("At least 8 characters; several words are best."),
        render_kw={"autocomplete": "new-password"},
    )


class SetUpForm(PersonForm):
    """The first page of a new installation."""

    situation = RadioField(
        lazy("What brings you here?"),
        choices=choices_of(
            {
                "vendor": lazy("I already have a vendor"),
                "seeking": lazy("I am looking for a vendor"),
                "demonstration": lazy("Show me first"),
            }
        ),
        default="vendor",
    )
    size = RadioField(
        lazy("How large is your shop?"),
        choices=choices_of(
            {
                "small": lazy("Small: up to 5 agents"),
                "medium": lazy("Medium: up to 30 agents"),
                "large": lazy("Large: more than 30"),
            }
        ),
        default="medium",
    )
    organisation = StringField(
        lazy("Name of your company or shop"), [NEEDED, PLAIN_TEXT], render_kw={"autocomplete": "organization"}
    )


class ProfileForm(PortalForm):
    """One's own name, account and language."""

    name = StringField(lazy("Your name"), [NEEDED, PLAIN_TEXT], render_kw={"autocomplete": "name"})
    login = StringField(LOGIN, [NEEDED, PLAIN_TEXT], render_kw={"autocomplete": "username"})
    language = SelectField(lazy("Language"), choices=choices_of(LANGUAGES))
    present = PasswordField(
        lazy("Present password"),
        [PLAIN_TEXT],
        description=lazy("Only needed to change what you sign in with."),
        render_kw={"autocomplete": "current-password"},
    )


class RolesForm(PortalForm):
    """The roles of a person."""

    roles = SelectMultipleField(
        lazy("Roles"),
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        coerce=str,
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.roles.choices = choices_of({role.value: say(ROLE_NAMES[role]) for role in Role})

    @property
    def chosen(self) -> list[Role]:
        """The roles that are ticked."""
        return [Role(value) for value in self.roles.data or []]


class InvitationForm(RolesForm):
    """Somebody to invite."""

    name = StringField(lazy("Name"), [NEEDED, PLAIN_TEXT])
    address = StringField(
        lazy("E-mail or phone"),
        [Optional(), PLAIN_TEXT],
        description=lazy("For your own list; the link is sent by you."),
    )


class OrganisationForm(PortalForm):
    """What an organisation says about itself."""

    name = StringField(lazy("Name as on the business licence"), [NEEDED, PLAIN_TEXT])
    country = SelectField(lazy("Country or region"), choices=choices_of(COUNTRIES))
    identifier = StringField(
        lazy("Unified social credit code, business number or tax number"), [Optional(), PLAIN_TEXT]
    )
    legal_representative = StringField(lazy("Legal representative"), [Optional(), PLAIN_TEXT])
    address = TextAreaField(lazy("Address"), [Optional(), Length(max=500)], render_kw={"rows": 2})
    phone = StringField(lazy("Phone"), [Optional(), PLAIN_TEXT])
    bank_name = StringField(lazy("Bank"), [Optional(), PLAIN_TEXT])
    bank_account = StringField(lazy("Bank account"), [Optional(), PLAIN_TEXT])
    language = SelectField(lazy("Language of new people"), choices=choices_of(LANGUAGES))
    time_zone = SelectField(lazy("Time zone"), choices=choices_of({zone: zone for zone in TIME_ZONES}))
    is_small = BooleanField(
        lazy("Small shop"),
        description=lazy("Shows only what a small shop needs; everything else stays behind “More”."),
    )
    mails_heads = BooleanField(
        lazy("Mail the heads of the audit trail"),
        description=lazy(
            "Once a day the owners get the latest entry of each cooperation in which something happened. Kept outside "
            "the portal, it proves later that nothing was rewritten."
        ),
    )


class NewOrganisationForm(PortalForm):
    """An organisation that the operator lets in."""

    side = RadioField(
        lazy("Kind"),
        choices=choices_of({"merchant": lazy("Merchant"), "vendor": lazy("Vendor")}),
        default="merchant",
    )
    name = StringField(lazy("Name"), [NEEDED, PLAIN_TEXT])
    contact = StringField(lazy("Its owner: name"), [Optional(), PLAIN_TEXT])
