"""Results by day, agent, shift or shop as a file to go on with."""

from flask import Response, request

from portal.infra.access import requires
from portal.infra.i18n import _
from portal.infra.tables.writing import Value, write_csv, write_xlsx
from portal.kernel.errors import NotFound
from portal.kernel.permissions import Permission
from portal.sla.forms.rows import part_name
from portal.sla.queries.months import month as month_of
from portal.sla.queries.months import month_in_full
from portal.sla.queries.seeing import slot_parts
from portal.sla.rules.breakdown import By
from portal.sla.rules.line_parts import measured_parts, volumes_of_parts
from portal.sla.rules.measurements import Measurement, rounded
from portal.sla.views.blueprint import MONTH, blueprint
from portal.sla.views.board import line_name

PLACES = 6
TYPES = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


@blueprint.get(f"{MONTH}/parts.<ending>")
@requires(Permission.MONTHS_VIEW)
def parts_file(month_id: int, ending: str) -> Response:
    """Every part of the month with its volume, its results in the metric's unit and the cases behind them."""
    full = month_in_full(month_of(month_id))
    by = next((one for one in By if one.value == request.args.get("by", By.AGENT.value)), None)
    if by is None or ending not in TYPES:
        raise NotFound
    parts = slot_parts(month_id, by)
    promises = [line.promise for line in full.judged.evaluation.lines]
    found = measured_parts(full.terms, promises, parts)
    volumes = volumes_of_parts(parts)
    header = [_part_word(by), _("Volume")]
    for promise in promises:
        name = line_name(full.terms, promise.key)
        header += [name, _("%(name)s: cases", name=name)]
    rows: list[list[Value]] = [
        [
            part_name(by, key),
            volumes.get(key),
            *(cell for promise in promises for cell in _cells(found[promise.key][key])),
        ]
        for key in sorted({part.key for part in parts})
    ]
    content = write_csv(header, rows) if ending == "csv" else write_xlsx([(full.record.month, header, rows)])
    response = Response(content, mimetype=TYPES[ending])
    name = f"steelyard-{full.record.month}-{by.value}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _part_word(by: By) -> str:
    return {By.DAY: _("Day"), By.AGENT: _("Agent"), By.SHIFT: _("Shift"), By.SHOP: _("Shop")}[by]


def _cells(one: Measurement | None) -> tuple[Value, Value]:
    if one is None or one.value is None:
        return None, None
    return rounded(one.value, PLACES), one.denominator if one.counted else None
