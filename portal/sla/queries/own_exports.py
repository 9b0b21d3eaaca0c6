"""The figure that the merchant's own export gives for a line, to be named in an objection."""

from dataclasses import dataclass, replace
from fractions import Fraction

from sqlalchemy import select

from portal.infra.db import db
from portal.kernel.money import exponent_of
from portal.sla.models import Reconciliation
from portal.sla.queries.months import TYPED, MonthInFull
from portal.sla.rules.exclusions import decided_figure
from portal.sla.rules.keys import line_of, slots_for
from portal.sla.rules.line_figures import LineFigures
from portal.sla.rules.measurements import Measurement, Unit
from portal.sla.rules.plain_figures import figures_from_plain
from portal.sla.rules.pooling import Figures, month_figures
from portal.sla.rules.reconciling import Comparison
from portal.sla.rules.typed import typed_values
from portal.sla.rules.values.dates import Days


@dataclass(frozen=True)
class OwnFigure:
    """What the export gives for a line: the result, and the fields that stand for it in an objection."""

    value: Fraction
    unit: Unit
    fields: tuple[tuple[str, int], ...]


def own_export_figure(full: MonthInFull, line: str) -> OwnFigure | None:
    """The line by the merchant's own exports, files it did not compare as submitted; None where it compared none."""
    found = line_of(full.terms, line)
    if found is None:
        return None
    wanted = set(slots_for(full.terms, found))
    compared = _compared(full)
    if not wanted & compared.keys():
        return None
    pooled = month_figures(
        compared.get(key, figures) for key, figures in full.inputs.files.items() if key in wanted
    )
    figures = LineFigures.of(replace(full.inputs, adjusted={line: pooled}), found)
    measured = figures.measure(pooled)
    if measured is None or measured.value is None:
        return None
    return OwnFigure(measured.value, measured.unit, _fields(full, figures, pooled, measured))


def _compared(full: MonthInFull) -> dict[str, Figures]:
    """The figures of the exports that stand beside what counts now, by slot."""
    current = {one.id: key for key, one in full.submissions.items() if not key.startswith(TYPED)}
    query = (
        select(Reconciliation.submission_id, Reconciliation.figures)
        .where(
            Reconciliation.submission_id.in_(list(current)),
            Reconciliation.state != Comparison.REPLACED,
        )
        .order_by(Reconciliation.id)
    )
    return {
        current[submission_id]: figures_from_plain(figures)
        for submission_id, figures in db.session.execute(query)
    }


def _fields(
    full: MonthInFull, line: LineFigures, pooled: Figures, measured: Measurement
) -> tuple[tuple[str, int], ...]:
    """The counts of the export where they give the same result to the last digit, otherwise the result as typed."""
    counted = tuple(sorted((name, count.value) for name, count in pooled.counts.items()))
    month = Days(full.record.first_day, full.record.last_day)
    again = line.measure(decided_figure(dict(counted), month))
    if again is not None and (again.value, again.denominator) == (measured.value, measured.denominator):
        return counted
    typed = typed_values(
        line.definition,
        measured.value or Fraction(0),
        measured.denominator,
        currency_digits=exponent_of(full.terms.currency),
    )
    return tuple(sorted(typed.items()))
