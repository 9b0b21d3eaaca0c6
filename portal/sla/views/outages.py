"""One event, many contracts: choose platform and days, see what it touched, claim relief for all in one act."""

from flask import request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from portal.infra.access import actor, requires
from portal.infra.pages import flash, page, redirect_to
from portal.kernel.errors import NotFound, PortalError
from portal.kernel.messages import message
from portal.kernel.permissions import Permission, Side
from portal.sla.actions.evidence import keep_evidence
from portal.sla.actions.outages import claim_for_many
from portal.sla.forms import OutageForm
from portal.sla.queries.outages import TouchedMonth, platforms_served, touched_months
from portal.sla.rules.relief import REASONS
from portal.sla.views.blueprint import blueprint
from portal.sla.views.board import line_name, platform_name

Answer = Response | str | tuple[str, int]


@blueprint.route("/months/relief", methods=["GET", "POST"])
@requires(Permission.MONTHS_SUBMIT)
def outage() -> Answer:
    """Relief for many contracts at once, because of one event."""
    if actor().side is not Side.VENDOR:
        raise NotFound
    is_asked = request.method == "POST" or "platform" in request.args
    form = OutageForm(formdata=_typed() if is_asked else None, meta={"csrf": request.method == "POST"})
    form.offer([(key, platform_name(key)) for key in platforms_served()])
    if not is_asked:
        return _outage_page(form, [])
    if not form.validate():
        return _outage_page(form, []), 422
    event = form.event()
    months = touched_months(event.platform, event.first_day, event.last_day)
    if request.method == "GET":
        return _outage_page(form, months)
    return _claim(form, months)


def _typed() -> MultiDict[str, str]:
    return request.form if request.method == "POST" else request.args


def _claim(form: OutageForm, months: list[TouchedMonth]) -> Answer:
    chosen: dict[int, list[str]] = {}
    for value in request.form.getlist("lines"):
        number, _, line = value.partition(":")
        if value not in _values(months):
            raise NotFound
        chosen.setdefault(int(number), []).append(line)
    try:
        said = claim_for_many(
            form.event(),
            chosen=chosen,
            comment=form.changed_text("comment"),
            evidence=keep_evidence(form.sent_files()),
        )
    except PortalError as refusal:
        form.refuse(refusal)
        return _outage_page(form, months), 422
    flash(
        message(
            "Relief is claimed for %(lines)s lines of %(months)s months. The other sides answer next.",
            lines=len(said),
            months=len({one.month_id for one in said}),
        )
    )
    return redirect_to("sla.months")


def _values(months: list[TouchedMonth]) -> list[str]:
    return [
        f"{month.record.id}:{line.key}" for month in months for line in month.lines if line.refusal is None
    ]


def _outage_page(form: OutageForm, months: list[TouchedMonth]) -> str:
    picked = set(request.form.getlist("lines")) if request.method == "POST" else set(_values(months))
    return page(
        "sla/outage.html",
        form=form,
        months=months,
        picked=picked,
        touchable=bool(_values(months)),
        reasons=REASONS,
        line_name=line_name,
        is_shown=bool(months) or (form.platform.data is not None and not form.errors and bool(request.args)),
    )
