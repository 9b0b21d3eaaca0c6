"""The two forms on the page of a contract: signing it, and returning it unsigned."""

from wtforms import BooleanField, HiddenField, StringField, TextAreaField

from portal.contracts.actions.signing import Intent
from portal.infra.forms import PortalForm
from portal.infra.i18n import lazy


class SignForm(PortalForm):
    """Name, authority and two separate declarations under the hash of what was read."""

    fingerprint = HiddenField()
    name = StringField(lazy("Your name"), render_kw={"autocomplete": "name", "maxlength": 100})
    authority = StringField(
        lazy("Position or power of attorney"),
        render_kw={"autocomplete": "organization-title", "maxlength": 100},
    )
    has_authority = BooleanField(lazy("I am entitled to sign for my organisation."))
    consents = BooleanField(
        lazy("I have read the contract and want my organisation to be bound by it, electronically.")
    )

    def intent(self, address: str | None, device: str) -> Intent:
        """What the signer declared, from where."""
        return Intent(
            name=self.changed_text("name"),
            authority=self.changed_text("authority"),
            has_authority=bool(self.has_authority.data),
            consents=bool(self.consents.data),
            fingerprint=self.changed_text("fingerprint"),
            address=address or "",
            device=device,
        )


class ReturnForm(PortalForm):
    """Why a contract goes back."""

    reason = TextAreaField(lazy("What should be changed?"), render_kw={"rows": 3, "maxlength": 2000})
