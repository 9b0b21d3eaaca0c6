"""The days of a month between the limits of chance: one control chart for each promise."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portal.infra.access import requires
from portal.infra.charts.control import ControlDrawing, control_chart
from portal.infra.i18n import _, say, say_day, say_number
from portal.infra.pages import page
from portal.kernel.permissions import Permission
from portal.sla.queries.months import MonthInFull, month_in_full
from portal.sla.queries.months import month as month_of
from portal.sla.queries.seeing import kinds_of_parts, slot_parts
from portal.sla.rules.breakdown import By
from portal.sla.rules.claims import partly_relieved
from portal.sla.rules.comparing import spread_of
from portal.sla.rules.control import ControlChart, ControlPoint, Signal, control_of, findings
from portal.sla.rules.evaluation import LineResult
from portal.sla.rules.line_parts import ByPart, SlotPart, measured_parts, without_relieved
from portal.sla.rules.measurements import Unit, quantity
from portal.sla.rules.promises import Judged, Promise
from portal.sla.rules.relief import Details
from portal.sla.views.answer_times import answers_drawn
from portal.sla.views.blueprint import MONTH, blueprint
from portal.sla.views.board import line_name, target_words
from portal.sla.views.columns import SignedFigures, beside_the_month, spread_figures
from portal.sla.views.day_volumes import volumes_drawn
from portal.sla.views.people import has_rows, part_tabs


@dataclass(frozen=True)
class DayChart:
    """One promise by day: the findings, the drawing, the spread, and the same figures as rows."""

    key: str
    name: str
    findings: tuple[str, ...]
    drawing: ControlDrawing
    spread: SignedFigures
    beyond: tuple[tuple[str, str], ...]
    """The days outside the limits, as their key and in words."""
    rows: tuple[tuple[str | None, ...], ...]


@blueprint.get(f"{MONTH}/days")
@requires(Permission.MONTHS_VIEW)
def days(month_id: int) -> str:
    """Every promise by day, with what chance explains and what it does not."""
    full = month_in_full(month_of(month_id))
    parts = slot_parts(month_id, By.DAY)
    return page(
        "sla/days.html",
        month=full.record,
        tabs=part_tabs(month_id, kinds_of_parts(month_id), By.DAY),
        answers=answers_drawn(full),
        volumes=volumes_drawn(full, parts),
        has_rows=has_rows(full),
        charts_by_line=_charts(full, parts) if parts else [],
    )


def _charts(full: MonthInFull, parts: Sequence[SlotPart]) -> list[DayChart]:
    lines = full.judged.evaluation.lines
    promises = [line.promise for line in lines]
    relieved = partly_relieved(full.matters)
    found = measured_parts(full.terms, promises, parts)
    for promise in (one for one in promises if one.key in relieved):
        left = without_relieved(parts, relieved[promise.key])
        found |= measured_parts(full.terms, [promise], left)
    calendar = list(full.service_month.days())
    return [
        _chart(full, line, found[line.promise.key], calendar, relieved.get(line.promise.key, ()))
        for line in lines
        if any(one is not None and one.denominator for one in found[line.promise.key].values())
    ]


def _chart(
    full: MonthInFull,
    line: LineResult,
    by_day: ByPart,
    calendar: Sequence[date],
    relieved: Sequence[Details],
) -> DayChart:
    promise, unit = line.promise, line.promise.unit
    chart = control_of([(day, by_day.get(day.isoformat())) for day in calendar], unit)
    spread = spread_of([point.value for point in chart.points], promise)
    return DayChart(
        key=promise.key,
        name=line_name(full.terms, promise.key),
        findings=(
            *(say(one) for one in findings(chart, promise)),
            *_left_out(calendar, relieved),
            *filter(None, [beside_the_month(line, chart.centre)]),
        ),
        drawing=_drawing(chart, promise),
        spread=() if spread is None else spread_figures(spread, unit),
        beyond=tuple((day.isoformat(), say_day(day)) for day in chart.beyond),
        rows=tuple(_row(point, unit) for point in chart.points if point.value is not None),
    )


def _left_out(calendar: Sequence[date], relieved: Sequence[Details]) -> list[str]:
    days = [day for day in calendar if any(one.covers(day) for one in relieved)]
    return [_("Agreed relief leaves out: %(days)s.", days=say(days))] if days else []


def _drawing(chart: ControlChart, promise: Promise) -> ControlDrawing:
    return control_chart(
        [str(point.day.day) for point in chart.points],
        [point.value for point in chart.points],
        limits=[
            None if point.low is None or point.high is None else (point.low, point.high)
            for point in chart.points
        ],
        tones=[_tone(point, promise, chart) for point in chart.points],
        words=[_words(point, chart.unit) for point in chart.points],
        centre=chart.centre,
        centre_words=""
        if chart.centre is None
        else _("Average %(value)s", value=say(quantity(chart.centre, chart.unit))),
        target=promise.mark,
        target_words=_("Target %(value)s", value=target_words(promise, chart.unit)),
        say=lambda value: say(quantity(Decimal(str(value)), chart.unit)),
    )


def _tone(point: ControlPoint, promise: Promise, chart: ControlChart) -> str:
    """A day outside the limits is good or bad news by its side of the average; a run asks for attention."""
    if point.value is None or chart.centre is None:
        return "neutral"
    if Signal.BEYOND in point.signals:
        is_higher_worse = promise.judged is Judged.AT_MOST
        return "missed" if (point.value > chart.centre) is is_higher_worse else "met"
    return "attention" if Signal.RUN in point.signals else "series-1"


def _words(point: ControlPoint, unit: Unit) -> str:
    if point.value is None:
        return ""
    return _("%(day)s: %(value)s", day=say_day(point.day), value=say(quantity(point.value, unit)))


SIGNALS: Mapping[frozenset[Signal], str] = {
    frozenset({Signal.BEYOND}): "beyond",
    frozenset({Signal.RUN}): "run",
    frozenset({Signal.BEYOND, Signal.RUN}): "beyond",
}


def _row(point: ControlPoint, unit: Unit) -> tuple[str | None, ...]:
    said = {"beyond": _("outside the limits"), "run": _("part of a run")}
    found = SIGNALS.get(point.signals)
    return (
        say_day(point.day),
        None if point.value is None else say(quantity(point.value, unit)),
        say_number(point.cases) if point.cases else None,
        None if point.low is None else say(quantity(Decimal(str(point.low)), unit)),
        None if point.high is None else say(quantity(Decimal(str(point.high)), unit)),
        None if found is None else said[found],
    )
