"""What can be asked about the metrics an organisation defined."""

from sqlalchemy import select

from portal.infra.db import db
from portal.kernel.errors import NotFound
from portal.kernel.metrics import OwnMetric
from portal.reference.models import OwnMetricRecord

DRAFT, READY = "draft", "ready"


def own_metric_record(own_id: int) -> OwnMetricRecord:
    """One version of a metric of the viewer's organisation."""
    found: OwnMetricRecord | None = db.session.get(OwnMetricRecord, own_id)
    if found is None:
        raise NotFound
    return found


def own_metric_records() -> list[OwnMetricRecord]:
    """Every version of every metric the viewer's organisation defined, the newest version of each first."""
    query = select(OwnMetricRecord).order_by(OwnMetricRecord.metric, OwnMetricRecord.version.desc())
    return list(db.session.scalars(query))


def versions_of_own(metric: str) -> list[OwnMetricRecord]:
    """All versions of one metric of the viewer's organisation, oldest first."""
    query = select(OwnMetricRecord).where(OwnMetricRecord.metric == metric)
    return list(db.session.scalars(query.order_by(OwnMetricRecord.version)))


def ready_metrics() -> list[OwnMetric]:
    """The newest version of each own metric that was tried and can be agreed on."""
    found: dict[str, OwnMetric] = {}
    for record in own_metric_records():
        if record.state == READY:
            found.setdefault(record.metric, record.defined)
    return list(found.values())
