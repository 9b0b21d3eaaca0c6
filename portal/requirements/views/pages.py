"""Requirements: the list, five fields to begin, and the page with the answer beside the question."""

from datetime import date
from typing import Any

from flask import request
from werkzeug.wrappers import Response

from portal.infra.access import actor, now, requires
from portal.infra.i18n import _
from portal.infra.pages import flash, page, redirect_to
from portal.kernel.errors import PortalError
from portal.kernel.permissions import Permission
from portal.reference.rules.size_templates import Size, size_by_volume
from portal.requirements.actions import create_requirement, reopen_requirement, withdraw_requirement
from portal.requirements.documents import body_words, word, words
from portal.requirements.forms import BasicsForm, first_of_next_month
from portal.requirements.queries import body_of, own_requirements, requirement, usual_currency, versions_of
from portal.requirements.rules.answer import answer
from portal.requirements.rules.body import Body, body_of_estimate
from portal.requirements.rules.completeness import can_ask_for_quotes
from portal.requirements.rules.estimates import Basics, estimate, template_for
from portal.requirements.rules.hours import ServiceHours
from portal.requirements.rules.in_house import DEFAULTS, CityTier, in_house_cost
from portal.requirements.views.frame import blueprint


@blueprint.get("/requirements")
@requires(Permission.REQUIREMENTS_VIEW)
def index() -> str:
    """The requirements of this merchant."""
    return page("requirements/index.html", lines=own_requirements(actor().party), words=words)


@blueprint.route("/requirements/new", methods=["GET", "POST"])
@requires(Permission.REQUIREMENTS_EDIT)
def new() -> str | Response | tuple[str, int]:
    """Five fields; everything else is filled in as an estimate."""
    currency = usual_currency(actor().party)
    form = BasicsForm(currency=currency)
    if request.method == "GET":
        form.starts_on.data = first_of_next_month(today())
        return page("requirements/new.html", form=form)
    if form.validate():
        try:
            created = create_requirement(
                title=_("%(platform)s customer service", platform=word("platform", form.platform.data)),
                body=_first_body(form, currency),
            )
        except PortalError as error:
            form.refuse(error)
        else:
            return redirect_to("requirements.detail", requirement_id=created.id)
    return page("requirements/new.html", form=form), 422


def _first_body(form: BasicsForm, currency: str) -> Body:
    basics = Basics(
        platform=form.platform.data,
        conversations_a_day=form.conversations.value,
        hours=ServiceHours(form.opens.data * 60, form.closes.data * 60),
        starts_on=form.starts_on.data or today(),
        budget=form.budget.value,
    )
    size = Size.SMALL if actor().is_small else size_by_volume(basics.conversations_a_day)
    return body_of_estimate(estimate(basics, template_for(size)), currency=currency)


@blueprint.get("/requirements/<int:requirement_id>")
@requires(Permission.REQUIREMENTS_VIEW)
def detail(requirement_id: int) -> str:
    """What is asked for, and beside it the people, the cost and what is still missing."""
    found = requirement(requirement_id)
    return page("requirements/detail.html", **shown(found, body_of(found)))


@blueprint.get("/requirements/<int:requirement_id>/versions")
@requires(Permission.REQUIREMENTS_VIEW)
def versions(requirement_id: int) -> str:
    """Every version this requirement had."""
    found = requirement(requirement_id)
    return page("requirements/versions.html", requirement=found, versions=versions_of(requirement_id))


@blueprint.post("/requirements/<int:requirement_id>/withdraw")
@requires(Permission.REQUIREMENTS_EDIT)
def withdraw(requirement_id: int) -> Response:
    """No longer pursue it."""
    withdraw_requirement(requirement_id)
    flash(_("The requirement was withdrawn."))
    return redirect_to("requirements.detail", requirement_id=requirement_id)


@blueprint.post("/requirements/<int:requirement_id>/reopen")
@requires(Permission.REQUIREMENTS_EDIT)
def reopen(requirement_id: int) -> Response:
    """Take it up again."""
    reopen_requirement(requirement_id)
    return redirect_to("requirements.detail", requirement_id=requirement_id)


def shown(found: Any, body: Body) -> dict[str, Any]:
    """The values of the page."""
    result = answer(found.title, body, today=today())
    people = result.normal_day.answer if result.normal_day else None
    return {
        "requirement": found,
        "body": body,
        "answer": result,
        "may_ask": can_ask_for_quotes(result.gaps),
        **body_words(body),
        "own_costs": {tier: in_house_cost(people, DEFAULTS[tier]) for tier in CityTier} if people else {},
    }


def today() -> date:
    """The day of this request."""
    return now().date()
