"""Metrics of one's own: defined from fields, tried on real figures, then allowed in contracts."""

from fractions import Fraction
from typing import Any

from flask import request
from werkzeug.wrappers import Response

from portal.infra.access import requires
from portal.infra.forms import typed_key
from portal.infra.i18n import _, language, say, say_number
from portal.infra.pages import flash, page, redirect_to
from portal.infra.transactions import prepared, prepared_by
from portal.kernel.errors import Invalid, PortalError
from portal.kernel.messages import message
from portal.kernel.permissions import Permission
from portal.reference.actions import change_metric, define_metric, keep_trial, release_metric
from portal.reference.queries import own_metric_record
from portal.sla.actions.trying import Sample, Trial, sample_of, trial_to_plain, try_metric
from portal.sla.forms.own_metrics import OwnMetricForm, TryForm, as_typed
from portal.sla.queries.months import submission
from portal.sla.queries.samples import sample_files
from portal.sla.rules.measurements import Unit as MetricUnit
from portal.sla.rules.measurements import quantity
from portal.sla.rules.own_metrics import kinds_of, usable_fields
from portal.sla.views.blueprint import LARGEST_ID, blueprint
from portal.sla.views.formulas import field_words, formula_of

OWN = f"/metrics/own/<int(max={LARGEST_ID}):own_id>"


@blueprint.route("/metrics/own/new", methods=["GET", "POST"])
@requires(Permission.CONTRACTS_EDIT)
def define_own() -> Response | str | tuple[str, int]:
    """Define a metric."""
    return _edited(None)


@blueprint.route(f"{OWN}/edit", methods=["GET", "POST"])
@requires(Permission.CONTRACTS_EDIT)
def edit_own(own_id: int) -> Response | str | tuple[str, int]:
    """Change a draft, or follow a fixed version with a new one."""
    return _edited(own_metric_record(own_id))


def _edited(found: Any) -> Response | str | tuple[str, int]:
    form = OwnMetricForm(data={} if found is None else as_typed(found.defined))
    form.offer(usable_fields())
    if request.method == "GET":
        return page("sla/own_edit.html", form=form, found=found)
    try:
        if not form.validate():
            return page("sla/own_edit.html", form=form, found=found), 422
        metric = form.metric()
        kept = (
            define_metric(metric, kinds=kinds_of(metric))
            if found is None
            else change_metric(found, metric, kinds=kinds_of(metric))
        )
    except Invalid as refusal:
        form.refuse(refusal)
        return page("sla/own_edit.html", form=form, found=found), 422
    return redirect_to("sla.try_own", own_id=kept.id)


def _tried(own_id: int) -> Trial | PortalError | None:
    """Before the turn to write: read the sample; nothing is kept."""
    found = own_metric_record(own_id)
    try:
        sample = _sample()
        return None if sample is None else try_metric(found.defined, sample)
    except PortalError as refusal:
        return refusal


def _sample() -> Sample | None:
    sent = request.files.get("file")
    if sent is not None and sent.filename:
        form = TryForm()
        form.validate()
        if form.month.value is None:
            raise Invalid(fields={"month": message("Say which month your file is about.")})
        with sent.stream as stream:
            return Sample(sent.filename.split("/")[-1], stream.read(), form.month.value)
    chosen = request.form.get("sample", "")
    return sample_of(submission(typed_key("sample"))) if chosen.isascii() and chosen.isdigit() else None


@blueprint.get(f"{OWN}/try")
@requires(Permission.CONTRACTS_EDIT)
def try_own(own_id: int) -> str:
    """Choose what the metric is tried on; what it gave the last time stands above."""
    return _try_page(own_metric_record(own_id), TryForm(formdata=None))


@blueprint.post(f"{OWN}/try")
@requires(Permission.CONTRACTS_EDIT)
@prepared_by(_tried)
def try_own_now(own_id: int) -> Response | tuple[str, int]:
    """Try it and show what came out."""
    found, form = own_metric_record(own_id), TryForm()
    tried: Trial | PortalError | None = prepared()
    try:
        if tried is None:
            raise Invalid(message("Choose a file first."))
        if isinstance(tried, PortalError):
            raise tried
        keep_trial(found, trial=trial_to_plain(tried, _sample_name()))
    except PortalError as refusal:
        form.refuse(refusal)
        return _try_page(found, form), 422
    return redirect_to("sla.try_own", own_id=own_id)


@blueprint.post(f"{OWN}/release")
@requires(Permission.CONTRACTS_EDIT)
def release_own(own_id: int) -> Response:
    """Allow the metric in contracts; this version never changes from now on."""
    found = own_metric_record(own_id)
    release_metric(found)
    flash(_("The metric can be agreed on now."))
    return redirect_to("sla.metric", metric_key=found.metric)


def _shown_trial(trial: dict[str, Any] | None) -> dict[str, Any] | None:
    """What came out the last time, in the reader's language."""
    if trial is None:
        return None
    return trial | {
        "result": say(quantity(Fraction(trial["value"]), MetricUnit(trial["unit"]))),
        "sums": [(field_words(key), say_number(value)) for key, value in trial["sums"].items()],
    }


def _sample_name() -> str:
    sent = request.files.get("file")
    if sent is not None and sent.filename:
        return sent.filename.split("/")[-1][:200]
    return submission(typed_key("sample")).file_name


def _try_page(found: Any, form: TryForm) -> str:
    files = sample_files()
    form.sample.choices = [("", "–"), *((str(one.id), f"{one.month} · {one.file_name}") for one in files)]
    metric = found.defined
    return page(
        "sla/own_try.html",
        found=found,
        trial=_shown_trial(found.trial),
        form=form,
        name=metric.name.read(language()),
        formula=formula_of(metric.definition),
        counts=metric.counts.read(language()),
        columns=[field_words(key) for key in metric.columns],
    )
