"""Lists of what has to be looked into between the months, per contract, for both sides."""

from datetime import datetime, time, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from flask import request
from werkzeug.wrappers import Response

from portal.contracts.queries import contract, contracts_of, current_version, party_names
from portal.contracts.rules.terms import ContractTerms
from portal.infra.access import actor, requires
from portal.infra.forms import typed_key
from portal.infra.i18n import _
from portal.infra.pages import flash, page, redirect_to, thread_of
from portal.kernel.errors import Invalid
from portal.kernel.messages import message
from portal.kernel.permissions import Permission
from portal.sla.actions.following import TakenList, close, list_from_file, plan
from portal.sla.forms import FollowUpListForm, OutcomeForm, PlanForm
from portal.sla.queries.follow_ups import CLOSED, OPEN, follow_ups, open_counts
from portal.sla.rules.follow_ups import Kind
from portal.sla.rules.plain_messages import message_from_plain
from portal.sla.views.blueprint import LARGEST_ID, blueprint
from portal.sla.views.board import metric_name

FormType = TypeVar("FormType", PlanForm, OutcomeForm)

OF_CONTRACT = f"/contracts/<int(max={LARGEST_ID}):contract_id>/follow-ups"


@blueprint.get("/months/follow-ups")
@requires(Permission.MONTHS_VIEW)
def follow_ups_index() -> str:
    """Every contract with the number of matters that are open."""
    counts = open_counts()
    contracts = [one for one in contracts_of() if one.id in counts or one.state in {"in_force", "ended"}]
    return page("sla/follow_ups_index.html", contracts=contracts, counts=counts)


@blueprint.get(OF_CONTRACT)
@requires(Permission.MONTHS_VIEW)
def follow_ups_of(contract_id: int) -> str:
    """What is open and what is closed under one contract."""
    return _page(contract_id)


@blueprint.post(OF_CONTRACT)
@requires(Permission.MONTHS_SUBMIT)
def add_follow_ups(contract_id: int) -> Response | tuple[str, int]:
    """Take a list of items or questions."""
    form = FollowUpListForm()
    contract(contract_id)
    if not form.validate():
        return _page(contract_id, listing=form), 422
    try:
        taken = list_from_file(contract_id, Kind(form.kind.data), **_sent(form))
    except Invalid as refusal:
        form.refuse(refusal)
        return _page(contract_id, listing=form), 422
    if taken.faults:
        return _page(contract_id, taken=taken), 200
    flash(
        message(
            "%(rows)s rows read, %(listed)s new on the list; the others need nothing or are listed already.",
            rows=taken.rows,
            listed=taken.listed,
        )
    )
    if taken.in_time is not None and taken.in_time.denominator:
        flash(
            message(
                "%(on_time)s of %(due)s questions that were due were answered in time.",
                on_time=taken.in_time.numerator,
                due=taken.in_time.denominator,
            )
        )
    return redirect_to("sla.follow_ups_of", contract_id=contract_id)


def _sent(form: FollowUpListForm) -> dict[str, Any]:
    file = request.files.get("file")
    if file is not None and file.filename:
        with file.stream as stream:
            return {"name": file.filename.split("/")[-1], "content": stream.read()}
    if not form.changed_text("cells"):
        raise Invalid(fields={"cells": message("Copy the cells here, or choose a file.")})
    return {"name": _("the list"), "content": form.changed_text("cells").encode()}


@blueprint.post(f"{OF_CONTRACT}/plan")
@requires(Permission.MONTHS_SUBMIT)
def plan_follow_up(contract_id: int) -> Response | tuple[str, int]:
    """Say who looks into a matter, and until when."""
    form, key = PlanForm(), typed_key("follow_up")
    contract(contract_id)
    if not form.validate() or form.due.data is None:
        return _page(contract_id, planning=(key, form)), 422
    zone = ZoneInfo(actor().time_zone)
    due_at = datetime.combine(form.due.data + timedelta(days=1), time.min, tzinfo=zone)
    plan(contract_id, key, side=form.side.data, person=form.changed_text("person"), due_at=due_at)
    flash(_("Saved."))
    return redirect_to("sla.follow_ups_of", contract_id=contract_id)


@blueprint.post(f"{OF_CONTRACT}/close")
@requires(Permission.MONTHS_SUBMIT)
def close_follow_up(contract_id: int) -> Response | tuple[str, int]:
    """Say what was found and done."""
    form, key = OutcomeForm(), typed_key("follow_up")
    contract(contract_id)
    try:
        if not form.validate():
            return _page(contract_id, closing=(key, form)), 422
        close(contract_id, key, outcome=form.changed_text("outcome"))
    except Invalid as refusal:
        form.refuse(refusal)
        return _page(contract_id, closing=(key, form)), 422
    flash(_("The follow-up is closed."))
    return redirect_to("sla.follow_ups_of", contract_id=contract_id)


def _page(
    contract_id: int,
    *,
    listing: FollowUpListForm | None = None,
    planning: tuple[int, PlanForm] | None = None,
    closing: tuple[int, OutcomeForm] | None = None,
    taken: TakenList | None = None,
) -> str:
    of = contract(contract_id)
    terms = current_version(of).agreed
    still_open, closed = follow_ups(contract_id, OPEN), follow_ups(contract_id, CLOSED)
    refused = [form for form in (listing, planning and planning[1], closing and closing[1]) if form]
    return page(
        "sla/follow_ups.html",
        contract=of,
        parties=party_names(of),
        watch=terms.watch,
        open_ones=[_shown(terms, one) for one in still_open],
        closed_ones=[_shown(terms, one) for one in closed],
        listing=listing or FollowUpListForm(formdata=None),
        plan_forms={one.id: _plan_form(one, planning) for one in still_open},
        close_forms={one.id: _close_form(one, closing) for one in still_open},
        refused=refused,
        taken=taken,
        thread=thread_of(of.engagement_id),
        may_write=actor().may(Permission.MONTHS_SUBMIT),
    )


def _plan_form(one: Any, planning: tuple[int, PlanForm] | None) -> PlanForm:
    if planning is not None and planning[0] == one.id:
        return _told_apart(planning[1], one)
    last_day = (one.due_at - timedelta(seconds=1)).astimezone(ZoneInfo(actor().time_zone)).date()
    form = PlanForm(formdata=None, data={"side": one.side, "person": one.person, "due": last_day})
    return _told_apart(form, one)


def _close_form(one: Any, closing: tuple[int, OutcomeForm] | None) -> OutcomeForm:
    is_refused = closing is not None and closing[0] == one.id
    return _told_apart(closing[1] if closing is not None and is_refused else OutcomeForm(formdata=None), one)


def _told_apart(form: FormType, one: Any) -> FormType:
    """Every row has its own forms on the page: their fields need identifiers of their own."""
    for field in form:
        field.id = f"{field.name}-{one.id}"
    return form


def _shown(terms: ContractTerms, one: Any) -> dict[str, Any]:
    return {
        "row": one,
        "subject": one.subject,
        "metric": metric_name(terms, one.metric) if one.metric else "",
        "why": message_from_plain(one.why),
        "month": one.key.split("|")[1] if one.kind == Kind.AGENT else "",
        "is_late": one.due_at < (one.closed_at or actor().now),
    }
