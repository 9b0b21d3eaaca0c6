"""Pages of vendors: the directory, a vendor's page, and one's own profile."""

from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response

from portal.infra.access import actor, requires
from portal.infra.i18n import _, language, say, say_list
from portal.infra.pages import flash, page, redirect_to
from portal.kernel.errors import NotFound
from portal.kernel.permissions import Permission, Side
from portal.reference.rules.clauses import label
from portal.vendors.actions import change_profile
from portal.vendors.forms import ProfileForm, as_typed
from portal.vendors.queries import directory as vendor_directory
from portal.vendors.queries import facts_of, profile, published_vendor, track_record
from portal.vendors.rules import PROFILE_FIELDS, completeness

blueprint = Blueprint("vendors", __name__)


@blueprint.get("/vendors")
@requires(Permission.VENDORS_VIEW)
def directory() -> str:
    """Vendors that can be found."""
    return page("vendors/directory.html", lines=vendor_directory(), platforms=platforms)


@blueprint.get("/vendors/<int:organisation_id>")
@requires(Permission.VENDORS_VIEW)
def detail(organisation_id: int) -> str:
    """What a vendor says about itself, and what is known of it here."""
    line = published_vendor(organisation_id)
    return page(
        "vendors/detail.html",
        vendor=line,
        facts=shown_facts(line.facts),
        record=track_record(organisation_id),
    )


@blueprint.get("/profile")
@requires(Permission.ORGANISATION_VIEW)
def own_profile() -> str:
    """What merchants see of this vendor, and what is missing."""
    if actor().side is not Side.VENDOR:
        raise NotFound
    facts = facts_of(actor().party)
    return page(
        "vendors/own_profile.html",
        profile=profile(actor().party),
        facts=shown_facts(facts),
        completeness=completeness(facts),
        record=track_record(actor().party),
    )


@blueprint.route("/profile/edit", methods=["GET", "POST"])
@requires(Permission.PROFILE_EDIT)
def edit_profile() -> str | Response | tuple[str, int]:
    """Describe oneself."""
    found = profile(actor().party)
    form = ProfileForm(
        data=as_typed(dict(found.facts) if found else {})
        | {"is_published": found is None or found.published_at is not None}
    )
    if request.method == "GET":
        return page("vendors/edit_profile.html", form=form)
    if not form.validate():
        return page("vendors/edit_profile.html", form=form), 422
    change_profile(facts=form.facts(), is_published=bool(form.is_published.data))
    flash(_("The profile was saved."))
    return redirect_to("vendors.own_profile")


def platforms(keys: list[str]) -> str:
    """Platforms in the reader's words."""
    return say_list([label("platform", key, language()) for key in keys])


def shown_facts(facts: dict[str, Any]) -> list[tuple[str, Any]]:
    """The facts as pairs of words and value, in the order of the profile."""
    lines = _("Online chat"), _("Telephone"), _("Content moderation")
    service_lines = dict(zip(("chat", "phone", "moderation"), lines, strict=True))
    shown = []
    for key, (name, _needed) in PROFILE_FIELDS.items():
        value = facts.get(key)
        if key == "platforms" and value:
            value = platforms(value)
        elif key == "service_lines" and value:
            value = say_list([service_lines.get(line, line) for line in value])
        elif key == "founded_year" and value:
            value = str(value)
        elif key.endswith("_percent") and value is not None:
            value = _("%(value)s %%", value=say(value))
        shown.append((say(name), None if value is None else say(value)))
    return shown
