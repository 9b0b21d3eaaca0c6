"""The metric catalogue: what each figure means, what it is made of, and how it is computed and judged."""

from portal.kernel.metrics.catalogue import catalogue, field, fields, metric, presets
from portal.kernel.metrics.computing import (
    Band,
    Pooled,
    compute,
    display_value,
    from_printed,
    meets,
    pool,
    value_of,
)
from portal.kernel.metrics.definitions import (
    Aggregation,
    Direction,
    FieldDefinition,
    FieldKind,
    Group,
    MetricDefinition,
    PlatformPreset,
    Scope,
    Unit,
    Words,
)
from portal.kernel.metrics.own import OwnKind, OwnMetric, is_column, is_own

__all__ = [
    "Aggregation",
    "Band",
    "Direction",
    "FieldDefinition",
    "FieldKind",
    "Group",
    "MetricDefinition",
    "OwnKind",
    "OwnMetric",
    "PlatformPreset",
    "Pooled",
    "Scope",
    "Unit",
    "Words",
    "catalogue",
    "compute",
    "display_value",
    "field",
    "fields",
    "from_printed",
    "is_column",
    "is_own",
    "meets",
    "metric",
    "pool",
    "presets",
    "value_of",
]
