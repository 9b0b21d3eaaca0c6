"""Requirements in full: each part has its own short form."""

from dataclasses import replace
from typing import Any

from flask import request
from werkzeug.wrappers import Response

from portal.infra.access import requires
from portal.infra.forms import PortalForm, value_of
from portal.infra.i18n import say, say_month
from portal.infra.pages import page, redirect_to
from portal.kernel.errors import PortalError
from portal.kernel.periods import ServiceMonth
from portal.kernel.permissions import Permission
from portal.reference.rules.size_templates import StaffRole
from portal.requirements.actions import change_requirement, own_requirement
from portal.requirements.documents import ROLE_WORDS, word
from portal.requirements.forms import (
    BudgetForm,
    WorkForm,
    assumption_fields,
    conversations,
    counted_field,
    grid_form,
    people,
    target,
)
from portal.requirements.queries import body_of
from portal.requirements.rules.answer import totals_by_month
from portal.requirements.rules.body import Body, ShopEntry
from portal.requirements.rules.changes import (
    with_calculated_people,
    with_counted_volumes,
    with_hours,
    with_volumes,
)
from portal.requirements.rules.hours import ServiceHours, Shift, shifts_of
from portal.requirements.rules.lines import RoleNeed, Standard
from portal.requirements.rules.sizing import percent
from portal.requirements.rules.standards import standards_on_offer
from portal.requirements.views.frame import blueprint

Answer = str | Response | tuple[str, int]
SHARES = ("answered_share", "max_occupancy", "shrinkage")


def _save(found: Any, form: PortalForm, make: Any, template: str, **values: Any) -> Answer:
    """Take the form when it is right, else show it again with everything typed."""
    if request.method == "POST":
        if form.validate():
            try:
                title, body = make()
                change_requirement(found.id, title=title, body=body)
            except PortalError as error:
                form.refuse(error)
            else:
                return redirect_to("requirements.detail", requirement_id=found.id)
        return page(template, requirement=found, form=form, **values), 422
    return page(template, requirement=found, form=form, **values)


@blueprint.route("/requirements/<int:requirement_id>/work", methods=["GET", "POST"])
@requires(Permission.REQUIREMENTS_EDIT)
def edit_work(requirement_id: int) -> Answer:
    """Name, shops, what is to be done and when."""
    found = own_requirement(requirement_id)
    body = body_of(found)
    form = WorkForm(
        data={
            "title": found.title,
            "shops": [{"platform": shop.platform, "name": shop.name} for shop in body.shops]
            + [{"platform": "", "name": ""}] * 2,
            "category": body.category,
            "work_contents": list(body.work_contents),
            "kind": body.kind,
            "opens": body.hours.opens // 60,
            "closes": body.hours.closes // 60,
            "notes": body.notes,
        }
    )

    def make() -> tuple[str, Body]:
        contents = tuple(form.work_contents.data or ())
        changed = replace(
            body,
            shops=tuple(
                ShopEntry(entry.platform.data, (entry["name"].data or "").strip())
                for entry in form.shops
                if entry.platform.data
            ),
            category=form.changed_text("category"),
            work_contents=contents,
            kind=form.kind.data,
            notes=form.changed_text("notes"),
            estimated=body.estimated - ({"work_contents"} if contents != body.work_contents else set()),
        )
        hours = ServiceHours(form.opens.data * 60, form.closes.data * 60)
        return form.title.data or "", with_hours(changed, hours)

    return _save(found, form, make, "requirements/edit_work.html")


@blueprint.route("/requirements/<int:requirement_id>/volumes", methods=["GET", "POST"])
@requires(Permission.REQUIREMENTS_EDIT)
def edit_volumes(requirement_id: int) -> Answer:
    """Conversations by month and shift."""
    found = own_requirement(requirement_id)
    body = body_of(found)
    shifts = [shift.shift for shift in shifts_of(body.hours)]
    months = list(totals_by_month(body.volumes))
    cells = {_cell(month, shift): (month, shift) for month in months for shift in shifts}
    known = {_cell(line.month, line.shift): line.conversations for line in body.volumes}
    rows = [
        (name, f"{say_month(month)}, {word('shift', shift)}", "") for name, (month, shift) in cells.items()
    ]
    form = grid_form(rows, parse=conversations, extra={"counted": counted_field()})(
        data={name: str(known.get(name, 0)) for name in cells}
    )

    def make() -> tuple[None, Body]:
        entered = {place: value_of(form[name]) or 0 for name, place in cells.items()}
        changed = with_volumes(body, entered)
        return None, with_counted_volumes(changed) if form["counted"].data else changed

    return _save(
        found,
        form,
        make,
        "requirements/edit_volumes.html",
        months=months,
        shifts=shifts,
        cell=_cell,
        word=word,
        estimated={_cell(line.month, line.shift) for line in body.volumes if line.estimated},
    )


