"""The organisation's own particulars."""

from portal.accounts.actions import organisations as acts
from portal.accounts.forms import OrganisationForm
from portal.accounts.queries.organisations import organisation_details, own_organisation
from portal.accounts.rules.particulars import notes_on_identifier
from portal.accounts.views.blueprint import Answer, blueprint
from portal.infra.access import actor, requires
from portal.infra.pages import flash, page, redirect_to
from portal.kernel.errors import Invalid
from portal.kernel.messages import message
from portal.kernel.permissions import Permission

FIELDS = (
    "name",
    "country",
    "identifier",
    "language",
    "time_zone",
    "address",
    "phone",
    "legal_representative",
    "bank_name",
    "bank_account",
)


@blueprint.get("/settings")
@requires(Permission.ORGANISATION_VIEW)
def settings() -> str:
    """What stands about the organisation in contracts and invoices, and how the portal behaves for it."""
    own, details = own_organisation(), organisation_details(actor().party)
    known = {name: getattr(own, name, None) or getattr(details, name, "") for name in FIELDS}
    form = OrganisationForm(formdata=None, is_small=own.is_small, mails_heads=own.mails_heads, **known)
    notes = notes_on_identifier(own.country, own.identifier)
    return page("accounts/settings.html", form=form, notes=notes, own=own)


@blueprint.post("/settings")
@requires(Permission.ORGANISATION_MANAGE)
def change_settings() -> Answer:
    """Change it."""
    form = OrganisationForm()
    try:
        if form.validate():
            texts = {name: form.changed_text(name) for name in FIELDS}
            acts.change_particulars(
                acts.Particulars(
                    is_small=bool(form.is_small.data), mails_heads=bool(form.mails_heads.data), **texts
                )
            )
            flash(message("The particulars are saved."))
            return redirect_to("accounts.settings")
    except Invalid as refusal:
        form.refuse(refusal)
    return page("accounts/settings.html", form=form, notes=(), own=own_organisation()), 422
