"""The people of an organisation: who they are, whom one invites, who may do what."""

from portal.accounts.actions import invitations, new_passwords
from portal.accounts.actions import people as acts
from portal.accounts.forms import InvitationForm, RolesForm
from portal.accounts.queries import people as queries
from portal.accounts.queries.invitations import open_invitations
from portal.accounts.rules.people import ROLE_NOTES
from portal.accounts.views.blueprint import Answer, blueprint
from portal.infra.access import actor, requires
from portal.infra.i18n import _, say
from portal.infra.pages import flash, page, redirect_to
from portal.kernel.errors import Invalid, Refused
from portal.kernel.messages import message
from portal.kernel.permissions import Permission, Role


def _notes() -> dict[str, str]:
    return {role.value: say(note) for role, note in ROLE_NOTES.items()}


@blueprint.get("/people")
@requires(Permission.PEOPLE_MANAGE)
def people() -> str:
    """Everybody in the organisation, and who has been invited."""
    return page(
        "accounts/people.html",
        people=queries.people(),
        invitations=[(one, _invitation_text(one.link)) for one in open_invitations()],
    )


def _invitation_text(link: str) -> str:
    return _(
        "%(organisation)s invites you to Steelyard, where we keep figures, contracts and invoices with our partners. "
        "Please open this link and choose a password: %(link)s",
        organisation=actor().organisation_name,
        link=link,
    )


@blueprint.get("/people/invite")
@requires(Permission.PEOPLE_MANAGE)
def invite() -> str:
    """Whom to invite."""
    form = InvitationForm(roles=[Role.MANAGER.value])
    return page("accounts/invite.html", form=form, notes=_notes())


@blueprint.post("/people/invite")
@requires(Permission.PEOPLE_MANAGE)
def send_invitation() -> Answer:
    """Make the link."""
    form = InvitationForm()
    try:
        if form.validate():
            name = form.changed_text("name")
            invitations.invite_person(name=name, address=form.changed_text("address"), roles=form.chosen)
            flash(message("The link for %(person)s is ready. Copy it and send it.", person=name))
            return redirect_to("accounts.people")
    except Invalid as refusal:
        form.refuse(refusal)
    return page("accounts/invite.html", form=form, notes=_notes()), 422


@blueprint.post("/people/invitations/<int:invitation_id>/withdraw")
@requires(Permission.PEOPLE_MANAGE)
def withdraw_invitation(invitation_id: int) -> Answer:
    """Take a link back."""
    invitations.withdraw_invitation(invitation_id)
    flash(message("The link does not work any more."))
    return redirect_to("accounts.people")


@blueprint.get("/people/<int:membership_id>")
@requires(Permission.PEOPLE_MANAGE)
def person(membership_id: int) -> str:
    """One of them, with the roles."""
    found = queries.person(membership_id)
    form = RolesForm(roles=[role.value for role in found.roles])
    return page("accounts/person.html", form=form, person=found, notes=_notes())


@blueprint.post("/people/<int:membership_id>")
@requires(Permission.PEOPLE_MANAGE)
def change_roles(membership_id: int) -> Answer:
    """Give other roles."""
    form, found = RolesForm(), queries.person(membership_id)
    try:
        if form.validate():
            acts.change_roles(membership_id, form.chosen)
            flash(message("The roles of %(person)s are changed.", person=found.name))
            return redirect_to("accounts.people")
    except (Invalid, Refused) as refusal:
        form.refuse(refusal)
    return page("accounts/person.html", form=form, person=found, notes=_notes()), 422


@blueprint.post("/people/<int:membership_id>/remove")
@requires(Permission.PEOPLE_MANAGE)
def remove_person(membership_id: int) -> Answer:
    """Take the place away."""
    found = queries.person(membership_id)
    acts.remove_person(membership_id)
    flash(message("%(person)s does not belong to the organisation any more.", person=found.name))
    return redirect_to("accounts.people")


@blueprint.post("/people/<int:membership_id>/reset-link")
@requires(Permission.PEOPLE_MANAGE)
def make_reset_link(membership_id: int) -> Answer:
    """Make a link for a new password."""
    link_id = new_passwords.reset_link_for(membership_id)
    return redirect_to("accounts.reset_link", membership_id=membership_id, link_id=link_id)


@blueprint.get("/people/<int:membership_id>/reset-link/<int:link_id>")
@requires(Permission.PEOPLE_MANAGE)
def reset_link(membership_id: int, link_id: int) -> str:
    """The link to copy."""
    found = queries.person(membership_id)
    link = new_passwords.reset_link(membership_id, link_id)
    text = _(
        "Hello %(name)s, here you can choose a new password for Steelyard within 24 hours: %(link)s",
        name=found.name,
        link=link,
    )
    return page("accounts/reset_link.html", person=found, text=text)