def _cell(month: ServiceMonth, shift: Shift) -> str:
    return f"v-{month.key}-{shift}"


@blueprint.route("/requirements/<int:requirement_id>/people", methods=["GET", "POST"])
@requires(Permission.REQUIREMENTS_EDIT)
def edit_people(requirement_id: int) -> Answer:
    """People by role and shift, and what their number rests on."""
    found = own_requirement(requirement_id)
    body = body_of(found)
    shifts = [shift.shift for shift in shifts_of(body.hours)]
    cells = {f"p-{role}-{shift}": (role, shift) for shift in shifts for role in StaffRole}
    known = {f"p-{line.role}-{line.shift}": line for line in body.roles}
    rows = [
        (name, f"{ROLE_WORDS[role]}, {word('shift', shift)}", "") for name, (role, shift) in cells.items()
    ]
    assumed = {
        name: str(percent(value)) if name in SHARES else str(value)
        for name, value in vars(body.assumptions).items()
    }
    form = grid_form(rows, parse=people, extra=assumption_fields())(
        data=assumed | {name: str(known[name].people) if name in known else "0" for name in cells}
    )

    def make() -> tuple[None, Body]:
        assumptions = replace(
            body.assumptions, **{name: value_of(form[name]) for name in assumption_fields()}
        )
        estimated = body.estimated if assumptions == body.assumptions else body.estimated - {"assumptions"}
        changed = replace(body, assumptions=assumptions, estimated=estimated)
        if request.form.get("take") == "calculated":
            return None, with_calculated_people(changed)
        return None, replace(changed, roles=_roles(form, cells, known))

    return _save(
        found,
        form,
        make,
        "requirements/edit_people.html",
        cells=list(cells),
        assumptions=list(assumption_fields()),
    )


def _roles(
    form: PortalForm, cells: dict[str, tuple[StaffRole, Shift]], known: dict[str, RoleNeed]
) -> tuple[RoleNeed, ...]:
    """The entered people; a number left as it was estimated stays an estimate."""
    lines = []
    for name, (role, shift) in cells.items():
        number = value_of(form[name]) or 0
        old = known.get(name)
        is_estimate = old is not None and old.estimated and old.people == number
        if number:
            lines.append(RoleNeed(role, shift, number, estimated=is_estimate))
    return tuple(lines)


@blueprint.route("/requirements/<int:requirement_id>/standards", methods=["GET", "POST"])
@requires(Permission.REQUIREMENTS_EDIT)
def edit_standards(requirement_id: int) -> Answer:
    """What good service means, in figures."""
    found = own_requirement(requirement_id)
    body = body_of(found)
    known = {line.metric: line for line in body.standards}
    rows = [(kind.key, say(kind.metric.name), say(kind.unit)) for kind in standards_on_offer()]
    form = grid_form(rows, parse=target)(data={key: str(line.target) for key, line in known.items()})

    def make() -> tuple[None, Body]:
        lines = []
        for key, _words, _unit in rows:
            value = value_of(form[key])
            if value is not None:
                old = known.get(key)
                is_estimate = old is not None and old.estimated and old.target == value
                lines.append(Standard(key, value, estimated=is_estimate))
        return None, replace(body, standards=tuple(lines))

    kinds = {kind.key: kind for kind in standards_on_offer()}
    return _save(found, form, make, "requirements/edit_standards.html", kinds=kinds)


@blueprint.route("/requirements/<int:requirement_id>/budget", methods=["GET", "POST"])
@requires(Permission.REQUIREMENTS_EDIT)
def edit_budget(requirement_id: int) -> Answer:
    """Start, budget and expected sales."""
    found = own_requirement(requirement_id)
    body = body_of(found)
    form = BudgetForm(
        currency=body.currency,
        data={
            "starts_on": body.starts_on,
            "budget": "" if body.budget is None else f"{body.budget.decimal:f}",
            "expected_sales": "" if body.expected_sales is None else f"{body.expected_sales.decimal:f}",
        },
    )

    def make() -> tuple[None, Body]:
        return None, replace(
            body,
            starts_on=form.starts_on.data or body.starts_on,
            budget=form.budget.value,
            expected_sales=form.expected_sales.value,
        )

    return _save(found, form, make, "requirements/edit_budget.html")
