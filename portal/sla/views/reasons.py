"""The words behind a figure: what it is made of, in which files, by which terms, rounded how."""

from typing import Any

from portal.infra.i18n import _, language, say, say_number
from portal.kernel.metrics import MetricDefinition, catalogue, fields, is_column, is_own
from portal.kernel.rate_cards import QUANTITIES
from portal.sla.queries.months import TYPED, MonthInFull
from portal.sla.rules.evaluation import LineResult
from portal.sla.rules.means import FIELDS
from portal.sla.rules.measurements import SUMS, Measurement, Unit, quantity
from portal.sla.views.board import LOOKS, line_name
from portal.sla.views.formulas import field_words, formula_of, sum_words


def grade_name(grade: str) -> str:
    """A grade in words."""
    return {"gold": _("Gold"), "silver": _("Silver"), "bronze": _("Bronze")}[grade]


def quantity_name(key: str) -> str:
    """A quantity of the rate card in words, with what narrows it down."""
    name, *narrowed = key.split("|")
    found = QUANTITIES.get(name)
    words = say(found.meaning) if found else name
    return f"{words} ({', '.join(one.split('=', 1)[1] for one in narrowed)})" if narrowed else words


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
    definition = found.promise.definition
    measurement = found.measurement
    credit = next((one for one in full.judged.credits.lines if one.key == found.promise.key), None)
    return {
        "found": found,
        "credit": credit,
        "state": LOOKS.get(found.state, found.state.value),
        "name": line_name(full.terms, found.promise.key),
        "counts": definition.counts.read(language()),
        "formula": _formula(definition),
        "inputs": [] if measurement is None else _inputs(definition, measurement),
        "result": None
        if measurement is None or found.value is None
        else say(quantity(found.value, measurement.unit)),
        "fact_list": [
            (
                _("Target"),
                say(quantity(found.promise.mark, found.promise.unit)),
            ),
            (_("Contract version"), str(full.record.version)),
            (_("Definition of the metric"), _("version %(number)s", number=found.promise.version)),
        ],
        "notes": [
            _("Nothing is rounded before it is judged; results are shown with two decimals, halves up.")
        ],
        "sources": sources(full, definition),
    }


def _formula(definition: MetricDefinition) -> str:
    key = SUMS.get(definition.key, definition.key)
    field = FIELDS.get(key)
    if is_own(definition.key):
        return formula_of(definition)
    if definition.key in SUMS or field is None or not field.denominator:
        return _("Sum of %(figure)s", figure=figure_name(key))
    return f"Σ {figure_name(field.numerator)} ÷ Σ {figure_name(field.denominator)}"


def _inputs(definition: MetricDefinition, measurement: Measurement) -> list[tuple[str, str, None]]:
    key = definition.key
    if is_own(key):
        return _own_inputs(definition, measurement)
    field = FIELDS[SUMS.get(key, key)]
    if key in SUMS or not field.denominator:
        return [(figure_name(SUMS.get(key, key)), _stored(measurement.numerator, measurement.unit), None)]
    if measurement.scale != 1 or not measurement.counted:
        return [
            (_("Printed by the tool, weighted by counts"), say_number(measurement.denominator), None),
            (_("Rows"), say_number(measurement.rows), None),
        ]
    return [
        (figure_name(field.numerator), _stored(measurement.numerator, measurement.unit), None),
        (figure_name(field.denominator), say_number(measurement.denominator), None),
        (_("Rows"), say_number(measurement.rows), None),
    ]


def _own_inputs(definition: MetricDefinition, measurement: Measurement) -> list[tuple[str, str, None]]:
    above = (sum_words(definition.numerator), _stored(measurement.numerator, measurement.unit), None)
    rows = (_("Rows"), say_number(measurement.rows), None)
    if not definition.denominator:
        return [above, rows]
    return [above, (sum_words(definition.denominator), say_number(measurement.denominator), None), rows]


def _stored(value: int, unit: Unit) -> str:
    if unit in {Unit.SECONDS, Unit.HOURS}:
        return _("%(seconds)s s", seconds=say_number(value // 1000))
    return say_number(value)


def sources(full: MonthInFull, definition: MetricDefinition) -> list[Any]:
    """The submissions a result comes from: the files that give it, or the typed figure where none does."""
    files = [
        one
        for slot, one in full.submissions.items()
        if not slot.startswith(TYPED) and _gives(one.figures, definition)
    ]
    typed = full.submissions.get(f"{TYPED}{definition.key}")
    return files or ([typed] if typed else [])


def _gives(figures: dict[str, Any], definition: MetricDefinition) -> bool:
    key = definition.key
    if definition.percentile is not None:
        return definition.fields[0] in figures.get("spreads", {})
    if is_own(key):
        return all(name in figures["counts"] for name in definition.fields)
    return key in figures["parts"] or SUMS.get(key, key) in figures["counts"]
