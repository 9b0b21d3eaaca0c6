"""Trying a metric of one's own on real figures before anybody can agree on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.infra.files import open_stored
from portal.kernel.errors import Invalid
from portal.kernel.messages import message
from portal.kernel.metrics import OwnMetric, field
from portal.kernel.money import exponent_of
from portal.kernel.periods import ServiceMonth
from portal.sla.actions.readers import read
from portal.sla.actions.wanted import Reading, Wanted
from portal.sla.models import Submission
from portal.sla.queries.months import month as month_of
from portal.sla.queries.months import saved_mappings, service_month
from portal.sla.rules.measurements import Measurement, measurement_of, quantity
from portal.sla.rules.own_metrics import own_headings, spread_fields
from portal.sla.rules.plain_figures import figures_from_plain
from portal.sla.rules.results import exact_words

CHINA = "Asia/Shanghai"


@dataclass(frozen=True)
class Sample:
    """The figures a metric is tried on: a file, the month it is about, and the tool it comes from."""

    name: str
    content: bytes
    month: ServiceMonth
    tool: str = ""
    currency: str = "CNY"


@dataclass(frozen=True)
class Trial:
    """What came out: the result if there is one, the sums by field, and the fields the file does not have."""

    measurement: Measurement | None
    sums: Mapping[str, int]
    missing: tuple[str, ...]
    rows: int
    errors: int


def sample_of(submission: Submission) -> Sample:
    """The original file of a submission as a sample."""
    record = month_of(submission.month_id)
    with open_stored(submission.file_sha256 or "") as stored:
        content = stored.read()
    return Sample(submission.file_name, content, service_month(record), submission.tool, str(record.currency))


def try_metric(metric: OwnMetric, sample: Sample) -> Trial:
    """Read the file as if a contract carried the metric; changes nothing. Raises Invalid in words."""
    reading = _read(metric, sample)
    figures = figures_from_plain(reading.figures)
    return Trial(
        measurement=measurement_of(metric.definition, figures, currency_digits=exponent_of(sample.currency)),
        sums={key: figures.counts[key].value for key in metric.fields if key in figures.counts},
        missing=tuple(
            key for key in metric.fields if key not in figures.counts and key not in figures.spreads
        ),
        rows=reading.row_count,
        errors=len(reading.errors),
    )


def trial_to_plain(trial: Trial, file: str) -> dict[str, Any]:
    """A trial that gave a result as it is kept: exact, with the sums by field; Invalid in words without a result."""
    found = trial.measurement
    if found is None or found.value is None:
        names = [field(key).name for key in trial.missing]
        raise Invalid(
            message("The file does not give: %(names)s. There is no result.", names=names)
            if names
            else message("There is nothing to divide by in this file. There is no result.")
        )
    return {
        "file": file,
        "result": str(quantity(found.value, found.unit)),
        "value": exact_words(found.value),
        "unit": found.unit.value,
        "sums": dict(trial.sums),
        "rows": trial.rows,
        "errors": trial.errors,
        "is_approximate": found.approximate,
    }


def _read(metric: OwnMetric, sample: Sample) -> Reading:
    last = sample.month.last_day.isoformat()
    return read(
        sample.content,
        Wanted(
            name=sample.name,
            tool=sample.tool,
            slot_tool=sample.tool,
            slot_shop="",
            first_day=sample.month.first_day.isoformat(),
            last_day=last,
            until=last,
            zone=CHINA,
            currency_digits=exponent_of(sample.currency),
            mappings={one.tool: _plain(one) for one in saved_mappings()},
            own_columns=own_headings([metric]),
            spread=spread_fields([metric]),
        ),
    )


def _plain(saved: Any) -> dict[str, Any]:
    return {"columns": dict(saved.columns), "clock": saved.clock, "percent": saved.percent}
