"""What metrics of the parties' own need from files: their columns by heading, and whole distributions."""

from collections.abc import Iterable

from portal.kernel.metrics import FieldKind, OwnKind, OwnMetric, fields, is_column
from portal.kernel.metrics.own import SPREAD_ONLY, column_of
from portal.sla.rules.columns import PERSONAL
from portal.sla.rules.fields import ADDITIVE
from portal.sla.rules.headers import heading_of
from portal.sla.rules.means import FIELDS


def own_headings(metrics: Iterable[OwnMetric]) -> dict[str, str]:
    """Folded heading → own column, for the reader of files; what looks like personal data is never read."""
    found: dict[str, str] = {}
    for key in (key for one in metrics for key in one.columns):
        column = column_of(key)
        if column is not None and not looks_personal(column.name.en):
            found[heading_of(column.name.en).name] = key
    return found


def spread_fields(metrics: Iterable[OwnMetric]) -> tuple[str, ...]:
    """The fields whose distribution over the rows a percentile needs."""
    return tuple(sorted({one.fields[0] for one in metrics if one.kind is OwnKind.PERCENTILE}))


def looks_personal(heading: str) -> bool:
    """Whether a heading names buyers' personal data, which is neither read nor kept."""
    return PERSONAL.search(heading_of(heading).name) is not None


def usable_fields() -> dict[str, FieldKind]:
    """The fields of the catalogue an own metric can be made of: those that may be added up."""
    return {
        key: found.kind for key, found in fields().items() if key in FIELDS and FIELDS[key].kind in ADDITIVE
    } | {SPREAD_ONLY: FieldKind.DURATION_SECONDS}


def kinds_of(metric: OwnMetric) -> dict[str, FieldKind]:
    """How each field that this metric may use is kept, own columns included."""
    columns = ((key, column_of(key)) for key in metric.fields if is_column(key))
    return usable_fields() | {
        key: column.kind
        for key, column in columns
        if column is not None and not looks_personal(column.name.en)
    }
