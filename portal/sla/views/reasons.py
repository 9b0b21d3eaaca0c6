"""The words behind a figure: what it is made of, in which files, by which terms, rounded how."""

from typing import Any

from portal.infra.i18n import _, language, say, say_number
from portal.kernel.metrics import catalogue, fields, is_column
from portal.sla.queries.explaining import submissions_behind, way_to
from portal.sla.queries.months import MonthInFull
from portal.sla.rules.evaluation import LineResult
from portal.sla.rules.means import FIELDS
from portal.sla.views.board import line_name, look_of
from portal.sla.views.formulas import field_words


def grade_name(grade: str) -> str:
    """A grade in words."""
    return {"gold": _("Gold"), "silver": _("Silver"), "bronze": _("Bronze")}.get(grade, grade)


def figure_name(key: str) -> str:
    """The name of a figure or metric in the reader's language."""
    known = {definition.key: definition.name for definition in catalogue()}
    if key in known:
        return known[key].read(language())
    if key in fields():
        return fields()[key].name.read(language())
    if is_column(key):
        return field_words(key)
    return say(FIELDS[key].label) if key in FIELDS else key


def volumes(full: MonthInFull) -> list[tuple[str, Any]]:
    """Volume of the month against the forecast of the contract."""
    counts = full.judged.figures.counts
    shown = [
        (figure_name(key), say_number(counts[key].value))
        for key in ("consult_users", "received_users", "sessions")
        if key in counts
    ]
    forecast = full.terms.capacity.forecast
    return [*shown, (_("Forecast"), None if forecast is None else say_number(forecast))]


def explanation(full: MonthInFull, found: LineResult) -> dict[str, Any]:
    """Everything the page about one result says."""
    return {
        "found": found,
        "state": look_of(found, full),
        "name": line_name(full.terms, found.promise.key),
        "steps": way_to(full, found),
        "sources": submissions_behind(full, found),
    }
