"""Organisations of the installation, for the operator."""

from portal.accounts.actions import letting_in as acts
from portal.accounts.forms import NewOrganisationForm
from portal.accounts.queries import organisations as queries
from portal.accounts.queries.invitations import invitation_link
from portal.accounts.views.blueprint import Answer, blueprint
from portal.infra.access import requires
from portal.infra.i18n import _
from portal.infra.pages import flash, page, redirect_to
from portal.kernel.errors import Invalid
from portal.kernel.messages import message
from portal.kernel.permissions import Permission, Side


@blueprint.get("/organisations")
@requires(Permission.INSTALLATION_VIEW)
def organisations() -> str:
    """Who is on this installation."""
    return page("accounts/organisations.html", organisations=queries.all_organisations())


@blueprint.get("/organisations/new")
@requires(Permission.INSTALLATION_MANAGE)
def new_organisation() -> str:
    """Let an organisation in."""
    return page("accounts/new_organisation.html", form=NewOrganisationForm())


@blueprint.post("/organisations/new")
@requires(Permission.INSTALLATION_MANAGE)
def create_organisation() -> Answer:
    """Create it and make the link for its owner."""
    form = NewOrganisationForm()
    try:
        if form.validate():
            number = acts.let_in(
                side=Side(str(form.side.data)),
                name=form.changed_text("name"),
                contact=form.changed_text("contact"),
            )
            flash(message("The organisation is created. Send the link to its owner."))
            return redirect_to("accounts.organisation", organisation_id=number)
    except Invalid as refusal:
        form.refuse(refusal)
    return page("accounts/new_organisation.html", form=form), 422


@blueprint.get("/organisations/<int:organisation_id>")
@requires(Permission.INSTALLATION_VIEW)
def organisation(organisation_id: int) -> str:
    """One organisation, and the link for its owner while nobody has used it."""
    found, link = queries.organisation(organisation_id), invitation_link(organisation_id)
    text = link and _(
        "Your organisation %(organisation)s is ready in Steelyard. Please open this link and choose a password: "
        "%(link)s",
        organisation=found.name,
        link=link,
    )
    return page("accounts/organisation.html", organisation=found, text=text)


@blueprint.post("/organisations/<int:organisation_id>/invite")
@requires(Permission.INSTALLATION_MANAGE)
def invite_owner(organisation_id: int) -> Answer:
    """Make a fresh link for the owner of an organisation that nobody has joined."""
    acts.invite_owner(organisation_id)
    return redirect_to("accounts.organisation", organisation_id=organisation_id)
